package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DotTile;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DotTile} on vectors. Five runs by four: with one more C2, which loads all runs of a step before it multiplies the
 * first, keeps a sum in memory (bench/notes/111). Where registers are few, three by three. A vector that has fewer lanes
 * than there are chains walks the runs once for each part of the chains.
 */
final class SimdDotTile implements DotTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;
    private static final int STEP = DotTile.STEP;
    /** The most pixels of a call: C2 does not cut a loop into strips that it knows to be short, and needs fewer registers. */
    private static final int MOST = 8192 - STEP;
    /** Pixels of a call where a part of the chains is summed at a time. */
    private static final int NEAR = 768;

    private final boolean manyRegisters;
    private final int[] heights;

    /** A tile for 32 vector registers, or for 16. */
    SimdDotTile(boolean manyRegisters) {
        this.manyRegisters = manyRegisters;
        heights = manyRegisters ? new int[] {5, 4} : new int[] {3};
    }

    @Override
    public int[] heights() {
        return heights.clone();
    }

    @Override
    public int width() {
        return manyRegisters ? 4 : 3;
    }

    @Override
    public int near() {
        return L == PARTIALS ? MOST : NEAR;
    }

    @Override
    public void add(int mr, int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r, float[] dy, int dyo,
            int dyPitch, int[] columns, int c, float[] sums, int so) {
        if (mr != heights[0] && mr != heights[heights.length - 1] || count > near()) {
            throw new IllegalArgumentException("mr is " + mr + " and count " + count + ", expected one of "
                    + Arrays.toString(heights) + " and at most " + near());
        }
        if (L == PARTIALS) {
            some(mr, runs, count, x, xo, xPitch, rows, r, dy, dyo, dyPitch, columns, c, sums, so);
            return;
        }
        for (int run = 0; run < runs; run++) {
            for (int l = 0; l < PARTIALS; l += L) {
                part(mr, count, x, xo + run * xPitch + l, rows, r, dy, dyo + run * dyPitch + l, columns, c, sums, so + l);
            }
        }
    }

    private void part(int mr, int count, float[] x, int xo, int[] rows, int r, float[] dy, int dyo, int[] columns, int c,
            float[] sums, int so) {
        if (manyRegisters) {
            some(mr, 1, count, x, xo, 0, rows, r, dy, dyo, 0, columns, c, sums, so);
        } else {
            threeByThree(count, x, xo + rows[r], xo + rows[r + 1], xo + rows[r + 2], dy, dyo + columns[c],
                    dyo + columns[c + 1], dyo + columns[c + 2], sums, so);
        }
    }

    private void some(int mr, int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r, float[] dy, int dyo,
            int dyPitch, int[] columns, int c, float[] sums, int so) {
        if (mr == 5) {
            five(runs, count, x, xo, xPitch, rows, r, dy, dyo, dyPitch, columns, c, sums, so);
        } else {
            four(runs, count, x, xo, xPitch, rows, r, dy, dyo, dyPitch, columns, c, sums, so);
        }
    }

    private static void five(int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r,
            float[] dy, int dyo, int dyPitch, int[] columns, int c, float[] sums, int so) {
        FloatVector s00 = FloatVector.fromArray(S, sums, so);
        FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s03 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s10 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s11 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s12 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s13 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s20 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
        FloatVector s21 = FloatVector.fromArray(S, sums, so + 9 * PARTIALS);
        FloatVector s22 = FloatVector.fromArray(S, sums, so + 10 * PARTIALS);
        FloatVector s23 = FloatVector.fromArray(S, sums, so + 11 * PARTIALS);
        FloatVector s30 = FloatVector.fromArray(S, sums, so + 12 * PARTIALS);
        FloatVector s31 = FloatVector.fromArray(S, sums, so + 13 * PARTIALS);
        FloatVector s32 = FloatVector.fromArray(S, sums, so + 14 * PARTIALS);
        FloatVector s33 = FloatVector.fromArray(S, sums, so + 15 * PARTIALS);
        FloatVector s40 = FloatVector.fromArray(S, sums, so + 16 * PARTIALS);
        FloatVector s41 = FloatVector.fromArray(S, sums, so + 17 * PARTIALS);
        FloatVector s42 = FloatVector.fromArray(S, sums, so + 18 * PARTIALS);
        FloatVector s43 = FloatVector.fromArray(S, sums, so + 19 * PARTIALS);
        count &= MOST;
        for (int run = 0; run < runs; run++) {
            int x0 = xo + run * xPitch + rows[r];
            int x1 = xo + run * xPitch + rows[r + 1];
            int x2 = xo + run * xPitch + rows[r + 2];
            int x3 = xo + run * xPitch + rows[r + 3];
            int x4 = xo + run * xPitch + rows[r + 4];
            int d0 = dyo + run * dyPitch + columns[c];
            int d1 = dyo + run * dyPitch + columns[c + 1];
            int d2 = dyo + run * dyPitch + columns[c + 2];
            int d3 = dyo + run * dyPitch + columns[c + 3];
            for (int p = 0; p < count; p += PARTIALS) {
                FloatVector v0 = FloatVector.fromArray(S, dy, d0 + p);
                FloatVector v1 = FloatVector.fromArray(S, dy, d1 + p);
                FloatVector v2 = FloatVector.fromArray(S, dy, d2 + p);
                FloatVector v3 = FloatVector.fromArray(S, dy, d3 + p);
                FloatVector u = FloatVector.fromArray(S, x, x0 + p);
                s00 = u.fma(v0, s00); s01 = u.fma(v1, s01); s02 = u.fma(v2, s02); s03 = u.fma(v3, s03);
                u = FloatVector.fromArray(S, x, x1 + p);
                s10 = u.fma(v0, s10); s11 = u.fma(v1, s11); s12 = u.fma(v2, s12); s13 = u.fma(v3, s13);
                u = FloatVector.fromArray(S, x, x2 + p);
                s20 = u.fma(v0, s20); s21 = u.fma(v1, s21); s22 = u.fma(v2, s22); s23 = u.fma(v3, s23);
                u = FloatVector.fromArray(S, x, x3 + p);
                s30 = u.fma(v0, s30); s31 = u.fma(v1, s31); s32 = u.fma(v2, s32); s33 = u.fma(v3, s33);
                u = FloatVector.fromArray(S, x, x4 + p);
                s40 = u.fma(v0, s40); s41 = u.fma(v1, s41); s42 = u.fma(v2, s42); s43 = u.fma(v3, s43);
            }
        }
        s00.intoArray(sums, so);
        s01.intoArray(sums, so + PARTIALS);
        s02.intoArray(sums, so + 2 * PARTIALS);
        s03.intoArray(sums, so + 3 * PARTIALS);
        s10.intoArray(sums, so + 4 * PARTIALS);
        s11.intoArray(sums, so + 5 * PARTIALS);
        s12.intoArray(sums, so + 6 * PARTIALS);
        s13.intoArray(sums, so + 7 * PARTIALS);
        s20.intoArray(sums, so + 8 * PARTIALS);
        s21.intoArray(sums, so + 9 * PARTIALS);
        s22.intoArray(sums, so + 10 * PARTIALS);
        s23.intoArray(sums, so + 11 * PARTIALS);
        s30.intoArray(sums, so + 12 * PARTIALS);
        s31.intoArray(sums, so + 13 * PARTIALS);
        s32.intoArray(sums, so + 14 * PARTIALS);
        s33.intoArray(sums, so + 15 * PARTIALS);
        s40.intoArray(sums, so + 16 * PARTIALS);
        s41.intoArray(sums, so + 17 * PARTIALS);
        s42.intoArray(sums, so + 18 * PARTIALS);
        s43.intoArray(sums, so + 19 * PARTIALS);
    }

    private static void four(int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r,
            float[] dy, int dyo, int dyPitch, int[] columns, int c, float[] sums, int so) {
        FloatVector s00 = FloatVector.fromArray(S, sums, so);
        FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s03 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s10 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s11 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s12 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s13 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s20 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
        FloatVector s21 = FloatVector.fromArray(S, sums, so + 9 * PARTIALS);
        FloatVector s22 = FloatVector.fromArray(S, sums, so + 10 * PARTIALS);
        FloatVector s23 = FloatVector.fromArray(S, sums, so + 11 * PARTIALS);
        FloatVector s30 = FloatVector.fromArray(S, sums, so + 12 * PARTIALS);
        FloatVector s31 = FloatVector.fromArray(S, sums, so + 13 * PARTIALS);
        FloatVector s32 = FloatVector.fromArray(S, sums, so + 14 * PARTIALS);
        FloatVector s33 = FloatVector.fromArray(S, sums, so + 15 * PARTIALS);
        count &= MOST;
        for (int run = 0; run < runs; run++) {
            int x0 = xo + run * xPitch + rows[r];
            int x1 = xo + run * xPitch + rows[r + 1];
            int x2 = xo + run * xPitch + rows[r + 2];
            int x3 = xo + run * xPitch + rows[r + 3];
            int d0 = dyo + run * dyPitch + columns[c];
            int d1 = dyo + run * dyPitch + columns[c + 1];
            int d2 = dyo + run * dyPitch + columns[c + 2];
            int d3 = dyo + run * dyPitch + columns[c + 3];
            for (int p = 0; p < count; p += PARTIALS) {
                FloatVector v0 = FloatVector.fromArray(S, dy, d0 + p);
                FloatVector v1 = FloatVector.fromArray(S, dy, d1 + p);
                FloatVector v2 = FloatVector.fromArray(S, dy, d2 + p);
                FloatVector v3 = FloatVector.fromArray(S, dy, d3 + p);
                FloatVector u = FloatVector.fromArray(S, x, x0 + p);
                s00 = u.fma(v0, s00); s01 = u.fma(v1, s01); s02 = u.fma(v2, s02); s03 = u.fma(v3, s03);
                u = FloatVector.fromArray(S, x, x1 + p);
                s10 = u.fma(v0, s10); s11 = u.fma(v1, s11); s12 = u.fma(v2, s12); s13 = u.fma(v3, s13);
                u = FloatVector.fromArray(S, x, x2 + p);
                s20 = u.fma(v0, s20); s21 = u.fma(v1, s21); s22 = u.fma(v2, s22); s23 = u.fma(v3, s23);
                u = FloatVector.fromArray(S, x, x3 + p);
                s30 = u.fma(v0, s30); s31 = u.fma(v1, s31); s32 = u.fma(v2, s32); s33 = u.fma(v3, s33);
            }
        }
        s00.intoArray(sums, so);
        s01.intoArray(sums, so + PARTIALS);
        s02.intoArray(sums, so + 2 * PARTIALS);
        s03.intoArray(sums, so + 3 * PARTIALS);
        s10.intoArray(sums, so + 4 * PARTIALS);
        s11.intoArray(sums, so + 5 * PARTIALS);
        s12.intoArray(sums, so + 6 * PARTIALS);
        s13.intoArray(sums, so + 7 * PARTIALS);
        s20.intoArray(sums, so + 8 * PARTIALS);
        s21.intoArray(sums, so + 9 * PARTIALS);
        s22.intoArray(sums, so + 10 * PARTIALS);
        s23.intoArray(sums, so + 11 * PARTIALS);
        s30.intoArray(sums, so + 12 * PARTIALS);
        s31.intoArray(sums, so + 13 * PARTIALS);
        s32.intoArray(sums, so + 14 * PARTIALS);
        s33.intoArray(sums, so + 15 * PARTIALS);
    }

    /** Two steps a turn: C2 unrolls a shorter loop, and then keeps sums in memory. */
    private static void threeByThree(int count, float[] x, int x0, int x1, int x2, float[] dy, int d0, int d1, int d2,
            float[] sums, int so) {
        FloatVector s00 = FloatVector.fromArray(S, sums, so);
        FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s10 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s11 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s12 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s20 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s21 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s22 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
        for (int p = 0; p < count; p += STEP) {
            FloatVector v0 = FloatVector.fromArray(S, dy, d0 + p);
            FloatVector v1 = FloatVector.fromArray(S, dy, d1 + p);
            FloatVector v2 = FloatVector.fromArray(S, dy, d2 + p);
            FloatVector u = FloatVector.fromArray(S, x, x0 + p);
            s00 = u.fma(v0, s00); s01 = u.fma(v1, s01); s02 = u.fma(v2, s02);
            u = FloatVector.fromArray(S, x, x1 + p);
            s10 = u.fma(v0, s10); s11 = u.fma(v1, s11); s12 = u.fma(v2, s12);
            u = FloatVector.fromArray(S, x, x2 + p);
            s20 = u.fma(v0, s20); s21 = u.fma(v1, s21); s22 = u.fma(v2, s22);
            v0 = FloatVector.fromArray(S, dy, d0 + p + PARTIALS);
            v1 = FloatVector.fromArray(S, dy, d1 + p + PARTIALS);
            v2 = FloatVector.fromArray(S, dy, d2 + p + PARTIALS);
            u = FloatVector.fromArray(S, x, x0 + p + PARTIALS);
            s00 = u.fma(v0, s00); s01 = u.fma(v1, s01); s02 = u.fma(v2, s02);
            u = FloatVector.fromArray(S, x, x1 + p + PARTIALS);
            s10 = u.fma(v0, s10); s11 = u.fma(v1, s11); s12 = u.fma(v2, s12);
            u = FloatVector.fromArray(S, x, x2 + p + PARTIALS);
            s20 = u.fma(v0, s20); s21 = u.fma(v1, s21); s22 = u.fma(v2, s22);
        }
        s00.intoArray(sums, so);
        s01.intoArray(sums, so + PARTIALS);
        s02.intoArray(sums, so + 2 * PARTIALS);
        s10.intoArray(sums, so + 3 * PARTIALS);
        s11.intoArray(sums, so + 4 * PARTIALS);
        s12.intoArray(sums, so + 5 * PARTIALS);
        s20.intoArray(sums, so + 6 * PARTIALS);
        s21.intoArray(sums, so + 7 * PARTIALS);
        s22.intoArray(sums, so + 8 * PARTIALS);
    }
}
