package io.github.convgrad.internal.parallel;

/** The caller's arrays for one call. Those a pass does not need, or that were not asked for, are null. */
public final class Tensors {
    /** Input, {@code [batch][inChannels][inDepth][inHeight][inWidth]}. */
    public float[] x;
    /** Weights, {@code [outChannels][inChannels/groups][kernelDepth][kernelHeight][kernelWidth]}. */
    public float[] w;
    /** Bias, {@code [outChannels]}. */
    public float[] b;
    /** Output, {@code [batch][outChannels][outDepth][outHeight][outWidth]}. */
    public float[] y;
    /** Gradient of the output, as {@link #y}. */
    public float[] dy;
    /** Gradient of the input, as {@link #x}. */
    public float[] dx;
    /** Gradient of the weights, as {@link #w}. */
    public float[] dw;
    /** Gradient of the bias, as {@link #b}. */
    public float[] db;

    /** Forgets the caller's arrays, so that a pooled workspace keeps none of them alive. */
    public void clear() {
        x = w = b = y = dy = dx = dw = db = null;
    }
}
