package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;

/** The gradient of the input by Winograd: dx from w and dy, the same product as forward with kernels flipped. */
public final class WinogradDataGrad {
    private WinogradDataGrad() {
    }

    /** Why the algorithm does not exist or pay for a shape and the tiling it would have, or null if it does. */
    public static String refusal(ConvShape shape, Tiling tiling) {
        String refusal = Applicability.refusal(shape);
        return refusal != null ? refusal : Applicability.refusal(Correlation.dataGradient(shape), tiling);
    }

    /** Whether, not being refused, it also pays beside sums of full tiles that leave out all padding. */
    public static boolean paysBesideFullSums(ConvShape shape, Tiling tiling) {
        return Applicability.paysBesideFullSums(Correlation.dataGradient(shape), tiling);
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
        Correlation correlation = Correlation.dataGradient(shape);
        return correlation.simple() ? TileProduct.plan(correlation, false, kernels, tiling, workers)
                : LargeKernelProduct.plan(correlation, false, kernels, workers);
    }
}
