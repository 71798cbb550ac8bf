package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GradientBlocksTest {

    /** Every further cut would only transform more. */
    @Test
    void oneWorkerCutsNoMoreThanItMust() {
        assertEquals(new GradientBlocks(1, 1), GradientBlocks.of(256, 256, 1, 1));
        assertEquals(new GradientBlocks(1, 1), GradientBlocks.of(32, 200, 6, 1));
        assertEquals(new GradientBlocks(2, 3), GradientBlocks.of(512, 513, 1, 1));
    }

    @Test
    void twoWorkersShareOneSide() {
        GradientBlocks blocks = GradientBlocks.of(256, 256, 1, 2);
        assertEquals(2, blocks.filters() * blocks.channels());
        assertEquals(new GradientBlocks(2, 2), GradientBlocks.of(512, 512, 1, 2), "which is enough for two");
    }

    @Test
    void noWorkerIsIdleWhereThereIsWork() {
        for (int workers = 1; workers <= 32; workers++) {
            GradientBlocks blocks = GradientBlocks.of(256, 256, 1, workers);
            int tasks = blocks.filters() * blocks.channels(), rounds = Math.ceilDiv(tasks, workers);
            int count = workers;
            assertTrue(tasks * 4 >= 3 * rounds * workers, () -> tasks + " tasks for " + count + " workers");
        }
    }

    @Test
    void chunksAreSharedFirst() {
        assertEquals(new GradientBlocks(1, 1), GradientBlocks.of(128, 128, 16, 8));
        assertEquals(new GradientBlocks(1, 1), GradientBlocks.of(40, 40, 1, 1));
    }

    @Test
    void blocksAreNeitherTooLargeNorTooSmall() {
        for (int workers = 1; workers <= 1024; workers *= 4) {
            GradientBlocks blocks = GradientBlocks.of(300, 70, 1, workers);
            assertTrue(Math.ceilDiv(300, blocks.filters()) <= GradientBlocks.MOST);
            assertTrue(blocks.filters() <= Math.ceilDiv(300, GradientBlocks.FEWEST));
            assertTrue(blocks.channels() <= Math.ceilDiv(70, GradientBlocks.FEWEST));
        }
    }
}
