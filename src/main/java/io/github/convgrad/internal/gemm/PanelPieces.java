package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.RowBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * The pieces that the rows of a block fall into where they are cut into panels: each within a vector and a panel. Of
 * short rows, all are copied for one channel before those of the next, so that the source is read as it lies.
 *
 * @param first   for each row its first piece, and behind the last row the number of all
 * @param sources where pieces lie, from the block's first point on
 * @param targets where they go, from the first panel on
 */
record PanelPieces(int[] first, int[] sources, int[] targets) {

    /**
     * Cuts a block.
     *
     * @param rows       rows of a block; a block of fewer uses the first of them
     * @param start      where each row of the source begins, from the first one's beginning on
     * @param lanes      floats of a vector
     * @param panelPitch from one panel to the next
     */
    static PanelPieces of(RowBlocks blocks, int block, int rows, IntUnaryOperator start, int lanes, int panelPitch) {
        int nr = 2 * lanes, skipped = blocks.skipped(block);
        int all = blocks.run() > 0 ? blocks.points(block) : Integer.MAX_VALUE;
        List<int[]> pieces = new ArrayList<>();
        int[] first = new int[rows + 1];
        for (int row = 0, column = 0; row < rows; row++) {
            int from = row == 0 ? skipped : 0;
            for (int p = from, run; p < blocks.slabPoints() && column < all; p += run, column += run) {
                run = Math.min(Math.min(lanes, nr - column % nr), Math.min(blocks.slabPoints() - p, all - column));
                pieces.add(new int[] {start.applyAsInt(row) + p - skipped, column / nr * panelPitch + column % nr});
            }
            first[row + 1] = pieces.size();
        }
        return new PanelPieces(first, pieces.stream().mapToInt(piece -> piece[0]).toArray(),
                pieces.stream().mapToInt(piece -> piece[1]).toArray());
    }

    /** Pieces of so many rows. */
    int count(int rows) {
        return first[rows];
    }
}
