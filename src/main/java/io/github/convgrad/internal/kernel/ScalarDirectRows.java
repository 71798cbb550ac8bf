package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The direct kernels as plain loops. */
public final class ScalarDirectRows implements DirectRows {
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    @Override
    public void slide(Plane g, int planes, float[] in, int from, float[] w, int wo, int step, float[] starts, int so,
            float[] out, int to) {
        for (int n = 0; n < planes; n++) {
            float start = starts == null ? 0 : starts[so + n];
            slide(g, in, from + n * g.inHeight() * g.inWidth(), w, wo + 9 * n, step, start,
                    out, to + n * g.outHeight() * g.outWidth());
        }
    }

    private static void slide(Plane g, float[] in, int from, float[] w, int wo, int step, float start, float[] out,
            int to) {
        for (int o = 0; o < g.outHeight(); o++) {
            int row = to + o * g.outWidth();
            Arrays.fill(out, row, row + g.outWidth(), start);
            for (int i = 0; i < 3; i++) {
                int inRow = o * g.stride() - g.padTop() + i * g.dilation();
                if (inRow >= 0 && inRow < g.inHeight()) {
                    for (int j = 0; j < 3; j++) {
                        float weight = w[wo + step * (3 * i + j)];
                        int column = j * g.dilation() - g.padLeft();
                        for (int q = 0; q < g.outWidth(); q++, column += g.stride()) {
                            float x = column >= 0 && column < g.inWidth() ? in[from + inRow * g.inWidth() + column] : 0;
                            out[row + q] = Math.fma(weight, x, out[row + q]);
                        }
                    }
                }
            }
        }
    }

    @Override
    public void slideBack(Plane g, int planes, float[] dy, int from, float[] w, int wo, float[] dx, int to) {
        for (int n = 0; n < planes; n++) {
            slideBack(g, dy, from + n * g.outHeight() * g.outWidth(), w, wo + 9 * n,
                    dx, to + n * g.inHeight() * g.inWidth());
        }
    }

    private static void slideBack(Plane g, float[] dy, int from, float[] w, int wo, float[] dx, int to) {
        for (int r = 0; r < g.inHeight(); r++) {
            for (int c = 0; c < g.inWidth(); c++) {
                dx[to + r * g.inWidth() + c] = backwards(g, dy, from, w, wo, r + g.padTop(), c + g.padLeft());
            }
        }
    }

    /** The sum of one element, whose row and column are counted from the corner of the padding. */
    private static float backwards(Plane g, float[] dy, int from, float[] w, int wo, int r, int c) {
        float sum = 0;
        for (int i = 2 - (r & 1); i >= 0; i -= 2) {
            int row = r - i >> 1;
            if (row >= 0 && row < g.outHeight()) {
                for (int j = 2 - (c & 1); j >= 0; j -= 2) {
                    int column = c - j >> 1;
                    float v = column >= 0 && column < g.outWidth() ? dy[from + row * g.outWidth() + column] : 0;
                    sum = Math.fma(w[wo + 3 * i + j], v, sum);
                }
            }
        }
        return sum;
    }

    @Override
    public void dots(Plane g, int planes, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so,
            int sumsPitch) {
        for (int n = 0; n < planes; n++) {
            dots(g, x, from + n * g.inHeight() * g.inWidth(), dy, dyFrom + n * g.outHeight() * g.outWidth(),
                    sums, so + n * sumsPitch);
        }
    }

    private static void dots(Plane g, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so) {
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                int s = so + (3 * i + j) * PARTIALS;
                for (int q = 0; q < g.outWidth(); q += PARTIALS) {
                    for (int phase = 0; phase < g.dilation(); phase++) {
                        dotStrip(g, x, from, i, j, phase, dy, dyFrom, q, sums, s);
                    }
                }
            }
        }
    }

    /** One tap on one strip, over the rows of {@code x} that leave one remainder modulo the dilation. */
    private static void dotStrip(Plane g, float[] x, int from, int i, int j, int phase, float[] dy, int dyFrom, int q,
            float[] sums, int s) {
        int columns = Math.min(PARTIALS, g.outWidth() - q);
        for (int o = 0; o < g.outHeight(); o++) {
            int row = o * g.stride() - g.padTop() + i * g.dilation();
            if (row >= 0 && row < g.inHeight() && row % g.dilation() == phase) {
                int column = q * g.stride() - g.padLeft() + j * g.dilation();
                int at = from + row * g.inWidth();
                for (int l = 0; l < columns; l++, column += g.stride()) {
                    float v = column >= 0 && column < g.inWidth() ? x[at + column] : 0;
                    sums[s + l] = Math.fma(v, dy[dyFrom + o * g.outWidth() + q + l], sums[s + l]);
                }
            }
        }
    }
}
