package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tall kernels of {@link SimdDepthwiseRows}: a tile of seven rows, one vector wide, in registers. Going through the
 * taps column by column, a row of the source is loaded once for all the rows of results it meets:
 *
 * <pre>
 *   source row 0   s0
 *   source row 1   s0 s1                 one load, one multiply-add for each sum named;
 *   source row 2   s0 s1 s2              with 5 rows of taps, 11 loads feed 35 of them
 *       …             …
 *   source row 9                s5 s6
 *   source row 10                  s6
 * </pre>
 *
 * <p>The pitch is a constant so that all rows are checked against the array's ends with two comparisons. Taller or
 * wider tiles would be faster still, but from about a hundred vector operations on, C1 gives a method up ("out of
 * virtual registers"), and without a profile from C1 it may never get to C2. Seven sums, as many weights and a row make
 * 15 vectors: 16 registers are enough, as long as the mask is made of its bits; of {@link Lanes#mask} C2 makes code that
 * spills sums, and takes twice as long (bench/notes/129).
 */
final class SimdTallRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int ROWS = DepthwiseRows.TALL_ROWS;
    private static final int PITCH = DepthwiseRows.TALL_PITCH;

    private SimdTallRows() {
    }

    /** Covers {@code rows x width} results with tiles; the last ones overlap their neighbours. */
    static void slide(int height, int columns, float[] in, int at, int columnStep, float[] w, int wo,
            int step, float start, float[] out, int to, int outPitch, int rows, int width) {
        int lastRow = rows - ROWS;
        int lastColumn = Math.max(0, width - L);
        long lanes = width >= L ? -1L >>> -L : (1L << width) - 1;
        for (int r = 0;; r = Math.min(r + ROWS, lastRow)) {
            for (int c = 0;; c = Math.min(c + L, lastColumn)) {
                int p = at + r * PITCH + c;
                int o = to + r * outPitch + c;
                if (height == 5) {
                    tall5(columns, in, p, columnStep, w, wo, step, start, out, o, outPitch, lanes);
                } else {
                    tall7(columns, in, p, columnStep, w, wo, step, start, out, o, outPitch, lanes);
                }
                if (c == lastColumn) {
                    break;
                }
            }
            if (r == lastRow) {
                return;
            }
        }
    }

    private static void tall5(int columns, float[] in, int at, int columnStep, float[] w, int wo, int step,
            float start, float[] out, int to, int outPitch, long lanes) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        for (int j = 0; j < columns; j++) {
            int p = at + j * columnStep;
            int v = wo + j * step;
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + columns * step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * columns * step]);
            FloatVector w3 = FloatVector.broadcast(S, w[v + 3 * columns * step]);
            FloatVector w4 = FloatVector.broadcast(S, w[v + 4 * columns * step]);
            FloatVector x = FloatVector.fromArray(S, in, p);
            s0 = w0.fma(x, s0);
            x = FloatVector.fromArray(S, in, p + PITCH);
            s0 = w1.fma(x, s0);
            s1 = w0.fma(x, s1);
            x = FloatVector.fromArray(S, in, p + 2 * PITCH);
            s0 = w2.fma(x, s0);
            s1 = w1.fma(x, s1);
            s2 = w0.fma(x, s2);
            x = FloatVector.fromArray(S, in, p + 3 * PITCH);
            s0 = w3.fma(x, s0);
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s0 = w4.fma(x, s0);
            s1 = w3.fma(x, s1);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s1 = w4.fma(x, s1);
            s2 = w3.fma(x, s2);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s2 = w4.fma(x, s2);
            s3 = w3.fma(x, s3);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s3 = w4.fma(x, s3);
            s4 = w3.fma(x, s4);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s4 = w4.fma(x, s4);
            s5 = w3.fma(x, s5);
            s6 = w2.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 9 * PITCH);
            s5 = w4.fma(x, s5);
            s6 = w3.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 10 * PITCH);
            s6 = w4.fma(x, s6);
        }
        VectorMask<Float> live = VectorMask.fromLong(S, lanes);
        s0.intoArray(out, to, live);
        s1.intoArray(out, to + outPitch, live);
        s2.intoArray(out, to + 2 * outPitch, live);
        s3.intoArray(out, to + 3 * outPitch, live);
        s4.intoArray(out, to + 4 * outPitch, live);
        s5.intoArray(out, to + 5 * outPitch, live);
        s6.intoArray(out, to + 6 * outPitch, live);
    }

    private static void tall7(int columns, float[] in, int at, int columnStep, float[] w, int wo, int step,
            float start, float[] out, int to, int outPitch, long lanes) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        for (int j = 0; j < columns; j++) {
            int p = at + j * columnStep;
            int v = wo + j * step;
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + columns * step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * columns * step]);
            FloatVector w3 = FloatVector.broadcast(S, w[v + 3 * columns * step]);
            FloatVector w4 = FloatVector.broadcast(S, w[v + 4 * columns * step]);
            FloatVector w5 = FloatVector.broadcast(S, w[v + 5 * columns * step]);
            FloatVector w6 = FloatVector.broadcast(S, w[v + 6 * columns * step]);
            FloatVector x = FloatVector.fromArray(S, in, p);
            s0 = w0.fma(x, s0);
            x = FloatVector.fromArray(S, in, p + PITCH);
            s0 = w1.fma(x, s0);
            s1 = w0.fma(x, s1);
            x = FloatVector.fromArray(S, in, p + 2 * PITCH);
            s0 = w2.fma(x, s0);
            s1 = w1.fma(x, s1);
            s2 = w0.fma(x, s2);
            x = FloatVector.fromArray(S, in, p + 3 * PITCH);
            s0 = w3.fma(x, s0);
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s0 = w4.fma(x, s0);
            s1 = w3.fma(x, s1);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s0 = w5.fma(x, s0);
            s1 = w4.fma(x, s1);
            s2 = w3.fma(x, s2);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s0 = w6.fma(x, s0);
            s1 = w5.fma(x, s1);
            s2 = w4.fma(x, s2);
            s3 = w3.fma(x, s3);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s1 = w6.fma(x, s1);
            s2 = w5.fma(x, s2);
            s3 = w4.fma(x, s3);
            s4 = w3.fma(x, s4);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s2 = w6.fma(x, s2);
            s3 = w5.fma(x, s3);
            s4 = w4.fma(x, s4);
            s5 = w3.fma(x, s5);
            s6 = w2.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 9 * PITCH);
            s3 = w6.fma(x, s3);
            s4 = w5.fma(x, s4);
            s5 = w4.fma(x, s5);
            s6 = w3.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 10 * PITCH);
            s4 = w6.fma(x, s4);
            s5 = w5.fma(x, s5);
            s6 = w4.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 11 * PITCH);
            s5 = w6.fma(x, s5);
            s6 = w5.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 12 * PITCH);
            s6 = w6.fma(x, s6);
        }
        VectorMask<Float> live = VectorMask.fromLong(S, lanes);
        s0.intoArray(out, to, live);
        s1.intoArray(out, to + outPitch, live);
        s2.intoArray(out, to + 2 * outPitch, live);
        s3.intoArray(out, to + 3 * outPitch, live);
        s4.intoArray(out, to + 4 * outPitch, live);
        s5.intoArray(out, to + 5 * outPitch, live);
        s6.intoArray(out, to + 6 * outPitch, live);
    }
}
