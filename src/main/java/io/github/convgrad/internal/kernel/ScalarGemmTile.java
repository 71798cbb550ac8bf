package io.github.convgrad.internal.kernel;

/**
 * The tile in plain Java: 2 rows of 2 * 4 columns, so that its 16 sums fit the scalar registers of every machine. Each
 * sum is the same chain of fused multiply-adds as in the vector form.
 */
public final class ScalarGemmTile implements GemmTile {
    static final int LANES = 4;
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
    public int[] splitHeights() {
        return HEIGHTS.clone();
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, int ro, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        multiplySplit(mr, kc, a, ao, b, bo, bo + LANES, rows, ro, s, so, lds, c, co, ldc);
    }

    @Override
    public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows, int ro,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        if (mr != 2) {
            throw new IllegalArgumentException("mr is " + mr + ", expected 2");
        }
        half(kc, a, ao, b, b0, rows, ro, s, so, lds, c, co, ldc);
        half(kc, a, ao, b, b1, rows, ro, s, so + LANES, lds, c, co + LANES, ldc);
    }

    private static void half(int kc, float[] a, int ao, float[] b, int bo, int[] rows, int ro, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        int c1 = co + ldc, s1 = so + lds;
        float s00 = s[so], s01 = s[so + 1], s02 = s[so + 2], s03 = s[so + 3];
        float s10 = s[s1], s11 = s[s1 + 1], s12 = s[s1 + 2], s13 = s[s1 + 3];
        for (int k = 0; k < kc; k++) {
            int row = bo + rows[ro + k];
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
