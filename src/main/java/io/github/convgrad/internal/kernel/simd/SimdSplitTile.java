package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The loop of {@link SimdGemmTile} for two vectors of B that lie apart. */
final class SimdSplitTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private SimdSplitTile() {
    }

    /** As {@code GemmTile.multiplySplit}, for a depth that is a multiple of four. */
    static void multiply(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows, float[] s,
            int so, int lds, float[] c, int co, int ldc) {
        switch (mr) {
            case 8 -> rows8(kc, a, b, s, so, lds, rows, ao, b0, b1, c, co, ldc);
            case 4 -> rows4(kc, a, b, s, so, lds, rows, ao, b0, b1, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected 8 or 4");
        }
    }

    private static void rows8(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int b0, int b1, float[] c, int co, int ldc) {
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 8;
            int row = rows[k];
            FloatVector x = FloatVector.fromArray(S, b, b0 + row);
            FloatVector y = FloatVector.fromArray(S, b, b1 + row);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            row = rows[k + 1];
            x = FloatVector.fromArray(S, b, b0 + row);
            y = FloatVector.fromArray(S, b, b1 + row);
            v = FloatVector.broadcast(S, a[ak + 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 9]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 10]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 11]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 12]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 13]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 14]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 15]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
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

    private static void rows4(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int b0, int b1, float[] c, int co, int ldc) {
        FloatVector c0x = FloatVector.fromArray(S, s, so);
        FloatVector c0y = FloatVector.fromArray(S, s, so + L);
        FloatVector c1x = FloatVector.fromArray(S, s, so + lds);
        FloatVector c1y = FloatVector.fromArray(S, s, so + lds + L);
        FloatVector c2x = FloatVector.fromArray(S, s, so + 2 * lds);
        FloatVector c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
        FloatVector c3x = FloatVector.fromArray(S, s, so + 3 * lds);
        FloatVector c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 4) {
            int row = rows[k];
            FloatVector x = FloatVector.fromArray(S, b, b0 + row);
            FloatVector y = FloatVector.fromArray(S, b, b1 + row);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = rows[k + 1];
            x = FloatVector.fromArray(S, b, b0 + row);
            y = FloatVector.fromArray(S, b, b1 + row);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 5]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 6]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 7]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = rows[k + 2];
            x = FloatVector.fromArray(S, b, b0 + row);
            y = FloatVector.fromArray(S, b, b1 + row);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 9]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 10]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 11]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = rows[k + 3];
            x = FloatVector.fromArray(S, b, b0 + row);
            y = FloatVector.fromArray(S, b, b1 + row);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 12]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 13]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 14]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 15]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
    }
}
