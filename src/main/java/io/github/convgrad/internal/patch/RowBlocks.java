package io.github.convgrad.internal.patch;

/**
 * How the lattice rows of a batch are cut into blocks: either several blocks to a plane, or several whole planes to a
 * block. A plane is one depth index of one image. The cut depends on the shape alone.
 *
 * @param planes         planes of the batch: images times lattice depth
 * @param planeRows      lattice rows of a plane
 * @param blocksPerPlane blocks that one plane is cut into, 1 if whole planes are grouped
 * @param planesPerBlock planes in a block, 1 if planes are cut
 * @param slabRows       rows of a plane that one block holds at most
 */
public record RowBlocks(int planes, int planeRows, int blocksPerPlane, int planesPerBlock, int slabRows) {

    /** Blocks of about {@code points} lattice points, at least one row. */
    public static RowBlocks of(int planes, int planeRows, int rowPoints, int points) {
        long planePoints = (long) planeRows * rowPoints;
        if (planePoints > points) {
            int rows = Math.max(1, points / rowPoints);
            int blocks = (planeRows + rows - 1) / rows;
            int slabRows = (planeRows + blocks - 1) / blocks;
            return new RowBlocks(planes, planeRows, (planeRows + slabRows - 1) / slabRows, 1, slabRows);
        }
        int perBlock = (int) Math.max(1, Math.min(planes, points / planePoints));
        int blocks = Math.max(1, (planes + perBlock - 1) / perBlock);
        return new RowBlocks(planes, planeRows, 1, Math.max(1, (planes + blocks - 1) / blocks), planeRows);
    }

    /** How many blocks there are. */
    public int count() {
        return planesPerBlock > 1 ? (planes + planesPerBlock - 1) / planesPerBlock : planes * blocksPerPlane;
    }

    /** Rows of the largest block. */
    public int maxRows() {
        return planesPerBlock * slabRows;
    }

    /** The first plane of a block. */
    public int firstPlane(int block) {
        return planesPerBlock > 1 ? block * planesPerBlock : block / blocksPerPlane;
    }

    /** How many planes a block has. */
    public int planeCount(int block) {
        return planesPerBlock > 1 ? Math.min(planesPerBlock, planes - firstPlane(block)) : 1;
    }

    /** The first row, within its plane, of a block. */
    public int firstRow(int block) {
        return planesPerBlock > 1 ? 0 : (block % blocksPerPlane) * slabRows;
    }

    /** Rows that each plane of a block contributes. */
    public int rowsPerPlane(int block) {
        return Math.min(slabRows, planeRows - firstRow(block));
    }
}
