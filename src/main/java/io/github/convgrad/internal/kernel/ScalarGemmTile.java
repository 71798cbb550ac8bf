package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/**
 * The tile in plain Java, in pieces of 2 rows by 4 or 8 columns whose sums fit the scalar registers. Each sum is the
 * same chain of fused multiply-adds as in the vector form.
 */
public final class ScalarGemmTile implements GemmTile {
    private final int[] heights;
    private final int[] splitHeights;
    private final int lanes;
    /** Where rows of a packed panel begin. */
    private final int[] panel;

    /** A tile of 2 rows by two times 4 columns. */
    public ScalarGemmTile() {
        this(new int[] {2}, new int[] {2}, 4);
    }

    /**
     * A tile that takes the panels of another.
     *
     * @param heights      even, tallest first
     * @param splitHeights those of them that {@link #multiplySplit} takes
     * @param lanes        4 or a multiple of 8
     */
    ScalarGemmTile(int[] heights, int[] splitHeights, int lanes) {
        this.heights = heights.clone();
        this.splitHeights = splitHeights.clone();
        this.lanes = lanes;
        panel = TilePlaces.even(MAX_DEPTH, 2 * lanes);
    }

    @Override
    public int[] heights() {
        return heights.clone();
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public int[] splitHeights() {
        return splitHeights.clone();
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        requireHeight(mr, heights);
        compute(mr, kc, a, ao, b, bo, bo + lanes, rows == null ? panel : rows, s, so, lds, c, co, ldc);
    }

    @Override
    public void multiplyNarrow(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        requireHeight(mr, heights);
        for (int r = 0; r < mr; r += 2) {
            half(kc, a, ao + r, mr, b, bo, rows == null ? panel : rows, s, so + r * lds, lds, c, co + r * ldc, ldc);
        }
    }

    @Override
    public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        GemmTile.requireDepth(kc);
        requireHeight(mr, splitHeights);
        compute(mr, kc, a, ao, b, b0, b1, rows, s, so, lds, c, co, ldc);
    }

    private static void requireHeight(int mr, int[] heights) {
        for (int height : heights) {
            if (mr == height) {
                return;
            }
        }
        throw new IllegalArgumentException("mr is " + mr + ", expected one of " + Arrays.toString(heights));
    }

    private void compute(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows, float[] s,
            int so, int lds, float[] c, int co, int ldc) {
        for (int r = 0; r < mr; r += 2) {
            int start = so + r * lds, sum = co + r * ldc;
            half(kc, a, ao + r, mr, b, b0, rows, s, start, lds, c, sum, ldc);
            half(kc, a, ao + r, mr, b, b1, rows, s, start + lanes, lds, c, sum + lanes, ldc);
        }
    }

    private void half(int kc, float[] a, int ao, int mr, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        if (lanes == 4) {
            square(kc, a, ao, mr, b, bo, rows, s, so, lds, c, co, ldc);
            return;
        }
        for (int column = 0; column < lanes; column += 8) {
            wide(kc, a, ao, mr, b, bo + column, rows, s, so + column, lds, c, co + column, ldc);
        }
    }

    private static void square(int kc, float[] a, int ao, int mr, float[] b, int bo, int[] rows,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        int c1 = co + ldc, s1 = so + lds;
        float s00 = s[so], s01 = s[so + 1], s02 = s[so + 2], s03 = s[so + 3];
        float s10 = s[s1], s11 = s[s1 + 1], s12 = s[s1 + 2], s13 = s[s1 + 3];
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            float a0 = a[ao + mr * k], a1 = a[ao + mr * k + 1];
            float b0 = b[row], b1 = b[row + 1], b2 = b[row + 2], b3 = b[row + 3];
            s00 = Math.fma(a0, b0, s00);
            s01 = Math.fma(a0, b1, s01);
            s02 = Math.fma(a0, b2, s02);
            s03 = Math.fma(a0, b3, s03);
            s10 = Math.fma(a1, b0, s10);
            s11 = Math.fma(a1, b1, s11);
            s12 = Math.fma(a1, b2, s12);
            s13 = Math.fma(a1, b3, s13);
        }
        c[co] = s00;
        c[co + 1] = s01;
        c[co + 2] = s02;
        c[co + 3] = s03;
        c[c1] = s10;
        c[c1 + 1] = s11;
        c[c1 + 2] = s12;
        c[c1 + 3] = s13;
    }

    /** The same, 8 columns wide: twice the work for each row that is looked up. */
    private static void wide(int kc, float[] a, int ao, int mr, float[] b, int bo, int[] rows,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        int c1 = co + ldc, s1 = so + lds;
        float s00 = s[so], s01 = s[so + 1], s02 = s[so + 2], s03 = s[so + 3];
        float s04 = s[so + 4], s05 = s[so + 5], s06 = s[so + 6], s07 = s[so + 7];
        float s10 = s[s1], s11 = s[s1 + 1], s12 = s[s1 + 2], s13 = s[s1 + 3];
        float s14 = s[s1 + 4], s15 = s[s1 + 5], s16 = s[s1 + 6], s17 = s[s1 + 7];
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[k];
            float a0 = a[ao + mr * k], a1 = a[ao + mr * k + 1];
            float b0 = b[row];
            s00 = Math.fma(a0, b0, s00);
            s10 = Math.fma(a1, b0, s10);
            float b1 = b[row + 1];
            s01 = Math.fma(a0, b1, s01);
            s11 = Math.fma(a1, b1, s11);
            float b2 = b[row + 2];
            s02 = Math.fma(a0, b2, s02);
            s12 = Math.fma(a1, b2, s12);
            float b3 = b[row + 3];
            s03 = Math.fma(a0, b3, s03);
            s13 = Math.fma(a1, b3, s13);
            float b4 = b[row + 4];
            s04 = Math.fma(a0, b4, s04);
            s14 = Math.fma(a1, b4, s14);
            float b5 = b[row + 5];
            s05 = Math.fma(a0, b5, s05);
            s15 = Math.fma(a1, b5, s15);
            float b6 = b[row + 6];
            s06 = Math.fma(a0, b6, s06);
            s16 = Math.fma(a1, b6, s16);
            float b7 = b[row + 7];
            s07 = Math.fma(a0, b7, s07);
            s17 = Math.fma(a1, b7, s17);
        }
        c[co] = s00;
        c[co + 1] = s01;
        c[co + 2] = s02;
        c[co + 3] = s03;
        c[co + 4] = s04;
        c[co + 5] = s05;
        c[co + 6] = s06;
        c[co + 7] = s07;
        c[c1] = s10;
        c[c1 + 1] = s11;
        c[c1 + 2] = s12;
        c[c1 + 3] = s13;
        c[c1 + 4] = s14;
        c[c1 + 5] = s15;
        c[c1 + 6] = s16;
        c[c1 + 7] = s17;
    }
}
