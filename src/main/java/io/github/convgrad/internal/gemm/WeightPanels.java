package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * Packs the weights of every group as A panels {@code [group][panel][k][mr]} into shared scratch, {@code k} running
 * over (channel, tap) as the patches do. Spare rows are zero.
 */
public final class WeightPanels implements Stage {
    /** Depth turned at a time, so that what is written stays in L1 while it is written. */
    private static final int DEPTH = 256;

    /** The same for taps that are turned first and then put in order; so many that none is read while still being stored. */
    private static final int TURNED = 64;

    /** Fewer taps are packed one by one as fast. */
    private static final int TAPS = 16;

    private final RowPanels panels;
    private final int groups;
    private final int m;
    private final int channels;
    private final int[] kernelIndex;
    private final int groupStride;
    private final int rowStride;
    private final int channelStride;
    private final int sharedBase;
    private final PanelCopy copy;
    private final int lanes;
    private final int chunk;
    private final int turnedChannels;
    private final int turnedPitch;
    private final int[] turnedTaps;

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
     * @param kernels       what copies
     */
    public WeightPanels(RowPanels panels, int groups, int m, int channels, int[] kernelIndex, int groupStride,
            int rowStride, int channelStride, int sharedBase, KernelSet kernels) {
        this.panels = panels;
        this.groups = groups;
        this.m = m;
        this.channels = channels;
        this.kernelIndex = kernelIndex.clone();
        this.groupStride = groupStride;
        this.rowStride = rowStride;
        this.channelStride = channelStride;
        this.sharedBase = sharedBase;
        copy = kernels.panelCopy();
        lanes = kernels.lanes();
        chunk = Math.max(1, DEPTH / kernelIndex.length);
        turnedChannels = Math.max(1, TURNED / kernelIndex.length);
        turnedPitch = 2 * lanes;
        turnedTaps = new int[turnedChannels * kernelIndex.length];
        for (int k = 0; k < turnedTaps.length; k++) {
            turnedTaps[k] = (k / kernelIndex.length * rowStride + kernelIndex[k % kernelIndex.length]) * turnedPitch;
        }
    }

    /** Depth of the product. */
    public int k() {
        return channels * kernelIndex.length;
    }

    /** Floats of all panels. */
    public int size() {
        return Math.multiplyExact(groups, Math.multiplyExact(panels.paddedRows(), k()));
    }

    /** Where the room behind all panels begins in shared scratch. */
    public int end() {
        return Math.addExact(sharedBase, size());
    }

    /** Worker scratch, in floats: the taps of some channels, turned. */
    public int floats() {
        return depthAdjoins() || !rowsTurn() ? 0 : (turnedChannels * rowStride + 2) * turnedPitch;
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
        int plain = 0, taps = kernelIndex.length;
        float[] w = tensors.w;
        if (depthAdjoins()) {
            plain = Math.max(0, channels - tail(mr));
            for (int c = 0; c < plain; c += chunk) {
                int depth = Math.min(chunk, plain - c) * taps;
                copy.transpose(live, depth, w, first + c * taps, rowStride, 1, shared, to + c * taps * mr, mr);
            }
        } else if (rowStride == 1) {
            plain = channels;
            copy.copyRows(channels, live, w, first, channelStride, shared, to, mr);
        } else if (rowsTurn()) {
            plain = Math.max(0, channels - tail(mr));
            for (int c = 0; c < plain; c += turnedChannels) {
                int count = Math.min(turnedChannels, plain - c);
                for (int i = 0; i < count; i++) {
                    copy.transpose(live, rowStride, w, first + (c + i) * channelStride, rowStride, 1,
                            own, i * rowStride * turnedPitch, turnedPitch);
                }
                copy.gather(count * taps, own, 0, turnedTaps, 0, live, shared, to + c * taps * mr, mr);
            }
        }
        pack(plain, live, mr, w, first, shared, to);
        for (int end = to + k() * mr; live < mr && to < end; to += mr) {
            Arrays.fill(shared, to + live, to + mr, 0f);
        }
    }

    /** Whether the depth of a row is one run of floats. */
    private boolean depthAdjoins() {
        for (int t = 0; t < kernelIndex.length; t++) {
            if (kernelIndex[t] != t) {
                return false;
            }
        }
        return channelStride == kernelIndex.length;
    }

    /** Whether it pays to turn all taps of the rows of a channel, which are one run of floats, and to take those used. */
    private boolean rowsTurn() {
        return lanes >= 8 && rowStride >= TAPS && 2 * kernelIndex.length > rowStride;
    }

    /** Channels at a panel's end that are packed one by one: copies overrun a row, and must not reach the next panel. */
    private int tail(int mr) {
        int floats = mr * kernelIndex.length;
        return (2 * lanes + floats - 1) / floats;
    }

    private void pack(int begin, int live, int mr, float[] w, int first, float[] shared, int to) {
        to += begin * kernelIndex.length * mr;
        for (int c = begin; c < channels; c++) {
            for (int tap : kernelIndex) {
                int from = first + c * channelStride + tap;
                for (int r = 0; r < live; r++) {
                    shared[to + r] = w[from + r * rowStride];
                }
                to += mr;
            }
        }
    }
}
