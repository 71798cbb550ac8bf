package io.github.convgrad.internal.patch;

/**
 * How the lattice points of a batch are cut into blocks: pieces of rows, whole rows, several whole planes, or runs of
 * points that cross from one plane into the next. A plane is one depth index of one image.
 *
 * @param planes         planes of the batch: images times lattice depth
 * @param planeRows      lattice rows of a plane
 * @param rowPoints      points of a lattice row
 * @param blocksPerPlane blocks that the rows of one plane are cut into, 1 if whole planes are grouped
 * @param planesPerBlock planes in a block, 1 if planes are cut; where runs cross planes, the most that one meets
 * @param slabRows       rows of a plane that one block holds at most
 * @param blocksPerRow   pieces that a row is cut into
 * @param slabPoints     points of a row that one block holds at most
 * @param run            points of a block where runs cross planes of one row, 0 if they don't
 */
public record RowBlocks(int planes, int planeRows, int rowPoints, int blocksPerPlane, int planesPerBlock, int slabRows,
        int blocksPerRow, int slabPoints, int run) {
    /** Pieces of rows are multiples of this, so that they fill tiles of any width. */
    private static final int POINT_STEP = 32;
    /** Rows aimed at where pieces of rows are stacked: they share the halo. */
    private static final int STACKED_ROWS = 4;

    /** Blocks of about {@code points} lattice points. */
    public static RowBlocks of(int planes, int planeRows, int rowPoints, int points) {
        return of(planes, planeRows, rowPoints, points, 1);
    }

    /**
     * Blocks of about {@code points} lattice points, cut where they make the fewest tiles: of as many rows each, but
     * for the last of a plane, or of somewhat more where these fill tiles better.
     *
     * @param width points of a tile that is counted; tiles go on from one row to the next
     */
    public static RowBlocks of(int planes, int planeRows, int rowPoints, int points, int width) {
        long planePoints = (long) planeRows * rowPoints;
        if (planePoints > points) {
            int piece = rowPoints <= points ? rowPoints
                    : piece(rowPoints, points / Math.min(STACKED_ROWS, planeRows));
            int rows = Math.max(1, points / piece);
            int blocks = (planeRows + rows - 1) / rows;
            int slabRows = (planeRows + blocks - 1) / blocks;
            for (int more = slabRows + 1; more <= rows; more++) {
                if (tiles(planeRows, more, piece, width) < tiles(planeRows, slabRows, piece, width)) {
                    slabRows = more;
                }
            }
            return new RowBlocks(planes, planeRows, rowPoints, (planeRows + slabRows - 1) / slabRows, 1, slabRows,
                    (rowPoints + piece - 1) / piece, piece, 0);
        }
        int perBlock = (int) Math.max(1, Math.min(planes, points / planePoints));
        int blocks = Math.max(1, (planes + perBlock - 1) / perBlock);
        return new RowBlocks(planes, planeRows, rowPoints, 1, Math.max(1, (planes + blocks - 1) / blocks), planeRows,
                1, rowPoints, 0);
    }

    /** How many tiles the blocks of a plane have. */
    private static int tiles(int planeRows, int slabRows, int rowPoints, int width) {
        return planeRows / slabRows * Math.ceilDiv(slabRows * rowPoints, width)
                + Math.ceilDiv(planeRows % slabRows * rowPoints, width);
    }

    /** Blocks of {@code run} points, but for the last, of planes that are one row each. */
    public static RowBlocks across(int planes, int rowPoints, int run) {
        return new RowBlocks(planes, 1, rowPoints, 1, Math.min(planes, (run + rowPoints - 2) / rowPoints + 1), 1, 1,
                rowPoints, run);
    }

    /** How many tiles of {@code width} points all blocks have together, if a tile may go on from one row to the next. */
    public long tiles(int width) {
        long tiles = 0;
        for (int block = 0; block < count(); block++) {
            tiles += Math.ceilDiv(points(block), width);
        }
        return tiles;
    }

    /** Points of a block. */
    public int points(int block) {
        return run > 0 ? Math.min(run, planes * rowPoints - block * run) : rows(block) * pointsPerRow(block);
    }

    /** Points of the first row of a block that are of the block before: some only where runs cross planes. */
    public int skipped(int block) {
        return run > 0 ? block * run % rowPoints : 0;
    }

    /** Even pieces of at most about {@code most} points. */
    private static int piece(int rowPoints, int most) {
        int pieces = Math.ceilDiv(rowPoints, Math.max(POINT_STEP, most));
        return Math.ceilDiv(Math.ceilDiv(rowPoints, pieces), POINT_STEP) * POINT_STEP;
    }

    /** How many blocks there are. */
    public int count() {
        return run > 0 ? Math.ceilDiv(planes * rowPoints, run)
                : planesPerBlock > 1 ? (planes + planesPerBlock - 1) / planesPerBlock
                : Math.multiplyExact(planes, blocksPerPlane * blocksPerRow);
    }

    /** Rows of the largest block. */
    public int maxRows() {
        return planesPerBlock * slabRows;
    }

    /** The first plane of a block. */
    public int firstPlane(int block) {
        return run > 0 ? block * run / rowPoints
                : planesPerBlock > 1 ? block * planesPerBlock : block / (blocksPerPlane * blocksPerRow);
    }

    /** How many planes a block has. */
    public int planeCount(int block) {
        return run > 0 ? Math.ceilDiv(skipped(block) + points(block), rowPoints)
                : planesPerBlock > 1 ? Math.min(planesPerBlock, planes - firstPlane(block)) : 1;
    }

    /** The first row, within its plane, of a block. */
    public int firstRow(int block) {
        return planesPerBlock > 1 || run > 0 ? 0 : block / blocksPerRow % blocksPerPlane * slabRows;
    }

    /** Rows that each plane of a block contributes. */
    public int rowsPerPlane(int block) {
        return Math.min(slabRows, planeRows - firstRow(block));
    }

    /** Rows of a block, counted through its planes as {@link #maxRows} does. */
    public int rows(int block) {
        return planesPerBlock > 1 || run > 0 ? planeCount(block) * slabRows : rowsPerPlane(block);
    }

    /** The first point, within its row, of a block. */
    public int firstPoint(int block) {
        return block % blocksPerRow * slabPoints;
    }

    /** Points that each row of a block contributes. */
    public int pointsPerRow(int block) {
        return Math.min(slabPoints, rowPoints - firstPoint(block));
    }
}
