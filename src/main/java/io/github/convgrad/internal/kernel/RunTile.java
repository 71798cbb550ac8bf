package io.github.convgrad.internal.kernel;

/**
 * The micro-kernel for a packed B: {@link GemmTile} with the table on the other side.
 *
 * <pre>
 *                                     B panel [k][2 * lanes]:    b[bo + k*2*lanes .. 2*lanes)
 *   rows[k] -> A row k, a run              |
 *   a[ao + rows[k] + r]  --broadcast-->   c[co + r*ldc .. 2 * lanes)
 * </pre>
 *
 * <ul>
 * <li>A row of A is a run of {@code mr} floats that lies anywhere. A table of {@code k * mr} makes A a packed panel; in a
 *     table of pixels a run is some neighbouring taps and channels of the patch of pixel {@code k}, and nobody copies
 *     patches.
 * <li>Sums begin with the tile {@code s}, are one chain over ascending {@code k} each, and are stored to C, as those of
 *     {@link GemmTile} are: the same product gives the same bits here and there.
 * <li>Tiles are always full: C must have room for {@code mr} rows of {@code 2 * lanes} floats, and the {@code mr} floats of
 *     every run must be readable.
 * <li>No argument may overlap C, but {@code s} may be C.
 * </ul>
 */
public interface RunTile {

    /** The heights that exist, tallest first. */
    int[] heights();

    /** Floats in one vector; a tile is {@code 2 * lanes} wide. */
    int lanes();

    /**
     * Computes one tile of the product.
     *
     * @param mr   height of the tile, one of {@link #heights()}
     * @param kc   depth, 0 to {@link GemmTile#MAX_DEPTH}
     * @param a    the array that holds A
     * @param ao   origin of A's runs
     * @param rows offsets of A's runs, relative to the origin
     * @param b    the array that holds B's panel
     * @param bo   where the panel begins
     * @param s    the array that holds what the sums begin with
     * @param so   where that tile begins
     * @param lds  distance between its rows, 0 to use one row for all
     * @param c    the array that holds C
     * @param co   where the tile begins in {@code c}
     * @param ldc  distance between rows of C
     */
    void multiply(int mr, int kc, float[] a, int ao, int[] rows, float[] b, int bo, float[] s, int so, int lds,
            float[] c, int co, int ldc);
}
