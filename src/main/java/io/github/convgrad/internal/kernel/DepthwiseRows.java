package io.github.convgrad.internal.kernel;

/**
 * The row kernels of the depthwise family: weights that meet one channel at a time leave no product of matrices, only
 * rows that slide over each other.
 *
 * <p>All of them work on a <em>lattice</em>: a band of an image laid out row by row with a {@code pitch} wide enough
 * that the zeros behind one row are also the zeros before the next. A tap is then one offset for the whole band, and a
 * band is one flat run:
 *
 * <pre>
 *        0 0 0 0 0 0 0 0 0          zero rows above (the caller's)      out[p] = start + sum  w[t] * in[p + offset[t]]
 *        a a a a a a a 0 0          row, then zeros up to the pitch                          t
 *        b b b b b b b 0 0     p -> . . [ p .. p + lanes ) . . .           a tap to the left of b reads a's zeros,
 *        c c c c c c c 0 0                                                 a tap to the right reads b's own
 * </pre>
 *
 * <p>What falls between the rows is computed and thrown away. A source read with a stride is split by
 * {@linkplain #stage stage} into one lattice for each remainder; a result written with a stride is put together by
 * {@linkplain #weave weave} from one lattice for each remainder.
 *
 * <p>All arrays of lattices need {@value #SLACK} floats of room behind the last row. Implementations may read that
 * room, and where a method says so, write it. Every sum is one chain of fused multiply-adds in the order stated, or
 * {@value #PARTIALS} such chains, whatever the width of the vectors.
 */
public interface DepthwiseRows {
    /** Chains in which {@link #dots} and {@link #tally} sum; the caller adds them up, see {@link #total}. */
    int PARTIALS = 16;

    /** Floats that must lie behind a lattice, and that may be read or overwritten. */
    int SLACK = 16;

    /**
     * Lays rows of an image into a lattice, or into {@code step} lattices when every {@code step}-th float is wanted.
     *
     * <pre>
     *   dst[to + k*phasePitch + i*pitch + j] = src[from + i*srcPitch + j*step + k]
     *   0 &lt;= i &lt; rows,  0 &lt;= j*step + k &lt; columns,  0 &lt;= k &lt; step
     * </pre>
     *
     * <p>The zeros between the rows are the caller's; all that may be written there, and up to {@value #SLACK} floats
     * behind the last row, are more zeros.
     *
     * @param columns floats of each source row, at least 0, at most {@code step * pitch}
     */
    void stage(float[] src, int from, int srcPitch, int rows, int columns, int step,
            float[] dst, int to, int pitch, int phasePitch);

    /**
     * Slides taps over a run of a lattice.
     *
     * <pre>   out[to + p] = start + sum of w[wo + t] * in[at + offsets[oo + t] + p]   </pre>
     *
     * for {@code 0 <= p < count}, one chain of fused multiply-adds in the order of the taps. Up to {@value #SLACK}
     * floats behind the run are overwritten with rubbish.
     */
    void slide(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to, int count);

    /**
     * {@link #slide} for four results of the same source: result {@code r} has the weights at {@code wo + r*wPitch},
     * begins at {@code starts[so + r]} and lies at {@code to + r*outPitch}.
     */
    void slideFour(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch, int count);

    /** Whether {@link #slideTall} exists for kernels of this height; where it does, it is faster. */
    boolean tall(int kernelHeight);

    /** The fewest rows of results {@link #slideTall} takes. */
    int TALL_ROWS = 7;

    /** The pitch of the lattices {@link #slideTall} takes. */
    int TALL_PITCH = 64;

    /**
     * Slides all taps of a kernel over a lattice and writes the results where they belong, taking the taps column by
     * column, each from the top, so that a row of the source is loaded once for many rows of results.
     *
     * <pre>
     *   out[to + r*outPitch + c] = start + sum of w[wo + step*(i*kernelWidth + j)]
     *                                             * in[at + (r + i)*TALL_PITCH + j*columnStep + c]
     *   0 &lt;= r &lt; rows,  0 &lt;= c &lt; columns;  for each j in ascending order, for each i in ascending order
     * </pre>
     *
     * <p>Nothing else of {@code out} is written.
     *
     * @param step    1, or -1 with {@code wo} at the last tap for a kernel turned round
     * @param rows    at least {@value #TALL_ROWS}
     * @throws UnsupportedOperationException if {@link #tall} says so
     */
    void slideTall(int kernelHeight, int kernelWidth, float[] in, int at, int columnStep,
            float[] w, int wo, int step, float start, float[] out, int to, int outPitch, int rows, int columns);

    /** Whether {@link #slideColumns} exists for kernels of this height; where it does, it is faster. */
    boolean columns(int kernelHeight);

    /**
     * What {@link #slideColumns} slides: columns of taps, of several sources.
     *
     * @param kernelHeight taps of a column, one of those that {@link #columns} names
     * @param offsets      for each column where it begins in the lattices
     * @param weights      for each column where its weights begin
     * @param weightStep   floats from the weight of a tap to that of the tap below
     */
    record ColumnTaps(int kernelHeight, int[] offsets, int[] weights, int weightStep) {
    }

    /**
     * {@link #slideTall} for results that sum several sources, given as columns of taps.
     *
     * <pre>
     *   out[to + r*outPitch + c] = start + sum of w[wo + weights[j] + i*weightStep]
     *                                             * in[at + offsets[j] + (r + i)*TALL_PITCH + c]
     *   0 &lt;= r &lt; rows,  0 &lt;= c &lt; columns;  for each j in ascending order, for each i in ascending order
     * </pre>
     *
     * <p>Nothing else of {@code out} is written.
     *
     * @param rows at least {@value #TALL_ROWS}
     * @throws UnsupportedOperationException if {@link #columns} says so
     */
    void slideColumns(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out, int to,
            int outPitch, int rows, int columns);

    /**
     * Takes rows of a result out of its lattices; the inverse of {@link #stage} in both directions.
     *
     * <pre>
     *   dst[to + r*dstPitch + c] = src[from + (r % rowStep) * rowPhasePitch    + (r / rowStep) * pitch
     *                                       + (c % columnStep) * columnPhasePitch + c / columnStep]
     *   0 &lt;= r &lt; rows,  0 &lt;= c &lt; columns
     * </pre>
     *
     * <p>Nothing else of {@code dst} is written.
     */
    void weave(float[] src, int from, int pitch, int rowStep, int rowPhasePitch, int columnStep, int columnPhasePitch,
            float[] dst, int to, int dstPitch, int rows, int columns);

    /**
     * Adds rows to lattices, each where it belongs.
     *
     * <pre>   dst[to + targets[i] + j]  +=  src[from + sources[i] + j]     0 &lt;= j &lt; count, for each i in ascending order </pre>
     *
     * <p>Rows may land on each other. Up to {@value #SLACK} floats behind each row of either are read; what lies in
     * {@code dst} is written back as it was.
     */
    void add(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets, int count);

    /**
     * Adds the products of two lattices, one sum for each tap, each in {@value #PARTIALS} chains.
     *
     * <pre>
     *   sums[so + t*PARTIALS + l] += x[at + offsets[oo + t] + p] * dy[dyAt + p]   for p = l, l + PARTIALS, …
     * </pre>
     *
     * <p>Between the rows {@code dy} must be zero and {@code x} finite.
     *
     * @param count length of the run, a multiple of {@value #PARTIALS}
     */
    void dots(int taps, float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int count,
            float[] sums, int so);

    /** Rows of {@link #dotsTall} come in multiples of this. */
    int TALL_DOT_ROWS = 4;

    /** Whether {@link #dotsTall} exists for kernels of this height. */
    static boolean dotsTall(int kernelHeight) {
        return kernelHeight == 3 || kernelHeight == 5 || kernelHeight == 7;
    }

    /**
     * {@link #dots} of all taps of a kernel whose rows of taps meet neighbouring rows, strip after strip of
     * {@value #PARTIALS} columns, each from the top, so that a row of the source is loaded once for many rows of
     * {@code dy}.
     *
     * <pre>
     *   sums[so + (i*kernelWidth + j)*PARTIALS + l]
     *       += x[at + (r + i)*TALL_PITCH + j*columnStep + c] * dy[dyAt + r*TALL_PITCH + c]
     *   for c = l, l + PARTIALS, … &lt; columns, for each r = 0 .. rows-1
     * </pre>
     *
     * <p>The last strip is whole too: there, and in rows added to make a multiple, {@code dy} must be zero and {@code x}
     * finite.
     *
     * @param kernelHeight one of those that {@link #dotsTall(int)} names
     * @param rows         a multiple of {@value #TALL_DOT_ROWS}
     */
    void dotsTall(int kernelHeight, int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt, int rows,
            int columns, float[] sums, int so);

    /**
     * {@link #dotsTall} with three rows of taps for two results: the second one's lattice of {@code dy} lies
     * {@code dyPitch} floats behind the first one's, and its sums {@code sumsPitch}. The same bits as one by one.
     */
    default void dotsTallPair(int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt, int dyPitch,
            int rows, int columns, float[] sums, int so, int sumsPitch) {
        dotsTall(3, kernelWidth, x, at, columnStep, dy, dyAt, rows, columns, sums, so);
        dotsTall(3, kernelWidth, x, at, columnStep, dy, dyAt + dyPitch, rows, columns, sums, so + sumsPitch);
    }

    /**
     * Adds up a lattice in {@value #PARTIALS} chains: {@code sums[so + l] += dy[at + p]} for
     * {@code p = l, l + PARTIALS, …}.
     *
     * @param count length of the run, a multiple of {@value #PARTIALS}
     */
    void tally(float[] dy, int at, int count, float[] sums, int so);

    /** The sum of {@value #PARTIALS} floats, by halves: always in the same order. */
    static float total(float[] sums, int so) {
        float s0 = (sums[so] + sums[so + 8]) + (sums[so + 4] + sums[so + 12]);
        float s1 = (sums[so + 1] + sums[so + 9]) + (sums[so + 5] + sums[so + 13]);
        float s2 = (sums[so + 2] + sums[so + 10]) + (sums[so + 6] + sums[so + 14]);
        float s3 = (sums[so + 3] + sums[so + 11]) + (sums[so + 7] + sums[so + 15]);
        return (s0 + s2) + (s1 + s3);
    }
}
