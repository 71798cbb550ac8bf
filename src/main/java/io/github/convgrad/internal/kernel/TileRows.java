package io.github.convgrad.internal.kernel;

/** Copies between rows of an image and rows of tiles that stand side by side. */
public interface TileRows {

    /** Floats in one vector. */
    int lanes();

    /**
     * Copies {@code rows} runs of pixels of {@code count} channels twice, the second time from {@code shift} pixels
     * further on:
     *
     * <pre>
     *   dst[to          + n*dstStep + i*dstRow ..+ length)  =  src[from         + n*step + i*row ..+ length)
     *   dst[to + second + n*dstStep + i*dstRow ..+ length)  =  src[from + shift + n*step + i*row ..+ length)
     * </pre>
     *
     * <p>Whole vectors are read and written: up to {@code lanes - 1} floats more at the end of each run, of rubbish.
     */
    void stage(int count, int rows, int length, float[] src, int from, int shift, int row, int step,
            float[] dst, int to, int second, int dstRow, int dstStep);

    /**
     * Copies runs of pixels and adds a bias; nothing beside them is written.
     *
     * <pre>   dst[to + i*dstRow ..+ length)  =  src[from + i*row ..+ length) + bias      i &lt; rows </pre>
     */
    void store(int rows, int length, float[] src, int from, int row, float bias, float[] dst, int to, int dstRow);
}
