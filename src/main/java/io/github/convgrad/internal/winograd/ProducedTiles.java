package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradTransform;

/**
 * Stores the pixels of a run of tiles, laid out as {@code stage[i][channel][m * tile + j]}, into the planes they belong
 * to. Nothing beside the run's own pixels is written.
 */
final class ProducedTiles {
    private final Correlation shape;
    private final TileRows rows;
    private final int h;
    private final int m;
    private final int lanes;
    private final int rowPitch;

    /**
     * Stores channel by channel.
     *
     * @param rowPitch distance between rows of pixels of one channel
     */
    ProducedTiles(Correlation shape, TileRows rows, WinogradTransform transform, int rowPitch) {
        this.shape = shape;
        this.rows = rows;
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
        int across = grid.across(), line = first / across, tx = first - line * across;
        int n = line / grid.down(), ty = line - n * grid.down();
        boolean inside = tx + lanes <= across && m * (tx + lanes) <= shape.outWidth()
                && h * (ty + 1) <= shape.outHeight();
        return inside ? n * image + h * ty * shape.outWidth() + m * tx : -1;
    }

    /**
     * Stores a run of tiles of a grid, of one channel.
     *
     * @param src     holds the stage
     * @param from    where the stage begins
     * @param first   the run's first tile
     * @param last    the tile behind it
     * @param dst     the produced tensor
     * @param channel where the channel's plane of image 0 begins in {@code dst}
     * @param image   distance between images
     */
    void store(TileGrid grid, float[] src, int from, int first, int last, float[] dst, int channel, int image) {
        int across = grid.across(), line = first / across, tx = first - line * across;
        int n = line / grid.down(), ty = line - n * grid.down();
        for (int t = first; t < last;) {
            int live = Math.min(across - tx, last - t);
            int width = Math.min(m * (tx + live), shape.outWidth()) - m * tx;
            rows.store(Math.min(h, shape.outHeight() - h * ty), width, src, from + m * (t - first), rowPitch, dst,
                    channel + n * image + h * ty * shape.outWidth() + m * tx, shape.outWidth());
            t += live;
            tx = 0;
            if (++ty == grid.down()) {
                ty = 0;
                n++;
            }
        }
    }
}
