package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.DepthGemm;
import io.github.convgrad.internal.gemm.Mirror;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import java.util.ArrayList;
import java.util.List;

/** {@code dw = dy * patches(x)T} and {@code db}, the row sums of dy: rows are filters, depth is all pixels. */
public final class WeightGradPass {
    private WeightGradPass() {
    }

    /**
     * Plans the pass for a shape. It computes whichever of dw and db the call asks for.
     *
     * @param workers who share the tasks; decides how they are cut, which changes no bit
     */
    public static Pass plan(ConvShape s, KernelSet kernels, int workers) {
        if (Mirror.pays(s)) {
            return mirrored(s, kernels, workers);
        }
        DepthGemm gemm = new DepthGemm(s, kernels, false, workers);
        return new Pass("gemm: " + gemm, gemm.stages(), 0, gemm.sharedFloats(), gemm.floats());
    }

    private static Pass mirrored(ConvShape s, KernelSet kernels, int workers) {
        DepthGemm gemm = new DepthGemm(Mirror.of(s), kernels, true, workers);
        Mirror mirror = new Mirror(s, kernels.depthwiseRows(), gemm.mirrorAt());
        List<Stage> stages = new ArrayList<>(gemm.stages());
        stages.add(mirror);
        return new Pass("gemm: x and dy exchanged: " + gemm, stages,
                0, gemm.sharedFloats(), Math.max(gemm.floats(), mirror.floats()));
    }
}
