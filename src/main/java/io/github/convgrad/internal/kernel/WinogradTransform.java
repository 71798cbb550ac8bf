package io.github.convgrad.internal.kernel;

/**
 * The small linear maps of Winograd's algorithm F(h x m, 3 x 3), each applied to many independent tiles at once: one
 * lane, one tile or one produced channel; a vector is {@code lanes} of them.
 *
 * <p>With {@code e = h + 2} and {@code a = m + 2}, input tiles {@code d} (e x a), kernels {@code g} (3 x 3), output
 * tiles {@code y} (h x m):
 * <pre>
 *   forward, dx     y = A^T [ (G g G^T) . (B^T d B) ] A
 *
 *   method     from      to       matrix on the left   on the right, transposed   a lane is
 *   input      e x a     e x a    B^T   (e x e)        B^T   (a x a)              a tile
 *   weights    3 x 3     e x a    G     (e x 3)        G     (a x 3)              a produced channel
 *   output     e x a     h x m    A^T   (h x e)        A^T   (m x a)              a tile
 * </pre>
 *
 * <p>The matrices on the left are those of F(h, 3), on the right those of F(m, 3). {@link WinogradGradient} has the maps
 * of dw.
 *
 * <p>Element {@code (i, j)} of vector {@code n < count} is read at {@code src[from + n*step + i*row + j*column]} and
 * written at {@code dst[to + n*dstStep + i*dstRow + j*dstColumn]}. Steps are constants wherever they can be: a kernel
 * then checks its bounds once a call. {@code width} is {@code 2 * lanes}, a row of a {@link PanelTile}'s B or C;
 * {@code rowPitch} is {@link #rowPitch()}. Vectors are done in ascending order of {@code n}, so where a step is less
 * than {@code lanes} the next one overwrites what hangs over.
 *
 * <p>Every implementation does the same operations in the same order, which {@link ScalarWinogradTransform} spells out,
 * and so gives the same bits. Source and destination must not overlap, but may lie in one array.
 */
public interface WinogradTransform {

    /** Rows of a tile's outputs, {@code h}. */
    int outputHeight();

    /** Columns of a tile's outputs, {@code m}. */
    int outputWidth();

    /** Rows of a tile's inputs, {@code e = h + 2}. */
    default int inputHeight() {
        return outputHeight() + 2;
    }

    /** Columns of a tile's inputs, {@code a = m + 2}. */
    default int inputWidth() {
        return outputWidth() + 2;
    }

    /** Products of a tile, {@code e * a}. */
    default int frequencies() {
        return inputHeight() * inputWidth();
    }

    /** Floats in one vector. */
    int lanes();

    /** Distance between rows of pixels of neighbouring channels: 16 vectors, and one that may hang over. */
    default int rowPitch() {
        return 17 * lanes();
    }

    /** Tiles whose pixels fit a row: 16 vectors of pixels. */
    default int tilesOfRow() {
        return 16 * lanes() / outputWidth();
    }

    /**
     * {@code B^T d B} of neighbouring tiles, for {@code count} channels. The first {@code m} columns of a tile and the
     * last two are read from rows of their own, which {@link TileRows} lays out, or from one row of an image, in which
     * the second begins {@code m} pixels after the first:
     *
     * <pre>
     *   d[i][j] of lane l  =  src[from          + n*step + i*row + m*l + j]         j &lt; m
     *                         src[from + second + n*step + i*row + m*l + j - m]     j = m, m + 1
     * </pre>
     *
     * <p>Reads {@code m * lanes} floats of each row.
     */
    void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step);

    /**
     * {@code A^T M A} of neighbouring tiles and the bias {@code bias[biasAt + n]}, for {@code count} channels;
     * {@code step = width}, and {@code y[i][j]} of lane {@code l} goes to
     * {@code dst[to + n*dstStep + i*dstRow + m*l + j]}.
     */
    void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep);

    /**
     * {@code G g G^T} of {@code count} source channels, the nine vectors of each side by side:
     * {@code step = 9 * lanes}. With negative rows and columns a kernel is turned around.
     */
    void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep);
}
