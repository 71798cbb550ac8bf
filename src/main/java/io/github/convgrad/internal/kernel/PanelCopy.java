package io.github.convgrad.internal.kernel;

/**
 * The copies that lay data out for {@link GemmTile}.
 *
 * <p>{@link #transpose} may write up to {@code lanes - 1} floats of rubbish behind each group it writes, but none if a
 * group is a whole number of vectors: groups are written in ascending order, and the caller leaves that much room at the
 * end.
 */
public interface PanelCopy {

    /**
     * Lays {@code kc} rows of {@code len} floats out as B panels {@code [panel][k][2 * lanes]}, from a column on: column
     * {@code c} is column {@code c % (2 * lanes)} of panel {@code c / (2 * lanes)}. Nothing beside the elements named is
     * changed; what lies beside them in their rows of the panels may be written as it was, so that nobody else may write
     * there meanwhile.
     *
     * <pre>
     *   dst[to + c / (2*lanes) * panelPitch + k*2*lanes + c % (2*lanes)]  =  src[from + rows[ro + k] + j]
     *       c = column + j      j &lt; len      k = 0 .. kc-1
     * </pre>
     */
    void cut(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int column,
            int panelPitch);

    /**
     * Lays {@code kc} rows out in pieces of at most a vector: of each row the pieces one after the other, and of each
     * piece a whole vector, as far as {@code src} goes. What a piece overhangs the next one overwrites, and what overhangs
     * the row of a panel the next row does; the caller leaves room for {@code lanes - 1} floats at the end.
     *
     * <pre>   dst[to + k*2*lanes + targets[p] + i]  =  src[from + rows[k] + sources[p] + i]     i &lt; lanes </pre>
     *
     * @param rows    offsets that ascend, unless there is room for a vector behind every piece of {@code src}
     * @param pieces  how many of the pieces that follow
     * @param sources offsets that ascend
     * @param targets where pieces go in the first row
     */
    void cutPieces(int kc, float[] src, int from, int[] rows, int pieces, int[] sources, int[] targets, float[] dst,
            int to);

    /**
     * Gathers one run of columns of a B panel: row {@code k} gets {@code len} floats.
     *
     * <pre>   dst[to + k*pitch .. len)  =  src[from + rows[ro + k] .. len)      k = 0 .. kc-1 </pre>
     *
     * <p>Reads up to {@code lanes - 1} floats behind each run.
     *
     * @param len 1 to {@code 2 * lanes}
     */
    void gather(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int pitch);

    /**
     * Turns {@code rows} rows of {@code columns} floats into {@code columns} groups of {@code rows} floats.
     *
     * <pre>   dst[to + j*pitch + i]  =  src[from + i*rowStride + j*columnStride]     i &lt; rows, j &lt; columns </pre>
     *
     * <p>No float behind those named is read, and none before {@code src}. Groups are written in ascending {@code j}; with
     * {@code pitch < lanes} the rubbish behind a group is overwritten by the next.
     *
     * @param rows at least 1, at most {@code pitch}
     */
    void transpose(int rows, int columns, float[] src, int from, int rowStride, int columnStride,
            float[] dst, int to, int pitch);

    /**
     * {@link #transpose} for groups that lie among other data: turned on the side, where rubbish does no harm, and then
     * copied exactly. Floats {@code rows} to {@code size} of a group are whatever lies on the side.
     *
     * @param size  floats of a group
     * @param aside room in {@code dst} for {@code columns} groups and {@code lanes} floats
     * @param pitch distance between groups
     */
    default void deal(int rows, int columns, float[] src, int from, int rowStride, int size, float[] dst, int aside,
            int to, int pitch) {
        transpose(rows, columns, src, from, rowStride, 1, dst, aside, size);
        copyRows(columns, size, dst, aside, size, dst, to, pitch);
    }

    /**
     * Stores one segment of every row of a tile, exactly: nothing beside the elements named is written.
     *
     * <pre>   dst[to + i*rowStride + j*step]  =  src[from + i*pitch + j]     i &lt; rows, j &lt; len </pre>
     *
     * <p>Reads up to {@code lanes - 1} floats behind each row's segment.
     */
    void scatter(int rows, int len, float[] src, int from, int pitch, float[] dst, int to, int rowStride, int step);

    /**
     * Stores one segment of every row of two tiles, their columns taking turns, exactly: nothing beside it is written.
     *
     * <pre>
     *   dst[to + i*rowStride + 2*j]      =  src[even + i*pitch + j]     i &lt; rows, 2*j &lt; len
     *   dst[to + i*rowStride + 2*j + 1]  =  src[odd + i*pitch + j]      i &lt; rows, 2*j + 1 &lt; len
     * </pre>
     *
     * <p>Reads up to {@code lanes - 1} floats behind each row's segments.
     */
    void zip(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to, int rowStride);

    /**
     * Adds up groups of a packed panel: two chains for each column, one over even groups and one over odd ones, whose sum
     * is added to what is there.
     *
     * <pre>
     *   dst[to + i]  +=  (src[from + i] + src[from + 2*size + i] + ...) + (src[from + size + i] + ...)
     *       i &lt; size, count groups
     * </pre>
     *
     * <p>Reads up to {@code lanes - 1} floats behind the sums and the last group.
     */
    void addGroups(int size, int count, float[] src, int from, float[] dst, int to);

    /**
     * Copies a rectangle, exactly: nothing beside it is read or written.
     *
     * <pre>   dst[to + i*pitch + j]  =  src[from + i*rowStride + j]     i &lt; rows, j &lt; len </pre>
     */
    void copyRows(int rows, int len, float[] src, int from, int rowStride, float[] dst, int to, int pitch);

    /**
     * Puts columns that lie {@code step} apart side by side, exactly: nothing else is written, and nothing before the first
     * element named or behind the end of {@code src} is read.
     *
     * <pre>   dst[to + i*pitch + j]  =  src[from + i*rowStride + j*step]     i &lt; rows, j &lt; len </pre>
     *
     * @param len at least 1
     */
    void copyColumns(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to, int pitch);
}
