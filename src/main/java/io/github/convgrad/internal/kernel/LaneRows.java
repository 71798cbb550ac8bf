package io.github.convgrad.internal.kernel;

/**
 * Rows of pixels of which every lane is a channel of its own: how the depthwise family goes over planes too narrow for
 * vectors along their rows.
 *
 * <pre>
 *   a pixel:  c0 c1 c2 ... c15      one vector, all channels at once; a tap is a pixel some pixels on, a weight a vector
 * </pre>
 *
 * <p>Every sum is one chain of fused multiply-adds in the order of the taps, whatever the width of the vectors.
 */
public interface LaneRows {
    /** Pixels behind a row that may be read, and overwritten with rubbish. */
    int OVERRUN = 3;

    /** Floats in one vector: channels side by side. */
    int lanes();

    /**
     * Slides taps over a row.
     *
     * <pre>
     *   out[to + p*lanes + l] = starts[so + l] + sum of w[wo + t*lanes + l] * in[at + offsets[t] + p*lanes + l]
     *       p &lt; pixels, l &lt; lanes; t = 0 .. taps-1
     * </pre>
     */
    void slide(int pixels, int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at);
}
