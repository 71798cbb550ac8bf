package io.github.convgrad.bench.digits;

import java.util.Arrays;

/**
 * Rectifier and 2x2 maximum in one: {@code y = max(0, the four pixels)}, which is the maximum of the four rectified
 * ones. An odd last row or column is left out.
 */
final class RectifiedMaxPool implements NetworkLayer {

    private static final int NOBODY = -1;

    private final int planes;
    private final int height;
    private final int width;
    private final float[] y;
    private final float[] dx;
    /** Which pixel of x became which pixel of y. */
    private final int[] winner;

    /**
     * @param planes images times channels
     * @param height of a plane
     * @param width  of a plane
     */
    RectifiedMaxPool(int planes, int height, int width) {
        this.planes = planes;
        this.height = height;
        this.width = width;
        y = new float[planes * (height / 2) * (width / 2)];
        winner = new int[y.length];
        dx = new float[planes * height * width];
    }

    @Override
    public float[] forward(float[] x) {
        int out = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int row = 0; row + 1 < height; row += 2) {
                int top = (plane * height + row) * width;
                for (int column = 0; column + 1 < width; column += 2) {
                    int a = top + column;
                    int b = a + width;
                    int best = x[a + 1] > x[a] ? a + 1 : a;
                    int below = x[b + 1] > x[b] ? b + 1 : b;
                    best = x[below] > x[best] ? below : best;
                    boolean alive = x[best] > 0;
                    y[out] = alive ? x[best] : 0;
                    winner[out++] = alive ? best : NOBODY;
                }
            }
        }
        return y;
    }

    @Override
    public float[] backward(float[] x, float[] dy) {
        Arrays.fill(dx, 0);
        for (int i = 0; i < dy.length; i++) {
            if (winner[i] != NOBODY) {
                dx[winner[i]] = dy[i];
            }
        }
        return dx;
    }
}
