package io.github.convgrad.internal.kernel;

/**
 * The maps of {@link WinogradTransform} for square tiles, {@code h = m}, and those that dw needs:
 *
 * <pre>
 *   dw   dg = G^T [ (B^T d B) . (A dy A^T) ] G
 *
 *   method           from      to       matrix on both sides   a lane is
 *   channelInput     a x a     a x a    B^T   (a x a)          a channel
 *   outputGradient   m x m     a x a    A     (a x m)          a channel
 *   weightGradient   a x a     3 x 3    G^T   (3 x a)          a channel
 * </pre>
 */
public interface WinogradGradient extends WinogradTransform {

    /** Outputs of a tile along each axis, {@code m}. */
    int outputTile();

    /** Inputs of a tile along each axis, {@code a = m + 2}. */
    default int inputTile() {
        return outputTile() + 2;
    }

    @Override
    default int outputHeight() {
        return outputTile();
    }

    @Override
    default int outputWidth() {
        return outputTile();
    }

    /**
     * {@code B^T d B} of {@code count} neighbouring tiles; {@code step = m * lanes}, {@code column = lanes},
     * {@code dstStep = width}.
     */
    void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn);

    /** {@code A dy A^T} of {@code count} neighbouring tiles; {@code step = m * lanes}, {@code column = lanes}. */
    void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep);

    /** {@code G^T S G} of {@code count} produced channels; {@code step = dstStep = width}. */
    void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn);
}
