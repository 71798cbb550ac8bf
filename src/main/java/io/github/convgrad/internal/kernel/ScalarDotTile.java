package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The dot products in plain Java: four chains at a time of two runs by two, or of one by one at the edges of a tile. */
public final class ScalarDotTile implements DotTile {
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private final int[] heights;
    private final int width;
    private final int near;

    /** Tiles of four runs or two of x by two of dy. */
    public ScalarDotTile() {
        this(new int[] {4, 2}, 2, 1024);
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
        for (int i = 0, high; i < mr; i += high) {
            high = i + 1 < mr ? 2 : 1;
            for (int j = 0, wide; j < width; j += wide) {
                wide = high == 2 && j + 1 < width ? 2 : 1;
                for (int run = 0; run < runs; run++) {
                    int a = xo + run * xPitch, b = dyo + run * dyPitch, s = so + (i * width + j) * PARTIALS;
                    for (int l = 0; l < PARTIALS; l += 4) {
                        if (wide == 2) {
                            square(count, x, a + rows[r + i] + l, a + rows[r + i + 1] + l, dy, b + columns[c + j] + l,
                                    b + columns[c + j + 1] + l, sums, s + l, s + width * PARTIALS + l);
                        } else {
                            for (int above = 0; above < high; above++) {
                                chains(count, x, a + rows[r + i + above] + l, dy, b + columns[c + j] + l, sums,
                                        s + above * width * PARTIALS + l);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void square(int count, float[] x, int a, int b, float[] dy, int d, int e, float[] sums, int s, int t) {
        float ad0 = sums[s], ad1 = sums[s + 1], ad2 = sums[s + 2], ad3 = sums[s + 3];
        float ae0 = sums[s + PARTIALS], ae1 = sums[s + PARTIALS + 1];
        float ae2 = sums[s + PARTIALS + 2], ae3 = sums[s + PARTIALS + 3];
        float bd0 = sums[t], bd1 = sums[t + 1], bd2 = sums[t + 2], bd3 = sums[t + 3];
        float be0 = sums[t + PARTIALS], be1 = sums[t + PARTIALS + 1];
        float be2 = sums[t + PARTIALS + 2], be3 = sums[t + PARTIALS + 3];
        for (int p = 0; p < count; p += PARTIALS) {
            float u = x[a + p], v = x[b + p], g = dy[d + p], h = dy[e + p];
            ad0 = Math.fma(u, g, ad0);
            ae0 = Math.fma(u, h, ae0);
            bd0 = Math.fma(v, g, bd0);
            be0 = Math.fma(v, h, be0);
            u = x[a + p + 1];
            v = x[b + p + 1];
            g = dy[d + p + 1];
            h = dy[e + p + 1];
            ad1 = Math.fma(u, g, ad1);
            ae1 = Math.fma(u, h, ae1);
            bd1 = Math.fma(v, g, bd1);
            be1 = Math.fma(v, h, be1);
            u = x[a + p + 2];
            v = x[b + p + 2];
            g = dy[d + p + 2];
            h = dy[e + p + 2];
            ad2 = Math.fma(u, g, ad2);
            ae2 = Math.fma(u, h, ae2);
            bd2 = Math.fma(v, g, bd2);
            be2 = Math.fma(v, h, be2);
            u = x[a + p + 3];
            v = x[b + p + 3];
            g = dy[d + p + 3];
            h = dy[e + p + 3];
            ad3 = Math.fma(u, g, ad3);
            ae3 = Math.fma(u, h, ae3);
            bd3 = Math.fma(v, g, bd3);
            be3 = Math.fma(v, h, be3);
        }
        sums[s] = ad0;
        sums[s + 1] = ad1;
        sums[s + 2] = ad2;
        sums[s + 3] = ad3;
        sums[s + PARTIALS] = ae0;
        sums[s + PARTIALS + 1] = ae1;
        sums[s + PARTIALS + 2] = ae2;
        sums[s + PARTIALS + 3] = ae3;
        sums[t] = bd0;
        sums[t + 1] = bd1;
        sums[t + 2] = bd2;
        sums[t + 3] = bd3;
        sums[t + PARTIALS] = be0;
        sums[t + PARTIALS + 1] = be1;
        sums[t + PARTIALS + 2] = be2;
        sums[t + PARTIALS + 3] = be3;
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
