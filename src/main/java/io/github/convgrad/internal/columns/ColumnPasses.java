package io.github.convgrad.internal.columns;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import java.util.List;

/** Plans {@code dx = col2im(wT * dy)}, and {@code y} in the same way. */
public final class ColumnPasses {

    private ColumnPasses() {
    }

    /** Why dx does not exist or pay this way, or null if it does. */
    public static String dataGradRefusal(ConvShape s) {
        String refusal = Scatter.refusal(s);
        return refusal != null ? refusal : Scatter.dataGradient(s).refusal();
    }

    /** Why forward does not exist or pay this way, or null if it does. */
    public static String forwardRefusal(ConvShape s) {
        if (Math.max(s.strideH(), s.strideW()) > 1) {
            return "strides are " + s.strideH() + "x" + s.strideW() + ", not 1";
        }
        String refusal = Scatter.refusal(s);
        return refusal != null ? refusal : Scatter.forward(s).refusal();
    }

    /** Plans dx of a shape that is not refused. */
    public static Pass dataGrad(ConvShape s, KernelSet kernels) {
        return plan(Scatter.dataGradient(s), kernels);
    }

    /** Plans forward of a shape that is not refused. */
    public static Pass forward(ConvShape s, KernelSet kernels) {
        return plan(Scatter.forward(s), kernels);
    }

    private static Pass plan(Scatter scatter, KernelSet kernels) {
        RowPanels panels = new RowPanels(scatter.columns(), kernels.gemmTile().heights());
        ColumnWeights weights = new ColumnWeights(scatter, panels, kernels.panelCopy());
        ColumnSums sums = new ColumnSums(scatter, kernels, panels, weights);
        return new Pass(sums.toString(), List.of(weights, sums), weights.size(), 0, sums.workerFloats());
    }
}
