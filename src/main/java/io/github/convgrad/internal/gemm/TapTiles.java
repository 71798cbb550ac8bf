package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.PanelCopy;

/**
 * What {@link DepthGemm} multiplies packed dy with, for one block of channels: x turned, and the tiles over it. The two
 * forms differ in what a tile broadcasts and what it has in vectors; a sum is the same chain in both.
 *
 * <pre>
 *   {@link TapColumns}   rows: filters             columns: (tap, channel)   where channels fill vectors
 *   {@link TapRuns}      rows: (tap, channel)      columns: filters          where patches would have to be copied
 * </pre>
 */
interface TapTiles {

    /** Floats of the sums of the block, whole tiles. */
    int sums(RowPanels panels);

    /** Floats of scratch, without slack for reads behind its end. */
    int floats();

    /**
     * Lays out one block of pixels.
     *
     * @param copy        the kernel that turns and cuts
     * @param x           the input
     * @param imageStride floats of one image
     * @param channelBase where the first channel begins within an image
     * @param block       which block of pixels
     * @param own         array that holds the scratch
     * @param at          where it begins
     */
    void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] own, int at);

    /**
     * Adds what a block of pixels contributes: {@code sums += packed dy * patches}.
     *
     * @param panels how filters are cut
     * @param block  which block of pixels
     * @param pixels how many it has
     * @param packed holds packed dy
     * @param dy     where it begins
     * @param own    holds the scratch
     * @param at     where the scratch that was filled begins
     * @param c      holds the sums
     * @param sums   where they begin
     */
    void multiply(RowPanels panels, int block, int pixels, float[] packed, int dy, float[] own, int at, float[] c,
            int sums);

    /**
     * Stores the sums.
     *
     * @param copy   the kernel that stores
     * @param panels how filters are cut
     * @param m      filters
     * @param from   holds the sums
     * @param sums   where they begin
     * @param dw     the gradient
     * @param to     where that of filter 0 and the block's first channel begins
     */
    void store(PanelCopy copy, RowPanels panels, int m, float[] from, int sums, float[] dw, int to);

    /**
     * How many sums from one on, up to an end, belong to channels of the same tap that follow each other; 0 if it is none.
     *
     * @param weight which weight each sum is, -1 if none
     */
    static int channelsFrom(int[] weight, int at, int end, int taps) {
        int channels = weight[at] < 0 ? 0 : 1;
        while (channels > 0 && at + channels < end && weight[at + channels] == weight[at] + channels * taps) {
            channels++;
        }
        return channels;
    }
}
