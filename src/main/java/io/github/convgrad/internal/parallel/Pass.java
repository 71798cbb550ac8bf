package io.github.convgrad.internal.parallel;

import java.util.List;

/**
 * What the planner makes of one gradient: stages that run one after the other, and the scratch they need.
 *
 * @param algorithm    one line for {@code ConvPlan.describe()}: which product, tile, blocks
 * @param stages       in order; a stage begins when all tasks of the one before it have ended
 * @param packedFloats packed weights in the scratch that all workers see, in floats
 * @param sumFloats    sums there, in floats
 * @param workerFloats scratch of each worker, in floats
 */
public record Pass(String algorithm, List<Stage> stages, int packedFloats, int sumFloats, int workerFloats) {
    public Pass {
        stages = List.copyOf(stages);
    }

    /** Scratch seen by all workers, in floats. */
    public int sharedFloats() {
        return Math.addExact(packedFloats, sumFloats);
    }
}
