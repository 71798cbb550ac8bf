package io.github.convgrad.bench.digits;

import java.util.List;

/** One layer of the network for batches of one size; it keeps what its backward pass needs. For one thread. */
interface NetworkLayer {

    /**
     * Computes the layer's output.
     *
     * @param x input, not kept by the caller changed until {@link #backward} has run
     * @return the output, overwritten by the next call
     */
    float[] forward(float[] x);

    /**
     * Computes the gradients of the layer's parameters and of its input, after {@link #forward}.
     *
     * @param x  the same input as before
     * @param dy gradient of the output
     * @return gradient of the input, overwritten by the next call; null for a first layer
     */
    float[] backward(float[] x, float[] dy);

    /** @return what the layer learns */
    default List<Parameter> parameters() {
        return List.of();
    }
}
