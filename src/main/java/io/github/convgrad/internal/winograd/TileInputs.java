package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Tensors;

/**
 * The B side of {@link TileProduct}: {@code V[frequency][panel][k][width]} of a block of tiles. A vector of tiles that
 * lies in one row of tiles, clear of all margins, is transformed from where it lies in the image; others go through a
 * stage.
 */
final class TileInputs {
    /** Channels staged together: a vector of tiles of all of them is one call of the transform. */
    static final int CHANNELS = 16;

    private final Correlation shape;
    private final boolean forward;
    private final WinogradTransform transform;
    private final TileGrid grid;
    private final SourceTiles source;
    private final int lanes;
    private final int width;

    /** The inputs of a product; blocks of {@link #start} are those of {@code grid}. */
    TileInputs(Correlation shape, boolean forward, KernelSet kernels, WinogradTransform transform, TileGrid grid) {
        this.shape = shape;
        this.forward = forward;
        this.transform = transform;
        this.grid = grid;
        source = new SourceTiles(shape, kernels, transform, CHANNELS);
        lanes = transform.lanes();
        width = 2 * lanes;
    }

    /** Channels of a group. */
    int depth() {
        return shape.depth();
    }

    int groups() {
        return shape.groups();
    }

    /** Distance between frequencies of V; the room behind them keeps their lines in different sets of the cache. */
    int pitch(int tilePanels) {
        return tilePanels * shape.depth() * width + width;
    }

    /** Where a block of a group begins among all. */
    int start(int group, int block) {
        return (group * grid.blocks() + block) * transform.frequencies() * pitch(grid.mostPanels());
    }

    /** Floats of all blocks of all groups. */
    long floats() {
        return (long) shape.groups() * grid.blocks() * transform.frequencies() * pitch(grid.mostPanels());
    }

    /** Scratch for what is staged. */
    int stageFloats() {
        return source.size();
    }

    /**
     * Transforms some channels of some tiles.
     *
     * @param first      the first tile, the first of a block
     * @param last       the tile behind the last
     * @param tilePanels panels of the block
     * @param firstK     the first channel, a multiple of {@link #CHANNELS}
     * @param lastK      the channel behind the last
     * @param v          holds the block's V
     * @param at         where it begins
     * @param own        holds {@link #stageFloats} floats of scratch
     * @param stageAt    where they begin
     */
    void transform(Tensors tensors, int group, int first, int last, int tilePanels, int firstK, int lastK, float[] v,
            int at, float[] own, int stageAt) {
        float[] src = forward ? tensors.x : tensors.dy;
        int m = transform.outputWidth(), plane = shape.sourcePixels(), image = shape.groups() * shape.depth() * plane;
        for (int t = first; t < last; t += transform.tilesOfRow()) {
            int end = Math.min(last, t + transform.tilesOfRow());
            for (int k = firstK; k < lastK; k += CHANNELS) {
                int count = Math.min(CHANNELS, lastK - k), channel = (group * shape.depth() + k) * plane;
                source.fetch(grid, src, channel, count, image, t, end, own, stageAt);
                for (int u = t, next; u < end; u = next) {
                    next = u + lanes;
                    int whole = source.whole(grid, u, image);
                    if (whole >= 0) {
                        transform(count, src, channel + whole, m, shape.sourceWidth(), plane, v, at, u - first, k,
                                tilePanels);
                        continue;
                    }
                    while (next < end && source.whole(grid, next, image) < 0) {
                        next += lanes;
                    }
                    source.stage(grid, src, channel, count, image, u, Math.min(next, end), own, stageAt);
                    for (int staged = u; staged < next; staged += lanes) {
                        transform(count, own, stageAt + m * (staged - u), source.second(), source.rowPitch(),
                                transform.rowPitch(), v, at, staged - first, k, tilePanels);
                    }
                }
            }
        }
    }

    /** Transforms a vector of tiles, counted from the block's first, of some channels from {@code k} on. */
    private void transform(int count, float[] src, int from, int second, int row, int step, float[] v, int at, int tile,
            int k, int tilePanels) {
        int pitch = pitch(tilePanels), to = at + (tile / width * shape.depth() + k) * width + tile % width;
        transform.input(count, src, from, second, row, v, to, transform.inputWidth() * pitch, pitch, width, step);
    }
}
