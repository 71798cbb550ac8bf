package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SimdGemmTile} for depths that are not large and fill no whole turns of its loops, as the 27 or 147 of a first
 * layer: here a turn is one step, and none is left over to go through memory, where it would cost as much as many. Written
 * out for the same reason as there: sums are locals of the method that has the loop.
 */
final class SimdShallowTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    /** Depth from which steps that are left over weigh less than the bookkeeping of every step. */
    private static final int DEPTH = 511;

    private SimdShallowTile() {
    }

    /** Whether a depth is for this tile. */
    static boolean takes(int mr, int kc) {
        return kc < DEPTH && (kc & (mr == 14 ? 1 : 3)) != 0;
    }

    /** As {@link GemmTile#multiply}. */
    static void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        switch (mr) {
            case 14 -> rows14(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 8 -> rows8(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 6 -> rows6(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 4 -> rows4(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 14, 8, 6, 4");
        }
    }

    /** A last step of {@link SimdGemmTile} that fills no turn of its loop, on the stored sums. */
    static void step(int mr, float[] a, int ao, float[] b, int b0, int b1, float[] c, int co, int ldc) {
        FloatVector x = FloatVector.fromArray(S, b, b0), y = FloatVector.fromArray(S, b, b1);
        for (int r = 0; r < mr; r++) {
            FloatVector v = FloatVector.broadcast(S, a[ao + r]);
            v.fma(x, FloatVector.fromArray(S, c, co + r * ldc)).intoArray(c, co + r * ldc);
            v.fma(y, FloatVector.fromArray(S, c, co + r * ldc + L)).intoArray(c, co + r * ldc + L);
        }
    }

    private static void rows14(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int bo, float[] c, int co, int ldc) {
        FloatVector c0x = FloatVector.fromArray(S, s, so);
        FloatVector c0y = FloatVector.fromArray(S, s, so + L);
        FloatVector c1x = FloatVector.fromArray(S, s, so + lds);
        FloatVector c1y = FloatVector.fromArray(S, s, so + lds + L);
        FloatVector c2x = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
        FloatVector c3x = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        FloatVector c4x = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
        FloatVector c5x = FloatVector.fromArray(S, s, so + 5 * lds);
        FloatVector c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
        FloatVector c6x = FloatVector.fromArray(S, s, so + 6 * lds);
        FloatVector c6y = FloatVector.fromArray(S, s, so + 6 * lds + L);
        FloatVector c7x = FloatVector.fromArray(S, s, so + 7 * lds);
        FloatVector c7y = FloatVector.fromArray(S, s, so + 7 * lds + L);
        FloatVector c8x = FloatVector.fromArray(S, s, so + 8 * lds);
        FloatVector c8y = FloatVector.fromArray(S, s, so + 8 * lds + L);
        FloatVector c9x = FloatVector.fromArray(S, s, so + 9 * lds);
        FloatVector c9y = FloatVector.fromArray(S, s, so + 9 * lds + L);
        FloatVector c10x = FloatVector.fromArray(S, s, so + 10 * lds);
        FloatVector c10y = FloatVector.fromArray(S, s, so + 10 * lds + L);
        FloatVector c11x = FloatVector.fromArray(S, s, so + 11 * lds);
        FloatVector c11y = FloatVector.fromArray(S, s, so + 11 * lds + L);
        FloatVector c12x = FloatVector.fromArray(S, s, so + 12 * lds);
        FloatVector c12y = FloatVector.fromArray(S, s, so + 12 * lds + L);
        FloatVector c13x = FloatVector.fromArray(S, s, so + 13 * lds);
        FloatVector c13y = FloatVector.fromArray(S, s, so + 13 * lds + L);
        kc &= DEPTH;
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 14]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 10]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 11]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 12]); c12x = v.fma(x, c12x); c12y = v.fma(y, c12y);
            v = FloatVector.broadcast(S, a[ao + k * 14 + 13]); c13x = v.fma(x, c13x); c13y = v.fma(y, c13y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
        c5x.intoArray(c, co + 5 * ldc); c5y.intoArray(c, co + 5 * ldc + L);
        c6x.intoArray(c, co + 6 * ldc); c6y.intoArray(c, co + 6 * ldc + L);
        c7x.intoArray(c, co + 7 * ldc); c7y.intoArray(c, co + 7 * ldc + L);
        c8x.intoArray(c, co + 8 * ldc); c8y.intoArray(c, co + 8 * ldc + L);
        c9x.intoArray(c, co + 9 * ldc); c9y.intoArray(c, co + 9 * ldc + L);
        c10x.intoArray(c, co + 10 * ldc); c10y.intoArray(c, co + 10 * ldc + L);
        c11x.intoArray(c, co + 11 * ldc); c11y.intoArray(c, co + 11 * ldc + L);
        c12x.intoArray(c, co + 12 * ldc); c12y.intoArray(c, co + 12 * ldc + L);
        c13x.intoArray(c, co + 13 * ldc); c13y.intoArray(c, co + 13 * ldc + L);
    }

    private static void rows8(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int bo, float[] c, int co, int ldc) {
        FloatVector c0x = FloatVector.fromArray(S, s, so);
        FloatVector c0y = FloatVector.fromArray(S, s, so + L);
        FloatVector c1x = FloatVector.fromArray(S, s, so + lds);
        FloatVector c1y = FloatVector.fromArray(S, s, so + lds + L);
        FloatVector c2x = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
        FloatVector c3x = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        FloatVector c4x = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
        FloatVector c5x = FloatVector.fromArray(S, s, so + 5 * lds);
        FloatVector c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
        FloatVector c6x = FloatVector.fromArray(S, s, so + 6 * lds);
        FloatVector c6y = FloatVector.fromArray(S, s, so + 6 * lds + L);
        FloatVector c7x = FloatVector.fromArray(S, s, so + 7 * lds);
        FloatVector c7y = FloatVector.fromArray(S, s, so + 7 * lds + L);
        kc &= DEPTH;
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
        c5x.intoArray(c, co + 5 * ldc); c5y.intoArray(c, co + 5 * ldc + L);
        c6x.intoArray(c, co + 6 * ldc); c6y.intoArray(c, co + 6 * ldc + L);
        c7x.intoArray(c, co + 7 * ldc); c7y.intoArray(c, co + 7 * ldc + L);
    }

    private static void rows6(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int bo, float[] c, int co, int ldc) {
        FloatVector c0x = FloatVector.fromArray(S, s, so);
        FloatVector c0y = FloatVector.fromArray(S, s, so + L);
        FloatVector c1x = FloatVector.fromArray(S, s, so + lds);
        FloatVector c1y = FloatVector.fromArray(S, s, so + lds + L);
        FloatVector c2x = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
        FloatVector c3x = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        FloatVector c4x = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
        FloatVector c5x = FloatVector.fromArray(S, s, so + 5 * lds);
        FloatVector c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
        kc &= DEPTH;
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 6]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
        c5x.intoArray(c, co + 5 * ldc); c5y.intoArray(c, co + 5 * ldc + L);
    }

    private static void rows4(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int bo, float[] c, int co, int ldc) {
        FloatVector c0x = FloatVector.fromArray(S, s, so);
        FloatVector c0y = FloatVector.fromArray(S, s, so + L);
        FloatVector c1x = FloatVector.fromArray(S, s, so + lds);
        FloatVector c1y = FloatVector.fromArray(S, s, so + lds + L);
        FloatVector c2x = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
        FloatVector c3x = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        kc &= DEPTH;
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
    }
}
