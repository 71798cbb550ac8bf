package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.WinogradGradient;
import java.util.Arrays;

/**
 * Stages the pixels of a run of tiles with one vector of channels side by side: {@code stage[row][column][lane]}. Units
 * of one image share the rows that their tiles share. Pixels outside the plane are zeros.
 *
 * @param runs       how tiles fall into runs
 * @param tile       pixels from one tile to the next
 * @param overlap    pixels a tile shares with the next: 2 for the input, none for the output's gradient
 * @param rowStep    distance in the plane between rows of pixels that are neighbours in a tile
 * @param columnStep the same for columns
 * @param rowPhases  images that a plane's rows are dealt out to, one row to each in turn: the dilation
 * @param columnPhases the same for columns
 * @param height     rows of a plane that count
 * @param width      columns of a plane that count
 * @param pitch      distance between rows of a plane
 * @param pixels     distance between planes
 * @param padTop     zero rows above the plane, negative where its first rows are never read
 * @param padLeft    zero columns before the plane, negative likewise
 * @param lanes      channels side by side
 */
record ChannelPixels(TileRuns runs, int tile, int overlap, int rowStep, int columnStep, int rowPhases, int columnPhases,
        int height, int width, int pitch, int pixels, int padTop, int padLeft, int lanes) {

    /** Floats of a row below which turning it takes long enough for what it reads to be fetched before. */
    private static final int SHORT = 64;
    /** Distance of columns from which those that are wanted are picked: below, whole rows are turned faster. */
    private static final int FAR = 5;

    /** Of x, for a piece of the kernel: the pixels that its first tap meets and those beside them. */
    static ChannelPixels source(ConvShape s, KernelPieces.Piece piece, TileRuns runs, WinogradGradient transform) {
        Correlation c = Correlation.forward(s);
        int top = s.dilationH() * piece.rows().first(s.strideH()), left = s.dilationW() * piece.columns().first(s.strideW());
        return new ChannelPixels(runs, transform.outputTile(), 2, s.strideH() * s.dilationH(), s.strideW() * s.dilationW(),
                s.dilationH(), s.dilationW(), c.liveHeight(), c.liveWidth(), s.inWidth(), s.inPixels(), s.padTop() - top,
                s.padLeft() - left, transform.lanes());
    }

    /** Of dy. */
    static ChannelPixels gradient(ConvShape s, TileRuns runs, WinogradGradient transform) {
        return new ChannelPixels(runs, transform.outputTile(), 0, s.dilationH(), s.dilationW(), s.dilationH(), s.dilationW(),
                s.outHeight(), s.outWidth(), s.outWidth(), s.outPixels(), 0, 0, transform.lanes());
    }

    /** Pixels of a staged row. */
    private int columns() {
        return tile * runs.mostTilesOfUnit() + overlap;
    }

    /** Distance between staged rows. */
    int rowPitch() {
        return columns() * lanes;
    }

    private int mostRows() {
        return tile * runs.perRun() + overlap * runs.mostImages();
    }

    /**
     * Rows narrower than a vector are turned many at a time, as one long row, and then set apart: turning works on
     * squares.
     */
    private boolean narrow() {
        return rowStep * columnStep == 1 && width < 2 * lanes && width == pitch && runs.parts() == 1;
    }

    /** Where rows are turned that are then set apart or thinned out, within the stage. */
    private int turnedAt() {
        return mostRows() * rowPitch() + lanes;
    }

    /** Floats of the stage; turning may overrun its end by less than a vector. */
    int size() {
        int turned = narrow() ? mostRows() * width : columnStep > 1 ? columnStep * columns() : 0;
        return turnedAt() + (turned + 1) * lanes;
    }

    /** The staged row that a unit's tiles begin with, in a run that begins with {@code first}. */
    int row(int unit, int first) {
        return tile * (unit - first) + overlap * (runs.image(unit) - runs.image(first));
    }

    /** Pixels staged for the units from {@code first} to {@code end - 1}, which are whole tile rows. */
    int count(int first, int end) {
        return (row(end - 1, first) + tile + overlap) * columns();
    }

    /**
     * Fills the stage.
     *
     * @param copy    turns rows of pixels
     * @param src     the tensor
     * @param channel where the first channel's plane of image 0 begins
     * @param live    channels there are, at most {@code lanes}; the other lanes hold rubbish
     * @param image   distance between images
     */
    void stage(PanelCopy copy, float[] src, int channel, int live, int image, int first, int end, float[] dst,
            int to) {
        for (int unit = first; unit < end;) {
            int n = runs.image(unit), last = unit;
            while (last + 1 < end && runs.image(last + 1) == n) {
                last++;
            }
            int phase = n % (rowPhases * columnPhases), column = phase % columnPhases;
            int iy = rowStep * tile * runs.tileRow(unit) + phase / columnPhases - padTop;
            int ix = columnStep * tile * runs.firstColumn(unit) + column - padLeft;
            int plane = channel + n / (rowPhases * columnPhases) * image, rows = tile * (last - unit + 1) + overlap;
            int at = to + row(unit, first) * rowPitch();
            fetch(src, plane, live, iy, rows, dst, at);
            if (narrow()) {
                stageNarrow(copy, src, plane, live, iy, rows, ix, dst, at, to + turnedAt());
            } else {
                for (int i = 0; i < rows; i++) {
                    stageRow(copy, src, plane, live, iy + i * rowStep, ix, dst, at + i * rowPitch(),
                            to + turnedAt());
                }
            }
            unit = last + 1;
        }
    }

    /** Brings the rows of an image into the cache where they are short; {@code own[at]} is lost. */
    private void fetch(float[] src, int plane, int live, int iy, int rows, float[] own, int at) {
        int top = Math.max(0, iy), bottom = Math.min(height, iy + rows);
        if (rowStep * columnStep == 1 && pitch < SHORT && top < bottom) {
            MemoryLines.fetch(live, pixels, src, plane + top * pitch, (bottom - top) * pitch, own, at);
        }
    }

    private void stageRow(PanelCopy copy, float[] src, int plane, int live, int iy, int ix, float[] dst, int to,
            int turned) {
        int columns = columns(), begin = Math.min(columns, Math.max(0, Math.ceilDiv(-ix, columnStep)));
        int end = Math.max(begin, Math.min(columns, Math.ceilDiv(width - ix, columnStep)));
        if (iy < 0 || iy >= height || begin == end) {
            Arrays.fill(dst, to, to + columns * lanes, 0f);
            return;
        }
        int from = plane + iy * pitch + ix + columnStep * begin, at = to + begin * lanes;
        if (columnStep == 1 || columnStep >= FAR) {
            copy.transpose(live, end - begin, src, from, pixels, columnStep, dst, at, lanes);
        } else {
            copy.transpose(live, columnStep * (end - begin - 1) + 1, src, from, pixels, 1, dst, turned, lanes);
            copy.copyRows(end - begin, lanes, dst, turned, columnStep * lanes, dst, at, lanes);
        }
        Arrays.fill(dst, to, to + begin * lanes, 0f);
        Arrays.fill(dst, to + end * lanes, to + columns * lanes, 0f);
    }

    private void stageNarrow(PanelCopy copy, float[] src, int plane, int live, int iy, int rows, int ix, float[] dst,
            int to, int turned) {
        int columns = columns(), first = Math.clamp(-iy, 0, rows), last = Math.clamp(height - iy, first, rows);
        int begin = Math.min(columns, Math.max(0, -ix)), end = Math.max(begin, Math.min(columns, width - ix));
        int line = width * lanes, length = (end - begin) * lanes;
        Arrays.fill(dst, to, to + first * rowPitch(), 0f);
        Arrays.fill(dst, to + last * rowPitch(), to + rows * rowPitch(), 0f);
        if (first == last) {
            return;
        }
        int from = plane + (iy + first) * width;
        if (length == line && columns == width) {
            copy.transpose(live, (last - first) * width, src, from, pixels, 1, dst, to + first * rowPitch(), lanes);
            return;
        }
        copy.transpose(live, (last - first) * width, src, from, pixels, 1, dst, turned, lanes);
        for (int i = first; i < last; i++) {
            int row = to + i * rowPitch();
            Arrays.fill(dst, row, row + begin * lanes, 0f);
            System.arraycopy(dst, turned + (i - first) * line + (ix + begin) * lanes, dst, row + begin * lanes, length);
            Arrays.fill(dst, row + end * lanes, row + rowPitch(), 0f);
        }
    }
}
