package io.github.convgrad;

import java.util.Arrays;
import java.util.Objects;

/**
 * The sizes of one convolution layer: everything that decides which products are formed, and nothing else.
 *
 * <p>A layer maps {@code x} to {@code y} with weights {@code w} and a bias {@code b}; the gradients {@code dx dw db dy}
 * have the shapes of {@code x w b y}. All tensors are row-major:
 *
 * <pre>
 *   x  [batch][inChannels][inDepth][inHeight][inWidth]
 *   w  [outChannels][inChannels / groups][kernelDepth][kernelHeight][kernelWidth]
 *   b  [outChannels]
 *   y  [batch][outChannels][outDepth][outHeight][outWidth]
 * </pre>
 *
 * <p>There are one to three spatial axes: width; height and width; or depth, height and width. An axis that is not
 * there has size, kernel, stride and dilation 1 and no padding. Along each axis, output {@code o} reads the input
 * positions {@code o * stride - padBegin + k * dilation} for {@code k} from 0 to {@code kernel - 1}; positions outside
 * the input read as zero. Kernels are not flipped (what networks call convolution is cross-correlation). Groups are
 * group-major: group {@code g} maps the input channels from {@code g * inChannels / groups} to the output channels from
 * {@code g * outChannels / groups}.
 *
 * <p>A shape is valid once it is built. Every tensor fits one Java array, along each axis the padded input fits an
 * {@code int}, and no output axis is empty. Batch 0 is legal.
 *
 * <p>Shapes are immutable and may be shared between threads. Two shapes are equal if all their sizes, their spatial
 * ranks and layouts are.
 */
public final class ConvShape {

    private final int spatialRank;
    private final Layout layout;
    private final int batch;
    private final int inChannels;
    private final int outChannels;
    private final int groups;
    private final Axis depth;
    private final Axis height;
    private final Axis width;
    private final int taps;
    private final int inPixels;
    private final int outPixels;
    private final int xLength;
    private final int wLength;
    private final int yLength;

    private ConvShape(Builder sizes) {
        batch = sizes.batch;
        inChannels = sizes.inChannels;
        outChannels = sizes.outChannels;
        groups = sizes.groups;
        layout = sizes.layout;
        ShapeChecks.atLeast(0, "batch", batch);
        ShapeChecks.atLeast(1, "inChannels", inChannels);
        ShapeChecks.atLeast(1, "outChannels", outChannels);
        ShapeChecks.atLeast(1, "groups", groups);
        ShapeChecks.divides(groups, "inChannels", inChannels);
        ShapeChecks.divides(groups, "outChannels", outChannels);

        spatialRank = sizes.rank();
        depth = sizes.axis(Axis.Names.DEPTH, spatialRank - 3);
        height = sizes.axis(Axis.Names.HEIGHT, spatialRank - 2);
        width = sizes.axis(Axis.Names.WIDTH, spatialRank - 1);

        taps = ShapeChecks.product("taps", "kernelDepth * kernelHeight * kernelWidth",
                depth.kernel(), height.kernel(), width.kernel());
        inPixels = ShapeChecks.product("inPixels", "inDepth * inHeight * inWidth",
                depth.in(), height.in(), width.in());
        outPixels = ShapeChecks.product("outPixels", "outDepth * outHeight * outWidth",
                depth.out(), height.out(), width.out());
        // The batch comes last: one image must fit an array even if there is none.
        xLength = ShapeChecks.product("xLength", "inChannels * inPixels * batch", inChannels, inPixels, batch);
        yLength = ShapeChecks.product("yLength", "outChannels * outPixels * batch", outChannels, outPixels, batch);
        wLength = ShapeChecks.product("wLength", "outChannels * (inChannels / groups) * taps",
                outChannels, inChannels / groups, taps);
    }

    /** A builder with batch 1, groups 1, stride 1, dilation 1, no padding and layout NCHW. */
    public static Builder builder() {
        return new Builder();
    }

    /** Number of spatial axes that were given, 1 to 3. */
    public int spatialRank() {
        return spatialRank;
    }

    /** Number of images, at least 0. */
    public int batch() {
        return batch;
    }

    /** Channels of {@code x}, a multiple of {@link #groups()}. */
    public int inChannels() {
        return inChannels;
    }

    /** Channels of {@code y}, a multiple of {@link #groups()}. */
    public int outChannels() {
        return outChannels;
    }

    /** Number of groups; {@code inChannels} groups make a depthwise layer. */
    public int groups() {
        return groups;
    }

    /** Order of the elements of {@code x} and {@code y}. */
    public Layout layout() {
        return layout;
    }

    /** Size of {@code x} along the depth. */
    public int inDepth() {
        return depth.in();
    }

    /** Size of {@code x} along the height. */
    public int inHeight() {
        return height.in();
    }

    /** Size of {@code x} along the width. */
    public int inWidth() {
        return width.in();
    }

    /** Taps along the depth. */
    public int kernelDepth() {
        return depth.kernel();
    }

    /** Taps along the height. */
    public int kernelHeight() {
        return height.kernel();
    }

    /** Taps along the width. */
    public int kernelWidth() {
        return width.kernel();
    }

    /** Input positions between neighbouring outputs along the depth. */
    public int strideD() {
        return depth.stride();
    }

    /** Input positions between neighbouring outputs along the height. */
    public int strideH() {
        return height.stride();
    }

    /** Input positions between neighbouring outputs along the width. */
    public int strideW() {
        return width.stride();
    }

    /** Zeros before the first plane of {@code x}. */
    public int padFront() {
        return depth.padBegin();
    }

    /** Zeros after the last plane of {@code x}; if negative, so many planes at the end are never read. */
    public int padBack() {
        return depth.padEnd();
    }

    /** Zeros above the first row of {@code x}. */
    public int padTop() {
        return height.padBegin();
    }

    /** Zeros below the last row of {@code x}; if negative, so many rows at the end are never read. */
    public int padBottom() {
        return height.padEnd();
    }

    /** Zeros before the first column of {@code x}. */
    public int padLeft() {
        return width.padBegin();
    }

    /** Zeros after the last column of {@code x}; if negative, so many columns at the end are never read. */
    public int padRight() {
        return width.padEnd();
    }

    /** Input positions between neighbouring taps along the depth; 1 is an ordinary kernel. */
    public int dilationD() {
        return depth.dilation();
    }

    /** Input positions between neighbouring taps along the height; 1 is an ordinary kernel. */
    public int dilationH() {
        return height.dilation();
    }

    /** Input positions between neighbouring taps along the width; 1 is an ordinary kernel. */
    public int dilationW() {
        return width.dilation();
    }

    /** Size of {@code y} along the depth. */
    public int outDepth() {
        return depth.out();
    }

    /** Size of {@code y} along the height. */
    public int outHeight() {
        return height.out();
    }

    /** Size of {@code y} along the width. */
    public int outWidth() {
        return width.out();
    }

    /** Input channels that one output channel sees. */
    public int inChannelsPerGroup() {
        return inChannels / groups;
    }

    /** Output channels of one group. */
    public int outChannelsPerGroup() {
        return outChannels / groups;
    }

    /** Taps of the kernel, {@code kernelDepth * kernelHeight * kernelWidth}. */
    public int taps() {
        return taps;
    }

    /** Pixels of one channel of one input image. */
    public int inPixels() {
        return inPixels;
    }

    /** Pixels of one channel of one output image. */
    public int outPixels() {
        return outPixels;
    }

    /** Elements of {@code x} and {@code dx}. */
    public long xLength() {
        return xLength;
    }

    /** Elements of {@code w} and {@code dw}. */
    public long wLength() {
        return wLength;
    }

    /** Elements of {@code b} and {@code db}. */
    public long bLength() {
        return outChannels;
    }

    /** Elements of {@code y} and {@code dy}. */
    public long yLength() {
        return yLength;
    }

    /** Products that one pass adds up, those with padding included; twice as many floating-point operations. */
    public long multiplyAdds() {
        return (long) wLength * batch * outPixels;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConvShape that && spatialRank == that.spatialRank && layout == that.layout
                && batch == that.batch && inChannels == that.inChannels && outChannels == that.outChannels
                && groups == that.groups && depth.equals(that.depth) && height.equals(that.height)
                && width.equals(that.width);
    }

    @Override
    public int hashCode() {
        return Objects.hash(spatialRank, layout, batch, inChannels, outChannels, groups, depth, height, width);
    }

    /** One line, for example {@code x 8x3x32x32 w 16x3x5x5 y 8x16x14x14 stride 2x2 pad 0:0x0:0 dilation 1x1 groups 1 NCHW}. */
    @Override
    public String toString() {
        StringBuilder in = new StringBuilder();
        StringBuilder kernel = new StringBuilder();
        StringBuilder out = new StringBuilder();
        StringBuilder stride = new StringBuilder();
        StringBuilder pad = new StringBuilder();
        StringBuilder dilation = new StringBuilder();
        for (Axis axis : Arrays.asList(depth, height, width).subList(3 - spatialRank, 3)) {
            in.append('x').append(axis.in());
            kernel.append('x').append(axis.kernel());
            out.append('x').append(axis.out());
            stride.append('x').append(axis.stride());
            pad.append('x').append(axis.padBegin()).append(':').append(axis.padEnd());
            dilation.append('x').append(axis.dilation());
        }
        return "x " + batch + 'x' + inChannels + in + " w " + outChannels + 'x' + inChannelsPerGroup() + kernel
                + " y " + batch + 'x' + outChannels + out + " stride " + stride.substring(1) + " pad "
                + pad.substring(1) + " dilation " + dilation.substring(1) + " groups " + groups + ' ' + layout;
    }

    /**
     * Collects the sizes of a shape. What is given per axis takes one value for each axis of {@link #input}, in the
     * order depth, height, width, or a single value for all of them. Of the calls that set the same size, the last one
     * counts. Not safe for use by several threads at once.
     */
    public static final class Builder {
        private static final int[] NOT_GIVEN = {};

        private int batch = 1;
        private int inChannels;
        private int outChannels;
        private int groups = 1;
        private Layout layout = Layout.NCHW;
        private int[] input = NOT_GIVEN;
        private int[] kernel = NOT_GIVEN;
        private int[] stride = {1};
        private int[] dilation = {1};
        private int[] padBegin = {0};
        private int[] padEnd = {0};
        private boolean same;

        private Builder() {
        }

        /** Number of images, at least 0. */
        public Builder batch(int images) {
            batch = images;
            return this;
        }

        /** Channels of {@code x} and of {@code y}, each at least 1. */
        public Builder channels(int in, int out) {
            return inChannels(in).outChannels(out);
        }

        /** Channels of {@code x}, at least 1. */
        public Builder inChannels(int channels) {
            inChannels = channels;
            return this;
        }

        /** Channels of {@code y}, at least 1. */
        public Builder outChannels(int channels) {
            outChannels = channels;
            return this;
        }

        /** Number of groups, at least 1; divides the channels of {@code x} and of {@code y}. */
        public Builder groups(int count) {
            groups = count;
            return this;
        }

        /** Order of the elements of {@code x} and {@code y}. */
        public Builder layout(Layout order) {
            layout = Objects.requireNonNull(order, "layout");
            return this;
        }

        /** Sizes of {@code x} along its axes, each at least 1; how many there are is the spatial rank, 1 to 3. */
        public Builder input(int... sizes) {
            input = Objects.requireNonNull(sizes, "input").clone();
            return this;
        }

        /** Taps along each axis, at least 1. */
        public Builder kernel(int... sizes) {
            kernel = Objects.requireNonNull(sizes, "kernel").clone();
            return this;
        }

        /** Input positions between neighbouring outputs, at least 1. */
        public Builder stride(int... steps) {
            stride = Objects.requireNonNull(steps, "stride").clone();
            return this;
        }

        /** Input positions between neighbouring taps, at least 1. */
        public Builder dilation(int... steps) {
            dilation = Objects.requireNonNull(steps, "dilation").clone();
            return this;
        }

        /** Zeros at both ends alike, at least 0. */
        public Builder pad(int... zeros) {
            padBegin = Objects.requireNonNull(zeros, "pad").clone();
            padEnd = padBegin;
            same = false;
            return this;
        }

        /** Zeros before the first position, at least 0. */
        public Builder padBegin(int... zeros) {
            padBegin = Objects.requireNonNull(zeros, "padBegin").clone();
            same = false;
            return this;
        }

        /**
         * Zeros after the last position. If negative, so many inputs at the end are never read, at least one being
         * left: the output padding of a transposed convolution.
         */
        public Builder padEnd(int... zeros) {
            padEnd = Objects.requireNonNull(zeros, "padEnd").clone();
            same = false;
            return this;
        }

        /**
         * TensorFlow's SAME: as much padding as makes {@code out = ceil(in / stride)}; of an odd padding the larger
         * half lies at the end.
         */
        public Builder padSame() {
            same = true;
            return this;
        }

        /** No padding: only outputs that read nothing but input. */
        public Builder padValid() {
            return pad(0);
        }

        /**
         * Checks all sizes.
         *
         * @throws IllegalArgumentException if a size is missing or nonsense, if the output would be empty, or if a
         *         tensor would not fit one array; the message names the argument, its value and what was expected
         */
        public ConvShape build() {
            return new ConvShape(this);
        }

        private int rank() {
            if (input.length < 1 || input.length > 3) {
                throw new IllegalArgumentException("input is " + Arrays.toString(input) + ", expected 1 to 3 sizes");
            }
            return input.length;
        }

        private Axis axis(Axis.Names names, int index) {
            if (index < 0) {
                return Axis.ONE;
            }
            int in = input[index];
            int taps = along(index, "kernel", kernel);
            int step = along(index, "stride", stride);
            int gap = along(index, "dilation", dilation);
            return same ? Axis.same(names, in, taps, step, gap)
                    : Axis.of(names, in, taps, step, along(index, "padBegin", padBegin),
                            along(index, "padEnd", padEnd), gap);
        }

        private int along(int index, String name, int[] values) {
            if (values.length != 1 && values.length != input.length) {
                throw new IllegalArgumentException(name + " is " + Arrays.toString(values) + ", expected "
                        + (input.length == 1 ? "1 value" : "1 or " + input.length + " values, as input is "
                        + Arrays.toString(input)));
            }
            return values.length == 1 ? values[0] : values[index];
        }
    }
}
