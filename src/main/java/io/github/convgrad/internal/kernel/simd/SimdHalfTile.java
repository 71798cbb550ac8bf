package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.PanelTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loop of {@link SimdPanelTile} for the first vector of every row of B and C alone: where few channels fill no more,
 * the second would double the work.
 */
final class SimdHalfTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int W = 2 * Lanes.COUNT;
    private static final int MAX_DEPTH = GemmTile.MAX_DEPTH;

    /** What sums are added to where they are added to nothing. */
    private static final float[] ZEROS = new float[Lanes.COUNT];

    private SimdHalfTile() {
    }

    /** As {@link PanelTile#multiplyHalf}. */
    static void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int first = Math.min(kc, MAX_DEPTH) & ~1;
        rows(mr, first, a, ao, b, bo, ZEROS, 0, 0, c, co);
        if (first < kc) {
            add(mr, kc - first, a, ao + first * mr, b, bo + first * W, c, co);
        }
    }

    /** As {@link PanelTile#addHalf}. */
    static void add(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int k = 0;
        do {
            int depth = Math.min(kc - k, MAX_DEPTH) & ~1;
            rows(mr, depth, a, ao + k * mr, b, bo + k * W, c, co, W, c, co);
            k += depth;
        } while (kc - k > 1);
        if (k < kc) {
            step(mr, a, ao + k * mr, b, bo + k * W, c, co);
        }
    }

    private static void rows(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        switch (mr) {
            case 16 -> rows16(kc, a, ao, b, bo, s, so, lds, c, co);
            case 12 -> rows12(kc, a, ao, b, bo, s, so, lds, c, co);
            case 8 -> rows8(kc, a, ao, b, bo, s, so, lds, c, co);
            case 6 -> rows6(kc, a, ao, b, bo, s, so, lds, c, co);
            case 4 -> rows4(kc, a, ao, b, bo, s, so, lds, c, co);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 16, 12, 8, 6, 4");
        }
    }

    /** A single step, on the stored sums. */
    private static void step(int mr, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        FloatVector x = FloatVector.fromArray(S, b, bo);
        for (int r = 0; r < mr; r++) {
            FloatVector.broadcast(S, a[ao + r]).fma(x, FloatVector.fromArray(S, c, co + r * W))
                    .intoArray(c, co + r * W);
        }
    }

    private static void rows16(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(S), c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S), c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S), c5 = FloatVector.zero(S);
        FloatVector c6 = FloatVector.zero(S), c7 = FloatVector.zero(S);
        FloatVector c8 = FloatVector.zero(S), c9 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        FloatVector c12 = FloatVector.zero(S), c13 = FloatVector.zero(S);
        FloatVector c14 = FloatVector.zero(S), c15 = FloatVector.zero(S);
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 16, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + W);
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
            c14 = FloatVector.broadcast(S, a[ak + 14]).fma(x, c14);
            c15 = FloatVector.broadcast(S, a[ak + 15]).fma(x, c15);
            c0 = FloatVector.broadcast(S, a[ak + 16]).fma(y, c0);
            c1 = FloatVector.broadcast(S, a[ak + 17]).fma(y, c1);
            c2 = FloatVector.broadcast(S, a[ak + 18]).fma(y, c2);
            c3 = FloatVector.broadcast(S, a[ak + 19]).fma(y, c3);
            c4 = FloatVector.broadcast(S, a[ak + 20]).fma(y, c4);
            c5 = FloatVector.broadcast(S, a[ak + 21]).fma(y, c5);
            c6 = FloatVector.broadcast(S, a[ak + 22]).fma(y, c6);
            c7 = FloatVector.broadcast(S, a[ak + 23]).fma(y, c7);
            c8 = FloatVector.broadcast(S, a[ak + 24]).fma(y, c8);
            c9 = FloatVector.broadcast(S, a[ak + 25]).fma(y, c9);
            c10 = FloatVector.broadcast(S, a[ak + 26]).fma(y, c10);
            c11 = FloatVector.broadcast(S, a[ak + 27]).fma(y, c11);
            c12 = FloatVector.broadcast(S, a[ak + 28]).fma(y, c12);
            c13 = FloatVector.broadcast(S, a[ak + 29]).fma(y, c13);
            c14 = FloatVector.broadcast(S, a[ak + 30]).fma(y, c14);
            c15 = FloatVector.broadcast(S, a[ak + 31]).fma(y, c15);
        }
        c0.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c1.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + W);
        c2.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 2 * W);
        c3.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 3 * W);
        c4.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 4 * W);
        c5.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 5 * W);
        c6.add(FloatVector.fromArray(S, s, so + 6 * lds)).intoArray(c, co + 6 * W);
        c7.add(FloatVector.fromArray(S, s, so + 7 * lds)).intoArray(c, co + 7 * W);
        c8.add(FloatVector.fromArray(S, s, so + 8 * lds)).intoArray(c, co + 8 * W);
        c9.add(FloatVector.fromArray(S, s, so + 9 * lds)).intoArray(c, co + 9 * W);
        c10.add(FloatVector.fromArray(S, s, so + 10 * lds)).intoArray(c, co + 10 * W);
        c11.add(FloatVector.fromArray(S, s, so + 11 * lds)).intoArray(c, co + 11 * W);
        c12.add(FloatVector.fromArray(S, s, so + 12 * lds)).intoArray(c, co + 12 * W);
        c13.add(FloatVector.fromArray(S, s, so + 13 * lds)).intoArray(c, co + 13 * W);
        c14.add(FloatVector.fromArray(S, s, so + 14 * lds)).intoArray(c, co + 14 * W);
        c15.add(FloatVector.fromArray(S, s, so + 15 * lds)).intoArray(c, co + 15 * W);
    }

    private static void rows12(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(S), c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S), c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S), c5 = FloatVector.zero(S);
        FloatVector c6 = FloatVector.zero(S), c7 = FloatVector.zero(S);
        FloatVector c8 = FloatVector.zero(S), c9 = FloatVector.zero(S);
        FloatVector c10 = FloatVector.zero(S), c11 = FloatVector.zero(S);
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 12, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + W);
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
            c0 = FloatVector.broadcast(S, a[ak + 12]).fma(y, c0);
            c1 = FloatVector.broadcast(S, a[ak + 13]).fma(y, c1);
            c2 = FloatVector.broadcast(S, a[ak + 14]).fma(y, c2);
            c3 = FloatVector.broadcast(S, a[ak + 15]).fma(y, c3);
            c4 = FloatVector.broadcast(S, a[ak + 16]).fma(y, c4);
            c5 = FloatVector.broadcast(S, a[ak + 17]).fma(y, c5);
            c6 = FloatVector.broadcast(S, a[ak + 18]).fma(y, c6);
            c7 = FloatVector.broadcast(S, a[ak + 19]).fma(y, c7);
            c8 = FloatVector.broadcast(S, a[ak + 20]).fma(y, c8);
            c9 = FloatVector.broadcast(S, a[ak + 21]).fma(y, c9);
            c10 = FloatVector.broadcast(S, a[ak + 22]).fma(y, c10);
            c11 = FloatVector.broadcast(S, a[ak + 23]).fma(y, c11);
        }
        c0.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c1.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + W);
        c2.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 2 * W);
        c3.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 3 * W);
        c4.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 4 * W);
        c5.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 5 * W);
        c6.add(FloatVector.fromArray(S, s, so + 6 * lds)).intoArray(c, co + 6 * W);
        c7.add(FloatVector.fromArray(S, s, so + 7 * lds)).intoArray(c, co + 7 * W);
        c8.add(FloatVector.fromArray(S, s, so + 8 * lds)).intoArray(c, co + 8 * W);
        c9.add(FloatVector.fromArray(S, s, so + 9 * lds)).intoArray(c, co + 9 * W);
        c10.add(FloatVector.fromArray(S, s, so + 10 * lds)).intoArray(c, co + 10 * W);
        c11.add(FloatVector.fromArray(S, s, so + 11 * lds)).intoArray(c, co + 11 * W);
    }

    private static void rows8(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(S), c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S), c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S), c5 = FloatVector.zero(S);
        FloatVector c6 = FloatVector.zero(S), c7 = FloatVector.zero(S);
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 8, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + W);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c4 = FloatVector.broadcast(S, a[ak + 4]).fma(x, c4);
            c5 = FloatVector.broadcast(S, a[ak + 5]).fma(x, c5);
            c6 = FloatVector.broadcast(S, a[ak + 6]).fma(x, c6);
            c7 = FloatVector.broadcast(S, a[ak + 7]).fma(x, c7);
            c0 = FloatVector.broadcast(S, a[ak + 8]).fma(y, c0);
            c1 = FloatVector.broadcast(S, a[ak + 9]).fma(y, c1);
            c2 = FloatVector.broadcast(S, a[ak + 10]).fma(y, c2);
            c3 = FloatVector.broadcast(S, a[ak + 11]).fma(y, c3);
            c4 = FloatVector.broadcast(S, a[ak + 12]).fma(y, c4);
            c5 = FloatVector.broadcast(S, a[ak + 13]).fma(y, c5);
            c6 = FloatVector.broadcast(S, a[ak + 14]).fma(y, c6);
            c7 = FloatVector.broadcast(S, a[ak + 15]).fma(y, c7);
        }
        c0.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c1.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + W);
        c2.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 2 * W);
        c3.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 3 * W);
        c4.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 4 * W);
        c5.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 5 * W);
        c6.add(FloatVector.fromArray(S, s, so + 6 * lds)).intoArray(c, co + 6 * W);
        c7.add(FloatVector.fromArray(S, s, so + 7 * lds)).intoArray(c, co + 7 * W);
    }

    private static void rows6(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(S), c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S), c3 = FloatVector.zero(S);
        FloatVector c4 = FloatVector.zero(S), c5 = FloatVector.zero(S);
        int ak = ao;
        for (int bk = bo, end = bo + kc * W; bk < end; bk += W) {
            FloatVector x = FloatVector.fromArray(S, b, bk);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c4 = FloatVector.broadcast(S, a[ak + 4]).fma(x, c4);
            c5 = FloatVector.broadcast(S, a[ak + 5]).fma(x, c5);
            ak += 6;
        }
        c0.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c1.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + W);
        c2.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 2 * W);
        c3.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 3 * W);
        c4.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 4 * W);
        c5.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 5 * W);
    }

    private static void rows4(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0 = FloatVector.zero(S), c1 = FloatVector.zero(S);
        FloatVector c2 = FloatVector.zero(S), c3 = FloatVector.zero(S);
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 4, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + W);
            c0 = FloatVector.broadcast(S, a[ak]).fma(x, c0);
            c1 = FloatVector.broadcast(S, a[ak + 1]).fma(x, c1);
            c2 = FloatVector.broadcast(S, a[ak + 2]).fma(x, c2);
            c3 = FloatVector.broadcast(S, a[ak + 3]).fma(x, c3);
            c0 = FloatVector.broadcast(S, a[ak + 4]).fma(y, c0);
            c1 = FloatVector.broadcast(S, a[ak + 5]).fma(y, c1);
            c2 = FloatVector.broadcast(S, a[ak + 6]).fma(y, c2);
            c3 = FloatVector.broadcast(S, a[ak + 7]).fma(y, c3);
        }
        c0.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c1.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + W);
        c2.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 2 * W);
        c3.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 3 * W);
    }
}
