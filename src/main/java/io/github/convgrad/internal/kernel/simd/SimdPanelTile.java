package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.PanelTile;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The packed tile with vectors, written out as {@link SimdGemmTile} is and for the same reasons: sums are named locals,
 * a height is a constant, one flat counted loop of two steps a turn. The tile of 6 rows is for 16 registers, where C2
 * spills all but a loop that counts along B, one step a turn.
 */
final class SimdPanelTile implements PanelTile {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;
    /** Depth of a loop, even; see {@link GemmTile#MAX_DEPTH}. */
    private static final int MAX_DEPTH = GemmTile.MAX_DEPTH;

    /** What sums are added to where they are added to nothing. */
    private static final float[] ZEROS = new float[W];

    private final int[] heights;
    private final int[] halfHeights;

    SimdPanelTile(boolean manyRegisters) {
        heights = manyRegisters ? new int[] {12, 8, 4} : new int[] {6, 4};
        halfHeights = manyRegisters ? new int[] {16, 12, 8, 4} : new int[] {12, 6, 4};
    }

    @Override
    public int[] heights() {
        return heights.clone();
    }

    @Override
    public int[] halfHeights() {
        return halfHeights.clone();
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int first = Math.min(kc, MAX_DEPTH) & ~1;
        rows(mr, first, a, ao, b, bo, ZEROS, 0, 0, c, co);
        if (first < kc) {
            add(mr, kc - first, a, ao + first * mr, b, bo + first * W, c, co);
        }
    }

    @Override
    public void add(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
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

    @Override
    public void multiplyHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        SimdHalfTile.multiply(mr, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void addHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        SimdHalfTile.add(mr, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void multiplyChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int whole = kc / chain, steps = whole * chain;
        if (whole < 2 || !SimdChainTile.has(mr)) {
            PanelTile.super.multiplyChains(mr, kc, chain, a, ao, b, bo, c, co);
            return;
        }
        SimdChainTile.rows(mr, whole, chain, a, ao, b, bo, ZEROS, 0, 0, c, co);
        if (steps < kc) {
            add(mr, kc - steps, a, ao + steps * mr, b, bo + steps * W, c, co);
        }
    }

    @Override
    public void addChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int whole = kc / chain, steps = whole * chain;
        if (whole < 2 || !SimdChainTile.has(mr)) {
            PanelTile.super.addChains(mr, kc, chain, a, ao, b, bo, c, co);
            return;
        }
        SimdChainTile.rows(mr, whole, chain, a, ao, b, bo, c, co, W, c, co);
        if (steps < kc) {
            add(mr, kc - steps, a, ao + steps * mr, b, bo + steps * W, c, co);
        }
    }

    /** A chain of even depth, from zero, that is added to the tile {@code s}. */
    private static void rows(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        switch (mr) {
            case 12 -> rows12(kc, a, ao, b, bo, s, so, lds, c, co);
            case 8 -> rows8(kc, a, ao, b, bo, s, so, lds, c, co);
            case 6 -> rows6(kc, a, ao, b, bo, s, so, lds, c, co);
            case 4 -> rows4(kc, a, ao, b, bo, s, so, lds, c, co);
            default -> throw new IllegalArgumentException("mr is " + mr + ", expected one of 12, 8, 6, 4");
        }
    }

    /** A single step, on the stored sums. */
    private static void step(int mr, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        FloatVector x = FloatVector.fromArray(S, b, bo), y = FloatVector.fromArray(S, b, bo + L);
        for (int r = 0; r < mr; r++) {
            FloatVector v = FloatVector.broadcast(S, a[ao + r]);
            v.fma(x, FloatVector.fromArray(S, c, co + r * W)).intoArray(c, co + r * W);
            v.fma(y, FloatVector.fromArray(S, c, co + r * W + L)).intoArray(c, co + r * W + L);
        }
    }

    private static void rows12(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0x = FloatVector.zero(S), c0y = c0x;
        FloatVector c1x = FloatVector.zero(S), c1y = c1x;
        FloatVector c2x = FloatVector.zero(S), c2y = c2x;
        FloatVector c3x = FloatVector.zero(S), c3y = c3x;
        FloatVector c4x = FloatVector.zero(S), c4y = c4x;
        FloatVector c5x = FloatVector.zero(S), c5y = c5x;
        FloatVector c6x = FloatVector.zero(S), c6y = c6x;
        FloatVector c7x = FloatVector.zero(S), c7y = c7x;
        FloatVector c8x = FloatVector.zero(S), c8y = c8x;
        FloatVector c9x = FloatVector.zero(S), c9y = c9x;
        FloatVector c10x = FloatVector.zero(S), c10y = c10x;
        FloatVector c11x = FloatVector.zero(S), c11y = c11x;
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 12, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
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
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[ak + 12]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 13]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 14]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 15]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 16]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 17]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 18]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 19]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            v = FloatVector.broadcast(S, a[ak + 20]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
            v = FloatVector.broadcast(S, a[ak + 21]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
            v = FloatVector.broadcast(S, a[ak + 22]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
            v = FloatVector.broadcast(S, a[ak + 23]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
        }
        c0x.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c0y.add(FloatVector.fromArray(S, s, so + L)).intoArray(c, co + L);
        c1x.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + 2 * L);
        c1y.add(FloatVector.fromArray(S, s, so + lds + L)).intoArray(c, co + 3 * L);
        c2x.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 4 * L);
        c2y.add(FloatVector.fromArray(S, s, so + 2 * lds + L)).intoArray(c, co + 5 * L);
        c3x.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 6 * L);
        c3y.add(FloatVector.fromArray(S, s, so + 3 * lds + L)).intoArray(c, co + 7 * L);
        c4x.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 8 * L);
        c4y.add(FloatVector.fromArray(S, s, so + 4 * lds + L)).intoArray(c, co + 9 * L);
        c5x.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 10 * L);
        c5y.add(FloatVector.fromArray(S, s, so + 5 * lds + L)).intoArray(c, co + 11 * L);
        c6x.add(FloatVector.fromArray(S, s, so + 6 * lds)).intoArray(c, co + 12 * L);
        c6y.add(FloatVector.fromArray(S, s, so + 6 * lds + L)).intoArray(c, co + 13 * L);
        c7x.add(FloatVector.fromArray(S, s, so + 7 * lds)).intoArray(c, co + 14 * L);
        c7y.add(FloatVector.fromArray(S, s, so + 7 * lds + L)).intoArray(c, co + 15 * L);
        c8x.add(FloatVector.fromArray(S, s, so + 8 * lds)).intoArray(c, co + 16 * L);
        c8y.add(FloatVector.fromArray(S, s, so + 8 * lds + L)).intoArray(c, co + 17 * L);
        c9x.add(FloatVector.fromArray(S, s, so + 9 * lds)).intoArray(c, co + 18 * L);
        c9y.add(FloatVector.fromArray(S, s, so + 9 * lds + L)).intoArray(c, co + 19 * L);
        c10x.add(FloatVector.fromArray(S, s, so + 10 * lds)).intoArray(c, co + 20 * L);
        c10y.add(FloatVector.fromArray(S, s, so + 10 * lds + L)).intoArray(c, co + 21 * L);
        c11x.add(FloatVector.fromArray(S, s, so + 11 * lds)).intoArray(c, co + 22 * L);
        c11y.add(FloatVector.fromArray(S, s, so + 11 * lds + L)).intoArray(c, co + 23 * L);
    }

    private static void rows8(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0x = FloatVector.zero(S), c0y = c0x;
        FloatVector c1x = FloatVector.zero(S), c1y = c1x;
        FloatVector c2x = FloatVector.zero(S), c2y = c2x;
        FloatVector c3x = FloatVector.zero(S), c3y = c3x;
        FloatVector c4x = FloatVector.zero(S), c4y = c4x;
        FloatVector c5x = FloatVector.zero(S), c5y = c5x;
        FloatVector c6x = FloatVector.zero(S), c6y = c6x;
        FloatVector c7x = FloatVector.zero(S), c7y = c7x;
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 8, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[ak + 8]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 9]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 10]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 11]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            v = FloatVector.broadcast(S, a[ak + 12]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
            v = FloatVector.broadcast(S, a[ak + 13]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
            v = FloatVector.broadcast(S, a[ak + 14]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
            v = FloatVector.broadcast(S, a[ak + 15]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
        }
        c0x.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c0y.add(FloatVector.fromArray(S, s, so + L)).intoArray(c, co + L);
        c1x.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + 2 * L);
        c1y.add(FloatVector.fromArray(S, s, so + lds + L)).intoArray(c, co + 3 * L);
        c2x.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 4 * L);
        c2y.add(FloatVector.fromArray(S, s, so + 2 * lds + L)).intoArray(c, co + 5 * L);
        c3x.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 6 * L);
        c3y.add(FloatVector.fromArray(S, s, so + 3 * lds + L)).intoArray(c, co + 7 * L);
        c4x.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 8 * L);
        c4y.add(FloatVector.fromArray(S, s, so + 4 * lds + L)).intoArray(c, co + 9 * L);
        c5x.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 10 * L);
        c5y.add(FloatVector.fromArray(S, s, so + 5 * lds + L)).intoArray(c, co + 11 * L);
        c6x.add(FloatVector.fromArray(S, s, so + 6 * lds)).intoArray(c, co + 12 * L);
        c6y.add(FloatVector.fromArray(S, s, so + 6 * lds + L)).intoArray(c, co + 13 * L);
        c7x.add(FloatVector.fromArray(S, s, so + 7 * lds)).intoArray(c, co + 14 * L);
        c7y.add(FloatVector.fromArray(S, s, so + 7 * lds + L)).intoArray(c, co + 15 * L);
    }

    private static void rows6(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0x = FloatVector.zero(S), c0y = c0x;
        FloatVector c1x = FloatVector.zero(S), c1y = c1x;
        FloatVector c2x = FloatVector.zero(S), c2y = c2x;
        FloatVector c3x = FloatVector.zero(S), c3y = c3x;
        FloatVector c4x = FloatVector.zero(S), c4y = c4x;
        FloatVector c5x = FloatVector.zero(S), c5y = c5x;
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
        c0x.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c0y.add(FloatVector.fromArray(S, s, so + L)).intoArray(c, co + L);
        c1x.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + 2 * L);
        c1y.add(FloatVector.fromArray(S, s, so + lds + L)).intoArray(c, co + 3 * L);
        c2x.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 4 * L);
        c2y.add(FloatVector.fromArray(S, s, so + 2 * lds + L)).intoArray(c, co + 5 * L);
        c3x.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 6 * L);
        c3y.add(FloatVector.fromArray(S, s, so + 3 * lds + L)).intoArray(c, co + 7 * L);
        c4x.add(FloatVector.fromArray(S, s, so + 4 * lds)).intoArray(c, co + 8 * L);
        c4y.add(FloatVector.fromArray(S, s, so + 4 * lds + L)).intoArray(c, co + 9 * L);
        c5x.add(FloatVector.fromArray(S, s, so + 5 * lds)).intoArray(c, co + 10 * L);
        c5y.add(FloatVector.fromArray(S, s, so + 5 * lds + L)).intoArray(c, co + 11 * L);
    }

    private static void rows4(int kc, float[] a, int ao, float[] b, int bo, float[] s, int so, int lds, float[] c,
            int co) {
        FloatVector c0x = FloatVector.zero(S), c0y = c0x;
        FloatVector c1x = FloatVector.zero(S), c1y = c1x;
        FloatVector c2x = FloatVector.zero(S), c2y = c2x;
        FloatVector c3x = FloatVector.zero(S), c3y = c3x;
        kc &= MAX_DEPTH;
        for (int k = 0; k < kc; k += 2) {
            int ak = ao + k * 4, bk = bo + k * W;
            FloatVector x = FloatVector.fromArray(S, b, bk), y = FloatVector.fromArray(S, b, bk + L), v;
            v = FloatVector.broadcast(S, a[ak]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
            x = FloatVector.fromArray(S, b, bk + W);
            y = FloatVector.fromArray(S, b, bk + W + L);
            v = FloatVector.broadcast(S, a[ak + 4]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
            v = FloatVector.broadcast(S, a[ak + 5]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
            v = FloatVector.broadcast(S, a[ak + 6]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
            v = FloatVector.broadcast(S, a[ak + 7]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
        }
        c0x.add(FloatVector.fromArray(S, s, so)).intoArray(c, co);
        c0y.add(FloatVector.fromArray(S, s, so + L)).intoArray(c, co + L);
        c1x.add(FloatVector.fromArray(S, s, so + lds)).intoArray(c, co + 2 * L);
        c1y.add(FloatVector.fromArray(S, s, so + lds + L)).intoArray(c, co + 3 * L);
        c2x.add(FloatVector.fromArray(S, s, so + 2 * lds)).intoArray(c, co + 4 * L);
        c2y.add(FloatVector.fromArray(S, s, so + 2 * lds + L)).intoArray(c, co + 5 * L);
        c3x.add(FloatVector.fromArray(S, s, so + 3 * lds)).intoArray(c, co + 6 * L);
        c3y.add(FloatVector.fromArray(S, s, so + 3 * lds + L)).intoArray(c, co + 7 * L);
    }
}
