package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;

/** Adds up what the parts of a {@link DotStage} left in shared scratch, in the order of the parts. */
final class SumStage implements Stage {
    private final int splits;
    private final int splitFloats;
    private final int weights;

    SumStage(DotStage dots, int weights) {
        splits = dots.splits();
        splitFloats = dots.splitFloats();
        this.weights = weights;
    }

    @Override
    public int tasks() {
        return 1;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        if (tensors.dw != null) {
            add(shared, 0, tensors.dw, weights);
        }
        if (tensors.db != null) {
            add(shared, weights, tensors.db, splitFloats - weights);
        }
    }

    private void add(float[] shared, int from, float[] dst, int count) {
        System.arraycopy(shared, from, dst, 0, count);
        for (int split = 1; split < splits; split++) {
            int s = split * splitFloats + from;
            for (int i = 0; i < count; i++) {
                dst[i] += shared[s + i];
            }
        }
    }
}
