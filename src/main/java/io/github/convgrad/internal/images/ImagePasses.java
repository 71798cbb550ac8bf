package io.github.convgrad.internal.images;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Plans the passes of {@link ImageGemm}: many small images, as in LeNet, that leave other tiles half empty. */
public final class ImagePasses {
    /** Images of a tile with the widest vectors. The choice is the same for all widths, and so are the bits. */
    private static final int IMAGES = 32;
    /** Floats of a source image up to which the taps of a pixel come from L1 or quickly from L2. */
    private static final int MAX_SOURCE = 12 << 10;
    /** Floats of a worker's scratch that may be taken: 4 MiB. */
    private static final int MAX_SCRATCH = (1 << 20) - 2 * IMAGES;
    /** Products of other ways for each one that counts, from which this one pays. */
    private static final double MIN_WASTE = 1.2;

    private ImagePasses() {
    }

    /** The forward pass. */
    public static Pass forward(ConvShape s, KernelSet kernels, int workers) {
        int taps = s.taps(), channels = s.inChannels();
        return pass(s, s.outChannels(), channels, forwardH(s), forwardW(s), channels * taps, taps, false, t -> t.x,
                t -> t.y, true, kernels, workers);
    }

    /** The gradient of the input, stride 1. */
    public static Pass dataGrad(ConvShape s, KernelSet kernels, int workers) {
        int taps = s.taps();
        return pass(s, s.inChannels(), s.outChannels(), backwardH(s), backwardW(s), taps, s.inChannels() * taps, true,
                t -> t.dy, t -> t.dx, false, kernels, workers);
    }

    private static ImageTaps forwardH(ConvShape s) {
        return ImageTaps.forward(s.inHeight(), s.outHeight(), s.kernelHeight(), s.strideH(), s.padTop(), s.dilationH());
    }

    private static ImageTaps forwardW(ConvShape s) {
        return ImageTaps.forward(s.inWidth(), s.outWidth(), s.kernelWidth(), s.strideW(), s.padLeft(), s.dilationW());
    }

    private static ImageTaps backwardH(ConvShape s) {
        return ImageTaps.backward(s.inHeight(), s.outHeight(), s.kernelHeight(), s.padTop(), s.dilationH());
    }

    private static ImageTaps backwardW(ConvShape s) {
        return ImageTaps.backward(s.inWidth(), s.outWidth(), s.kernelWidth(), s.padLeft(), s.dilationW());
    }

    private static Pass pass(ConvShape s, int m, int channels, ImageTaps h, ImageTaps w, int rowStride,
            int channelStride, boolean reversed, Function<Tensors, float[]> source,
            Function<Tensors, float[]> destination, boolean bias, KernelSet kernels, int workers) {
        RowPanels panels = new RowPanels(m, ImageGemm.joins(h, w, channels) ? kernels.gemmTile().heights()
                : kernels.panelTile().heights());
        ImageWeights weights = new ImageWeights(panels, m, channels, s.taps(), rowStride, channelStride, reversed);
        ImageGemm gemm = new ImageGemm(s.batch(), m, channels, h, w, panels, weights, source, destination, bias, kernels,
                workers);
        return new Pass("images: " + gemm, List.of(weights, gemm), weights.size(), 0, gemm.floats());
    }

    /** Why the forward pass is not computed so, or null. */
    public static String forwardRefusal(ConvShape s) {
        return refusal(s, s.outChannels(), s.inChannels(), forwardH(s), forwardW(s));
    }

    /** Why the gradient of the input is not computed so, or null. */
    public static String dataGradRefusal(ConvShape s) {
        if (s.strideH() != 1 || s.strideW() != 1) {
            return "strides are " + s.strideH() + "x" + s.strideW() + ", not 1";
        }
        return refusal(s, s.inChannels(), s.outChannels(), backwardH(s), backwardW(s));
    }

    /** Images that a part of a batch needs so that its passes are chosen as those of the whole are. */
    public static int fewest(ConvShape s) {
        return forwardRefusal(s) == null || dataGradRefusal(s) == null ? Math.min(s.batch(), IMAGES) : 0;
    }

    private static String refusal(ConvShape s, int m, int channels, ImageTaps h, ImageTaps w) {
        boolean flat = s.inDepth() == 1 && s.kernelDepth() == 1 && s.outDepth() == 1 && s.padFront() == 0;
        if (s.groups() != 1 || !flat || s.dilationW() != 1) {
            return "it is grouped, has a depth or is dilated along the width";
        }
        int groups = Math.ceilDiv(s.batch(), IMAGES);
        if (8 * (groups * IMAGES - s.batch()) > s.batch()) {
            return "the batch of " + s.batch() + " leaves too much of " + groups + " times " + IMAGES + " columns idle";
        }
        if (h.outputs() * w.outputs() < ImageGemm.MIN_PIXELS) {
            return "a plane has " + h.outputs() * w.outputs() + " pixels, expected at least " + ImageGemm.MIN_PIXELS;
        }
        long sourceFloats = (long) channels * h.source() * w.source();
        if (sourceFloats > MAX_SOURCE) {
            return "an image has " + sourceFloats + " floats, several at once pay up to " + MAX_SOURCE;
        }
        // Of all widths of vectors the widest needs most; spare rows of the last panel are fewer than a vector's lanes.
        long scratch = ImageGemm.fewestFloats(h, w, m + IMAGES / 2, channels, IMAGES);
        if (scratch > MAX_SCRATCH) {
            return "a block takes " + scratch + " floats of scratch, expected at most " + MAX_SCRATCH;
        }
        double waste = waste(h, w);
        if (waste < MIN_WASTE) {
            return String.format(Locale.ROOT, "other ways form %.2f products for each that counts, this pays from %.2f",
                    waste, MIN_WASTE);
        }
        return null;
    }

    /** Products of tiles that run over a halo and multiply with padding, for each product of two elements. */
    private static double waste(ImageTaps h, ImageTaps w) {
        int halo = (w.taps() - 1) / w.step();
        double formed = (double) h.outputs() * h.taps() * (w.outputs() + halo) * w.taps();
        return formed / Math.max(1.0, (double) h.met() * w.met());
    }
}
