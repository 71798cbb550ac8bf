package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DepthwiseRows.ColumnTaps;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tall kernels of {@link SimdDepthwiseRows} where several sources are summed: as in {@link SimdTallRows} a tile of
 * rows, one vector wide, in registers, while one flat loop runs over the columns of taps of all sources. (Where there
 * is one source, columns follow each other and the other kernels need no tables.)
 *
 * <p>With three rows of taps and registers enough a tile has twice as many rows: 16 loads then feed 42 multiply-adds.
 * Its sums begin as one vector and are stored without masks to keep it small enough for C1.
 * Masks are made as {@link SimdTallRows} makes them.
 */
final class SimdTallSums {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int ROWS = DepthwiseRows.TALL_ROWS;
    private static final int PITCH = DepthwiseRows.TALL_PITCH;

    private SimdTallSums() {
    }

    /** Covers {@code rows x width} results with tiles; the last ones overlap their neighbours. */
    static void slide(boolean manyRegisters, ColumnTaps taps, float[] in, int at, float[] w, int wo, float start,
            float[] out, int to, int outPitch, int rows, int width) {
        int height = taps.kernelHeight(), lastColumn = Math.max(0, width - L);
        long lanes = width >= L ? -1L >>> -L : (1L << width) - 1;
        boolean twice = manyRegisters && height == 3 && width >= L;
        for (int r = 0, done; r < rows; r = done) {
            int tileRows = twice && rows - r >= 2 * ROWS ? 2 * ROWS : ROWS;
            int row = Math.min(r, rows - tileRows);
            for (int c = 0;; c = Math.min(c + L, lastColumn)) {
                int p = at + row * PITCH + c, o = to + row * outPitch + c;
                if (height == 5) {
                    five(taps, in, p, w, wo, start, out, o, outPitch, lanes);
                } else if (height == 7) {
                    seven(taps, in, p, w, wo, start, out, o, outPitch, lanes);
                } else if (tileRows == ROWS) {
                    three(taps, in, p, w, wo, start, out, o, outPitch, lanes);
                } else {
                    threeTwice(taps, in, p, w, wo, start, out, o, outPitch);
                }
                if (c == lastColumn) {
                    break;
                }
            }
            done = row + tileRows;
        }
    }

    private static void three(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out,
            int to, int outPitch, long lanes) {
        int[] offsets = taps.offsets();
        int[] weights = taps.weights();
        int step = taps.weightStep();
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        for (int j = 0; j < offsets.length; j++) {
            int p = at + offsets[j];
            int v = wo + weights[j];
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * step]);
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
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s6 = w2.fma(x, s6);
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

    private static void threeTwice(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out,
            int to, int outPitch) {
        int[] offsets = taps.offsets();
        int[] weights = taps.weights();
        int step = taps.weightStep();
        FloatVector begin = FloatVector.broadcast(S, start);
        FloatVector s0 = begin;
        FloatVector s1 = begin;
        FloatVector s2 = begin;
        FloatVector s3 = begin;
        FloatVector s4 = begin;
        FloatVector s5 = begin;
        FloatVector s6 = begin;
        FloatVector s7 = begin;
        FloatVector s8 = begin;
        FloatVector s9 = begin;
        FloatVector s10 = begin;
        FloatVector s11 = begin;
        FloatVector s12 = begin;
        FloatVector s13 = begin;
        for (int j = 0; j < offsets.length; j++) {
            int p = at + offsets[j];
            int v = wo + weights[j];
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * step]);
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
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            s7 = w0.fma(x, s7);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s6 = w2.fma(x, s6);
            s7 = w1.fma(x, s7);
            s8 = w0.fma(x, s8);
            x = FloatVector.fromArray(S, in, p + 9 * PITCH);
            s7 = w2.fma(x, s7);
            s8 = w1.fma(x, s8);
            s9 = w0.fma(x, s9);
            x = FloatVector.fromArray(S, in, p + 10 * PITCH);
            s8 = w2.fma(x, s8);
            s9 = w1.fma(x, s9);
            s10 = w0.fma(x, s10);
            x = FloatVector.fromArray(S, in, p + 11 * PITCH);
            s9 = w2.fma(x, s9);
            s10 = w1.fma(x, s10);
            s11 = w0.fma(x, s11);
            x = FloatVector.fromArray(S, in, p + 12 * PITCH);
            s10 = w2.fma(x, s10);
            s11 = w1.fma(x, s11);
            s12 = w0.fma(x, s12);
            x = FloatVector.fromArray(S, in, p + 13 * PITCH);
            s11 = w2.fma(x, s11);
            s12 = w1.fma(x, s12);
            s13 = w0.fma(x, s13);
            x = FloatVector.fromArray(S, in, p + 14 * PITCH);
            s12 = w2.fma(x, s12);
            s13 = w1.fma(x, s13);
            x = FloatVector.fromArray(S, in, p + 15 * PITCH);
            s13 = w2.fma(x, s13);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + outPitch);
        s2.intoArray(out, to + 2 * outPitch);
        s3.intoArray(out, to + 3 * outPitch);
        s4.intoArray(out, to + 4 * outPitch);
        s5.intoArray(out, to + 5 * outPitch);
        s6.intoArray(out, to + 6 * outPitch);
        s7.intoArray(out, to + 7 * outPitch);
        s8.intoArray(out, to + 8 * outPitch);
        s9.intoArray(out, to + 9 * outPitch);
        s10.intoArray(out, to + 10 * outPitch);
        s11.intoArray(out, to + 11 * outPitch);
        s12.intoArray(out, to + 12 * outPitch);
        s13.intoArray(out, to + 13 * outPitch);
    }

    private static void five(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out,
            int to, int outPitch, long lanes) {
        int[] offsets = taps.offsets();
        int[] weights = taps.weights();
        int step = taps.weightStep();
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        for (int j = 0; j < offsets.length; j++) {
            int p = at + offsets[j];
            int v = wo + weights[j];
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * step]);
            FloatVector w3 = FloatVector.broadcast(S, w[v + 3 * step]);
            FloatVector w4 = FloatVector.broadcast(S, w[v + 4 * step]);
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

    private static void seven(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out,
            int to, int outPitch, long lanes) {
        int[] offsets = taps.offsets();
        int[] weights = taps.weights();
        int step = taps.weightStep();
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        for (int j = 0; j < offsets.length; j++) {
            int p = at + offsets[j];
            int v = wo + weights[j];
            FloatVector w0 = FloatVector.broadcast(S, w[v]);
            FloatVector w1 = FloatVector.broadcast(S, w[v + step]);
            FloatVector w2 = FloatVector.broadcast(S, w[v + 2 * step]);
            FloatVector w3 = FloatVector.broadcast(S, w[v + 3 * step]);
            FloatVector w4 = FloatVector.broadcast(S, w[v + 4 * step]);
            FloatVector w5 = FloatVector.broadcast(S, w[v + 5 * step]);
            FloatVector w6 = FloatVector.broadcast(S, w[v + 6 * step]);
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
