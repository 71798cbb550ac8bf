package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;

/** The output by Winograd: y from x, w and b. */
public final class WinogradForward {
    private WinogradForward() {
    }

    /** Why the algorithm does not exist or pay for a shape and the tiling it would have, or null if it does. */
    public static String refusal(ConvShape shape, Tiling tiling) {
        String refusal = Applicability.refusal(shape);
        return refusal != null ? refusal : Applicability.refusal(Correlation.forward(shape), tiling);
    }

    /** Whether, not being refused, it also pays beside sums of full tiles that leave out all padding. */
    public static boolean paysBesideFullSums(ConvShape shape, Tiling tiling) {
        return Applicability.paysBesideFullSums(Correlation.forward(shape), tiling);
    }

    /**
     * Plans the pass.
     *
     * @param shape   a shape that is not refused
     * @param kernels the kernels to run on
     * @param tiling  of the output of a 3 x 3 kernel; others take the small tile
     * @param workers who share the tasks; decides how they are cut, which changes no bit
     */
    public static Pass plan(ConvShape shape, KernelSet kernels, Tiling tiling, int workers) {
        Correlation correlation = Correlation.forward(shape);
        return correlation.simple() ? TileProduct.plan(correlation, true, kernels, tiling, workers)
                : LargeKernelProduct.plan(correlation, true, kernels, workers);
    }
}
