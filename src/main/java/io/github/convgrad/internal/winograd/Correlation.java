package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/**
 * A correlation of stride 1: what forward and dx both are. With a stride, dx is one for each phase of its pixels, and
 * forward the sum of one for each phase of the source's; what is written here is then one of them, {@code i} and
 * {@code j} counting every stride-th tap.
 *
 * <pre>
 *   dst[n][g][row][oy][ox]  =  sum over k, i, j of
 *       src[n][g][k][oy + i * dilationH - padTop][ox + j * dilationW - padLeft] * kernel[g][row][k][i][j]
 * </pre>
 *
 * @param batch        images
 * @param groups       groups, each with its own channels
 * @param depth        source channels of a group, summed over
 * @param rows         produced channels of a group
 * @param sourceHeight rows of a source plane
 * @param sourceWidth  columns of a source plane
 * @param liveHeight   source rows that some output reads end here: what lies beyond counts as zero
 * @param liveWidth    source columns that some output reads end here
 * @param down         the correlation along a column
 * @param across       the correlation along a row
 * @param outHeight    rows of a produced plane
 * @param outWidth     columns of a produced plane
 * @param rowStride    distance in {@code w} between kernels of neighbouring produced channels
 * @param depthStride  distance in {@code w} between kernels of neighbouring source channels
 * @param kernelHeight rows of the kernel
 * @param kernelWidth  columns of the kernel
 * @param dilationH    distance in the source between what neighbouring taps meet, along a column
 * @param dilationW    the same along a row
 * @param flipped      whether the kernel is read back to front
 */
record Correlation(int batch, int groups, int depth, int rows, int sourceHeight, int sourceWidth, int liveHeight,
        int liveWidth, AxisPhases down, AxisPhases across, int outHeight, int outWidth, int rowStride, int depthStride,
        int kernelHeight, int kernelWidth, int dilationH, int dilationW, boolean flipped) {

    static Correlation forward(ConvShape s) {
        return new Correlation(s.batch(), s.groups(), s.inChannelsPerGroup(), s.outChannelsPerGroup(), s.inHeight(),
                s.inWidth(),
                Math.min(s.inHeight(), s.strideH() * (s.outHeight() - 1) + effective(s.kernelHeight(), s.dilationH())
                        - s.padTop()),
                Math.min(s.inWidth(), s.strideW() * (s.outWidth() - 1) + effective(s.kernelWidth(), s.dilationW())
                        - s.padLeft()),
                AxisPhases.forward(s.kernelHeight(), s.strideH(), s.padTop(), s.outHeight()),
                AxisPhases.forward(s.kernelWidth(), s.strideW(), s.padLeft(), s.outWidth()), s.outHeight(),
                s.outWidth(), s.inChannelsPerGroup() * s.taps(), s.taps(), s.kernelHeight(), s.kernelWidth(),
                s.dilationH(), s.dilationW(), false);
    }

    static Correlation dataGradient(ConvShape s) {
        return new Correlation(s.batch(), s.groups(), s.outChannelsPerGroup(), s.inChannelsPerGroup(), s.outHeight(),
                s.outWidth(), Math.min(s.outHeight(), Math.ceilDiv(s.inHeight() + s.padTop(), s.strideH())),
                Math.min(s.outWidth(), Math.ceilDiv(s.inWidth() + s.padLeft(), s.strideW())),
                AxisPhases.dataGradient(s.kernelHeight(), s.strideH(), s.padTop() - gaps(s.kernelHeight(), s.dilationH()),
                        s.inHeight()),
                AxisPhases.dataGradient(s.kernelWidth(), s.strideW(), s.padLeft() - gaps(s.kernelWidth(), s.dilationW()),
                        s.inWidth()), s.inHeight(),
                s.inWidth(), s.taps(), s.inChannelsPerGroup() * s.taps(), s.kernelHeight(), s.kernelWidth(),
                s.dilationH(), s.dilationW(), true);
    }

    /** Pixels between the taps of a dilated kernel. */
    private static int gaps(int taps, int dilation) {
        return (dilation - 1) * (taps - 1);
    }

    /** Pixels from the first tap of a kernel to its last. */
    private static int effective(int taps, int dilation) {
        return taps + gaps(taps, dilation);
    }

    /** Zero rows above the source; negative where its first rows are never read. */
    int padTop() {
        return down.pad();
    }

    /** Zero columns before the source; negative likewise. */
    int padLeft() {
        return across.pad();
    }

    int sourcePixels() {
        return sourceHeight * sourceWidth;
    }

    int outPixels() {
        return outHeight * outWidth;
    }

    /** Whether the kernel is 3 x 3, with stride 1. */
    boolean simple() {
        int strides = down.inStride() * down.outStride() * across.inStride() * across.outStride();
        return kernelHeight == 3 && kernelWidth == 3 && strides == 1;
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    /** Phases of the source, each with pixels of its own. */
    int sources() {
        return down.inStride() * across.inStride();
    }

    /** Whether the taps of the kernel lie apart. */
    boolean dilated() {
        return dilationH * dilationW > 1;
    }

    /** Pieces of the kernel that one pixel meets at most. */
    int mostPieces() {
        return down.mostPieces() * across.mostPieces();
    }

    /** Where the kernels of a group begin in {@code w}. */
    int kernelStart(int group) {
        return group * rows * depth * taps();
    }
}
