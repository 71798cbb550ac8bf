package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/**
 * A correlation of stride 1: what forward and dx both are.
 *
 * <pre>
 *   dst[n][g][row][oy][ox]  =  sum over k, i, j of
 *       src[n][g][k][oy + i - padTop][ox + j - padLeft] * kernel[g][row][k][i][j]
 * </pre>
 *
 * @param batch        images
 * @param groups       groups, each with its own channels
 * @param depth        source channels of a group, summed over
 * @param rows         produced channels of a group
 * @param sourceHeight rows of a source plane
 * @param sourceWidth  columns of a source plane
 * @param padTop       zero rows above the source; negative where its first rows are never read
 * @param padLeft      zero columns before the source; negative likewise
 * @param outHeight    rows of a produced plane
 * @param outWidth     columns of a produced plane
 * @param rowStride    distance in {@code w} between kernels of neighbouring produced channels
 * @param depthStride  distance in {@code w} between kernels of neighbouring source channels
 * @param kernelHeight rows of the kernel
 * @param kernelWidth  columns of the kernel
 * @param flipped      whether the kernel is read back to front
 */
record Correlation(int batch, int groups, int depth, int rows, int sourceHeight, int sourceWidth, int padTop,
        int padLeft, int outHeight, int outWidth, int rowStride, int depthStride, int kernelHeight, int kernelWidth,
        boolean flipped) {

    static Correlation forward(ConvShape s) {
        return new Correlation(s.batch(), s.groups(), s.inChannelsPerGroup(), s.outChannelsPerGroup(), s.inHeight(),
                s.inWidth(), s.padTop(), s.padLeft(), s.outHeight(), s.outWidth(),
                s.inChannelsPerGroup() * s.taps(), s.taps(), s.kernelHeight(), s.kernelWidth(), false);
    }

    static Correlation dataGradient(ConvShape s) {
        return new Correlation(s.batch(), s.groups(), s.outChannelsPerGroup(), s.inChannelsPerGroup(), s.outHeight(),
                s.outWidth(), s.kernelHeight() - 1 - s.padTop(), s.kernelWidth() - 1 - s.padLeft(), s.inHeight(),
                s.inWidth(), s.taps(), s.inChannelsPerGroup() * s.taps(), s.kernelHeight(), s.kernelWidth(), true);
    }

    /** Source rows that some output reads end here: what lies beyond counts as zero. */
    int liveHeight() {
        return Math.min(sourceHeight, outHeight + kernelHeight - 1 - padTop);
    }

    /** Source columns that some output reads end here. */
    int liveWidth() {
        return Math.min(sourceWidth, outWidth + kernelWidth - 1 - padLeft);
    }

    int sourcePixels() {
        return sourceHeight * sourceWidth;
    }

    int outPixels() {
        return outHeight * outWidth;
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    /** Where the kernels of a group begin in {@code w}. */
    int kernelStart(int group) {
        return group * rows * depth * taps();
    }
}
