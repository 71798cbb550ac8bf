package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import java.util.List;

/** {@code y = w * x + b} with few channels in a group: rows of {@code x} slid by the taps, no product of matrices. */
public final class DepthwiseForward {

    private DepthwiseForward() {
    }

    /**
     * Plans the pass.
     *
     * @throws IllegalArgumentException if {@link DepthwiseLimits#refusal} has one for the shape
     */
    public static Pass plan(ConvShape s, KernelSet kernels) {
        DepthwiseLimits.check(s);
        SlideGeometry geometry = new SlideGeometry(s.batch(), s.groups(), s.inChannelsPerGroup(),
                s.outChannelsPerGroup(), Axes.depthForward(s), Axes.heightForward(s), Axes.widthForward(s));
        DirectRows.Plane plane = Axes.directPlane(s);
        if (LaneStage.takes(geometry, plane, kernels.lanes())) {
            return new LaneStage(geometry, kernels, true).pass();
        }
        SlideStage stage = new SlideStage(geometry, plane, kernels, true);
        return new Pass(stage.algorithm(), List.of(stage), 0, 0, stage.ownFloats());
    }
}
