package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class WinogradWeightGradTest {

    @Test
    void chunksAreAboutSixteenTasksOfManyTiles() {
        assertEquals(16, WinogradWeightGrad.chunks(1_000_000, 1, 1));
        assertEquals(6, WinogradWeightGrad.chunks(1_000_000, 3, 1));
        assertEquals(1, WinogradWeightGrad.chunks(1_000_000, 16, 1));
        assertEquals(1, WinogradWeightGrad.chunks(1000, 1, 1));
        assertEquals(2, WinogradWeightGrad.chunks(1024, 1, 1));
    }

    @Test
    void twoWorkersHaveTheSameNumberOfTasks() {
        assertEquals(4, WinogradWeightGrad.chunks(3 * 512, 1, 1));
        assertEquals(3, WinogradWeightGrad.chunks(3 * 512, 2, 1), "whose tasks are six");
        assertEquals(6, WinogradWeightGrad.chunks(5 * 512, 3, 1));
    }

    @Test
    void sumsOfAllChunksKeepWithinTheirLimit() {
        assertEquals(1, WinogradWeightGrad.chunks(1_000_000, 1, 1 << 24));
        assertEquals(1, WinogradWeightGrad.chunks(1_000_000, 1, 1 << 26));
        assertEquals(3, WinogradWeightGrad.chunks(1_000_000, 1, (1 << 24) / 3));
    }
}
