package io.github.convgrad.internal.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How planes are cut into blocks of rows; what blocks hold is asked of the stages and products that use them. */
class RowBlocksTest {

    @Test
    void rowsThatFillTilesAreWorthALastBlockOfFewer() {
        // 28 rows of 28 points: four blocks of seven rows are 28 tiles of 32 points, 8 + 8 + 8 + 4 rows are 25.
        RowBlocks even = RowBlocks.of(16, 28, 28, 256), filled = RowBlocks.of(16, 28, 28, 256, 32);
        assertEquals(7, even.slabRows());
        assertEquals(16 * 28, even.tiles(32));
        assertEquals(8, filled.slabRows());
        assertEquals(4, filled.rows(3));
        assertEquals(16 * 25, filled.tiles(32));
    }

    @Test
    void tilesNeverBecomeMoreNorBlocksLargerThanAllowed() {
        for (int width : new int[] {4, 8, 16, 32}) {
            for (int rows = 1; rows <= 40; rows++) {
                for (int points = 1; points <= 60; points++) {
                    RowBlocks even = RowBlocks.of(3, rows, points, 200), filled = RowBlocks.of(3, rows, points, 200, width);
                    assertTrue(filled.tiles(width) <= even.tiles(width), filled.toString());
                    assertEquals(even.count(), filled.count());
                    assertTrue(filled.slabRows() * points <= Math.max(200, points), filled.toString());
                    long covered = 0;
                    for (int block = 0; block < filled.count(); block++) {
                        covered += filled.points(block);
                    }
                    assertEquals(3L * rows * points, covered);
                }
            }
        }
    }
}
