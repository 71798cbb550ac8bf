package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/**
 * The packed tile in plain Java, in pieces of 2 rows by 8 columns, whose sums fit 32 registers and come
 * close enough in 16. Each sum is the same chain as in the vector form.
 */
public final class ScalarPanelTile implements PanelTile {
    private static final float[] ZEROS = new float[8];

    private final int[] heights;
    private final int[] halfHeights;
    private final int lanes;

    /** A tile of 2 rows by two times 4 columns. */
    public ScalarPanelTile() {
        this(new int[] {2}, new int[] {2}, 4);
    }

    /**
     * A tile that takes the panels of another.
     *
     * @param heights     even, tallest first
     * @param halfHeights even, tallest first
     * @param lanes       a multiple of 4
     */
    ScalarPanelTile(int[] heights, int[] halfHeights, int lanes) {
        this.heights = heights.clone();
        this.halfHeights = halfHeights.clone();
        this.lanes = lanes;
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
        return lanes;
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        multiply(mr, 2 * lanes, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void add(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        add(mr, 2 * lanes, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void multiplyHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        multiply(mr, lanes, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void addHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        add(mr, lanes, kc, a, ao, b, bo, c, co);
    }

    private void multiply(int mr, int nr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int first = Math.min(kc, GemmTile.MAX_DEPTH) & ~1;
        rows(mr, nr, first, a, ao, b, bo, false, c, co);
        if (first < kc) {
            add(mr, nr, kc - first, a, ao + first * mr, b, bo + first * 2 * lanes, c, co);
        }
    }

    private void add(int mr, int nr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int k = 0, width = 2 * lanes;
        do {
            int depth = Math.min(kc - k, GemmTile.MAX_DEPTH) & ~1;
            rows(mr, nr, depth, a, ao + k * mr, b, bo + k * width, true, c, co);
            k += depth;
        } while (kc - k > 1);
        for (int r = 0; k < kc && r < mr; r++) {
            float ar = a[ao + k * mr + r];
            for (int j = 0; j < nr; j++) {
                c[co + r * width + j] = Math.fma(ar, b[bo + k * width + j], c[co + r * width + j]);
            }
        }
    }

    private void rows(int mr, int nr, int kc, float[] a, int ao, float[] b, int bo, boolean add, float[] c, int co) {
        requireHeight(mr, nr == lanes ? halfHeights : heights);
        int width = 2 * lanes;
        for (int r = 0; r < mr; r += 2) {
            int column = 0;
            for (; column + 8 <= nr; column += 8) {
                int to = co + r * width + column;
                square(kc, a, ao + r, mr, b, bo + column, width, add ? c : ZEROS, add ? to : 0, add ? width : 0, c, to);
            }
            if (column < nr) {
                pieces(kc, a, ao + r, mr, b, bo + column, width, add, nr - column, c, co + r * width + column);
            }
        }
    }

    private static void requireHeight(int mr, int[] heights) {
        for (int height : heights) {
            if (mr == height) {
                return;
            }
        }
        throw new IllegalArgumentException("mr is " + mr + ", expected one of " + Arrays.toString(heights));
    }

    /** Two rows of fewer than 8 columns: half a tile of two times 4. */
    private static void pieces(int kc, float[] a, int ao, int mr, float[] b, int bo, int width, boolean add, int columns,
            float[] c, int co) {
        for (int j = 0; j < columns; j++) {
            float s0 = 0f, s1 = 0f;
            for (int k = 0; k < kc; k++) {
                float bk = b[bo + width * k + j];
                s0 = Math.fma(a[ao + mr * k], bk, s0);
                s1 = Math.fma(a[ao + mr * k + 1], bk, s1);
            }
            c[co + j] = add ? s0 + c[co + j] : s0 + 0f;
            c[co + width + j] = add ? s1 + c[co + width + j] : s1 + 0f;
        }
    }

    private static void square(int kc, float[] a, int ao, int mr, float[] b, int bo, int width, float[] t, int to,
            int ldt, float[] c, int co) {
        int c1 = co + width, t1 = to + ldt;
        float s00 = 0f, s01 = 0f, s02 = 0f, s03 = 0f, s04 = 0f, s05 = 0f, s06 = 0f, s07 = 0f;
        float s10 = 0f, s11 = 0f, s12 = 0f, s13 = 0f, s14 = 0f, s15 = 0f, s16 = 0f, s17 = 0f;
        for (int k = 0; k < kc; k++) {
            int row = bo + width * k;
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
        c[co] = s00 + t[to];
        c[co + 1] = s01 + t[to + 1];
        c[co + 2] = s02 + t[to + 2];
        c[co + 3] = s03 + t[to + 3];
        c[co + 4] = s04 + t[to + 4];
        c[co + 5] = s05 + t[to + 5];
        c[co + 6] = s06 + t[to + 6];
        c[co + 7] = s07 + t[to + 7];
        c[c1] = s10 + t[t1];
        c[c1 + 1] = s11 + t[t1 + 1];
        c[c1 + 2] = s12 + t[t1 + 2];
        c[c1 + 3] = s13 + t[t1 + 3];
        c[c1 + 4] = s14 + t[t1 + 4];
        c[c1 + 5] = s15 + t[t1 + 5];
        c[c1 + 6] = s16 + t[t1 + 6];
        c[c1 + 7] = s17 + t[t1 + 7];
    }
}
