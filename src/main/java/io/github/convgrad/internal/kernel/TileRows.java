package io.github.convgrad.internal.kernel;

/** Copies between rows of an image and rows of tiles that stand side by side. */
public interface TileRows {

    /** Floats in one vector. */
    int lanes();

    /**
     * Copies {@code rows} runs of pixels of {@code count} channels twice, the second time from {@code shift} pixels
     * further on. Pixels before {@code begin} and from {@code end} on are not read: they are zeros.
     *
     * <pre>
     *   dst[to          + n*dstStep + i*dstRow + x]  =  pixel(x)          x &lt; length
     *   dst[to + second + n*dstStep + i*dstRow + x]  =  pixel(x + shift)
     *       pixel(x) = src[from + n*step + i*row + x] if begin &lt;= x &lt; end, or else 0
     * </pre>
     *
     * <p>Whole vectors are written: up to {@code lanes - 1} floats more at the end of each run. A {@code shift} of 0 copies
     * once, and {@code second} does not matter.
     */
    void stage(int count, int rows, int length, int begin, int end, float[] src, int from, int shift, int row, int step,
            float[] dst, int to, int second, int dstRow, int dstStep);

    /**
     * Copies runs of pixels; nothing beside them is written.
     *
     * <pre>   dst[to + i*dstRow ..+ length)  =  src[from + i*row ..+ length)      i &lt; rows </pre>
     */
    void store(int rows, int length, float[] src, int from, int row, float[] dst, int to, int dstRow);
}
