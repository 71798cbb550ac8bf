package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.RunTile;
import io.github.convgrad.internal.patch.ChannelLastStage;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;

/**
 * (tap, channel) as rows, filters as columns. What a patch has side by side, some tap columns of all channels, is a run
 * that is cut into tiles and broadcast from where it lies: no patch is copied, and few rows of a tile are idle.
 *
 * <pre>
 *   x --turned--> [pixel][channel]      7 tap columns of 3 channels: 21 floats, a tile of 12 rows and one of 10
 * </pre>
 */
final class TapRuns implements TapTiles {
    private final PatchGeometry geometry;
    private final PixelOrder order;
    private final ChannelLastStage stage;
    private final RunTile tile;
    /** How each run is cut. */
    private final RowPanels cut;
    /** Where each run begins in the stage, its kernel row, its first kernel column. */
    private final int[] offset;
    private final int[] kernelRow;
    private final int[] kernelColumn;
    /** Which weight each row of a tile is, counted from the block's first channel of one filter; -1 if none. */
    private final int[] weight;

    /**
     * Lays the runs of a block out.
     *
     * @param geometry the patches of the input
     * @param blocks   how output pixels are cut
     * @param order    how those of a block follow each other
     * @param width    channels of the block
     * @param tile     what multiplies
     */
    TapRuns(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, RunTile tile) {
        this.geometry = geometry;
        this.order = order;
        this.tile = tile;
        stage = new ChannelLastStage(geometry, blocks, order, width);
        int columns = geometry.w().taps(), adjoining = stage.columnsAdjoin() ? columns : 1;
        int runs = geometry.taps() / adjoining, run = adjoining * width;
        cut = new RowPanels(run, tile.heights());
        offset = new int[runs];
        kernelRow = new int[runs];
        kernelColumn = new int[runs];
        weight = new int[runs * cut.paddedRows()];
        Arrays.fill(weight, -1);
        for (int r = 0; r < runs; r++) {
            int tap = r * adjoining, row = tap / columns;
            kernelRow[r] = row % geometry.h().taps();
            kernelColumn[r] = tap % columns;
            offset[r] = stage.tap(row / geometry.h().taps(), kernelRow[r], kernelColumn[r]);
            for (int i = 0; i < run; i++) {
                weight[r * cut.paddedRows() + i] = i % width * geometry.taps() + tap + i / width;
            }
        }
    }

    /** What the tiles over all runs cost, in rows. */
    double cost() {
        return offset.length * cut.cost();
    }

    @Override
    public int sums(RowPanels panels) {
        return weight.length * panels.paddedRows();
    }

    @Override
    public int floats() {
        return stage.size() + cut.height(0);
    }

    @Override
    public void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] own, int at) {
        stage.fill(copy, x, imageStride, channelBase, block, own, at);
    }

    @Override
    public void multiply(RowPanels panels, int block, int pixels, float[] packed, int dy, float[] own, int at,
            float[] c, int sums) {
        int nr = 2 * tile.lanes();
        int[] rows = stage.pixelsOf(block);
        for (int r = 0; r < offset.length; r++) {
            int first = order.first(kernelRow[r], kernelColumn[r], block);
            int live = Math.max(0, order.end(kernelRow[r], kernelColumn[r], block) - first);
            // Rows of pixels, or columns, are evenly spaced, so the table holds from any of them on.
            int run = at + offset[r] + (live == 0 ? 0 : rows[first] - rows[0]);
            for (int ir = 0; ir < cut.count(); ir++) {
                int mr = cut.height(ir), row = r * cut.paddedRows() + cut.start(ir);
                for (int jr = 0; jr < panels.count(); jr++) {
                    int b = dy + panels.packedStart(jr, pixels) + first * nr, co = sums + (jr * weight.length + row) * nr;
                    tile.multiply(mr, live, own, run + cut.start(ir), rows, packed, b, c, co, nr, c, co, nr);
                }
            }
        }
    }

    @Override
    public void store(PanelCopy copy, RowPanels panels, int m, float[] from, int sums, float[] dw, int to) {
        int nr = 2 * tile.lanes(), filter = geometry.k(), taps = geometry.taps();
        for (int jr = 0; jr < panels.count(); jr++) {
            int live = Math.min(nr, m - panels.start(jr));
            for (int row = 0; row < weight.length;) {
                int channels = TapTiles.channelsFrom(weight, row, weight.length, taps);
                if (channels > 0) {
                    copy.scatter(channels, live, from, sums + row * nr, nr, dw, to + panels.start(jr) * filter + weight[row],
                            taps, filter);
                }
                row += Math.max(1, channels);
            }
            sums += weight.length * nr;
        }
    }

    @Override
    public String toString() {
        return offset.length + " runs of " + cut + " taps and channels";
    }
}
