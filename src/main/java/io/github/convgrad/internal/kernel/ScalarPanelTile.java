package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/**
 * The packed tile in plain Java, in squares of 2 rows by 4 columns, whose sums fit the scalar registers of every
 * machine. Each sum is the same chain as in the vector form.
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
            for (int column = 0; column < width; column += 4) {
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
        float s10 = c[c1], s11 = c[c1 + 1], s12 = c[c1 + 2], s13 = c[c1 + 3];
        for (int k = 0; k < kc; k++) {
            int row = bo + width * k;
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
}
