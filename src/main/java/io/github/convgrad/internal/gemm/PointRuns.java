package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;

/**
 * How the points of a block are cut into the runs that {@link TurnedGemm} broadcasts: row by row, or through the halo
 * from one row to the next, whichever costs less. Rows of C are points.
 */
final class PointRuns {
    private final RowBlocks blocks;
    private final RowPanels cut;
    /** Whether a run may go on from a row to the next. */
    private final boolean through;
    private final boolean adjoin;
    private final int[] start;
    private final int[] row;
    private final int[] height;
    private final int runsPerLine;
    private final int linesPerSlab;
    /** Rows of C from one lattice row to the next, and from one slab to the next. */
    private final int rowPitch;
    private final int slabPitch;

    /**
     * Cuts the points of the largest block.
     *
     * @param blocks  how points are cut
     * @param stage   where they lie
     * @param heights of tiles
     * @param keeps   whether sums are kept, so that no run may write into those of the next row
     */
    PointRuns(RowBlocks blocks, PatchStage stage, int[] heights, boolean keeps) {
        this.blocks = blocks;
        int points = blocks.slabPoints(), slabRows = blocks.slabRows();
        RowPanels each = new RowPanels(points, heights);
        RowPanels all = new RowPanels((slabRows - 1) * stage.pitch() + points, heights);
        through = blocks.blocksPerRow() == 1 && all.cost() < slabRows * each.cost();
        cut = through ? all : each;
        linesPerSlab = through ? 1 : slabRows;
        // What a run writes beyond its row the next one overwrites, unless that has begun.
        rowPitch = through ? stage.pitch() : keeps ? cut.paddedRows() : points;
        slabPitch = (linesPerSlab - 1) * rowPitch + cut.paddedRows();
        adjoin = rowPitch == points;
        runsPerLine = cut.count();
        int count = blocks.planesPerBlock() * linesPerSlab * runsPerLine;
        start = new int[count];
        row = new int[count];
        height = new int[count];
        for (int i = 0; i < count; i++) {
            int line = i / runsPerLine, run = i % runsPerLine;
            int slab = line / linesPerSlab, inSlab = line % linesPerSlab;
            start[i] = stage.origin(slab * slabRows + inSlab) + cut.start(run);
            row[i] = slab * slabPitch + inSlab * rowPitch + cut.start(run);
            height[i] = cut.height(run);
        }
    }

    /** Rows of C. */
    int rows() {
        return blocks.planesPerBlock() * slabPitch;
    }

    /** Runs that have points of a block. */
    int count(int block) {
        int planes = blocks.planeCount(block), lines = blocks.rowsPerPlane(block);
        if (!through) {
            return planes * lines * runsPerLine;
        }
        if (planes > 1) {
            return planes * runsPerLine;
        }
        int used = (lines - 1) * rowPitch + blocks.pointsPerRow(block), runs = 0;
        while (runs < runsPerLine && cut.start(runs) < used) {
            runs++;
        }
        return runs;
    }

    /** One past the last row of C of a run that is a point and not beyond its line. */
    int end(int run) {
        int line = run / runsPerLine;
        int from = rowOf(line / linesPerSlab, line % linesPerSlab);
        return Math.min(row[run] + height[run], from + (through ? slabPitch : blocks.slabPoints()));
    }

    /** Runs of the largest block. */
    int count() {
        return start.length;
    }

    /** Where a run begins in the stage. */
    int start(int run) {
        return start[run];
    }

    /** The row of C that a run begins with. */
    int row(int run) {
        return row[run];
    }

    /** How many points a run has. */
    int height(int run) {
        return height[run];
    }

    /** The row of C that a lattice row begins with. */
    int rowOf(int slab, int lattice) {
        return slab * slabPitch + lattice * rowPitch;
    }

    /** Whether the points of a slab are consecutive rows of C. */
    boolean adjoin() {
        return adjoin;
    }

    /** What the tiles of a slab cost, in rows. */
    double cost() {
        return linesPerSlab * cut.cost();
    }

    @Override
    public String toString() {
        return cut + (through ? " running through rows of" : "");
    }
}
