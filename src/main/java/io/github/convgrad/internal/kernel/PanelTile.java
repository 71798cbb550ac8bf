package io.github.convgrad.internal.kernel;

/**
 * The micro-kernel for two packed panels. {@link GemmTile} without the table of rows: where B is a panel there is
 * nothing to look up, and a machine that starts four instructions a cycle notices (bench/notes/030).
 *
 * <pre>
 *                            B panel [k][2 * lanes]:    b[bo + k*2*lanes .. 2*lanes)
 *   A panel [k][mr]                                          |
 *   a[ao + k*mr + r]  --broadcast-->            c[co + r*2*lanes .. 2*lanes)      C: a whole tile, [mr][2 * lanes]
 * </pre>
 *
 * <p>The products of a call are added up from zero, one fused multiply-add after the other, {@code k} ascending, and
 * then stored or added to what C holds: a chain for each {@link GemmTile#MAX_DEPTH} steps of the depth, the last product
 * of an odd depth after them. Several short chains err less than a long one. C overlaps neither panel.
 */
public interface PanelTile {

    /** The heights that exist, tallest first. */
    int[] heights();

    /** The heights of which there are tiles of half the width, tallest first: all of {@link #heights()} and taller ones. */
    int[] halfHeights();

    /** Floats in one vector; a tile is {@code 2 * lanes} wide. */
    int lanes();

    /**
     * {@code C = A * B}.
     *
     * @param mr height of the tile, one of {@link #heights()}
     * @param kc depth, at least 0
     * @param a  holds A
     * @param ao where A's panel begins
     * @param b  holds B
     * @param bo where B's panel begins
     * @param c  holds C
     * @param co where C's tile begins
     */
    void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co);

    /** {@code C += A * B}, arguments as in {@link #multiply}. */
    void add(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co);

    /**
     * {@link #multiply} for the first half of the columns alone, {@code lanes} of them: neither of B's other half nor of
     * C's is anything read or written. The height is one of {@link #halfHeights()}.
     */
    void multiplyHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co);

    /** {@link #add} for the first half of the columns alone. */
    void addHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co);

    /**
     * {@code C = A * B} in chains that may be shorter: each begins with zero, the first is stored and the next are added
     * to it, one after the other.
     *
     * @param chain steps of a chain, even, at most {@link GemmTile#MAX_DEPTH}; the last may have fewer
     */
    default void multiplyChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int first = Math.min(kc, chain);
        multiply(mr, first, a, ao, b, bo, c, co);
        if (first < kc) {
            addChains(mr, kc - first, chain, a, ao + first * mr, b, bo + first * 2 * lanes(), c, co);
        }
    }

    /** {@code C += A * B} in chains, arguments as in {@link #multiplyChains}. */
    default void addChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        for (int k = 0; k < kc; k += chain) {
            add(mr, Math.min(chain, kc - k), a, ao + k * mr, b, bo + k * 2 * lanes(), c, co);
        }
    }
}
