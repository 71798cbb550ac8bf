package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link SimdGemmTile} for the first vector of a tile alone: the last tile of a row of points often has no
 * more. Any depth; a turn is one step, as half a tile is seldom what counts.
 */
final class SimdNarrowTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    /** Changes no depth that is allowed, and tells C2 that loops are short, odd ones too. */
    private static final int SHORT = GemmTile.MAX_DEPTH | 1;

    private SimdNarrowTile() {
    }

    /** As {@link GemmTile#multiplyNarrow}. */
    static void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so, int lds,
            float[] c, int co, int ldc) {
        switch (mr) {
            case 14 -> rows14(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 8 -> rows8(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 6 -> rows6(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 4 -> rows4(kc, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 14, 8, 6, 4");
        }
    }

    private static void rows14(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows, int ao, int bo,
            float[] c, int co, int ldc) {
        FloatVector c0 = FloatVector.fromArray(S, s, so);
        FloatVector c1 = FloatVector.fromArray(S, s, so + lds);
        FloatVector c2 = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c3 = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c4 = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c5 = FloatVector.fromArray(S, s, so + 5 * lds);
        FloatVector c6 = FloatVector.fromArray(S, s, so + 6 * lds);
        FloatVector c7 = FloatVector.fromArray(S, s, so + 7 * lds);
        FloatVector c8 = FloatVector.fromArray(S, s, so + 8 * lds);
        FloatVector c9 = FloatVector.fromArray(S, s, so + 9 * lds);
        FloatVector c10 = FloatVector.fromArray(S, s, so + 10 * lds);
        FloatVector c11 = FloatVector.fromArray(S, s, so + 11 * lds);
        FloatVector c12 = FloatVector.fromArray(S, s, so + 12 * lds);
        FloatVector c13 = FloatVector.fromArray(S, s, so + 13 * lds);
        kc &= SHORT;
        for (int k = 0; k < kc; k++) {
            int ak = ao + k * 14;
            FloatVector x = FloatVector.fromArray(S, b, bo + rows[k]);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c4 = FloatVector.broadcast(S, a[ak + 4]).fma(x, c4);
            c5 = FloatVector.broadcast(S, a[ak + 5]).fma(x, c5);
            c6 = FloatVector.broadcast(S, a[ak + 6]).fma(x, c6);
            c7 = FloatVector.broadcast(S, a[ak + 7]).fma(x, c7);
            c8 = FloatVector.broadcast(S, a[ak + 8]).fma(x, c8);
            c9 = FloatVector.broadcast(S, a[ak + 9]).fma(x, c9);
            c10 = FloatVector.broadcast(S, a[ak + 10]).fma(x, c10);
            c11 = FloatVector.broadcast(S, a[ak + 11]).fma(x, c11);
            c12 = FloatVector.broadcast(S, a[ak + 12]).fma(x, c12);
            c13 = FloatVector.broadcast(S, a[ak + 13]).fma(x, c13);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        c6.intoArray(c, co + 6 * ldc);
        c7.intoArray(c, co + 7 * ldc);
        c8.intoArray(c, co + 8 * ldc);
        c9.intoArray(c, co + 9 * ldc);
        c10.intoArray(c, co + 10 * ldc);
        c11.intoArray(c, co + 11 * ldc);
        c12.intoArray(c, co + 12 * ldc);
        c13.intoArray(c, co + 13 * ldc);
    }

    private static void rows8(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows, int ao, int bo,
            float[] c, int co, int ldc) {
        FloatVector c0 = FloatVector.fromArray(S, s, so);
        FloatVector c1 = FloatVector.fromArray(S, s, so + lds);
        FloatVector c2 = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c3 = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c4 = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c5 = FloatVector.fromArray(S, s, so + 5 * lds);
        FloatVector c6 = FloatVector.fromArray(S, s, so + 6 * lds);
        FloatVector c7 = FloatVector.fromArray(S, s, so + 7 * lds);
        kc &= SHORT;
        for (int k = 0; k < kc; k++) {
            int ak = ao + k * 8;
            FloatVector x = FloatVector.fromArray(S, b, bo + rows[k]);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c4 = FloatVector.broadcast(S, a[ak + 4]).fma(x, c4);
            c5 = FloatVector.broadcast(S, a[ak + 5]).fma(x, c5);
            c6 = FloatVector.broadcast(S, a[ak + 6]).fma(x, c6);
            c7 = FloatVector.broadcast(S, a[ak + 7]).fma(x, c7);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        c6.intoArray(c, co + 6 * ldc);
        c7.intoArray(c, co + 7 * ldc);
    }

    private static void rows6(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows, int ao, int bo,
            float[] c, int co, int ldc) {
        FloatVector c0 = FloatVector.fromArray(S, s, so);
        FloatVector c1 = FloatVector.fromArray(S, s, so + lds);
        FloatVector c2 = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c3 = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c4 = FloatVector.fromArray(S, s, so + 4 * lds);
        FloatVector c5 = FloatVector.fromArray(S, s, so + 5 * lds);
        kc &= SHORT;
        for (int k = 0; k < kc; k++) {
            int ak = ao + k * 6;
            FloatVector x = FloatVector.fromArray(S, b, bo + rows[k]);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c4 = FloatVector.broadcast(S, a[ak + 4]).fma(x, c4);
            c5 = FloatVector.broadcast(S, a[ak + 5]).fma(x, c5);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
    }

    private static void rows4(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows, int ao, int bo,
            float[] c, int co, int ldc) {
        FloatVector c0 = FloatVector.fromArray(S, s, so);
        FloatVector c1 = FloatVector.fromArray(S, s, so + lds);
        FloatVector c2 = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c3 = FloatVector.fromArray(S, s, so + 3 * lds);
        kc &= SHORT;
        for (int k = 0; k < kc; k++) {
            int ak = ao + k * 4;
            FloatVector x = FloatVector.fromArray(S, b, bo + rows[k]);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
    }
}
