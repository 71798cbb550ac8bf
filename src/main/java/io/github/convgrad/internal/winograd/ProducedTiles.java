package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradTransform;

/**
 * Stores the pixels of a run of tiles, laid out as {@code stage[i][channel][m * tile + j]}, into the planes they belong
 * to. Nothing beside the run's own pixels is written.
 */
final class ProducedTiles {
    private final Correlation shape;
    private final TileRows rows;
    private final PanelCopy copy;
    private final int h;
    private final int m;
    private final int lanes;
    private final int rowPitch;

    /**
     * Stores channel by channel.
     *
     * @param rowPitch distance between rows of pixels of one channel
     */
    ProducedTiles(Correlation shape, KernelSet kernels, WinogradTransform transform, int rowPitch) {
        this.shape = shape;
        rows = kernels.tileRows();
        copy = kernels.panelCopy();
        this.rowPitch = rowPitch;
        h = transform.outputHeight();
        m = transform.outputWidth();
        lanes = transform.lanes();
    }

    /**
     * Where a vector of tiles begins, counted from the channel's plane of image 0, if all of them stand in one row and
     * no pixel of theirs lies outside the plane; or else -1.
     *
     * @param first the vector's first tile
     * @param image distance between images
     */
    int whole(TileGrid grid, int first, int image) {
        int line = grid.line(first), tx = first - grid.start(line);
        if (tx + lanes > grid.across() || m * (tx + lanes) > shape.outWidth() || shape.dilated()) {
            return -1;
        }
        int n = grid.image(line), row = grid.row(grid.ofImage(line, n));
        return row + h <= shape.outHeight() ? n * image + row * shape.outWidth() + m * tx : -1;
    }

    /**
     * Stores a run of tiles of a grid, of one channel.
     *
     * @param src     holds the stage
     * @param stage   where the stage begins
     * @param first   the run's first tile
     * @param last    the tile behind it
     * @param dst     the produced tensor
     * @param channel where the channel's plane of image 0 begins in {@code dst}
     * @param image   distance between images
     */
    void store(TileGrid grid, float[] src, int stage, int first, int last, float[] dst, int channel, int image) {
        int rowStep = shape.dilationH(), columnStep = shape.dilationW(), pitch = rowStep * shape.outWidth();
        int line = grid.line(first), tx = first - grid.start(line);
        for (int t = first, next; t < last; t = next) {
            int n = grid.image(line), ofImage = grid.ofImage(line, n);
            int row = grid.row(ofImage), column = grid.column(ofImage) + m * columnStep * tx;
            next = Math.min(last, grid.start(++line));
            int height = Math.min(h, Math.ceilDiv(shape.outHeight() - row, rowStep));
            int width = Math.min(m * (next - t), Math.ceilDiv(shape.outWidth() - column, columnStep));
            int from = stage + m * (t - first), to = channel + n * image + row * shape.outWidth() + column;
            if (columnStep == 1 && height > 0) {
                rows.store(height, width, src, from, rowPitch, dst, to, pitch);
            } else if (height > 0 && width > 0) {
                copy.scatter(height, width, src, from, rowPitch, dst, to, pitch, columnStep);
            }
            tx = 0;
        }
    }
}
