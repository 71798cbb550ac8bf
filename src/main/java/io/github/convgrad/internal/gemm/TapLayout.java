package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;

/**
 * The cheapest of the forms that {@link DepthGemm} can give its tiles, by the rows they multiply and what they copy. None
 * changes a bit, so the choice may depend on the width of a vector.
 *
 * @param whole  the tiles of all blocks of channels but the last
 * @param last   those of the last one, which may have fewer channels
 * @param panels how filters are cut
 * @param cost   of a pixel, in rows of a tile
 */
record TapLayout(TapTiles whole, TapTiles last, RowPanels panels, double cost) {
    /** What cutting a run of columns and a float of it costs for each pixel, in rows of a tile. */
    private static final double CUT_RUN = 8;
    private static final double CUT_FLOAT = 0.2;
    /**
     * What runs may cost of columns in place, which share lines of L1 where runs read a panel from L2, and of dense ones,
     * which read panels too (notes 042, 061).
     */
    private static final double RUNS_OF_PLACE = 0.95;
    private static final double RUNS_OF_DENSE = 0.97;

    /** The layout of a product of {@code m} filters whose channels are taken {@code width} at a time. */
    static TapLayout of(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, int m,
            KernelSet kernels) {
        TapLayout place = columns(geometry, blocks, order, width, m, kernels.gemmTile(), false);
        TapLayout dense = columns(geometry, blocks, order, width, m, kernels.gemmTile(), true);
        TapLayout runs = runs(geometry, blocks, order, width, m, kernels);
        if (runs.cost < Math.min(RUNS_OF_PLACE * place.cost, RUNS_OF_DENSE * dense.cost)) {
            return runs;
        }
        return dense.cost < place.cost ? dense : place;
    }

    private static int lastWidth(PatchGeometry geometry, int width) {
        return (geometry.channels() - 1) % width + 1;
    }

    /** Blocks of channels before the last. */
    private static int others(PatchGeometry geometry, int width) {
        return (geometry.channels() - 1) / width;
    }

    /** Columns in place or, where they neither fill their vectors nor adjoin there, cut into panels. */
    private static TapLayout columns(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, int m,
            GemmTile tile, boolean dense) {
        int[] widths = {width, lastWidth(geometry, width)}, many = {others(geometry, width), 1};
        TapColumns[] columns = new TapColumns[2];
        double pairs = 0, cuts = 0;
        for (int i = 0; i < 2; i++) {
            columns[i] = new TapColumns(geometry, blocks, order, widths[i], m, tile, false);
            if (dense) {
                TapColumns cut = new TapColumns(geometry, blocks, order, widths[i], m, tile, true);
                if (!columns[i].adjoin() || columns[i].pairs() != cut.pairs()) {
                    columns[i] = cut;
                    cuts += many[i] * geometry.taps() * (CUT_RUN / geometry.w().taps() + CUT_FLOAT * widths[i]);
                }
            }
            pairs += many[i] * columns[i].pairs();
        }
        boolean adjoin = columns[0].adjoin() && columns[1].adjoin();
        RowPanels panels = new RowPanels(m, adjoin ? tile.heights() : tile.splitHeights());
        return new TapLayout(columns[0], columns[1], panels, pairs * panels.cost() + cuts);
    }

    private static TapLayout runs(PatchGeometry geometry, RowBlocks blocks, PixelOrder order, int width, int m,
            KernelSet kernels) {
        TapRuns whole = new TapRuns(geometry, blocks, order, width, kernels.runTile());
        TapRuns last = new TapRuns(geometry, blocks, order, lastWidth(geometry, width), kernels.runTile());
        RowPanels panels = new RowPanels(m, new int[] {2 * kernels.lanes()});
        return new TapLayout(whole, last, panels,
                panels.count() * (others(geometry, width) * whole.cost() + last.cost()));
    }

    @Override
    public String toString() {
        return panels + " filters by " + whole;
    }
}
