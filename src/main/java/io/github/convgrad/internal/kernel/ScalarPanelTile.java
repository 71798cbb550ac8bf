package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/**
 * The packed tile in plain Java, in pieces of 2 rows by 8 columns, whose sums fit 32 registers and come
 * close enough in 16. Each sum is the same chain as in the vector form.
 */
public final class ScalarPanelTile implements PanelTile {
    private final int[] heights;
    private final int lanes;

    /** A tile of 2 rows by two times 4 columns. */
    public ScalarPanelTile() {
        this(new int[] {2}, 4);
    }

    /**
     * A tile that takes the panels of another.
     *
     * @param heights even, tallest first
     * @param lanes   a multiple of 4
     */
    ScalarPanelTile(int[] heights, int lanes) {
        this.heights = heights.clone();
        this.lanes = lanes;
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
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        requireHeight(mr);
        Arrays.fill(c, co, co + mr * 2 * lanes, 0f);
        accumulate(mr, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void accumulate(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        requireHeight(mr);
        int width = 2 * lanes;
        for (int r = 0; r < mr; r += 2) {
            for (int column = 0; column < width; column += 8) {
                square(kc, a, ao + r, mr, b, bo + column, width, c, co + r * width + column);
            }
        }
    }

    private void requireHeight(int mr) {
        for (int height : heights) {
            if (mr == height) {
                return;
            }
        }
        throw new IllegalArgumentException("mr is " + mr + ", expected one of " + Arrays.toString(heights));
    }

    private static void square(int kc, float[] a, int ao, int mr, float[] b, int bo, int width, float[] c, int co) {
        int c1 = co + width;
        float s00 = c[co], s01 = c[co + 1], s02 = c[co + 2], s03 = c[co + 3];
        float s04 = c[co + 4], s05 = c[co + 5], s06 = c[co + 6], s07 = c[co + 7];
        float s10 = c[c1], s11 = c[c1 + 1], s12 = c[c1 + 2], s13 = c[c1 + 3];
        float s14 = c[c1 + 4], s15 = c[c1 + 5], s16 = c[c1 + 6], s17 = c[c1 + 7];
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
