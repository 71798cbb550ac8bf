package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradTransform;
import java.util.Arrays;

/**
 * Stages the pixels of a run of neighbouring tiles so that a vector of tiles is whole wherever image rows end. Each of
 * a tile's {@code e} rows stands in a row of its own, tile after tile, and twice: once with the first {@code m} columns
 * of every tile, once with the two columns it shares with its neighbour. Pixels outside the source are zeros.
 *
 * <pre>   stage[i][first columns | last columns][channel][m * tile + column] </pre>
 */
final class SourceTiles {
    private final Correlation shape;
    private final TileRows rows;
    private final PanelCopy copy;
    private final int e;
    private final int m;
    private final int rowStep;
    private final int columnStep;
    private final int lanes;
    private final int channelPitch;
    private final int second;

    /** Stages up to {@code channels} channels at a time, and runs of up to {@link WinogradTransform#tilesOfRow()}. */
    SourceTiles(Correlation shape, KernelSet kernels, WinogradTransform transform, int channels) {
        this.shape = shape;
        rows = kernels.tileRows();
        copy = kernels.panelCopy();
        e = transform.inputHeight();
        m = transform.outputWidth();
        rowStep = shape.down().inStride() * shape.dilationH();
        columnStep = shape.across().inStride() * shape.dilationW();
        lanes = transform.lanes();
        channelPitch = transform.rowPitch();
        second = channels * channelPitch;
    }

    /** Distance between the two halves of a row. */
    int second() {
        return second;
    }

    /** Distance between rows. */
    int rowPitch() {
        return 2 * second;
    }

    /** Floats of the stage. */
    int size() {
        return e * rowPitch();
    }

    /**
     * Where a vector of tiles begins, counted from the first channel's plane of image 0, if all of them stand in one
     * row and read no pixel outside the source; or else -1.
     *
     * @param first the vector's first tile
     * @param image distance between images
     */
    int whole(TileGrid grid, int first, int image) {
        int line = grid.line(first), tx = first - grid.start(line);
        if (tx + lanes > grid.across() || rowStep * columnStep > 1) {
            return -1;
        }
        int n = grid.image(line), iy = grid.row(grid.ofImage(line, n)) - shape.padTop(), ix = m * tx - shape.padLeft();
        boolean inside = iy >= 0 && iy + e <= shape.liveHeight() && ix >= 0 && ix + m * lanes + m <= shape.liveWidth();
        return inside ? n * image + iy * shape.sourceWidth() + ix : -1;
    }

    /** Brings what a run of tiles reads into the cache; {@code own[at]} is lost. Parameters as for {@link #stage}. */
    void fetch(TileGrid grid, float[] src, int channel, int count, int image, int first, int last, float[] own,
            int at) {
        for (int t = first, next; t < last; t = next) {
            int line = grid.line(t), n = grid.image(line), begin = grid.ofImage(line, n);
            next = Math.min(last, grid.start(line + grid.linesOfPhase(begin)));
            int end = begin + grid.line(next - 1) - line, rows = (grid.row(end) - grid.row(begin)) / rowStep + e;
            int left = 0, right = shape.sourceWidth();
            if (begin == end && columnStep == 1) {
                // Several lines of tiles are fetched as whole rows.
                left = Math.max(0, m * (t - grid.start(line)) - shape.padLeft());
                right = Math.min(shape.liveWidth(), m * (next - grid.start(line)) + 2 - shape.padLeft());
            }
            fetchRows(src, channel + n * image + left, count, grid.row(begin) - shape.padTop(), rows, rowStep,
                    right - left, own, at);
        }
    }

    /** Brings those rows of some channels' planes into the cache that there are; {@code own[at]} is lost. */
    void fetchRows(float[] src, int from, int count, int iy, int rows, int step, int length, float[] own, int at) {
        int top = Math.clamp(Math.ceilDiv(-iy, step), 0, rows);
        int bottom = Math.clamp(Math.ceilDiv(shape.liveHeight() - iy, step), top, rows), width = shape.sourceWidth();
        if (top < bottom && length > 0) {
            MemoryLines.fetch(count, shape.sourcePixels(), bottom - top, step * width, src,
                    from + (iy + step * top) * width, length, own, at);
        }
    }

    /**
     * Stages a run of tiles of a grid.
     *
     * @param src     the source tensor
     * @param channel where the first channel's plane of image 0 begins in {@code src}
     * @param count   channels
     * @param image   distance between images
     * @param first   the run's first tile
     * @param last    the tile behind it
     * @param dst     where to
     * @param to      where the stage begins in {@code dst}
     */
    void stage(TileGrid grid, float[] src, int channel, int count, int image, int first, int last, float[] dst,
            int to) {
        int line = grid.line(first), tx = first - grid.start(line);
        for (int t = first, next; t < last; t = next) {
            int n = grid.image(line), ofImage = grid.ofImage(line, n);
            next = Math.min(last, grid.start(++line));
            stageLine(src, channel + n * image, count, grid.row(ofImage) - shape.padTop(),
                    grid.column(ofImage) + m * columnStep * tx - shape.padLeft(), m * (next - t), false, dst,
                    to + m * (t - first));
            tx = 0;
        }
    }

    /**
     * Stages neighbouring tiles of one tile row.
     *
     * @param src    the source tensor
     * @param plane  where the first channel's plane begins in {@code src}
     * @param count  channels
     * @param iy     row of the source that the tiles begin with
     * @param ix     column that the first tile begins with
     * @param length pixels, {@code m} for each tile
     * @param once   whether the last two columns of a tile are read from where its neighbour's first are: they are staged
     *               behind the last tile
     * @param dst    where to
     * @param to     where the first tile's pixels go
     */
    void stageLine(float[] src, int plane, int count, int iy, int ix, int length, boolean once, float[] dst, int to) {
        if (rowStep * columnStep > 1) {
            for (int i = 0; i < e; i++) {
                stageStrided(src, plane, count, iy + i * rowStep, ix, length, dst, to + i * rowPitch());
            }
            return;
        }
        int begin = Math.min(e, Math.max(0, -iy)), end = Math.max(begin, Math.min(e, shape.liveHeight() - iy));
        int pixels = once ? length + m : length;
        for (int i = 0; i < e; i++) {
            if (i < begin || i >= end) {
                zero(count, 0, pixels, dst, to + i * rowPitch());
                if (!once) {
                    zero(count, 0, pixels, dst, to + i * rowPitch() + second);
                }
            }
        }
        if (begin == end) {
            return;
        }
        // Columns before the source, and columns that no output reads or that lie behind it, are zeros.
        int width = shape.sourceWidth(), from = plane + (iy + begin) * width + ix;
        rows.stage(count, end - begin, pixels, -ix, shape.liveWidth() - ix, src, from, once ? 0 : m, width,
                shape.sourcePixels(), dst, to + begin * rowPitch(), second, rowPitch(), channelPitch);
    }

    /** One row of tiles whose pixels lie apart in the source. The second half is taken from the first. */
    private void stageStrided(float[] src, int plane, int count, int y, int ix, int length, float[] dst, int to) {
        int begin = Math.clamp(Math.ceilDiv(-ix, columnStep), 0, length + m);
        int end = y < 0 || y >= shape.liveHeight() ? begin
                : Math.clamp(Math.ceilDiv(shape.liveWidth() - ix, columnStep), begin, length + m);
        if (begin < end) {
            int from = plane + y * shape.sourceWidth() + ix + columnStep * begin, pixels = shape.sourcePixels();
            if (columnStep == 1) {
                copy.copyRows(count, end - begin, src, from, pixels, dst, to + begin, channelPitch);
            } else {
                copy.copyColumns(count, end - begin, src, from, pixels, columnStep, dst, to + begin, channelPitch);
            }
            zero(count, 0, begin, dst, to);
            zero(count, end, length + m, dst, to);
            copy.copyRows(count, length, dst, to + m, channelPitch, dst, to + second, channelPitch);
        } else {
            zero(count, 0, length, dst, to);
            zero(count, 0, length, dst, to + second);
        }
    }

    private void zero(int count, int begin, int end, float[] dst, int to) {
        for (int c = 0; c < count && begin < end; c++) {
            Arrays.fill(dst, to + c * channelPitch + begin, to + c * channelPitch + end, 0f);
        }
    }
}
