package io.github.convgrad.internal.gemm;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * dw of a layer of few filters as that of a layer of few channels. Without a stride x and dy can exchange their roles:
 *
 * <pre>   dw[f][c][tap] = sum over p of dy[f][p] * x[c][p + tap - pad] = sum over q of x[c][q] * dy[f][q + pad - tap]   </pre>
 *
 * is the gradient {@code [c][f][last - tap]} of a layer that makes x of dy, with its kernel turned round. Rows of the
 * product are then channels, which are many.
 *
 * <p>As a stage it brings that gradient, which {@link DepthGemm} leaves in shared scratch, into the order of dw, and
 * sums dy up for db. A task owns one filter.
 */
public final class Mirror implements Stage {
    /** Filters that would leave tiles idle as rows. */
    private static final int MOST_FILTERS = 6;
    /** Channels that are enough for the mirror. */
    private static final int LEAST_CHANNELS = 32;

    private final ConvShape shape;
    private final DepthwiseRows rows;
    private final int mirrorAt;

    /**
     * Makes the stage.
     *
     * @param shape    the layer itself
     * @param rows     what sums dy up
     * @param mirrorAt where the gradient of the mirrored layer lies
     */
    public Mirror(ConvShape shape, DepthwiseRows rows, int mirrorAt) {
        this.shape = shape;
        this.rows = rows;
        this.mirrorAt = mirrorAt;
    }

    /** Whether a layer has a mirror whose dw is faster. */
    public static boolean pays(ConvShape s) {
        return s.outChannelsPerGroup() <= MOST_FILTERS && s.inChannelsPerGroup() >= LEAST_CHANNELS && s.taps() > 1
                && s.strideD() * s.strideH() * s.strideW() == 1
                && s.padFront() <= reach(s.kernelDepth(), s.dilationD())
                && s.padTop() <= reach(s.kernelHeight(), s.dilationH())
                && s.padLeft() <= reach(s.kernelWidth(), s.dilationW());
    }

    private static int reach(int kernel, int dilation) {
        return (kernel - 1) * dilation;
    }

    /** The mirrored layer. */
    public static ConvShape of(ConvShape s) {
        int d = reach(s.kernelDepth(), s.dilationD()), h = reach(s.kernelHeight(), s.dilationH());
        int w = reach(s.kernelWidth(), s.dilationW());
        return ConvShape.builder().batch(s.batch()).channels(s.outChannels(), s.inChannels()).groups(s.groups())
                .layout(s.layout()).input(s.outDepth(), s.outHeight(), s.outWidth())
                .kernel(s.kernelDepth(), s.kernelHeight(), s.kernelWidth())
                .dilation(s.dilationD(), s.dilationH(), s.dilationW())
                .padBegin(d - s.padFront(), h - s.padTop(), w - s.padLeft())
                .padEnd(d - s.padBack(), h - s.padBottom(), w - s.padRight()).build();
    }

    /** Floats of a worker. */
    public int floats() {
        return DepthwiseRows.PARTIALS + DepthwiseRows.SLACK;
    }

    @Override
    public int tasks() {
        return shape.outChannels();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int filters = shape.outChannelsPerGroup(), channels = shape.inChannelsPerGroup(), taps = shape.taps();
        int group = task / filters, filter = task % filters;
        for (int c = 0; c < channels && tensors.dw != null; c++) {
            int to = (task * channels + c) * taps;
            int last = mirrorAt + ((group * channels + c) * filters + filter) * taps + taps - 1;
            for (int tap = 0; tap < taps; tap++) {
                tensors.dw[to + tap] = shared[last - tap];
            }
        }
        if (tensors.db != null) {
            tensors.db[task] = sum(tensors.dy, task, own);
        }
    }

    /** A sum of sums of planes, each in so many chains. */
    private float sum(float[] dy, int filter, float[] own) {
        int pixels = shape.outPixels(), whole = pixels / DepthwiseRows.PARTIALS * DepthwiseRows.PARTIALS;
        float sum = 0f;
        for (int image = 0; image < shape.batch(); image++) {
            int from = (image * shape.outChannels() + filter) * pixels;
            Arrays.fill(own, 0, DepthwiseRows.PARTIALS, 0f);
            rows.tally(dy, from, whole, own, 0);
            for (int rest = whole; rest < pixels; rest++) {
                own[rest - whole] += dy[from + rest];
            }
            sum += DepthwiseRows.total(own, 0);
        }
        return sum;
    }
}
