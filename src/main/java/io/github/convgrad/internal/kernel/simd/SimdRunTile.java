package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.RunTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tile of a packed B with vectors, written out as {@link SimdGemmTile} is and for the same reasons. B lies at an even
 * pitch and one address serves all broadcasts of a step, so that a turn has few instructions beside its multiply-adds;
 * 12 rows leave C2 the registers that make it so (bench/notes/042).
 */
final class SimdRunTile implements RunTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;

    private final boolean manyRegisters;

    SimdRunTile(boolean manyRegisters) {
        this.manyRegisters = manyRegisters;
    }

    @Override
    public int[] heights() {
        return manyRegisters ? new int[] {12, 10, 8, 6, 4} : new int[] {5, 4};
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, int[] rows, float[] b, int bo, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        int whole = kc & -2;
        switch (mr) {
            case 12 -> rows12(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 10 -> rows10(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 8 -> rows8(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 6 -> rows6(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 5 -> rows5(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            case 4 -> rows4(whole, a, b, s, so, lds, rows, ao, bo, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 12, 10, 8, 6, 5, 4");
        }
        if (whole < kc) {
            step(mr, a, ao + rows[whole], b, bo + whole * W, c, co, ldc);
        }
    }

    /** A last step that fills no turn of the loop, on the stored sums. */
    private static void step(int mr, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc) {
        FloatVector x = FloatVector.fromArray(S, b, bo), y = FloatVector.fromArray(S, b, bo + L);
        for (int r = 0; r < mr; r++) {
            FloatVector v = FloatVector.broadcast(S, a[ao + r]);
            v.fma(x, FloatVector.fromArray(S, c, co + r * ldc)).intoArray(c, co + r * ldc);
            v.fma(y, FloatVector.fromArray(S, c, co + r * ldc + L)).intoArray(c, co + r * ldc + L);
        }
    }

    private static void rows12(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[row + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[row + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[row + 10]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[row + 11]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[row + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[row + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[row + 10]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[row + 11]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
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
    }

    private static void rows10(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[row + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[row + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[row + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[row + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[row + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[row + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[row + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
        c5x.intoArray(c, co + 5 * ldc); c5y.intoArray(c, co + 5 * ldc + L);
    }

    private static void rows5(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[row + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
        c4x.intoArray(c, co + 4 * ldc); c4y.intoArray(c, co + 4 * ldc + L);
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
        kc &= GemmTile.MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int row = ao + rows[k], bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = ao + rows[k + 1];
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[row]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[row + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[row + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[row + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
        }
        c0x.intoArray(c, co); c0y.intoArray(c, co + L);
        c1x.intoArray(c, co + ldc); c1y.intoArray(c, co + ldc + L);
        c2x.intoArray(c, co + 2 * ldc); c2y.intoArray(c, co + 2 * ldc + L);
        c3x.intoArray(c, co + 3 * ldc); c3y.intoArray(c, co + 3 * ldc + L);
    }
}
