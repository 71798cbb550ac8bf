package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernels of {@link SimdTallDots} for seven rows of taps: two columns of them, or one where registers are few. */
final class SimdTallDots7 {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;
    private static final int PITCH = DepthwiseRows.TALL_PITCH;
    private static final int ROWS = DepthwiseRows.TALL_DOT_ROWS;

    private SimdTallDots7() {
    }

    static void two(int rows, float[] x, int at, int columnStep, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0a = FloatVector.fromArray(S, sums, so);
        FloatVector s0b = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s1b = FloatVector.fromArray(S, sums, so + pitch + PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s2b = FloatVector.fromArray(S, sums, so + 2 * pitch + PARTIALS);
        FloatVector s3a = FloatVector.fromArray(S, sums, so + 3 * pitch);
        FloatVector s3b = FloatVector.fromArray(S, sums, so + 3 * pitch + PARTIALS);
        FloatVector s4a = FloatVector.fromArray(S, sums, so + 4 * pitch);
        FloatVector s4b = FloatVector.fromArray(S, sums, so + 4 * pitch + PARTIALS);
        FloatVector s5a = FloatVector.fromArray(S, sums, so + 5 * pitch);
        FloatVector s5b = FloatVector.fromArray(S, sums, so + 5 * pitch + PARTIALS);
        FloatVector s6a = FloatVector.fromArray(S, sums, so + 6 * pitch);
        FloatVector s6b = FloatVector.fromArray(S, sums, so + 6 * pitch + PARTIALS);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0a = v.fma(d0, s0a);
            v = FloatVector.fromArray(S, x, p + columnStep);
            s0b = v.fma(d0, s0b);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1a = v.fma(d0, s1a);
            s0a = v.fma(d1, s0a);
            v = FloatVector.fromArray(S, x, p + PITCH + columnStep);
            s1b = v.fma(d0, s1b);
            s0b = v.fma(d1, s0b);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2a = v.fma(d0, s2a);
            s1a = v.fma(d1, s1a);
            s0a = v.fma(d2, s0a);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + columnStep);
            s2b = v.fma(d0, s2b);
            s1b = v.fma(d1, s1b);
            s0b = v.fma(d2, s0b);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s3a = v.fma(d0, s3a);
            s2a = v.fma(d1, s2a);
            s1a = v.fma(d2, s1a);
            s0a = v.fma(d3, s0a);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + columnStep);
            s3b = v.fma(d0, s3b);
            s2b = v.fma(d1, s2b);
            s1b = v.fma(d2, s1b);
            s0b = v.fma(d3, s0b);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s4a = v.fma(d0, s4a);
            s3a = v.fma(d1, s3a);
            s2a = v.fma(d2, s2a);
            s1a = v.fma(d3, s1a);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH + columnStep);
            s4b = v.fma(d0, s4b);
            s3b = v.fma(d1, s3b);
            s2b = v.fma(d2, s2b);
            s1b = v.fma(d3, s1b);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s5a = v.fma(d0, s5a);
            s4a = v.fma(d1, s4a);
            s3a = v.fma(d2, s3a);
            s2a = v.fma(d3, s2a);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH + columnStep);
            s5b = v.fma(d0, s5b);
            s4b = v.fma(d1, s4b);
            s3b = v.fma(d2, s3b);
            s2b = v.fma(d3, s2b);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH);
            s6a = v.fma(d0, s6a);
            s5a = v.fma(d1, s5a);
            s4a = v.fma(d2, s4a);
            s3a = v.fma(d3, s3a);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH + columnStep);
            s6b = v.fma(d0, s6b);
            s5b = v.fma(d1, s5b);
            s4b = v.fma(d2, s4b);
            s3b = v.fma(d3, s3b);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH);
            s6a = v.fma(d1, s6a);
            s5a = v.fma(d2, s5a);
            s4a = v.fma(d3, s4a);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH + columnStep);
            s6b = v.fma(d1, s6b);
            s5b = v.fma(d2, s5b);
            s4b = v.fma(d3, s4b);
            v = FloatVector.fromArray(S, x, p + 8 * PITCH);
            s6a = v.fma(d2, s6a);
            s5a = v.fma(d3, s5a);
            v = FloatVector.fromArray(S, x, p + 8 * PITCH + columnStep);
            s6b = v.fma(d2, s6b);
            s5b = v.fma(d3, s5b);
            v = FloatVector.fromArray(S, x, p + 9 * PITCH);
            s6a = v.fma(d3, s6a);
            v = FloatVector.fromArray(S, x, p + 9 * PITCH + columnStep);
            s6b = v.fma(d3, s6b);
        }
        s0a.intoArray(sums, so);
        s0b.intoArray(sums, so + PARTIALS);
        s1a.intoArray(sums, so + pitch);
        s1b.intoArray(sums, so + pitch + PARTIALS);
        s2a.intoArray(sums, so + 2 * pitch);
        s2b.intoArray(sums, so + 2 * pitch + PARTIALS);
        s3a.intoArray(sums, so + 3 * pitch);
        s3b.intoArray(sums, so + 3 * pitch + PARTIALS);
        s4a.intoArray(sums, so + 4 * pitch);
        s4b.intoArray(sums, so + 4 * pitch + PARTIALS);
        s5a.intoArray(sums, so + 5 * pitch);
        s5b.intoArray(sums, so + 5 * pitch + PARTIALS);
        s6a.intoArray(sums, so + 6 * pitch);
        s6b.intoArray(sums, so + 6 * pitch + PARTIALS);
    }

    static void one(int rows, float[] x, int at, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s3 = FloatVector.fromArray(S, sums, so + 3 * pitch);
        FloatVector s4 = FloatVector.fromArray(S, sums, so + 4 * pitch);
        FloatVector s5 = FloatVector.fromArray(S, sums, so + 5 * pitch);
        FloatVector s6 = FloatVector.fromArray(S, sums, so + 6 * pitch);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0 = v.fma(d0, s0);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1 = v.fma(d0, s1);
            s0 = v.fma(d1, s0);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2 = v.fma(d0, s2);
            s1 = v.fma(d1, s1);
            s0 = v.fma(d2, s0);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s3 = v.fma(d0, s3);
            s2 = v.fma(d1, s2);
            s1 = v.fma(d2, s1);
            s0 = v.fma(d3, s0);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s4 = v.fma(d0, s4);
            s3 = v.fma(d1, s3);
            s2 = v.fma(d2, s2);
            s1 = v.fma(d3, s1);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s5 = v.fma(d0, s5);
            s4 = v.fma(d1, s4);
            s3 = v.fma(d2, s3);
            s2 = v.fma(d3, s2);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH);
            s6 = v.fma(d0, s6);
            s5 = v.fma(d1, s5);
            s4 = v.fma(d2, s4);
            s3 = v.fma(d3, s3);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH);
            s6 = v.fma(d1, s6);
            s5 = v.fma(d2, s5);
            s4 = v.fma(d3, s4);
            v = FloatVector.fromArray(S, x, p + 8 * PITCH);
            s6 = v.fma(d2, s6);
            s5 = v.fma(d3, s5);
            v = FloatVector.fromArray(S, x, p + 9 * PITCH);
            s6 = v.fma(d3, s6);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + pitch);
        s2.intoArray(sums, so + 2 * pitch);
        s3.intoArray(sums, so + 3 * pitch);
        s4.intoArray(sums, so + 4 * pitch);
        s5.intoArray(sums, so + 5 * pitch);
        s6.intoArray(sums, so + 6 * pitch);
    }
}
