package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.patch.ChannelLastStage;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Filters as rows, (tap, channel) as columns: a row for each pixel, two vectors to a tile.
 *
 * <pre>
 *   in place   x --turned--> [pixel][channel]               a vector is a run of (tap column, channel) where it lies
 *   dense      x --turned--> [pixel][channel] --cut--> panels [panel][pixel][2 * lanes] of all columns, no lane idle
 * </pre>
 */
final class TapColumns implements TapTiles {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final PixelOrder order;
    private final GemmTile tile;
    private final ChannelLastStage stage;
    private final int lanes;
    private final boolean dense;
    private final boolean adjoin;
    /** Columns of one kernel row if dense, of one run otherwise. */
    private final int run;
    private final int[] offset;
    private final int[] kernelRow;
    private final int[] kernelColumn;
    private final int[] weight;
    private final int panelsAt;
    private final int panelPitch;
    /** For each height where tiles lie that have the same columns: their sums one behind the other. */
    private final TilePlaces[] stacks;

    /**
     * Lays the columns of a block out.
     *
     * @param geometry the patches of the input
     * @param blocks   how output pixels are cut
     * @param order    how those of a block follow each other
     * @param width    channels of the block
     * @param m        filters
     * @param tile     what multiplies
     * @param dense    whether columns are cut into panels
     */
    TapColumns(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, int m, GemmTile tile,
            boolean dense) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.order = order;
        this.tile = tile;
        lanes = tile.lanes();
        this.dense = dense;
        stage = new ChannelLastStage(geometry, blocks, order, width);
        stacks = new TilePlaces[tile.heights()[0] + 1];
        for (int mr : tile.heights()) {
            int most = Math.ceilDiv(m, mr);
            int[] sums = TilePlaces.even(most, mr * 2 * lanes);
            stacks[mr] = new TilePlaces(new int[most], sums, sums);
        }
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
        // A whole number of lines, as rows of a panel are.
        panelsAt = stage.size() / (2 * lanes) * 2 * lanes + 4 * lanes;
        panelPitch = dense ? blocks.maxRows() * blocks.slabPoints() * 2 * lanes + lanes : 0;
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
        adjoin = IntStream.range(0, pairs()).allMatch(pair -> offset[2 * pair + 1] == offset[2 * pair] + lanes);
    }

    /** Where a tap begins in the stage. */
    private int start(int row, int tw) {
        return stage.tap(row / geometry.h().taps(), row % geometry.h().taps(), tw);
    }

    @Override
    public int sums(RowPanels panels) {
        return pairs() * panels.paddedRows() * 2 * lanes;
    }

    @Override
    public int floats() {
        return dense ? panelsAt + pairs() * panelPitch : stage.size();
    }

    /** Tiles side by side. */
    int pairs() {
        return offset.length / 2;
    }

    /** Whether the two vectors of every tile lie side by side. */
    boolean adjoin() {
        return adjoin;
    }

    private int firstMet(int vector, int block) {
        return order.first(kernelRow[vector] % geometry.h().taps(), kernelColumn[vector], block);
    }

    private int endMet(int vector, int block) {
        return order.end(kernelRow[vector] % geometry.h().taps(), kernelColumn[vector], block);
    }

    @Override
    public void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] own, int at) {
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
    public void multiply(RowPanels panels, int block, int pixels, float[] packed, int dy, float[] own, int at, float[] c,
            int sums) {
        int[] starts = stage.pixelsOf(block);
        boolean panel = dense || adjoin && stage.pixelStep(block) == 2 * lanes;
        int[] rows = panel ? null : starts;
        for (int jr = 0; jr < pairs(); jr++) {
            int x = 2 * jr, y = x + 1;
            int first = dense ? 0 : Math.min(firstMet(x, block), firstMet(y, block));
            int live = dense ? pixels : Math.max(0, Math.max(endMet(x, block), endMet(y, block)) - first);
            // Rows of pixels, or columns, are evenly spaced, so the table holds from any of them on.
            int origin = at;
            if (!dense && live > 0) {
                // Where the first pixel begins, a table says as well.
                origin += starts[first] - (panel ? 0 : starts[0]);
            }
            int b0 = origin + offset[x], b1 = origin + offset[y];
            for (int ir = 0, end; ir < panels.count(); ir = end) {
                int mr = panels.height(ir), ao = dy + panels.packedStart(ir, pixels) + first * mr;
                if (adjoin) {
                    end = panels.endOfHeight(ir);
                    tile.multiplyAll(stacks[mr], 0, end - ir, mr, live, packed, ao, pixels * mr, own, b0, rows, c, sums,
                            2 * lanes, c, sums, 2 * lanes);
                } else {
                    end = ir + 1;
                    tile.multiplySplit(mr, live, packed, ao, own, b0, b1, starts, c, sums, 2 * lanes, c, sums, 2 * lanes);
                }
                sums += (end - ir) * mr * 2 * lanes;
            }
        }
    }

    @Override
    public void store(PanelCopy copy, RowPanels panels, int m, float[] from, int sums, float[] dw, int to) {
        int nr = 2 * lanes, perPair = panels.paddedRows() * nr, filter = geometry.k();
        for (int ir = 0; ir < panels.count(); ir++) {
            int live = Math.min(panels.height(ir), m - panels.start(ir));
            int at = sums + panels.start(ir) * nr, row = to + panels.start(ir) * filter;
            for (int jr = 0; jr < pairs(); jr++) {
                for (int column = jr * nr, end = column + nr; column < end;) {
                    int run = TapTiles.channelsFrom(weight, column, end, geometry.taps());
                    if (run > 0) {
                        copy.scatter(live, run, from, at + jr * perPair + column % nr, nr, dw, row + weight[column], filter,
                                geometry.taps());
                    }
                    column += Math.max(1, run);
                }
            }
        }
    }

    @Override
    public String toString() {
        return "tiles of two vectors of (tap, channel), "
                + (dense ? "dense" : adjoin ? "in place" : "in place, vectors apart");
    }
}
