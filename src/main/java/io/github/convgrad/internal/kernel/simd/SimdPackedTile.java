package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link SimdGemmTile} of few registers for a packed B. Without a table of rows there is one counter, along B, from which
 * C2 derives every index: no bounds check is left in the loop and nothing is fetched from the stack, so that a step has
 * hardly more instructions than loads and multiply-adds (bench/notes/128). Written out for the same reason as there. Of
 * several steps a turn C2 would hoist the loads, for which there are no registers.
 */
final class SimdPackedTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;

    private SimdPackedTile() {
    }

    /** As {@link GemmTile#multiply} for a table that is null. */
    static void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co, int ldc) {
        switch (mr) {
            case 6 -> rows6(kc, a, ao, b, bo, s, so, lds, c, co, ldc);
            case 4 -> rows4(kc, a, ao, b, bo, s, so, lds, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected 6 or 4");
        }
    }

    private static void rows6(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co, int ldc) {
        FloatVector c0x, c0y, c1x, c1y, c2x, c2y, c3x, c3y, c4x, c4y, c5x, c5y;
        if (lds == 0) {
            FloatVector x = FloatVector.fromArray(S, s, so), y = FloatVector.fromArray(S, s, so + L);
            c0x = c1x = c2x = c3x = c4x = c5x = x;
            c0y = c1y = c2y = c3y = c4y = c5y = y;
        } else {
            c0x = FloatVector.fromArray(S, s, so); c0y = FloatVector.fromArray(S, s, so + L);
            c1x = FloatVector.fromArray(S, s, so + lds); c1y = FloatVector.fromArray(S, s, so + lds + L);
            c2x = FloatVector.fromArray(S, s, so + 2 * lds); c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
            c3x = FloatVector.fromArray(S, s, so + 3 * lds); c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
            c4x = FloatVector.fromArray(S, s, so + 4 * lds); c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
            c5x = FloatVector.fromArray(S, s, so + 5 * lds); c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
        }
        int ak = ao;
        for (int bk = bo, end = bo + kc * W; bk < end; bk += W) {
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            ak += 6;
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
        c5x.intoArray(c, co + 5 * ldc); c5y.intoArray(c, co + 5 * ldc + L);
    }

    private static void rows4(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co, int ldc) {
        FloatVector c0x, c0y, c1x, c1y, c2x, c2y, c3x, c3y;
        if (lds == 0) {
            FloatVector x = FloatVector.fromArray(S, s, so), y = FloatVector.fromArray(S, s, so + L);
            c0x = c1x = c2x = c3x = x;
            c0y = c1y = c2y = c3y = y;
        } else {
            c0x = FloatVector.fromArray(S, s, so); c0y = FloatVector.fromArray(S, s, so + L);
            c1x = FloatVector.fromArray(S, s, so + lds); c1y = FloatVector.fromArray(S, s, so + lds + L);
            c2x = FloatVector.fromArray(S, s, so + 2 * lds); c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
            c3x = FloatVector.fromArray(S, s, so + 3 * lds); c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        }
        int ak = ao;
        for (int bk = bo, end = bo + kc * W; bk < end; bk += W) {
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            ak += 4;
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
    }
}
