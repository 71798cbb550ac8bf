package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.ArrayList;
import java.util.List;

/**
 * Which lattice points the columns of a block's tiles are. Made for the largest block; a smaller one uses a prefix.
 *
 * <p>Two ways to fill a tile of {@code nr} columns:
 * <ul>
 * <li><b>in place</b>: columns are consecutive floats of the staged band. Nothing is copied, but a tile that runs over a
 *     row's end also computes points of the halo, which are thrown away;
 * <li><b>gathered</b>: columns are consecutive lattice points, copied row segment by row segment into a packed panel.
 *     No column is wasted, at the price of the copy.
 * </ul>
 * The cheaper of the two is chosen by the shape.
 */
public final class TileMap {
    private final boolean gathered;
    private final int nr;
    private final int[] origin;
    private final int[] firstSegment;
    private final int[] row;
    private final int[] point;
    private final int[] column;
    private final int[] length;

    private TileMap(boolean gathered, int nr, List<Integer> origins, List<int[]> segments, int[] firstSegment) {
        this.gathered = gathered;
        this.nr = nr;
        this.origin = origins.stream().mapToInt(Integer::intValue).toArray();
        this.firstSegment = firstSegment;
        row = segments.stream().mapToInt(s -> s[0]).toArray();
        point = segments.stream().mapToInt(s -> s[1]).toArray();
        column = segments.stream().mapToInt(s -> s[2]).toArray();
        length = segments.stream().mapToInt(s -> s[3]).toArray();
    }

    /**
     * Chooses between the two ways.
     *
     * @param stage     where points lie
     * @param blocks    how rows are cut
     * @param nr        columns of a tile
     * @param m         rows of the product: how often a gathered panel is used
     */
    static TileMap of(PatchStage stage, RowBlocks blocks, int nr, int m) {
        TileMap inPlace = inPlace(stage, blocks, nr);
        TileMap gathered = gathered(blocks, nr);
        // One row of a tile costs about a cycle, copying a row of the panel about two for each segment.
        double copies = 3 + 2.0 * gathered.row.length / gathered.tiles();
        return inPlace.tiles() * (m + 2.0) <= gathered.tiles() * (m + 2.0 + copies) ? inPlace : gathered;
    }

    static TileMap inPlace(PatchStage stage, RowBlocks blocks, int nr) {
        int rowPoints = blocks.slabPoints();
        List<Integer> origins = new ArrayList<>();
        List<int[]> segments = new ArrayList<>();
        List<Integer> first = new ArrayList<>();
        for (int slab = 0; slab < blocks.planesPerBlock(); slab++) {
            int firstRow = slab * blocks.slabRows();
            int end = (blocks.slabRows() - 1) * stage.pitch() + rowPoints;
            for (int at = 0; at < end; at += nr) {
                List<int[]> own = new ArrayList<>();
                for (int r = at / stage.pitch(); r < blocks.slabRows() && r * stage.pitch() < at + nr; r++) {
                    int begin = Math.max(at, r * stage.pitch());
                    int stop = Math.min(at + nr, r * stage.pitch() + rowPoints);
                    if (stop > begin) {
                        own.add(new int[] {firstRow + r, begin - r * stage.pitch(), begin - at, stop - begin});
                    }
                }
                if (!own.isEmpty()) {
                    origins.add(stage.origin(firstRow) + at);
                    first.add(segments.size());
                    segments.addAll(own);
                }
            }
        }
        first.add(segments.size());
        return new TileMap(false, nr, origins, segments, first.stream().mapToInt(Integer::intValue).toArray());
    }

    static TileMap gathered(RowBlocks blocks, int nr) {
        int rowPoints = blocks.slabPoints();
        List<Integer> origins = new ArrayList<>();
        List<int[]> segments = new ArrayList<>();
        List<Integer> first = new ArrayList<>();
        int used = nr;
        for (int r = 0; r < blocks.maxRows(); r++) {
            for (int p = 0; p < rowPoints;) {
                if (used == nr) {
                    origins.add(0);
                    first.add(segments.size());
                    used = 0;
                }
                int len = Math.min(nr - used, rowPoints - p);
                segments.add(new int[] {r, p, used, len});
                p += len;
                used += len;
            }
        }
        first.add(segments.size());
        return new TileMap(true, nr, origins, segments, first.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether tiles are copied into packed panels. */
    public boolean isGathered() {
        return gathered;
    }

    /** Tiles of the largest block. */
    public int tiles() {
        return origin.length;
    }

    /** Tiles of a block that has only so many rows. */
    public int tiles(int rows) {
        int tiles = tiles();
        while (tiles > 0 && row[firstSegment[tiles - 1]] >= rows) {
            tiles--;
        }
        return tiles;
    }

    /** Where column 0 of a tile in place lies in the stage. */
    public int origin(int tile) {
        return origin[tile];
    }

    /** The first segment of a tile; the next tile's is its end. */
    public int firstSegment(int tile) {
        return firstSegment[tile];
    }

    /** Whether all columns of a tile are consecutive points of one row that has {@code points} points. */
    public boolean whole(int tile, int points) {
        return length(firstSegment[tile], points) == nr;
    }

    /** The lattice row, counted through the block, of a segment. */
    public int row(int segment) {
        return row[segment];
    }

    /** The lattice point within its row where a segment begins. */
    public int point(int segment) {
        return point[segment];
    }

    /** The column of the tile where a segment begins. */
    public int column(int segment) {
        return column[segment];
    }

    /** Points of a segment in rows that have {@code points} points; none, or fewer, where the row ends before it. */
    public int length(int segment, int points) {
        return Math.min(length[segment], points - point[segment]);
    }
}
