package io.github.convgrad.internal.patch;

import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import java.util.Arrays;

/**
 * A band of the input turned so that channels lie side by side: what the gradient of the weights multiplies with.
 *
 * <pre>
 *   slab (one plane of the block):  [band depth][band][row][column][width channels]
 *   with columns first:             [band depth][band][column][row][width channels]
 * </pre>
 *
 * <p>Row {@code k} of the product is a pixel of {@code dy}; {@link #pixelsOf} says where the patch of that pixel begins.
 * A vector of the product's columns is a run of (tap column, channel), since neighbouring tap columns lie side by side
 * too: with three channels a 7 wide kernel is one run of 21 floats, not seven runs of 3.
 *
 * <p>An axis whose kernel has one tap is staged with its stride, every other axis in full. Only where the rows of a
 * kernel are so far apart that no two of them meet the same row of the input has each a band of its own, and what lies
 * between is not staged.
 */
public final class ChannelLastStage {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final int width;
    private final Axis d;
    private final Axis h;
    private final Axis w;
    private final boolean bandForEachTap;
    private final int bands;
    private final int bandRows;
    private final int bandSize;
    private final int columns;
    private final int rowStep;
    private final int columnStep;
    private final int slabSize;
    private final boolean columnsFirst;
    /**
     * Before the slabs the columns picked of a row, before they are turned; behind them a row turned, before it is dealt
     * out. A transpose leaves rubbish behind what it writes, which must not be what it reads.
     */
    private final int slabsAt;
    private final int turnedAt;
    private final int size;
    /** Where patches begin, for blocks of all rows or of the last ones, times all points or the last ones. */
    private final int[][] pixels;
    /** Floats from each of them to the next, 0 where they are not evenly spaced. */
    private final int[] steps;

    /** How lattice points and taps of one axis fall on staged indices. */
    private record Axis(AxisTaps taps, boolean single) {
        static Axis of(AxisTaps taps) {
            return new Axis(taps, taps.taps() == 1);
        }

        /** Staged indices from one lattice point to the next. */
        int step() {
            return single ? 1 : taps.stride();
        }

        /** Source indices from one staged index to the next. */
        int sourceStep() {
            return single ? taps.stride() : 1;
        }

        /** The source index of staged index 0 for a band that begins at a lattice point. */
        int sourceBegin(int lattice) {
            return lattice * taps.stride() + taps.offset(0);
        }

        /** Staged indices that a band of lattice points needs. */
        int extent(int points) {
            return (points - 1) * step() + tap(taps.taps() - 1) + 1;
        }

        /** Staged index of a tap at lattice point 0. */
        int tap(int t) {
            return taps.offset(t) - taps.offset(0);
        }
    }

    /**
     * Lays out a stage.
     *
     * @param geometry the patches of the input
     * @param blocks   how output rows are cut
     * @param order    how the pixels of a block follow each other
     * @param width    channels side by side
     */
    public ChannelLastStage(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.width = width;
        d = Axis.of(geometry.d());
        h = Axis.of(geometry.h());
        w = Axis.of(geometry.w());
        bandForEachTap = bandForEachTap(geometry.h(), blocks.slabRows());
        bands = bandForEachTap ? geometry.h().taps() : 1;
        bandRows = stagedRows(blocks.slabRows());
        columns = w.extent(blocks.slabPoints());
        bandSize = Math.multiplyExact(bandRows, Math.multiplyExact(columns, width));
        slabSize = Math.multiplyExact(d.extent(1), Math.multiplyExact(bands, bandSize));
        columnsFirst = order.columnsFirst();
        rowStep = columnsFirst ? width : columns * width;
        columnStep = columnsFirst ? bandRows * width : width;
        slabsAt = w.sourceStep() > 1 ? columns * width : 0;
        turnedAt = Math.addExact(slabsAt, Math.multiplyExact(slabSize, blocks.planesPerBlock()));
        size = Math.addExact(turnedAt, columnsFirst ? columns * width : 0);
        int allRows = blocks.maxRows(), lastRows = blocks.rows(Math.max(0, blocks.count() - 1));
        int allPoints = blocks.slabPoints(), lastPoints = blocks.pointsPerRow(blocks.blocksPerRow() - 1);
        pixels = new int[][] {pixels(order, allRows, allPoints), pixels(order, allRows, lastPoints),
            pixels(order, lastRows, allPoints), pixels(order, lastRows, lastPoints)};
        steps = Arrays.stream(pixels).mapToInt(ChannelLastStage::step).toArray();
    }

    /** Whether no row of the input is met by two rows of the kernel, for a block of so many lattice rows. */
    static boolean bandForEachTap(AxisTaps h, int rows) {
        return h.taps() > 1 && h.offset(1) - h.offset(0) > (rows - 1) * h.stride();
    }

    /** Rows of a band for so many lattice rows. */
    private int stagedRows(int rows) {
        return bandForEachTap ? rows : h.extent(rows);
    }

    private int[] pixels(PixelOrder order, int rows, int points) {
        int[] starts = new int[rows * points];
        int latticeStep = (bandForEachTap ? 1 : h.step()) * rowStep;
        for (int row = 0; row < rows; row++) {
            int at = slabsAt + row / blocks.slabRows() * slabSize + row % blocks.slabRows() * latticeStep;
            for (int point = 0; point < points; point++) {
                starts[row * order.rowStep(points) + point * order.pointStep(rows)] = at + point * w.step() * columnStep;
            }
        }
        return starts;
    }

    private static int step(int[] starts) {
        int step = starts.length > 1 ? starts[1] - starts[0] : 0;
        for (int i = 1; i < starts.length; i++) {
            if (starts[i] - starts[i - 1] != step) {
                return 0;
            }
        }
        return step;
    }

    private int kind(int block) {
        int rows = blocks.rows(block) == blocks.maxRows() ? 0 : 2;
        return rows + (blocks.pointsPerRow(block) == blocks.slabPoints() ? 0 : 1);
    }

    /** Where the patch of each pixel of a block begins, in their order. */
    public int[] pixelsOf(int block) {
        return pixels[kind(block)];
    }

    /** Floats from the patch of each pixel of a block to that of the next, 0 where they are not evenly spaced. */
    public int pixelStep(int block) {
        return steps[kind(block)];
    }

    /** Floats the stage takes, without slack for reads behind its end. */
    public int size() {
        return size;
    }

    /** Whether all tap columns of a kernel row are one run of floats. */
    public boolean columnsAdjoin() {
        return w.single() || geometry.w().offset(1) - geometry.w().offset(0) == 1;
    }

    /** Where a tap lies, relative to the patch's begin. */
    public int tap(int td, int th, int tw) {
        int row = bandForEachTap ? th * bandSize : h.tap(th) * rowStep;
        return d.tap(td) * bands * bandSize + row + w.tap(tw) * columnStep;
    }

    /**
     * Fills the stage for one block.
     *
     * @param copy        the kernel that turns
     * @param x           the input
     * @param imageStride floats of one image
     * @param channelBase where the first channel begins within an image
     * @param block       which block of rows
     * @param stage       array that holds the stage
     * @param to          where it begins
     */
    public void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] stage, int to) {
        int latticeDepth = geometry.d().count();
        for (int slab = 0; slab < blocks.planeCount(block); slab++) {
            int plane = blocks.firstPlane(block) + slab;
            int image = plane / latticeDepth * imageStride + channelBase;
            for (int bd = 0; bd < d.extent(1); bd++) {
                int id = d.sourceBegin(plane % latticeDepth) + bd * d.sourceStep();
                boolean outside = id < 0 || id >= geometry.d().size();
                for (int band = 0; band < bands; band++) {
                    fillBand(copy, x, image + id * geometry.h().size() * geometry.w().size(), outside, band, block, stage,
                            to, slabsAt + slab * slabSize + (bd * bands + band) * bandSize);
                }
            }
        }
    }

    private void fillBand(PanelCopy copy, float[] x, int from, boolean outside, int band, int block, float[] stage,
            int to, int at) {
        int lattice = blocks.firstRow(block), first = w.sourceBegin(blocks.firstPoint(block));
        int firstRow = bandForEachTap ? lattice * geometry.h().stride() + geometry.h().offset(band)
                : h.sourceBegin(lattice);
        int rowStride = bandForEachTap ? geometry.h().stride() : h.sourceStep();
        int begin = begin(first), end = end(first, begin);
        int rows = stagedRows(blocks.rowsPerPlane(block));
        if (!outside && begin < end) {
            fetch(x, from + first + begin * w.sourceStep(), (end - 1 - begin) * w.sourceStep() + 1, firstRow, rows,
                    rowStride, stage, to + at);
        }
        if (columnsFirst) {
            Arrays.fill(stage, to + at, to + at + bandSize, 0f);
        }
        for (int r = 0; r < rows; r++) {
            int ih = firstRow + r * rowStride, row = to + at + r * rowStep;
            int live = outside || ih < 0 || ih >= geometry.h().size() ? begin : end;
            if (live > begin) {
                turn(copy, live - begin, x, from + ih * geometry.w().size() + first + begin * w.sourceStep(), stage, to,
                        row + begin * columnStep);
            }
            if (!columnsFirst) {
                Arrays.fill(stage, row, row + begin * width, 0f);
                Arrays.fill(stage, row + live * width, row + rowStep, 0f);
            }
        }
    }

    /** Brings what a band holds of the source's rows into the cache; {@code stage[at]} is lost. */
    private void fetch(float[] x, int from, int length, int firstRow, int rows, int rowStride, float[] stage, int at) {
        int rowFloats = geometry.w().size(), before = Math.max(0, Math.ceilDiv(-firstRow, rowStride));
        int top = firstRow + before * rowStride;
        int count = Math.min(rows - before, Math.ceilDiv(geometry.h().size() - top, rowStride));
        if (count > 0) {
            MemoryLines.fetch(width, geometry.sourcePlane(), count, rowStride * rowFloats, x, from + top * rowFloats,
                    length, stage, at);
        }
    }

    /** The first staged column of a row that is not padding. */
    private int begin(int first) {
        return Math.clamp((-(long) first + w.sourceStep() - 1) / w.sourceStep(), 0, columns);
    }

    /** One past the last staged column of a row that is not padding. */
    private int end(int first, int begin) {
        return Math.clamp(Math.floorDiv((long) geometry.w().size() - 1 - first, w.sourceStep()) + 1, begin, columns);
    }

    /** Turns a part of a row of all channels that has {@code count} staged columns. */
    private void turn(PanelCopy copy, int count, float[] x, int from, float[] stage, int to, int row) {
        int step = w.sourceStep(), plane = geometry.sourcePlane();
        float[] source = x;
        int at = from, pitch = plane;
        if (step > 1) {
            copy.copyColumns(width, count, x, from, plane, step, stage, to, count);
            source = stage;
            at = to;
            pitch = count;
        }
        if (columnsFirst) {
            copy.deal(width, count, source, at, pitch, width, stage, to + turnedAt, row, columnStep);
        } else {
            copy.transpose(width, count, source, at, pitch, 1, stage, row, width);
        }
    }
}
