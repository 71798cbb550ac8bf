package io.github.convgrad.internal.kernel;

/**
 * The micro-kernel of the blocked product: one tile of {@code C = S + A * B}, held in registers for the whole depth.
 *
 * <pre>
 *                rows[k] -> B row k:  b[bo + rows[k] .. 2 * lanes)
 *   A panel  [k][mr]                        |
 *   a[ao + k*mr + r]  --broadcast-->   c[co + r*ldc .. 2 * lanes)
 * </pre>
 *
 * <ul>
 * <li>A is a packed panel: {@code mr} consecutive floats for each depth step {@code k}.
 * <li>B is read where it lies: the table {@code rows} says where row {@code k} begins, relative to an origin. With
 *     offsets of taps and channels in the table this <em>is</em> im2col. {@link #multiplySplit} takes the two vectors of
 *     a row from two origins.
 * <li>Where {@code rows} is null, B is a packed panel {@code [k][2 * lanes]}. With few registers that is a loop of its
 *     own, with hardly an instruction beside loads and multiply-adds (bench/notes/128).
 * <li>The sums begin with the tile {@code s}, the products are added with one fused multiply-add each, {@code k}
 *     ascending, and the sums are stored to C. To begin with zero or a bias, {@code s} is a row of it with
 *     {@code lds = 0}; to go on with a sum, {@code s} is C itself. The sum of an element is therefore one chain over
 *     {@code k}: cutting the depth into several calls does not change a bit, and neither does the vector width.
 * <li>Tiles are always full, or half full with {@link #multiplyNarrow}: C must have room for {@code mr} rows of
 *     {@code 2 * lanes} floats, and all of B's {@code 2 * lanes} columns must be readable. Edges are the caller's
 *     business (scratch tile, copy the live part).
 * <li>No argument may overlap C, but {@code s} may be C.
 * </ul>
 */
public interface GemmTile {
    /** The most depth of a call. Known to be short, C2 does not mine the loop into strips, and keeps more in registers. */
    int MAX_DEPTH = 1022;

    /** The heights that {@link #multiply} has, tallest first; the last one is the smallest. */
    int[] heights();

    /** The heights that {@link #multiplySplit} has, tallest first; each is one of {@link #heights()} too. */
    int[] splitHeights();

    /** Floats in one vector; a tile is {@code 2 * lanes} wide. */
    int lanes();

    /** Whether {@link #multiply} has a method of its own for this depth, to be compiled by itself. */
    default boolean shallow(int mr, int kc) {
        return false;
    }

    /** Whether {@link #multiply} has a method of its own for packed panels, to be compiled by itself. */
    default boolean packed() {
        return false;
    }

    /** Whether {@link #multiplyAll} has a method of its own for several tiles of this depth, to be compiled by itself. */
    default boolean together(int mr, int kc) {
        return false;
    }

    /**
     * Computes one tile of the product.
     *
     * @param mr   height of the tile, one of {@link #heights()}
     * @param kc   depth, 0 to {@link #MAX_DEPTH}
     * @param a    packed panel {@code [kc][mr]}
     * @param ao   where the panel begins in {@code a}
     * @param b    the array that holds B
     * @param bo   origin of B's rows
     * @param rows offsets of B's rows, relative to the origin; null for a packed panel
     * @param s    the array that holds what the sums begin with
     * @param so   where that tile begins
     * @param lds  distance between its rows, 0 to use one row for all
     * @param c    the array that holds C
     * @param co   where the tile begins in {@code c}
     * @param ldc  distance between rows of C
     */
    void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc);

    /**
     * Computes some tiles of the same height and depth, one after the other: as {@link #multiply} does for each. A call
     * for each costs as much as several steps of the depth, and stores that wait for memory hold it up
     * (bench/notes/099).
     *
     * @param tiles where tiles lie, relative to {@code bo}, {@code so} and {@code co}
     * @param first the first of them
     * @param end   behind the last
     * @param ao    where the first tile's panel begins in {@code a}
     * @param aStep from the panel of one tile to the next one's; 0 where all have the same
     */
    default void multiplyAll(TilePlaces tiles, int first, int end, int mr, int kc, float[] a, int ao, int aStep,
            float[] b, int bo, int[] rows, float[] s, int so, int lds, float[] c, int co, int ldc) {
        for (int t = first; t < end; t++) {
            multiply(mr, kc, a, ao + (t - first) * aStep, b, bo + tiles.b()[t], rows, s, so + tiles.s()[t], lds, c,
                    co + tiles.c()[t], ldc);
        }
    }

    /**
     * Computes the first {@code lanes} columns of a tile: as {@link #multiply}, but for the others, of which none is
     * read or written.
     */
    void multiplyNarrow(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc);

    /**
     * Computes one tile whose two vectors of B lie apart.
     *
     * @param mr   height of the tile, one of {@link #splitHeights()}
     * @param b0   origin of the first vector of every row
     * @param b1   origin of the second vector of every row
     * @param rows offsets of B's rows, relative to both; never null
     */
    void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows, float[] s,
            int so, int lds, float[] c, int co, int ldc);

    /** Refuses a depth that no tile takes. */
    static void requireDepth(int kc) {
        if (kc > MAX_DEPTH) {
            throw new IllegalArgumentException("kc is " + kc + ", expected at most " + MAX_DEPTH);
        }
    }
}
