package io.github.convgrad.internal.columns;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * Packs the weights as A panels {@code [group][panel][source][mr]} into shared scratch; a row is a produced channel and
 * a tap. Spare rows are zero.
 */
final class ColumnWeights implements Stage {
    private final Scatter scatter;
    private final RowPanels panels;
    private final PanelCopy copy;

    ColumnWeights(Scatter scatter, RowPanels panels, PanelCopy copy) {
        this.scatter = scatter;
        this.panels = panels;
        this.copy = copy;
    }

    /** Floats of all panels. */
    int size() {
        return Math.multiplyExact(scatter.groups(), panels.paddedRows() * scatter.sources());
    }

    /** Where a panel of a group begins. */
    int start(int group, int panel) {
        return (group * panels.paddedRows() + panels.start(panel)) * scatter.sources();
    }

    @Override
    public int tasks() {
        return scatter.groups() * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), panel = task % panels.count();
        int mr = panels.height(panel), first = panels.start(panel), to = start(group, panel), taps = scatter.taps();
        int resultStep = scatter.forward() ? scatter.sources() * taps : taps;
        int sourceStep = scatter.forward() ? taps : scatter.results() * taps;
        int from = group * scatter.sources() * scatter.columns();
        int end = Math.min(scatter.columns(), first + mr);
        for (int row = first; row < end;) {
            int result = row / taps, len = Math.min(end, (result + 1) * taps) - row;
            copy.copyRows(scatter.sources(), len, tensors.w, from + result * resultStep + row % taps, sourceStep,
                    shared, to + row - first, mr);
            row += len;
        }
        for (int k = 0; k < scatter.sources() && end - first < mr; k++) {
            Arrays.fill(shared, to + k * mr + end - first, to + (k + 1) * mr, 0f);
        }
    }
}
