package io.github.convgrad.internal.parallel;

/** Adds up what the parts of a sum over pixels left in shared scratch, in the order of the parts: dw, and db. */
public final class SumStage implements Stage {
    private final int parts;
    private final int partFloats;
    private final int weights;

    /**
     * Makes the stage.
     *
     * @param parts      how many there are, at least 1
     * @param partFloats floats of a part: all weights, then all biases
     * @param weights    floats of dw
     */
    public SumStage(int parts, int partFloats, int weights) {
        this.parts = parts;
        this.partFloats = partFloats;
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
            add(shared, weights, tensors.db, partFloats - weights);
        }
    }

    private void add(float[] shared, int from, float[] dst, int count) {
        System.arraycopy(shared, from, dst, 0, count);
        for (int part = 1; part < parts; part++) {
            int s = part * partFloats + from;
            for (int i = 0; i < count; i++) {
                dst[i] += shared[s + i];
            }
        }
    }
}
