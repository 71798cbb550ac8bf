package io.github.convgrad.internal.kernel;

/**
 * The micro-kernel for dot products of runs of pixels: each of some runs of {@code x} with each of some of {@code dy}, all
 * read where they lie.
 *
 * <pre>
 *                          dy[dyo + run*dyPitch + columns[c + j] + p]       j &lt; width
 *                                  |
 *   x[xo + run*xPitch + rows[r + i] + p]  --  sums[so + (i*width + j)*16 + l]      i &lt; mr,  l = p % 16
 * </pre>
 *
 * <p>A sum is held in {@link DepthwiseRows#PARTIALS} chains, whatever the width of the vectors: pixel {@code p} of the runs
 * adds to chain {@code p % PARTIALS}, one fused multiply-add after the other, {@code p} ascending. {@link #totals} adds
 * the chains up. Where both sides are pixels, none has to be turned: a product like {@link GemmTile}'s wants one of them
 * the other way round.
 */
public interface DotTile {
    /** Runs are as many pixels as a multiple of this. */
    int STEP = 2 * DepthwiseRows.PARTIALS;

    /** How many runs of x a tile may have, most first. */
    int[] heights();

    /** How many runs of dy a tile has. */
    int width();

    /** The most pixels of a run that a call takes, a multiple of {@link #STEP}. */
    int near();

    /**
     * Adds the products of some runs to what the chains hold.
     *
     * @param mr      runs of x, one of {@link #heights()}
     * @param runs    runs of each side that lie evenly spaced; those of a pair follow each other in the sum
     * @param count   length of a run, a multiple of {@link #STEP}, at most {@link #near}
     * @param x       holds the runs of x
     * @param xo      what the offsets of its runs are counted from
     * @param xPitch  from a run of x to the next
     * @param rows    those offsets
     * @param r       the first of them
     * @param dy      holds the runs of dy
     * @param dyo     what the offsets of its runs are counted from
     * @param dyPitch from a run of dy to the next
     * @param columns those offsets
     * @param c       the first of them
     * @param sums    {@code [mr][width][PARTIALS]}; in none of the runs
     * @param so      where they begin
     */
    void add(int mr, int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r, float[] dy, int dyo,
            int dyPitch, int[] columns, int c, float[] sums, int so);

    /**
     * Adds up the chains of some sums that were turned before, so that chain {@code l} of sum {@code i} is
     * {@code turned[at + l*pitch + i]}: by halves, as {@link DepthwiseRows#total} does. They are left in the first row.
     */
    static void totals(int count, float[] turned, int at, int pitch) {
        for (int half = DepthwiseRows.PARTIALS / 2; half > 0; half /= 2) {
            for (int l = 0; l < half; l++) {
                int to = at + l * pitch, from = to + half * pitch;
                for (int i = 0; i < count; i++) {
                    turned[to + i] += turned[from + i];
                }
            }
        }
    }
}
