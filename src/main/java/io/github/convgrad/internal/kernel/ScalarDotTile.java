package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The dot products in plain Java, four chains of one pair of runs at a time. */
public final class ScalarDotTile implements DotTile {
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private final int[] heights;
    private final int width;
    private final int near;

    /** Tiles of four runs or one of x by one of dy. */
    public ScalarDotTile() {
        this(new int[] {4, 1}, 1, 1024);
    }

    /** Tiles with the layout of others. */
    ScalarDotTile(int[] heights, int width, int near) {
        this.heights = heights.clone();
        this.width = width;
        this.near = near;
    }

    @Override
    public int[] heights() {
        return heights.clone();
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int near() {
        return near;
    }

    @Override
    public void add(int mr, int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r, float[] dy, int dyo,
            int dyPitch, int[] columns, int c, float[] sums, int so) {
        if (mr != heights[0] && mr != heights[heights.length - 1] || count > near) {
            throw new IllegalArgumentException("mr is " + mr + " and count " + count + ", expected one of "
                    + Arrays.toString(heights) + " and at most " + near);
        }
        for (int i = 0; i < mr; i++) {
            for (int j = 0; j < width; j++) {
                int s = so + (i * width + j) * PARTIALS, a = xo + rows[r + i], b = dyo + columns[c + j];
                for (int run = 0; run < runs; run++, a += xPitch, b += dyPitch) {
                    for (int l = 0; l < PARTIALS; l += 4) {
                        chains(count, x, a + l, dy, b + l, sums, s + l);
                    }
                }
            }
        }
    }

    private static void chains(int count, float[] x, int a, float[] dy, int b, float[] sums, int s) {
        float s0 = sums[s], s1 = sums[s + 1], s2 = sums[s + 2], s3 = sums[s + 3];
        for (int p = 0; p < count; p += PARTIALS) {
            s0 = Math.fma(x[a + p], dy[b + p], s0);
            s1 = Math.fma(x[a + p + 1], dy[b + p + 1], s1);
            s2 = Math.fma(x[a + p + 2], dy[b + p + 2], s2);
            s3 = Math.fma(x[a + p + 3], dy[b + p + 3], s3);
        }
        sums[s] = s0;
        sums[s + 1] = s1;
        sums[s + 2] = s2;
        sums[s + 3] = s3;
    }
}
