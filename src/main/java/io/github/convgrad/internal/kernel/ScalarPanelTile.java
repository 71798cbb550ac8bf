package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The packed tile in plain Java: 2 rows of 2 * 4 columns, each sum the same chain as in the vector form. */
public final class ScalarPanelTile implements PanelTile {
    private static final int LANES = 4;
    private static final int WIDTH = 2 * LANES;
    private static final int[] HEIGHTS = {2};

    @Override
    public int[] heights() {
        return HEIGHTS.clone();
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        requireHeight(mr);
        Arrays.fill(c, co, co + mr * WIDTH, 0f);
        accumulate(mr, kc, a, ao, b, bo, c, co);
    }

    @Override
    public void accumulate(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        requireHeight(mr);
        half(kc, a, ao, b, bo, c, co);
        half(kc, a, ao, b, bo + LANES, c, co + LANES);
    }

    private static void requireHeight(int mr) {
        if (mr != 2) {
            throw new IllegalArgumentException("mr is " + mr + ", expected 2");
        }
    }

    private static void half(int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int c1 = co + WIDTH;
        float s00 = c[co], s01 = c[co + 1], s02 = c[co + 2], s03 = c[co + 3];
        float s10 = c[c1], s11 = c[c1 + 1], s12 = c[c1 + 2], s13 = c[c1 + 3];
        for (int k = 0; k < kc; k++) {
            int row = bo + WIDTH * k;
            float a0 = a[ao + 2 * k], a1 = a[ao + 2 * k + 1];
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
