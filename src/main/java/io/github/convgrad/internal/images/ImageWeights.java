package io.github.convgrad.internal.images;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;

/**
 * Packs the weights for {@link ImageGemm}: {@code [panel][tap row][tap column][channel][mr]}, so that the taps of one
 * tap row that meet the source are one run. Spare rows of the last panel are zero.
 */
final class ImageWeights implements Stage {
    private final RowPanels panels;
    private final int m;
    private final int channels;
    private final int taps;
    private final int rowStride;
    private final int channelStride;
    private final boolean reversed;

    /**
     * Lays the panels out at the beginning of the shared scratch.
     *
     * @param rowStride     from one row of the product to the next in {@code w}
     * @param channelStride from one channel to the next in {@code w}
     * @param reversed      whether taps are taken from the last to the first
     */
    ImageWeights(RowPanels panels, int m, int channels, int taps, int rowStride, int channelStride, boolean reversed) {
        this.panels = panels;
        this.m = m;
        this.channels = channels;
        this.taps = taps;
        this.rowStride = rowStride;
        this.channelStride = channelStride;
        this.reversed = reversed;
    }

    /** Floats of all panels. */
    int size() {
        return Math.multiplyExact(panels.paddedRows(), Math.multiplyExact(taps, channels));
    }

    /** Where a panel begins. */
    int start(int panel) {
        return panels.packedStart(panel, taps * channels);
    }

    @Override
    public int tasks() {
        return panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int mr = panels.height(task), live = Math.min(mr, m - panels.start(task));
        int at = start(task);
        for (int t = 0; t < taps; t++) {
            int tap = panels.start(task) * rowStride + (reversed ? taps - 1 - t : t);
            for (int c = 0; c < channels; c++, at += mr) {
                for (int r = 0; r < mr; r++) {
                    shared[at + r] = r < live ? tensors.w[tap + r * rowStride + c * channelStride] : 0f;
                }
            }
        }
    }
}
