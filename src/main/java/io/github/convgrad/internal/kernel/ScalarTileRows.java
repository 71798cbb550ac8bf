package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The copies in plain Java; they write exactly what they are asked for. */
public final class ScalarTileRows implements TileRows {
    private final int lanes;

    /** Four lanes. */
    public ScalarTileRows() {
        this(4);
    }

    /** As many lanes as the kernels whose layout it takes. */
    ScalarTileRows(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void stage(int count, int rows, int length, int begin, int end, float[] src, int from, int shift, int row,
            int step, float[] dst, int to, int second, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < rows; i++) {
                int s = from + n * step + i * row, t = to + n * dstStep + i * dstRow;
                copy(length, begin, end, src, s, dst, t);
                if (shift > 0) {
                    copy(length, begin - shift, end - shift, src, s + shift, dst, t + second);
                }
            }
        }
    }

    private static void copy(int length, int begin, int end, float[] src, int from, float[] dst, int to) {
        int first = Math.clamp(begin, 0, length), last = Math.clamp(end, first, length);
        Arrays.fill(dst, to, to + first, 0f);
        if (first < last) {
            System.arraycopy(src, from + first, dst, to + first, last - first);
        }
        Arrays.fill(dst, to + last, to + length, 0f);
    }

    @Override
    public void store(int rows, int length, float[] src, int from, int row, float[] dst, int to, int dstRow) {
        for (int i = 0; i < rows; i++) {
            System.arraycopy(src, from + i * row, dst, to + i * dstRow, length);
        }
    }
}
