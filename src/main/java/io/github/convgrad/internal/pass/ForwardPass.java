package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.patch.LatticePart;
import java.util.List;

/** {@code y = w * patches(x) + b}: rows are filters, points are output pixels, depth is (channel, tap). */
public final class ForwardPass {
    private ForwardPass() {
    }

    /** Plans the pass for a shape. */
    public static Pass plan(ConvShape s, KernelSet kernels, int workers) {
        return PartProducts.forward(s, kernels, workers).pass(LatticePart.ofOutput(s).cut(), List.of());
    }
}
