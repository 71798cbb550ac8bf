package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.RowBlocks;
import java.util.ArrayList;
import java.util.List;

/**
 * The pieces of at most a vector of points in which {@link TurnedGemm} stores a block, each after the run that completes
 * it. Made for the largest block; a smaller one has fewer of them, and shorter ones.
 */
final class PointPieces {
    private final RowBlocks blocks;
    private final int lanes;
    private final boolean adjoin;
    private final int[] first;
    private final int[] slab;
    private final int[] row;
    private final int[] point;
    private final int[] rowOfC;

    /**
     * Cuts the points of the largest block into pieces.
     *
     * @param blocks how points are cut
     * @param runs   which of them are computed together
     * @param target where they are stored: pieces go on from row to row where rows adjoin there and in C
     * @param lanes  points of a piece
     */
    PointPieces(RowBlocks blocks, PointRuns runs, LatticeTarget target, int lanes) {
        this.blocks = blocks;
        this.lanes = lanes;
        int points = blocks.slabPoints(), slabRows = blocks.slabRows();
        adjoin = runs.adjoin() && target.rowsAdjoin(points);
        int lines = adjoin ? 1 : slabRows, line = adjoin ? slabRows * points : points;
        List<int[]> all = new ArrayList<>();
        for (int s = 0; s < blocks.planesPerBlock(); s++) {
            for (int r = 0; r < lines; r++) {
                for (int p = 0; p < line; p += lanes) {
                    all.add(new int[] {s, r, p, runs.rowOf(s, r) + p, runs.rowOf(s, r) + Math.min(p + lanes, line)});
                }
            }
        }
        slab = all.stream().mapToInt(i -> i[0]).toArray();
        row = all.stream().mapToInt(i -> i[1]).toArray();
        point = all.stream().mapToInt(i -> i[2]).toArray();
        rowOfC = all.stream().mapToInt(i -> i[3]).toArray();
        first = new int[runs.count()];
        for (int run = 0, i = 0; run < first.length; run++) {
            first[run] = i;
            while (i < all.size() && all.get(i)[4] <= runs.end(run)) {
                i++;
            }
        }
    }

    /** The first piece that a run completes. */
    int first(int run) {
        return first[run];
    }

    /** One past the last of them. The last run completes all that are left. */
    int end(int run, int runs) {
        return run + 1 < runs ? first[run + 1] : slab.length;
    }

    /** The slab that a piece lies in. */
    int slab(int i) {
        return slab[i];
    }

    /** The lattice row, counted through the slab, that its line begins with. */
    int row(int i) {
        return row[i];
    }

    /** The point of that line that it begins with. */
    int point(int i) {
        return point[i];
    }

    /** The row of C that it begins with. */
    int rowOfC(int i) {
        return rowOfC[i];
    }

    /** How many points of a block it has, none or fewer if it lies beyond it. */
    int length(int i, int block) {
        int height = blocks.rowsPerPlane(block), points = blocks.pointsPerRow(block);
        if (slab[i] >= blocks.planeCount(block) || !adjoin && row[i] >= height) {
            return 0;
        }
        return Math.min(lanes, (adjoin ? height * points : points) - point[i]);
    }
}
