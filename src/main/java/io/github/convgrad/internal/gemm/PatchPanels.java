package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;

/**
 * The B side of {@link BlockedGemm}: the patches of a block, for some channels at a time, as tiles of {@code nr} columns.
 *
 * <pre>
 *   in place    source --stage--> band with halo                  tiles are read where points lie; the table is im2col
 *   gathered    source --stage--> band with halo --cut--> panels  no column is wasted
 *   direct      source --------------------------- cut--> panels  where rows of patches are rows of the source
 * </pre>
 */
final class PatchPanels {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final PatchStage stage;
    private final TileMap map;
    private final boolean direct;
    private final int[] sourceRows;
    private final int[] rows;
    private final int panelPitch;
    private final int panelsAt;
    private final int floats;

    /**
     * Lays the B side out.
     *
     * @param channels channels at a time
     * @param lanes    floats of a vector
     * @param m        rows of the product: how often a panel is used
     */
    PatchPanels(PatchGeometry geometry, RowBlocks blocks, int channels, int lanes, int m) {
        this.geometry = geometry;
        this.blocks = blocks;
        int nr = 2 * lanes, depth = channels * geometry.taps();
        direct = geometry.rowsAreRuns();
        stage = direct ? null : new PatchStage(geometry, blocks, channels);
        map = direct ? TileMap.gathered(blocks, nr) : TileMap.of(stage, blocks, nr, m);
        sourceRows = direct ? multiples(channels, geometry.sourcePlane()) : stage.rows();
        // A line more than the panel, or the same row of all panels would fall on the same cache sets.
        panelPitch = depth * nr + lanes;
        panelsAt = direct ? 0 : stage.size() + nr + lanes;
        floats = panelsAt + (map.isGathered() ? Math.multiplyExact(map.tiles(), panelPitch) : 0);
        rows = map.isGathered() ? multiples(depth, nr) : sourceRows;
    }

    private static int[] multiples(int count, int step) {
        int[] multiples = new int[count];
        for (int i = 0; i < count; i++) {
            multiples[i] = i * step;
        }
        return multiples;
    }

    /** What the columns of tiles are. */
    TileMap map() {
        return map;
    }

    /** Floats of scratch. */
    int floats() {
        return floats;
    }

    /** Where a tile begins in scratch. */
    int origin(int tile) {
        return map.isGathered() ? panelsAt + tile * panelPitch : map.origin(tile);
    }

    /** Offsets of rows {@code k = (channel, tap)} from a tile's origin. */
    int[] rows() {
        return rows;
    }

    /**
     * Lays out one block.
     *
     * @param copy        the kernel that copies
     * @param source      the tensor
     * @param imageStride floats of one image of the tensor
     * @param channelBase where the first channel begins within an image
     * @param count       channels, at most those at a time
     * @param block       which block of points
     * @param own         array that holds the scratch
     * @param at          where it begins
     */
    void fill(PanelCopy copy, float[] source, int imageStride, int channelBase, int count, int block, float[] own,
            int at) {
        if (!direct) {
            stage.fill(copy, source, imageStride, channelBase, count, block, own, at);
        }
        if (!map.isGathered()) {
            return;
        }
        int depth = count * geometry.taps(), points = blocks.pointsPerRow(block), latticeDepth = geometry.d().count();
        for (int row = 0; row < blocks.rows(block); row++) {
            int column = row * blocks.slabPoints();
            if (direct) {
                int plane = blocks.firstPlane(block) + row / blocks.slabRows();
                int from = plane / latticeDepth * imageStride + channelBase + blocks.firstPoint(block)
                        + geometry.runStart(plane % latticeDepth, blocks.firstRow(block) + row % blocks.slabRows());
                copy.cut(depth, source, from, sourceRows, 0, points, own, at + panelsAt, column, panelPitch);
            } else {
                copy.cut(depth, own, at + stage.origin(row), sourceRows, 0, points, own, at + panelsAt, column,
                        panelPitch);
            }
        }
    }

    @Override
    public String toString() {
        return direct ? "direct" : map.isGathered() ? "gathered" : "in place";
    }
}
