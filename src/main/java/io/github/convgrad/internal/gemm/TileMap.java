package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which lattice points the columns of a block's tiles are. Made for the largest block; a smaller one uses fewer of them.
 * Where blocks cross planes, each has its own.
 *
 * <p>Columns are cut into segments, each within one tile and within one line. A line is a run of points that lie side by
 * side in the tensor that is written: a lattice row, or where the rows themselves adjoin, all rows of a slab.
 */
final class TileMap {
    private final int nr;
    private final List<Integer> origins = new ArrayList<>();
    private final List<Integer> firstSegments = new ArrayList<>();
    private final List<int[]> segments = new ArrayList<>();
    private int[] origin;
    private int[] firstSegment;
    private int[] row;
    private int[] slab;
    private int[] slabRow;
    private int[] point;
    private int[] column;
    private int[] length;

    private TileMap(int nr) {
        this.nr = nr;
    }

    /** Tiles of columns that are consecutive floats of a band with halo; columns of the halo belong to no segment. */
    static TileMap overBand(PatchStage stage, RowBlocks blocks, int nr) {
        TileMap map = new TileMap(nr);
        int pitch = stage.pitch(), points = blocks.slabPoints(), rows = blocks.slabRows();
        // Tiles that begin anew with every row are stored where they are computed; none is added for it.
        if (rows * Math.ceilDiv(points, nr) == bandTiles(rows, pitch, points, nr)) {
            for (int r = 0; r < blocks.maxRows(); r++) {
                for (int p = 0; p < points; p += nr) {
                    map.beginTile(stage.origin(r) + p);
                    map.add(r, p, 0, Math.min(nr, points - p));
                }
            }
            return map.finish(rows);
        }
        for (int firstRow = 0; firstRow < blocks.maxRows(); firstRow += rows) {
            for (int at = 0; at < (rows - 1) * pitch + points; at += nr) {
                map.beginTile(stage.origin(firstRow) + at);
                for (int r = at / pitch; r < rows && r * pitch < at + nr; r++) {
                    int begin = Math.max(at, r * pitch), stop = Math.min(at + nr, r * pitch + points);
                    if (stop > begin) {
                        map.add(firstRow + r, begin - r * pitch, begin - at, stop - begin);
                    }
                }
                map.dropEmptyTile();
            }
        }
        return map.finish(rows);
    }

    /** How many tiles a slab of a band has: they begin with its rows or run on through the halo, whichever are fewer. */
    static int bandTiles(int rows, int pitch, int points, int nr) {
        return Math.min(rows * Math.ceilDiv(points, nr), Math.ceilDiv((rows - 1) * pitch + points, nr));
    }

    /**
     * Tiles of columns that are consecutive points.
     *
     * @param stage   a stage without halo where columns lie, slab by slab; null for panels, where columns go on from one
     *                slab to the next
     * @param adjoins whether the rows of a slab are one line
     */
    static TileMap overPoints(PatchStage stage, RowBlocks blocks, int nr, boolean adjoins) {
        TileMap map = new TileMap(nr);
        int lineRows = adjoins ? blocks.slabRows() : 1, line = lineRows * blocks.slabPoints(), used = nr;
        for (int r = 0; r < blocks.maxRows(); r += lineRows) {
            if (stage != null && r % blocks.slabRows() == 0) {
                used = nr;
            }
            for (int p = 0; p < line;) {
                if (used == nr) {
                    map.beginTile(stage == null ? 0 : stage.origin(r) + p);
                    used = 0;
                }
                int run = Math.min(nr - used, line - p);
                map.add(r, p, used, run);
                p += run;
                used += run;
            }
        }
        return map.finish(blocks.slabRows());
    }

    /**
     * Tiles of a piece of a plane that is read where it lies. The last one ends with the piece, and covers again what the
     * one before it does; no point beyond is read.
     */
    static TileMap overPiece(int points, int nr) {
        TileMap map = new TileMap(nr);
        for (int p = 0; p < points; p += nr) {
            int width = points - p <= nr / 2 ? nr / 2 : nr, at = Math.min(p, points - width);
            map.beginTile(at);
            map.add(0, at, 0, width);
        }
        return map.finish(1);
    }

    /** Tiles of a block that crosses planes: panels whose columns go on from one plane to the next. */
    static TileMap across(RowBlocks blocks, int block, int nr) {
        TileMap map = new TileMap(nr);
        int skipped = blocks.skipped(block), points = blocks.rowPoints(), all = blocks.points(block);
        for (int column = 0; column < all;) {
            int plane = (skipped + column) / points, point = (skipped + column) % points;
            if (column % nr == 0) {
                map.beginTile(0);
            }
            int run = Math.min(Math.min(nr - column % nr, points - point), all - column);
            map.add(plane, point, column % nr, run);
            column += run;
        }
        return map.finish(1);
    }

    private void beginTile(int at) {
        origins.add(at);
        firstSegments.add(segments.size());
    }

    private void add(int line, int from, int at, int run) {
        segments.add(new int[] {line, from, at, run});
    }

    private void dropEmptyTile() {
        if (firstSegments.getLast() == segments.size()) {
            origins.removeLast();
            firstSegments.removeLast();
        }
    }

    private TileMap finish(int slabRows) {
        firstSegments.add(segments.size());
        origin = origins.stream().mapToInt(Integer::intValue).toArray();
        firstSegment = firstSegments.stream().mapToInt(Integer::intValue).toArray();
        row = segments.stream().mapToInt(s -> s[0]).toArray();
        slab = Arrays.stream(row).map(r -> r / slabRows).toArray();
        slabRow = Arrays.stream(row).map(r -> r % slabRows).toArray();
        point = segments.stream().mapToInt(s -> s[1]).toArray();
        column = segments.stream().mapToInt(s -> s[2]).toArray();
        length = segments.stream().mapToInt(s -> s[3]).toArray();
        return this;
    }

    /** Tiles of the largest block. */
    int tiles() {
        return origin.length;
    }

    /** Tiles up to the last that has any point of a block with only so many rows, and lines of so many points. */
    int tiles(int rows, int points) {
        int tiles = tiles();
        while (tiles > 0 && !isLive(tiles - 1, rows, points)) {
            tiles--;
        }
        return tiles;
    }

    private boolean isLive(int tile, int rows, int points) {
        for (int s = firstSegment[tile]; s < firstSegment[tile + 1]; s++) {
            if (row[s] < rows && length(s, points) > 0) {
                return true;
            }
        }
        return false;
    }

    /** Where column 0 of a tile lies in the stage. */
    int origin(int tile) {
        return origin[tile];
    }

    /** The first segment of a tile; the next tile's is its end. */
    int firstSegment(int tile) {
        return firstSegment[tile];
    }

    /** Whether all columns of a tile are consecutive points of one line that has {@code points} points. */
    boolean whole(int tile, int points) {
        return length(firstSegment[tile], points) == nr;
    }

    /** The lattice row, counted through the block, that a segment's line begins with. */
    int row(int segment) {
        return row[segment];
    }

    /** The slab of that row. */
    int slab(int segment) {
        return slab[segment];
    }

    /** That row, counted through its slab. */
    int slabRow(int segment) {
        return slabRow[segment];
    }

    /** The point within its line where a segment begins. */
    int point(int segment) {
        return point[segment];
    }

    /** The column of the tile where a segment begins. */
    int column(int segment) {
        return column[segment];
    }

    /** Points of a segment in lines that have {@code points} points; none, or fewer, where the line ends before it. */
    int length(int segment, int points) {
        return Math.min(length[segment], points - point[segment]);
    }
}
