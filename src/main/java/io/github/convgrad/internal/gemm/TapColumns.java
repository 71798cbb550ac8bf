package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.patch.ChannelLastStage;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The B side of {@link DepthGemm} for one block of channels: columns (tap, channel), a row for each pixel, two vectors to
 * a tile.
 *
 * <pre>
 *   in place   x --turned--> [pixel][channel]               a vector is a run of (tap column, channel) where it lies
 *   dense      x --turned--> [pixel][channel] --cut--> panels [panel][pixel][2 * lanes] of all columns, no lane idle
 * </pre>
 */
final class TapColumns {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final PixelOrder order;
    private final ChannelLastStage stage;
    private final int lanes;
    private final boolean dense;
    /** Columns of one kernel row if dense, of one run otherwise. */
    private final int run;
    private final int[] offset;
    private final int[] kernelRow;
    private final int[] kernelColumn;
    private final int[] weight;
    private final int[] panelRows;
    private final int panelsAt;
    private final int panelPitch;

    /**
     * Lays the columns of a block out.
     *
     * @param geometry the patches of the input
     * @param blocks   how output pixels are cut
     * @param order    how those of a block follow each other
     * @param width    channels of the block
     * @param lanes    floats of a vector
     * @param dense    whether columns are cut into panels
     */
    TapColumns(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, int lanes, boolean dense) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.order = order;
        this.lanes = lanes;
        this.dense = dense;
        stage = new ChannelLastStage(geometry, blocks, order, width);
        int kernelRows = geometry.d().taps() * geometry.h().taps(), columns = geometry.w().taps();
        int adjoining = stage.columnsAdjoin() ? columns : 1;
        run = adjoining * width;
        int runs = kernelRows * (columns / adjoining);
        // Dense columns follow each other; in place every run begins a vector of its own.
        int vectors = dense ? Math.ceilDiv(runs * run, lanes) : runs * Math.ceilDiv(run, lanes);
        vectors += vectors % 2;
        offset = new int[vectors];
        kernelRow = new int[vectors];
        kernelColumn = new int[vectors];
        weight = new int[vectors * lanes];
        Arrays.fill(weight, -1);
        panelRows = new int[dense ? blocks.maxRows() * blocks.slabPoints() : 0];
        Arrays.setAll(panelRows, k -> k * 2 * lanes);
        panelsAt = stage.size() + 2 * lanes;
        panelPitch = dense ? panelRows.length * 2 * lanes + lanes : 0;
        int perRun = Math.ceilDiv(run, lanes), last = -1;
        for (int r = 0; r < runs; r++) {
            int row = r / (columns / adjoining), tw = r % (columns / adjoining) * adjoining;
            for (int i = 0; i < run; i++) {
                int column = dense ? r * run + i : r * perRun * lanes + i;
                weight[column] = i % width * geometry.taps() + row * columns + tw + i / width;
                last = column / lanes;
                kernelRow[last] = row;
                kernelColumn[last] = tw;
                if (!dense && column % lanes == 0) {
                    offset[last] = start(row, tw) + i;
                }
            }
        }
        if (!dense && last + 2 == vectors) {
            // An odd last vector is alone in its tile and is paired with itself.
            offset[last + 1] = offset[last];
            kernelRow[last + 1] = kernelRow[last];
            kernelColumn[last + 1] = kernelColumn[last];
        }
        for (int v = 0; dense && v < vectors; v++) {
            offset[v] = panelsAt + v / 2 * panelPitch + v % 2 * lanes;
        }
    }

    /** Where a tap begins in the stage. */
    private int start(int row, int tw) {
        return stage.tap(row / geometry.h().taps(), row % geometry.h().taps(), tw);
    }

    /** Floats of scratch, without slack for reads behind its end. */
    int floats() {
        return dense ? panelsAt + pairs() * panelPitch : stage.size();
    }

    /** Tiles side by side. */
    int pairs() {
        return offset.length / 2;
    }

    /** Whether the two vectors of every tile lie side by side. */
    boolean adjoin() {
        return IntStream.range(0, pairs()).allMatch(pair -> offset[2 * pair + 1] == offset[2 * pair] + lanes);
    }

    /** Where a vector begins, relative to a row's begin in {@link #rows}. */
    int offset(int vector) {
        return offset[vector];
    }

    /** Where the row of each pixel of a block begins. */
    int[] rows(int block) {
        return dense ? panelRows : stage.pixelsOf(block);
    }

    /** Which weight, counted from the block's first channel of one filter, a column is; -1 if none. */
    int weight(int column) {
        return weight[column];
    }

    /** How many columns from one on, up to an end, are channels of the same tap that follow each other; 0 if it is none. */
    int channelsFrom(int column, int end) {
        int run = weight[column] < 0 ? 0 : 1;
        while (run > 0 && column + run < end && weight[column + run] == weight[column] + run * geometry.taps()) {
            run++;
        }
        return run;
    }

    /** The first of a block's pixels for which a tile meets more than padding. */
    int firstLive(int pair, int block) {
        return dense ? 0 : Math.min(firstMet(2 * pair, block), firstMet(2 * pair + 1, block));
    }

    /** The pixel behind the last one for which a tile meets more than padding. */
    int endLive(int pair, int block) {
        return dense ? blocks.rows(block) * blocks.pointsPerRow(block)
                : Math.max(endMet(2 * pair, block), endMet(2 * pair + 1, block));
    }

    private int firstMet(int vector, int block) {
        return order.first(kernelRow[vector] % geometry.h().taps(), kernelColumn[vector], block);
    }

    private int endMet(int vector, int block) {
        return order.end(kernelRow[vector] % geometry.h().taps(), kernelColumn[vector], block);
    }

    /**
     * Lays out one block of pixels.
     *
     * @param copy        the kernel that turns and cuts
     * @param x           the input
     * @param imageStride floats of one image
     * @param channelBase where the first channel begins within an image
     * @param block       which block of pixels
     * @param own         array that holds the scratch
     * @param at          where it begins
     */
    void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] own, int at) {
        stage.fill(copy, x, imageStride, channelBase, block, own, at);
        if (!dense) {
            return;
        }
        int pixels = blocks.rows(block) * blocks.pointsPerRow(block), columns = geometry.w().taps();
        int tapsOfRun = stage.columnsAdjoin() ? columns : 1;
        for (int column = 0, tap = 0; tap < geometry.taps(); column += run, tap += tapsOfRun) {
            copy.cut(pixels, own, at + start(tap / columns, tap % columns), stage.pixelsOf(block), 0, run, own,
                    at + panelsAt, column, panelPitch);
        }
    }

    @Override
    public String toString() {
        return dense ? "dense" : adjoin() ? "in place" : "in place, vectors apart";
    }
}
