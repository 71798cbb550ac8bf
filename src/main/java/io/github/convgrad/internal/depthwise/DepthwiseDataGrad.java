package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import java.util.List;

/**
 * {@code dx} with few channels in a group: rows of {@code dy} slid by the taps the other way. With a stride, each phase
 * of {@code dx} has its own taps, and the phases are woven together as they are stored.
 */
public final class DepthwiseDataGrad {

    private DepthwiseDataGrad() {
    }

    /**
     * Plans the pass.
     *
     * @throws IllegalArgumentException if {@link DepthwiseLimits#refusal} has one for the shape
     */
    public static Pass plan(ConvShape s, KernelSet kernels) {
        DepthwiseLimits.check(s);
        SlideGeometry geometry = new SlideGeometry(s.batch(), s.groups(), s.outChannelsPerGroup(),
                s.inChannelsPerGroup(), Axes.depthGradient(s), Axes.heightGradient(s), Axes.widthGradient(s));
        DirectRows.Plane plane = Axes.directPlane(s);
        if (LaneStage.takes(geometry, plane, kernels.lanes())) {
            return new LaneStage(geometry, kernels, false).pass();
        }
        SlideStage stage = new SlideStage(geometry, plane, kernels, false);
        return new Pass(stage.algorithm(), List.of(stage), 0, 0, stage.ownFloats());
    }
}
