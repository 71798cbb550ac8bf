package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * Packs the weights of every group tap by tap, as A panels {@code [group][panel][tap][channel][mr]}: products of which
 * each takes some of the taps share one copy of them. Spare rows are zero.
 */
public final class TapWeights implements Stage {
    private final RowPanels panels;
    private final int groups;
    private final int m;
    private final int channels;
    private final int taps;
    private final int groupStride;
    private final int rowStride;
    private final int channelStride;
    private final PanelCopy copy;
    private final int lanes;

    /**
     * Packs {@code A[row][tap][channel] = w[group*groupStride + row*rowStride + channel*channelStride + tap]}, from the
     * beginning of shared scratch on.
     *
     * @param panels        how rows are cut
     * @param groups        groups
     * @param m             rows of a group
     * @param channels      channels of a group that the product sums over
     * @param taps          taps of a kernel
     * @param groupStride   see above
     * @param rowStride     see above
     * @param channelStride see above
     * @param kernels       what copies
     */
    public TapWeights(RowPanels panels, int groups, int m, int channels, int taps, int groupStride, int rowStride,
            int channelStride, KernelSet kernels) {
        this.panels = panels;
        this.groups = groups;
        this.m = m;
        this.channels = channels;
        this.taps = taps;
        this.groupStride = groupStride;
        this.rowStride = rowStride;
        this.channelStride = channelStride;
        copy = kernels.panelCopy();
        lanes = kernels.lanes();
    }

    /** Floats of all panels. */
    public int size() {
        return Math.multiplyExact(groups, Math.multiplyExact(panels.paddedRows(), Math.multiplyExact(channels, taps)));
    }

    /** The panels of one tap of the kernel. */
    public BlockedGemm.Weights tap(int tap) {
        return (group, panel) -> start(group, panel) + tap * channels * panels.height(panel);
    }

    private int start(int group, int panel) {
        return group * panels.paddedRows() * channels * taps + panels.packedStart(panel, channels * taps);
    }

    @Override
    public int tasks() {
        return groups * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), panel = task % panels.count();
        int mr = panels.height(panel), live = Math.min(mr, m - panels.start(panel)), tapPitch = channels * mr;
        int first = group * groupStride + panels.start(panel) * rowStride, to = start(group, panel);
        // What turning writes behind a tap's last channels would fall on the next tap's first.
        int turned = Math.max(0, channels - Math.ceilDiv(lanes, mr));
        for (int c = 0; c < turned; c++) {
            copy.transpose(live, taps, tensors.w, first + c * channelStride, rowStride, 1, shared, to + c * mr,
                    tapPitch);
        }
        for (int c = turned; c < channels; c++) {
            for (int r = 0; r < live; r++) {
                int from = first + c * channelStride + r * rowStride;
                for (int tap = 0; tap < taps; tap++) {
                    shared[to + tap * tapPitch + c * mr + r] = tensors.w[from + tap];
                }
            }
        }
        for (int end = to + taps * tapPitch; live < mr && to < end; to += mr) {
            Arrays.fill(shared, to + live, to + mr, 0f);
        }
    }
}
