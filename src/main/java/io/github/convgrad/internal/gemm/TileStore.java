package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Where the points of a block's tiles lie in the tensor that is written: col2im is nothing but this store. The lattice
 * that is written may have fewer points than the one the blocks were cut from; what lies beyond it is not stored.
 */
final class TileStore {
    /** The place of a tile that cannot be stored where it is computed. */
    static final int NOT_IN_PLACE = -1;
    /** The same where no point is in the second half of the tile. */
    static final int NARROW = -2;

    private final PanelCopy copy;
    private final LatticeTarget target;
    private final int nr;
    private final int m;
    private final int latticeDepth;
    private final int depths;
    private final int rows;
    private final TileMap[] maps;
    /** For each block, so that no tile divides: a division is as long as a tile of few rows is deep. */
    private final int[] firstPlane;
    private final int[] firstRow;
    private final int[] firstPoint;
    private final int[] blockRows;
    private final int[] linePoints;
    /** For each block and tile: every panel asks, and to work it out takes as long as some steps of its depth. */
    private final int[][] places;
    /** The same for panels that reach beyond the last row: none is in place. */
    private final int[][] aside;

    /**
     * A store of the points of a lattice.
     *
     * @param copy    the kernel that copies
     * @param blocks  how lattice rows are cut
     * @param columns the tiles
     * @param nr      columns of a tile
     * @param lattice the patches that the blocks are cut from
     * @param written the patches at the points that are written
     * @param target  where those points lie
     * @param m       rows of a group
     */
    TileStore(PanelCopy copy, RowBlocks blocks, PatchPanels columns, int nr, PatchGeometry lattice,
            PatchGeometry written, LatticeTarget target, int m) {
        this.copy = copy;
        this.nr = nr;
        this.target = target;
        this.m = m;
        latticeDepth = lattice.d().count();
        depths = written.d().count();
        rows = written.h().count();
        int points = written.w().count();
        boolean allPoints = points == lattice.w().count();
        maps = IntStream.range(0, blocks.count()).mapToObj(columns::map).toArray(TileMap[]::new);
        int[] block = IntStream.range(0, blocks.count()).toArray();
        firstPlane = Arrays.stream(block).map(blocks::firstPlane).toArray();
        firstRow = Arrays.stream(block).map(blocks::firstRow).toArray();
        firstPoint = Arrays.stream(block).map(blocks::firstPoint).toArray();
        blockRows = Arrays.stream(block).map(blocks::rows).toArray();
        linePoints = Arrays.stream(block).map(i -> allPoints ? columns.linePoints(i)
                : Math.min(columns.linePoints(i), points - blocks.firstPoint(i))).toArray();
        places = new int[block.length][];
        aside = new int[block.length][];
        for (int i = 0; i < block.length; i++) {
            places[i] = new int[columns.tiles(i)];
            aside[i] = new int[places[i].length];
            for (int tile = 0; tile < places[i].length; tile++) {
                aside[i][tile] = isNarrow(tile, i) ? NARROW : NOT_IN_PLACE;
                places[i][tile] = isInPlace(tile, i) ? segmentStart(maps[i].firstSegment(tile), i, 0) : aside[i][tile];
            }
        }
    }

    private boolean isInPlace(int tile, int block) {
        TileMap map = maps[block];
        return target.stepW() == 1 && map.whole(tile, linePoints[block]) && written(map.firstSegment(tile), block);
    }

    private boolean isNarrow(int tile, int block) {
        TileMap map = maps[block];
        int columns = 0;
        for (int s = map.firstSegment(tile); s < map.firstSegment(tile + 1); s++) {
            int length = map.length(s, linePoints[block]);
            columns = length > 0 && written(s, block) ? map.column(s) + length : columns;
        }
        return columns <= nr / 2;
    }

    /** Whether the line of a segment is written. */
    private boolean written(int segment, int block) {
        TileMap map = maps[block];
        return map.row(segment) < blockRows[block] && firstRow[block] + map.slabRow(segment) < rows
                && (depths == latticeDepth || (firstPlane[block] + map.slab(segment)) % latticeDepth < depths);
    }

    /**
     * Where the tiles of a panel of {@code mr} rows from {@code row} on can be stored where they are computed: for each
     * tile of the block the first point in channel 0, which is to be moved by {@link #channel} and has {@link #rowStride}
     * between rows; or {@link #NOT_IN_PLACE}, or {@link #NARROW}. No tile of a panel whose last rows do not exist can.
     */
    int[] places(int block, int row, int mr) {
        return (row + mr <= m ? places : aside)[block];
    }

    /**
     * For each block where its tiles lie that are stored where they are computed.
     *
     * @param columns for each block and tile where its columns begin
     * @param sums    for each tile where the sums lie that it begins with
     */
    TilePlaces[] inPlace(int[][] columns, int[] sums) {
        return IntStream.range(0, places.length).mapToObj(block -> new TilePlaces(columns[block], sums, places[block]))
                .toArray(TilePlaces[]::new);
    }

    /** From channel 0 to the channel that is a row of a group. */
    int channel(int group, int row) {
        return (group * m + row) * target.plane();
    }

    /** From one row of C to the next. */
    int rowStride() {
        return target.plane();
    }

    private int segmentStart(int segment, int block, int channel) {
        TileMap map = maps[block];
        return target.rowStart(firstPlane[block] + map.slab(segment), firstRow[block] + map.slabRow(segment), channel)
                + (firstPoint[block] + map.point(segment)) * target.stepW();
    }

    /** Stores the points of a tile that there are. */
    void store(int tile, int block, int group, int row, int mr, float[] own, int from, float[] to) {
        TileMap map = maps[block];
        int live = Math.min(mr, m - row), line = linePoints[block];
        for (int s = map.firstSegment(tile); s < map.firstSegment(tile + 1); s++) {
            int length = map.length(s, line);
            if (length > 0 && written(s, block)) {
                copy.scatter(live, length, own, from + map.column(s), nr, to, segmentStart(s, block, group * m + row),
                        target.plane(), target.stepW());
            }
        }
    }

    /** Stores a tile, and one whose points lie each behind one of it, where points are two apart. */
    void storePair(TileStore odd, int tile, int block, int group, int row, int mr, float[] own, int from, int oddFrom,
            float[] to) {
        TileMap map = maps[block];
        int live = Math.min(mr, m - row), line = linePoints[block], oddLine = odd.linePoints[block];
        for (int s = map.firstSegment(tile); s < map.firstSegment(tile + 1); s++) {
            int length = map.length(s, line);
            if (length > 0 && written(s, block)) {
                copy.zip(live, length + Math.max(0, map.length(s, oddLine)), own, from + map.column(s),
                        oddFrom + map.column(s), nr, to, segmentStart(s, block, group * m + row), target.plane());
            }
        }
    }
}
