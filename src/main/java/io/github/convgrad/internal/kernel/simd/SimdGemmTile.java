package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.TilePlaces;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The hot loop. One method for each height of the tile, all of one pattern: load the sums, walk the depth two steps (14
 * rows) or four at a time with every sum in a named local, store them.
 *
 * <p>The methods are written out because C2 keeps sums in registers only as locals of one method, and because a
 * height must be a constant. Each has one flat counted loop: accumulators that live across a nested loop are spilled
 * when the collector asks for strip-mined loops. The steps of a turn share the loop's bookkeeping, which matters where
 * four instructions start in a cycle and two of them can be multiply-adds. The index of A is spelt out wherever it is
 * used: a local of that name would be kept in a register of its own for C2's uncommon traps.
 *
 * <p>The order of the arguments matters. Those after the sixth come on the stack, where C2 reads them again when it is
 * short of registers. Earlier ones it then parks in vector registers, and fetching one back takes the place of a
 * multiply-add on Intel's processors: so the table and the origins, which every step reads, come late.
 *
 * <p>Sums that all begin with one row, {@code lds} 0, copy its vectors: a load for each sum is checked for each, which
 * costs a tile of few steps more than the loads (bench/notes/091).
 *
 * <p>With 32 vector registers, 14 rows of 2 vectors leave room for two vectors of B and one broadcast, as long as both
 * vectors lie side by side: then one bounds check covers both and C2 mixes their multiply-adds. Two vectors with
 * origins of their own are checked one after the other, all broadcasts stay live from the first to the second, and
 * there is room for 8 rows ({@link SimdSplitTile}). Small depths that fill no whole turns of these loops have loops with
 * turns of one step ({@link SimdShallowTile}). Several tiles in one call have a loop around such a loop
 * ({@link SimdTileRow}), which a single one would pay for.
 */
final class SimdGemmTile implements GemmTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /** Where rows of a packed panel begin. */
    private static final int[] PANEL = TilePlaces.even(MAX_DEPTH, 2 * L);

    private final boolean manyRegisters;

    SimdGemmTile(boolean manyRegisters) {
        this.manyRegisters = manyRegisters;
    }

    @Override
    public int[] heights() {
        return manyRegisters ? new int[] {14, 8, 4} : new int[] {6, 4};
    }

    @Override
    public int[] splitHeights() {
        return manyRegisters ? new int[] {8, 4} : new int[] {4};
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public boolean shallow(int mr, int kc) {
        return SimdShallowTile.takes(mr, kc);
    }

    @Override
    public boolean packed() {
        return !manyRegisters;
    }

    @Override
    public boolean together(int mr, int kc) {
        return SimdTileRow.takes(mr, kc);
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        if (rows == null && !manyRegisters) {
            SimdPackedTile.multiply(mr, kc, a, ao, b, bo, s, so, lds, c, co, ldc);
            return;
        }
        int[] table = rows == null ? PANEL : rows;
        if (SimdShallowTile.takes(mr, kc)) {
            SimdShallowTile.multiply(mr, kc, a, ao, b, bo, table, s, so, lds, c, co, ldc);
            return;
        }
        int whole = mr == 14 ? kc & -2 : kc & -4;
        switch (mr) {
            case 14 -> rows14(whole, a, b, s, so, lds, table, ao, bo, c, co, ldc);
            case 8 -> rows8(whole, a, b, s, so, lds, table, ao, bo, c, co, ldc);
            case 6 -> rows6(whole, a, b, s, so, lds, table, ao, bo, c, co, ldc);
            case 4 -> rows4(whole, a, b, s, so, lds, table, ao, bo, c, co, ldc);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 14, 8, 6, 4");
        }
        for (int k = whole; k < kc; k++) {
            int row = bo + table[k];
            SimdShallowTile.step(mr, a, ao + k * mr, b, row, row + L, c, co, ldc);
        }
    }

    @Override
    public void multiplyAll(TilePlaces tiles, int first, int end, int mr, int kc, float[] a, int ao, int aStep,
            float[] b, int bo, int[] rows, float[] s, int so, int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        if (end - first > 1 && SimdTileRow.takes(mr, kc)) {
            SimdTileRow.rows14(kc, s, so, lds, c, co, ldc, tiles, first, end, aStep, a, b, rows == null ? PANEL : rows,
                    ao, bo);
        } else {
            GemmTile.super.multiplyAll(tiles, first, end, mr, kc, a, ao, aStep, b, bo, rows, s, so, lds, c, co, ldc);
        }
    }

    @Override
    public void multiplyNarrow(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        SimdNarrowTile.multiply(mr, kc, a, ao, b, bo, rows == null ? PANEL : rows, s, so, lds, c, co, ldc);
    }

    @Override
    public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        int whole = kc & -4;
        SimdSplitTile.multiply(mr, whole, a, ao, b, b0, b1, rows, s, so, lds, c, co, ldc);
        for (int k = whole; k < kc; k++) {
            int row = rows[k];
            SimdShallowTile.step(mr, a, ao + k * mr, b, b0 + row, b1 + row, c, co, ldc);
        }
    }

    private static void rows14(int kc, float[] a, float[] b, float[] s, int so, int lds, int[] rows,
            int ao, int bo, float[] c, int co, int ldc) {
        FloatVector c0x, c0y, c1x, c1y, c2x, c2y, c3x, c3y, c4x, c4y, c5x, c5y, c6x, c6y, c7x, c7y, c8x, c8y,
                c9x, c9y, c10x, c10y, c11x, c11y, c12x, c12y, c13x, c13y;
        if (lds == 0) {
            FloatVector x = FloatVector.fromArray(S, s, so), y = FloatVector.fromArray(S, s, so + L);
            c0x = c1x = c2x = c3x = c4x = c5x = c6x = c7x = c8x = c9x = c10x = c11x = c12x = c13x = x;
            c0y = c1y = c2y = c3y = c4y = c5y = c6y = c7y = c8y = c9y = c10y = c11y = c12y = c13y = y;
        } else {
            c0x = FloatVector.fromArray(S, s, so); c0y = FloatVector.fromArray(S, s, so + L);
            c1x = FloatVector.fromArray(S, s, so + lds); c1y = FloatVector.fromArray(S, s, so + lds + L);
            c2x = FloatVector.fromArray(S, s, so + 2 * lds); c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
            c3x = FloatVector.fromArray(S, s, so + 3 * lds); c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
            c4x = FloatVector.fromArray(S, s, so + 4 * lds); c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
            c5x = FloatVector.fromArray(S, s, so + 5 * lds); c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
            c6x = FloatVector.fromArray(S, s, so + 6 * lds); c6y = FloatVector.fromArray(S, s, so + 6 * lds + L);
            c7x = FloatVector.fromArray(S, s, so + 7 * lds); c7y = FloatVector.fromArray(S, s, so + 7 * lds + L);
            c8x = FloatVector.fromArray(S, s, so + 8 * lds); c8y = FloatVector.fromArray(S, s, so + 8 * lds + L);
            c9x = FloatVector.fromArray(S, s, so + 9 * lds); c9y = FloatVector.fromArray(S, s, so + 9 * lds + L);
            c10x = FloatVector.fromArray(S, s, so + 10 * lds); c10y = FloatVector.fromArray(S, s, so + 10 * lds + L);
            c11x = FloatVector.fromArray(S, s, so + 11 * lds); c11y = FloatVector.fromArray(S, s, so + 11 * lds + L);
            c12x = FloatVector.fromArray(S, s, so + 12 * lds); c12y = FloatVector.fromArray(S, s, so + 12 * lds + L);
            c13x = FloatVector.fromArray(S, s, so + 13 * lds); c13y = FloatVector.fromArray(S, s, so + 13 * lds + L);
        }
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 14;
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[ak + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[ak + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[ak + 10]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[ak + 11]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
            v = FloatVector.broadcast(S, a[ak + 12]); c12x = v.fma(x, c12x); c12y = v.fma(y, c12y);
            v = FloatVector.broadcast(S, a[ak + 13]); c13x = v.fma(x, c13x); c13y = v.fma(y, c13y);
            row = bo + rows[k + 1];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ak + 14]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 15]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 16]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 17]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 18]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 19]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 20]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 21]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[ak + 22]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[ak + 23]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[ak + 24]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[ak + 25]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
            v = FloatVector.broadcast(S, a[ak + 26]); c12x = v.fma(x, c12x); c12y = v.fma(y, c12y);
            v = FloatVector.broadcast(S, a[ak + 27]); c13x = v.fma(x, c13x); c13y = v.fma(y, c13y);
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
        FloatVector c0x, c0y, c1x, c1y, c2x, c2y, c3x, c3y, c4x, c4y, c5x, c5y, c6x, c6y, c7x, c7y;
        if (lds == 0) {
            FloatVector x = FloatVector.fromArray(S, s, so), y = FloatVector.fromArray(S, s, so + L);
            c0x = c1x = c2x = c3x = c4x = c5x = c6x = c7x = x;
            c0y = c1y = c2y = c3y = c4y = c5y = c6y = c7y = y;
        } else {
            c0x = FloatVector.fromArray(S, s, so); c0y = FloatVector.fromArray(S, s, so + L);
            c1x = FloatVector.fromArray(S, s, so + lds); c1y = FloatVector.fromArray(S, s, so + lds + L);
            c2x = FloatVector.fromArray(S, s, so + 2 * lds); c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
            c3x = FloatVector.fromArray(S, s, so + 3 * lds); c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
            c4x = FloatVector.fromArray(S, s, so + 4 * lds); c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
            c5x = FloatVector.fromArray(S, s, so + 5 * lds); c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
            c6x = FloatVector.fromArray(S, s, so + 6 * lds); c6y = FloatVector.fromArray(S, s, so + 6 * lds + L);
            c7x = FloatVector.fromArray(S, s, so + 7 * lds); c7y = FloatVector.fromArray(S, s, so + 7 * lds + L);
        }
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 4) {
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
            row = bo + rows[k + 1];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 9]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 10]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 11]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 12]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 13]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 14]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 15]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            row = bo + rows[k + 2];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 16]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 17]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 18]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 19]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 20]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 21]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 22]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 23]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            row = bo + rows[k + 3];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 24]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 25]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 26]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 27]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 28]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 29]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 30]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ao + k * 8 + 31]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
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
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 4) {
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
            row = bo + rows[k + 1];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 6]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 7]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 8]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 9]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 10]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 11]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            row = bo + rows[k + 2];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 12]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 13]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 14]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 15]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 16]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 17]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            row = bo + rows[k + 3];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 18]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 19]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 20]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 21]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 22]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ao + k * 6 + 23]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
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
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 4) {
            int row = bo + rows[k];
            FloatVector x = FloatVector.fromArray(S, b, row);
            FloatVector y = FloatVector.fromArray(S, b, row + L);
            FloatVector v;
            v = FloatVector.broadcast(S, a[ao + k * 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = bo + rows[k + 1];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 5]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 6]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 7]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = bo + rows[k + 2];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 9]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 10]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ao + k * 4 + 11]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            row = bo + rows[k + 3];
            x = FloatVector.fromArray(S, b, row);
            y = FloatVector.fromArray(S, b, row + L);
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
