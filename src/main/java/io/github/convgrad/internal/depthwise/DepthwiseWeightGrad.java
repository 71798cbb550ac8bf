package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.SumStage;
import java.util.List;

/** {@code dw} and {@code db} with few channels in a group; either may be left out at execute time. */
public final class DepthwiseWeightGrad {

    private DepthwiseWeightGrad() {
    }

    /**
     * Plans the pass.
     *
     * @throws IllegalArgumentException if {@link DepthwiseLimits#refusal} has one for the shape
     */
    public static Pass plan(ConvShape s, KernelSet kernels) {
        DepthwiseLimits.check(s);
        DotStage dots = new DotStage(s, kernels, false);
        Stage stage = dots.fetchingIfFaster(kernels);
        boolean split = dots.splits() > 1;
        List<Stage> stages = split
                ? List.of(stage, new SumStage(dots.splits(), dots.splitFloats(), Math.toIntExact(s.wLength())))
                : List.of(stage);
        return new Pass(dots.algorithm(), stages, 0, split ? Math.multiplyExact(dots.splits(), dots.splitFloats()) : 0,
                dots.ownFloats());
    }
}
