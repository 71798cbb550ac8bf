package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The B side of {@link BlockedGemm}: the patches of a block, for some channels at a time, as tiles of {@code nr} columns.
 *
 * <pre>
 *   in place    source --stage--> band with halo                   tiles are read where points lie; the table is im2col
 *   columns     source --stage--> a band for each tap column       the same, and no column falls on a halo
 *   gathered    source --stage--> band with halo ---cut--> panels  no column is wasted
 *   direct      source -----------------------------cut--> panels  where rows of patches are rows of the source
 *   in tensor   source                                             the same where a block is one piece of one such row
 * </pre>
 *
 * <p>{@link PatchWay} says which.
 */
final class PatchPanels {
    /** Floats of a line of the cache. */
    private static final int LINE = 16;

    /** Floats of the tensor that are brought into the cache at a time. */
    private static final int FETCHED = 32 * 1024;
    /** The same where rows are cut in pieces. */
    private static final int FETCHED_IN_PIECES = 16 * 1024;
    /** Floats of a row from which on it pays, unless one plane follows the other. */
    private static final int LONG = 256;

    /** Rows of fewer panels are cut in pieces of a vector, all of a channel together. */
    private static final int PIECED_PANELS = 2;

    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final PatchWay way;
    private final double cost;
    private final PatchStage stage;
    private final TileMap[] maps;
    /** Whether points are counted through all rows of a slab, and not row by row. */
    private final boolean lines;
    private final int[] sourceRows;
    private final int imageStride;
    /** For each block, where short rows are cut in pieces; null elsewhere. */
    private final PanelPieces[] pieces;
    private final int[][] rows;
    /** Whether one table holds for all rows of panels, so that there need be none. */
    private final boolean packed;
    private final int nr;
    private final int panelPitch;
    private final int panelsAt;
    private final int floats;

    /**
     * Lays the B side out.
     *
     * @param imageStride floats of one image of the source
     * @param channels    channels at a time
     * @param lanes       floats of a vector
     * @param work        what multiplies the tiles
     * @param adjoins     whether the lattice rows of a plane adjoin in the tensor that is written
     */
    PatchPanels(PatchGeometry geometry, RowBlocks blocks, int imageStride, int channels, int lanes, PatchWay.Work work,
            boolean adjoins) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.imageStride = imageStride;
        nr = 2 * lanes;
        int depth = channels * geometry.taps();
        way = PatchWay.choose(geometry, blocks, nr, work);
        cost = way.cost(geometry, blocks, nr, work);
        lines = adjoins && blocks.blocksPerRow() == 1 && (way != PatchWay.IN_PLACE || geometry.w().halo() == 0);
        stage = geometry.rowsAreRuns() ? null : new PatchStage(geometry, blocks, channels, way == PatchWay.COLUMNS);
        boolean panels = way == PatchWay.DIRECT || way == PatchWay.GATHERED;
        maps = maps(panels ? null : stage, nr);
        sourceRows = stage == null ? TilePlaces.even(channels, geometry.sourcePlane()) : stage.rows();
        // A line more than the panel, or the same row of all panels would fall on the same cache sets.
        panelPitch = panels ? depth * nr + Math.max(lanes, LINE) : 0;
        // A whole number of lines, as tiles are.
        panelsAt = stage == null ? 0 : (stage.size() + nr + lanes) / nr * nr + nr;
        // What fetches lines leaves a number.
        floats = way == PatchWay.IN_TENSOR ? 1 : Math.addExact(panelsAt, Math.multiplyExact(maxTiles(), panelPitch));
        rows = slices(panels ? TilePlaces.even(depth, nr) : sourceRows, GemmTile.MAX_DEPTH);
        packed = panels && depth <= GemmTile.MAX_DEPTH;
        boolean pieced = panels && blocks.blocksPerRow() == 1 && blocks.slabPoints() < PIECED_PANELS * nr
                && (stage != null || geometry.d().count() == 1);
        pieces = pieced ? pieces(lanes) : null;
    }

    private PanelPieces[] pieces(int lanes) {
        int height = blocks.slabRows(), rowStep = geometry.h().stride() * geometry.w().size();
        IntUnaryOperator start = row -> stage != null ? stage.origin(row) - stage.origin(0)
                : row / height * imageStride + row % height * rowStep;
        return byBlock(PanelPieces[]::new, block -> PanelPieces.of(blocks, block,
                blocks.run() > 0 ? blocks.rows(block) : blocks.maxRows(), start, lanes, panelPitch));
    }

    /** What blocks that begin and end at the same points of their planes share; all do where none crosses planes. */
    private <T> T[] byBlock(IntFunction<T[]> array, IntFunction<T> make) {
        T[] all = array.apply(Math.max(1, blocks.count()));
        Map<List<Integer>, T> known = new HashMap<>();
        for (int block = 0; block < all.length; block++) {
            int here = block;
            all[block] = known.computeIfAbsent(blocks.run() == 0 && way != PatchWay.IN_TENSOR ? List.of()
                    : List.of(blocks.skipped(block), blocks.points(block)), key -> make.apply(here));
        }
        return all;
    }

    /** What the tiles of every block are. */
    private TileMap[] maps(PatchStage band, int nr) {
        return byBlock(TileMap[]::new, block -> blocks.run() > 0 ? TileMap.across(blocks, block, nr)
                : way == PatchWay.IN_TENSOR ? TileMap.overPiece(blocks.pointsPerRow(block), nr)
                : way == PatchWay.IN_PLACE && !lines ? TileMap.overBand(band, blocks, nr)
                : TileMap.overPoints(band, blocks, nr, lines));
    }

    /** A table in parts of so many rows, the last one of what is left. */
    static int[][] slices(int[] rows, int depth) {
        int[][] slices = new int[Math.ceilDiv(rows.length, depth)][];
        for (int i = 0; i < slices.length; i++) {
            slices[i] = Arrays.copyOfRange(rows, i * depth, Math.min(rows.length, (i + 1) * depth));
        }
        return slices;
    }

    /** What a block costs for each channel, in rows of a tile. */
    double cost() {
        return cost;
    }

    /** What the columns of a block's tiles are. */
    TileMap map(int block) {
        return maps[block];
    }

    /** Tiles of the largest block, which is the first. */
    int maxTiles() {
        return maps[0].tiles();
    }

    /** Tiles of a block. */
    int tiles(int block) {
        return maps[block].tiles(blocks.rows(block), linePoints(block));
    }

    /** Points that a block has of each line of {@link #map}. */
    int linePoints(int block) {
        return lines ? blocks.rowsPerPlane(block) * blocks.slabPoints() : blocks.pointsPerRow(block);
    }

    /** Floats of scratch. */
    int floats() {
        return floats;
    }

    /** Whether tiles lie in the tensor. */
    boolean readsTensor() {
        return way == PatchWay.IN_TENSOR;
    }

    /** The array that holds the tiles of a block once it is filled: scratch, or the tensor. */
    float[] array(float[] source, float[] own) {
        return way == PatchWay.IN_TENSOR ? source : own;
    }

    /** Where a block begins in {@link #array}. Parameters as for {@link #fill}. */
    int begin(int channelBase, int block, int at) {
        return way == PatchWay.IN_TENSOR ? from(channelBase, block, 0) + blocks.firstPoint(block) : at;
    }

    /** Where a tile lies, counted from where its block begins. */
    int origin(int block, int tile) {
        return panelPitch > 0 ? panelsAt + tile * panelPitch : maps[block].origin(tile);
    }

    /** The same for all tiles of each block. */
    int[][] origins() {
        return byBlock(int[][]::new,
                block -> IntStream.range(0, maps[block].tiles()).map(tile -> origin(block, tile)).toArray());
    }

    /**
     * Offsets of rows {@code k = (channel, tap)} from a tile's origin, for {@link GemmTile#MAX_DEPTH} of them at a time;
     * null where tiles are packed panels of no greater depth.
     */
    int[] rows(int slice) {
        return packed ? null : rows[slice];
    }

    /**
     * The same as {@link #rows(int)} for a product whose depth is some of the taps of every channel, in even slices of
     * at most so many rows.
     */
    int[][] rows(int channels, int[] taps, int most) {
        int all = geometry.taps();
        int[] some = new int[channels * taps.length];
        for (int k = 0; k < some.length; k++) {
            int row = k / taps.length * all + taps[k % taps.length];
            some[k] = rows[row / GemmTile.MAX_DEPTH][row % GemmTile.MAX_DEPTH];
        }
        int parts = Math.max(1, Math.ceilDiv(some.length, most));
        return slices(some, Math.max(1, Math.ceilDiv(some.length, parts)));
    }

    /**
     * Lays out one block.
     *
     * @param copy        the kernel that copies
     * @param source      the tensor
     * @param channelBase where the first channel begins within an image
     * @param count       channels, at most those at a time
     * @param block       which block of points
     * @param own         array that holds the scratch
     * @param at          where it begins
     */
    void fill(PanelCopy copy, float[] source, int channelBase, int count, int block, float[] own, int at) {
        if (stage != null) {
            stage.fill(copy, source, imageStride, channelBase, count, block, own, at);
        }
        if (way == PatchWay.IN_TENSOR) {
            int from = begin(channelBase, block, at), length = blocks.pointsPerRow(block);
            MemoryLines.fetch(count, geometry.sourcePlane(), source, from, length, own, at);
        }
        if (panelPitch == 0) {
            return;
        }
        if (pieces != null) {
            fillPieces(copy, source, channelBase, count, block, own, at);
            return;
        }
        int depth = count * geometry.taps(), points = blocks.pointsPerRow(block);
        int skipped = blocks.skipped(block), all = blocks.points(block);
        for (int row = 0; row < blocks.rows(block); row++) {
            if (stage == null) {
                int column = Math.max(0, row * blocks.slabPoints() - skipped), left = row == 0 ? skipped : 0;
                int from = from(channelBase, block, row) + blocks.firstPoint(block) + left;
                // Only where runs cross planes may a row end with the block; the last pieces of rows are shorter anyway.
                int length = blocks.run() > 0 ? Math.min(points - left, all - column) : points;
                cutFetched(copy, depth, source, from, length, own, at + panelsAt, column);
            } else {
                int column = row * blocks.slabPoints();
                copy.cut(depth, own, at + stage.origin(row), sourceRows, 0, points, own, at + panelsAt, column,
                        panelPitch);
            }
        }
    }

    /** Where the source's run for a row of a block begins, counted through the block's planes. */
    private int from(int channelBase, int block, int row) {
        int plane = blocks.firstPlane(block) + row / blocks.slabRows(), depth = geometry.d().count();
        return plane / depth * imageStride + channelBase
                + geometry.runStart(plane % depth, blocks.firstRow(block) + row % blocks.slabRows());
    }

    private void fillPieces(PanelCopy copy, float[] source, int channelBase, int count, int block, float[] own,
            int at) {
        PanelPieces here = pieces[block];
        int first = blocks.firstPlane(block) * imageStride + channelBase;
        int run = geometry.runStart(0, blocks.firstRow(block));
        int all = here.count(blocks.rows(block)), to = at + panelsAt;
        if (stage != null || blocks.run() > 0) {
            int from = stage != null ? at + stage.origin(0) : first + run + blocks.skipped(block);
            copy.cutPieces(count * geometry.taps(), stage != null ? own : source, from, sourceRows, all, here.sources(),
                    here.targets(), own, to);
            return;
        }
        int plane = geometry.sourcePlane(), row = geometry.h().stride() * geometry.w().size();
        int length = Math.min(plane - run, blocks.rowsPerPlane(block) * row);
        int together = Math.max(1, FETCHED_IN_PIECES / (blocks.planeCount(block) * length));
        for (int k = 0; k < count; k += together) {
            int channels = Math.min(together, count - k), from = first + run + k * plane;
            for (int slab = 0; slab < blocks.planeCount(block); slab++) {
                MemoryLines.fetch(channels, plane, source, from + slab * imageStride, length, own, to + k * nr);
            }
            copy.cutPieces(channels, source, from, sourceRows, all, here.sources(), here.targets(), own, to + k * nr);
        }
    }

    /** Cuts rows of the tensor, so many at a time as are brought into the cache before. */
    private void cutFetched(PanelCopy copy, int depth, float[] source, int from, int length, float[] own, int to,
            int column) {
        int plane = geometry.sourcePlane(), first = to + column / nr * panelPitch + column % nr;
        boolean fetched = length >= LONG || length == plane;
        int together = fetched ? Math.max(1, FETCHED / length) : depth;
        for (int k = 0; k < depth; k += together) {
            int count = Math.min(together, depth - k);
            if (fetched) {
                MemoryLines.fetch(count, plane, source, from + sourceRows[k], length, own, first + k * nr);
            }
            copy.cut(count, source, from, sourceRows, k, length, own, to + k * nr, column, panelPitch);
        }
    }

    @Override
    public String toString() {
        return switch (way) {
            case IN_PLACE -> "in place";
            case COLUMNS -> "a copy for each tap column";
            case GATHERED -> "gathered";
            case DIRECT -> "cut from the tensor" + (blocks.run() > 0 ? " across planes" : "");
            case IN_TENSOR -> "in the tensor";
        };
    }
}
