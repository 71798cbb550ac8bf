package io.github.convgrad.internal.gemm;

import java.util.Arrays;

/**
 * How the {@code m} rows of a product are cut into panels, one micro-kernel height each. The last panel may reach
 * beyond row {@code m}; its spare rows are packed as zeros.
 */
public final class RowPanels {
    /** What a tile of no rows would cost, in rows: tiles of 14, 8, 4 rows ran at 65, 62, 50 in the same turns (note 012). */
    private static final int TILE_COST = 3;

    private final int[] starts;
    private final int[] heights;

    /**
     * Cuts {@code m} rows so that the tiles cost least: a tile costs its height, and as much as some rows more for
     * reading B and for its loop.
     *
     * @param m       rows, at least 1
     * @param allowed heights of the micro-kernel
     */
    public RowPanels(int m, int[] allowed) {
        long[] cost = new long[m + 1];
        int[] choice = new int[m + 1];
        for (int rest = 1; rest <= m; rest++) {
            cost[rest] = Long.MAX_VALUE;
            for (int height : allowed) {
                // Of cuts that cost the same, even ones: two tiles of 8 rows are faster than one of 12 and one of 4.
                long total = cost[Math.max(0, rest - height)] + ((long) (height + TILE_COST) << 32) + height * height;
                if (total < cost[rest]) {
                    cost[rest] = total;
                    choice[rest] = height;
                }
            }
        }
        int[] cut = new int[m];
        int panels = 0;
        for (int rest = m; rest > 0; rest -= choice[rest]) {
            cut[panels++] = choice[rest];
        }
        // Tallest first: an overhanging panel must be the last, and the order of whole ones is free.
        heights = Arrays.copyOf(cut, panels);
        int overhang = Arrays.stream(heights).sum() - m;
        if (overhang == 0) {
            Arrays.sort(heights);
            for (int i = 0, j = panels - 1; i < j; i++, j--) {
                int h = heights[i];
                heights[i] = heights[j];
                heights[j] = h;
            }
        }
        starts = new int[panels];
        for (int i = 1; i < panels; i++) {
            starts[i] = starts[i - 1] + heights[i - 1];
        }
    }

    /** What the tiles over all panels cost, in rows. */
    double cost() {
        return paddedRows() + (double) TILE_COST * count();
    }

    /** How many panels there are. */
    public int count() {
        return heights.length;
    }

    /** The first row of panel {@code i}. */
    public int start(int i) {
        return starts[i];
    }

    /** The rows of panel {@code i}, spare ones included. */
    public int height(int i) {
        return heights[i];
    }

    /** Behind the panels from {@code i} on that are as high as this one. */
    public int endOfHeight(int i) {
        int end = i + 1;
        while (end < heights.length && heights[end] == heights[i]) {
            end++;
        }
        return end;
    }

    /** All rows, spare ones included. */
    public int paddedRows() {
        return starts[starts.length - 1] + heights[heights.length - 1];
    }

    /** Where panel {@code i} of packed A begins: {@code [panel][k][mr]}. */
    public int packedStart(int i, int k) {
        return starts[i] * k;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < heights.length;) {
            int same = endOfHeight(i);
            text.append(text.isEmpty() ? "" : " + ").append(same - i).append('x').append(heights[i]);
            i = same;
        }
        return text.toString();
    }
}
