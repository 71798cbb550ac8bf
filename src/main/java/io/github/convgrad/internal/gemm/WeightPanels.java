package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;

/**
 * Packs the weights of every group as A panels {@code [group][panel][k][mr]} into shared scratch, {@code k} running
 * over (channel, tap) as the patches do. Spare rows are zero.
 */
public final class WeightPanels implements Stage {
    private final RowPanels panels;
    private final int groups;
    private final int m;
    private final int channels;
    private final int[] kernelIndex;
    private final int groupStride;
    private final int rowStride;
    private final int channelStride;
    private final int sharedBase;

    /**
     * Packs {@code A[row][(channel, tap)] = w[group*groupStride + row*rowStride + channel*channelStride + kernelIndex[tap]]}.
     *
     * @param panels        how rows are cut
     * @param groups        groups
     * @param m             rows of a group
     * @param channels      channels of a group that the product sums over
     * @param kernelIndex   for each tap, its place in a kernel
     * @param groupStride   see above
     * @param rowStride     see above
     * @param channelStride see above
     * @param sharedBase    where the panels begin in shared scratch
     */
    public WeightPanels(RowPanels panels, int groups, int m, int channels, int[] kernelIndex, int groupStride,
            int rowStride, int channelStride, int sharedBase) {
        this.panels = panels;
        this.groups = groups;
        this.m = m;
        this.channels = channels;
        this.kernelIndex = kernelIndex.clone();
        this.groupStride = groupStride;
        this.rowStride = rowStride;
        this.channelStride = channelStride;
        this.sharedBase = sharedBase;
    }

    /** Depth of the product. */
    public int k() {
        return channels * kernelIndex.length;
    }

    /** Floats of all panels. */
    public int size() {
        return Math.multiplyExact(groups, Math.multiplyExact(panels.paddedRows(), k()));
    }

    /** Where a panel of a group begins. */
    public int start(int group, int panel) {
        return sharedBase + group * panels.paddedRows() * k() + panels.packedStart(panel, k());
    }

    @Override
    public int tasks() {
        return groups * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), panel = task % panels.count();
        int mr = panels.height(panel);
        int live = Math.min(mr, m - panels.start(panel));
        int first = group * groupStride + panels.start(panel) * rowStride;
        int to = start(group, panel);
        float[] w = tensors.w;
        for (int c = 0; c < channels; c++) {
            for (int tap : kernelIndex) {
                int from = first + c * channelStride + tap;
                for (int r = 0; r < live; r++) {
                    shared[to + r] = w[from + r * rowStride];
                }
                for (int r = live; r < mr; r++) {
                    shared[to + r] = 0f;
                }
                to += mr;
            }
        }
    }
}
