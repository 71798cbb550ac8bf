package io.github.convgrad.internal.kernel;

/**
 * Kernels of 3 by 3 taps that read and write whole planes where they lie. The layers of most depthwise networks have
 * so little to compute for each float they touch that even one copy through scratch shows; what {@link DepthwiseRows}
 * stages, these mask.
 *
 * <pre>
 *    a strip of lanes walks down the plane        . . . . . .
 *    with the sums of three rows of results       . [ x0 x0+1 x0+2 ]   one row of the source: three loads, one for each
 *    in registers:                                .     |             column of taps, zero where they leave the image
 *                                                 row j-2  += taps of row 2, then it is stored
 *                                                 row j-1  += taps of row 1
 *                                                 row j     = start + taps of row 0
 * </pre>
 *
 * <p>Sources may be read up to {@link Plane#reach()} floats before and behind the plane: that much must lie in the
 * array, though it may hold anything. Results are written exactly.
 *
 * <p>Each result is one chain of fused multiply-adds over the taps by row, then column, of the source. Of taps that
 * leave the image, those beside it take part as zeros, those above and below it do not.
 */
public interface DirectRows {
    /** Floats of a plane that stays in the first level of the cache; kernels may go over a larger one in another order. */
    int SMALL_PLANE = 1536;

    /**
     * What all planes of a layer have in common.
     *
     * @param inHeight  rows of {@code x}
     * @param inWidth   columns of {@code x}
     * @param outHeight rows of {@code y}
     * @param outWidth  columns of {@code y}
     * @param stride    1 or 2, of both axes
     * @param dilation  of both axes; 1 if the stride is 2
     */
    record Plane(int inHeight, int inWidth, int outHeight, int outWidth, int stride, int dilation,
            int padTop, int padLeft) {

        /** Floats that may be read on either side of a plane. */
        public int reach() {
            return 2 * dilation + 48;
        }

        /** The plane on which a gradient with stride 1 is a convolution by the kernel turned round. */
        public Plane gradient() {
            return new Plane(outHeight, outWidth, inHeight, inWidth, 1, dilation,
                    2 * dilation - padTop, 2 * dilation - padLeft);
        }

        /**
         * Why these kernels do not take a plane, or null if they do.
         *
         * @param padBottom rows of padding below
         * @param padRight  columns of padding on the right
         */
        public String refusal(int padBottom, int padRight) {
            int most = stride == 1 ? 2 * dilation : 1;
            if (stride > 2 || stride == 2 && dilation > 1) {
                return "stride " + stride + " with dilation " + dilation;
            }
            if (Math.max(Math.max(padTop, padBottom), Math.max(padLeft, padRight)) > most || padBottom < 0
                    || padRight < 0) {
                return "padding beyond 0 to " + most;
            }
            return Math.min(inHeight, inWidth) < 2 * dilation + 1 ? "an image smaller than the kernel" : null;
        }
    }

    /**
     * Slides the taps over planes that follow each other: plane {@code n} has the kernel at {@code wo + 9*n} and begins
     * at {@code start = starts[so + n]}, or 0 if there are none.
     *
     * <pre>
     *   out[o][q] = start + sum of w[step*(3*i + j)]
     *                              * in[o*stride - padTop + i*dilation][q*stride - padLeft + j*dilation]
     * </pre>
     *
     * @param step   1, or -1 with {@code wo} at the last tap for kernels turned round
     * @param starts bias of each plane, or null
     */
    void slide(Plane plane, int planes, float[] in, int from, float[] w, int wo, int step, float[] starts, int so,
            float[] out, int to);

    /**
     * The gradients of the inputs of planes that follow each other, with stride 2, from {@code dy} to {@code dx}, whose
     * four phases are put together in registers. Plane {@code n} has the kernel at {@code wo + 9*n}.
     */
    void slideBack(Plane plane, int planes, float[] dy, int from, float[] w, int wo, float[] dx, int to);

    /**
     * Adds the products of planes of {@code dy} and {@code x} that follow each other, a sum for each plane and tap,
     * each in {@link DepthwiseRows#PARTIALS} chains: column {@code q} adds to chain {@code q % PARTIALS}. A chain runs
     * down the rows of one strip of {@code PARTIALS} columns, those with the same remainder modulo the dilation
     * together, then down the next.
     *
     * @param sums      {@code [9][PARTIALS]} for each plane
     * @param sumsPitch floats from the sums of one plane to those of the next
     */
    void dots(Plane plane, int planes, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so,
            int sumsPitch);
}
