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

    /** Rows of results that {@link #slideTall} sums at once. */
    int TALL_ROWS = 7;
    /** Pixels from one row of its source to the next: an odd number, so that rows do not share few sets of the cache. */
    int TALL_PITCH = 17;

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

    /** Whether {@link #slideTall} exists for kernels of this height. */
    static boolean tall(int kernelHeight) {
        return kernelHeight == 5 || kernelHeight == 7;
    }

    /**
     * Slides a kernel over {@value #TALL_ROWS} rows, column of taps by column of taps: a pixel that was read counts for
     * all the results below each other that it meets.
     *
     * <pre>
     *   out[to + r*outPitch + p*lanes + l] = starts[so + l]
     *       + sum of w[wo + (j*kernelHeight + i)*lanes + l] * in[at + (r + i)*TALL_PITCH*lanes + (p + j)*lanes + l]
     *       p &lt; pixels, l &lt; lanes, r &lt; TALL_ROWS; j = 0 .. kernelWidth-1, i = 0 .. kernelHeight-1, i the faster
     * </pre>
     *
     * @throws UnsupportedOperationException if {@link #tall} says so
     */
    void slideTall(int kernelHeight, int kernelWidth, int pixels, float[] w, int wo, float[] starts, int so, float[] out,
            int to, int outPitch, float[] in, int at);
}
