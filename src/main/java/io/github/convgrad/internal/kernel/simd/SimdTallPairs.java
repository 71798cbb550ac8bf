package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DepthwiseRows#dotsTallPair} with 18 sums in registers: what {@link SimdTallDots} does with three columns of three
 * taps, for two results. Of two rows of {@code dy} each, 12 loads of {@code x} and 4 of {@code dy} feed 36 multiply-adds,
 * where one result at a time needs 18 and 4 for as many.
 */
final class SimdTallPairs {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;
    private static final int PITCH = DepthwiseRows.TALL_PITCH;
    private static final int COLUMNS = 3;

    private SimdTallPairs() {
    }

    /** All columns of taps for two results, in threes; what is left one result at a time. */
    static void dots(int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt, int dyPitch, int rows,
            int columns, float[] sums, int so, int sumsPitch) {
        int pitch = kernelWidth * PARTIALS;
        for (int c = 0; c < columns; c += PARTIALS) {
            for (int l = c; l < c + PARTIALS; l += L) {
                int j = 0, s = so + l - c;
                for (; j <= kernelWidth - COLUMNS; j += COLUMNS) {
                    pair(rows, x, at + l + j * columnStep, columnStep, dy, dyAt + l, dyPitch, pitch, sums,
                            s + j * PARTIALS, sumsPitch);
                }
                for (; j < kernelWidth; j++) {
                    int from = at + l + j * columnStep, to = s + j * PARTIALS;
                    SimdTallDots.threeOne(rows, x, from, dy, dyAt + l, pitch, sums, to);
                    SimdTallDots.threeOne(rows, x, from, dy, dyAt + dyPitch + l, pitch, sums, to + sumsPitch);
                }
            }
        }
    }

    private static void pair(int rows, float[] x, int at, int columnStep, float[] dy, int dyAt, int dyPitch, int pitch,
            float[] sums, int so, int sumsPitch) {
        FloatVector s0a = FloatVector.fromArray(S, sums, so);
        FloatVector s0b = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s1b = FloatVector.fromArray(S, sums, so + pitch + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, so + pitch + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s2b = FloatVector.fromArray(S, sums, so + 2 * pitch + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, so + 2 * pitch + 2 * PARTIALS);
        int to = so + sumsPitch;
        FloatVector t0a = FloatVector.fromArray(S, sums, to);
        FloatVector t0b = FloatVector.fromArray(S, sums, to + PARTIALS);
        FloatVector t0c = FloatVector.fromArray(S, sums, to + 2 * PARTIALS);
        FloatVector t1a = FloatVector.fromArray(S, sums, to + pitch);
        FloatVector t1b = FloatVector.fromArray(S, sums, to + pitch + PARTIALS);
        FloatVector t1c = FloatVector.fromArray(S, sums, to + pitch + 2 * PARTIALS);
        FloatVector t2a = FloatVector.fromArray(S, sums, to + 2 * pitch);
        FloatVector t2b = FloatVector.fromArray(S, sums, to + 2 * pitch + PARTIALS);
        FloatVector t2c = FloatVector.fromArray(S, sums, to + 2 * pitch + 2 * PARTIALS);
        for (int r = 0; r < rows; r += 2) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector e0 = FloatVector.fromArray(S, dy, q + dyPitch);
            FloatVector e1 = FloatVector.fromArray(S, dy, q + dyPitch + PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0a = v.fma(d0, s0a);
            t0a = v.fma(e0, t0a);
            v = FloatVector.fromArray(S, x, p + columnStep);
            s0b = v.fma(d0, s0b);
            t0b = v.fma(e0, t0b);
            v = FloatVector.fromArray(S, x, p + 2 * columnStep);
            s0c = v.fma(d0, s0c);
            t0c = v.fma(e0, t0c);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1a = v.fma(d0, s1a);
            t1a = v.fma(e0, t1a);
            s0a = v.fma(d1, s0a);
            t0a = v.fma(e1, t0a);
            v = FloatVector.fromArray(S, x, p + PITCH + columnStep);
            s1b = v.fma(d0, s1b);
            t1b = v.fma(e0, t1b);
            s0b = v.fma(d1, s0b);
            t0b = v.fma(e1, t0b);
            v = FloatVector.fromArray(S, x, p + PITCH + 2 * columnStep);
            s1c = v.fma(d0, s1c);
            t1c = v.fma(e0, t1c);
            s0c = v.fma(d1, s0c);
            t0c = v.fma(e1, t0c);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2a = v.fma(d0, s2a);
            t2a = v.fma(e0, t2a);
            s1a = v.fma(d1, s1a);
            t1a = v.fma(e1, t1a);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + columnStep);
            s2b = v.fma(d0, s2b);
            t2b = v.fma(e0, t2b);
            s1b = v.fma(d1, s1b);
            t1b = v.fma(e1, t1b);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + 2 * columnStep);
            s2c = v.fma(d0, s2c);
            t2c = v.fma(e0, t2c);
            s1c = v.fma(d1, s1c);
            t1c = v.fma(e1, t1c);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s2a = v.fma(d1, s2a);
            t2a = v.fma(e1, t2a);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + columnStep);
            s2b = v.fma(d1, s2b);
            t2b = v.fma(e1, t2b);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + 2 * columnStep);
            s2c = v.fma(d1, s2c);
            t2c = v.fma(e1, t2c);
        }
        s0a.intoArray(sums, so);
        s0b.intoArray(sums, so + PARTIALS);
        s0c.intoArray(sums, so + 2 * PARTIALS);
        s1a.intoArray(sums, so + pitch);
        s1b.intoArray(sums, so + pitch + PARTIALS);
        s1c.intoArray(sums, so + pitch + 2 * PARTIALS);
        s2a.intoArray(sums, so + 2 * pitch);
        s2b.intoArray(sums, so + 2 * pitch + PARTIALS);
        s2c.intoArray(sums, so + 2 * pitch + 2 * PARTIALS);
        t0a.intoArray(sums, to);
        t0b.intoArray(sums, to + PARTIALS);
        t0c.intoArray(sums, to + 2 * PARTIALS);
        t1a.intoArray(sums, to + pitch);
        t1b.intoArray(sums, to + pitch + PARTIALS);
        t1c.intoArray(sums, to + pitch + 2 * PARTIALS);
        t2a.intoArray(sums, to + 2 * pitch);
        t2b.intoArray(sums, to + 2 * pitch + PARTIALS);
        t2c.intoArray(sums, to + 2 * pitch + 2 * PARTIALS);
    }
}
