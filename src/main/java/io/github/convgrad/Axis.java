package io.github.convgrad;

/**
 * One spatial axis of a convolution. Valid by construction: all sizes are checked in {@code long} arithmetic, and the
 * padded input fits an {@code int}, so that no position a kernel reaches ever overflows.
 */
record Axis(int in, int kernel, int stride, int padBegin, int padEnd, int dilation, int out) {

    /** What the parts of an axis are called in messages. */
    record Names(String in, String kernel, String stride, String padBegin, String padEnd, String dilation, String out) {
        static final Names DEPTH = new Names("inDepth", "kernelDepth", "strideD", "padFront", "padBack", "dilationD",
                "outDepth");
        static final Names HEIGHT = new Names("inHeight", "kernelHeight", "strideH", "padTop", "padBottom",
                "dilationH", "outHeight");
        static final Names WIDTH = new Names("inWidth", "kernelWidth", "strideW", "padLeft", "padRight", "dilationW",
                "outWidth");
    }

    /** What an axis that is not there amounts to. */
    static final Axis ONE = new Axis(1, 1, 1, 0, 0, 1, 1);

    static Axis of(Names names, int in, int kernel, int stride, int padBegin, int padEnd, int dilation) {
        checkSizes(names, in, kernel, stride, dilation);
        ShapeChecks.atLeast(0, names.padBegin, padBegin);
        ShapeChecks.atLeast(1L - in, names.padEnd, padEnd);
        return derived(names, in, kernel, stride, padBegin, padEnd, dilation);
    }

    /** TensorFlow's SAME: {@code out = ceil(in / stride)}; of an odd padding the larger half lies at the end. */
    static Axis same(Names names, int in, int kernel, int stride, int dilation) {
        checkSizes(names, in, kernel, stride, dilation);
        long out = (in + (long) stride - 1) / stride;
        long pad = Math.max(0, (out - 1) * stride + extent(kernel, dilation) - in);
        if (in + pad > ShapeChecks.LONGEST_ARRAY) {
            throw tooLong(names, in + pad);
        }
        return derived(names, in, kernel, stride, (int) (pad / 2), (int) (pad - pad / 2), dilation);
    }

    private static void checkSizes(Names names, int in, int kernel, int stride, int dilation) {
        ShapeChecks.atLeast(1, names.in, in);
        ShapeChecks.atLeast(1, names.kernel, kernel);
        ShapeChecks.atLeast(1, names.stride, stride);
        ShapeChecks.atLeast(1, names.dilation, dilation);
    }

    private static Axis derived(Names names, int in, int kernel, int stride, int padBegin, int padEnd, int dilation) {
        if ((long) in + padBegin + Math.max(0, padEnd) > ShapeChecks.LONGEST_ARRAY) {
            throw tooLong(names, (long) in + padBegin + Math.max(0, padEnd));
        }
        long padded = (long) in + padBegin + padEnd;
        long extent = extent(kernel, dilation);
        if (padded < extent) {
            throw new IllegalArgumentException(names.out + " is less than 1, expected " + names.in + " + "
                    + names.padBegin + " + " + names.padEnd + " = " + in + " + " + padBegin + " + " + padEnd
                    + " to be at least the kernel's extent (" + names.kernel + " - 1) * " + names.dilation
                    + " + 1 = " + extent);
        }
        return new Axis(in, kernel, stride, padBegin, padEnd, dilation, (int) ((padded - extent) / stride) + 1);
    }

    private static long extent(int kernel, int dilation) {
        return (kernel - 1L) * dilation + 1;
    }

    private static IllegalArgumentException tooLong(Names names, long padded) {
        return new IllegalArgumentException(names.in + " + " + names.padBegin + " + " + names.padEnd + " is " + padded
                + ", expected at most " + ShapeChecks.LONGEST_ARRAY);
    }
}
