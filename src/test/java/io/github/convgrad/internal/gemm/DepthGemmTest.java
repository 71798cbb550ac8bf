package io.github.convgrad.internal.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class DepthGemmTest {

    @Test
    void chunksMakeEnoughTasks() {
        assertEquals(16, DepthGemm.chunks(1, 100, 1000));
        assertEquals(6, DepthGemm.chunks(4, 100, 1000));
        assertEquals(1, DepthGemm.chunks(24, 100, 1000));
        assertEquals(1, DepthGemm.chunks(1, 0, 0), "an empty batch");
    }

    @Test
    void twoWorkersHaveTheSameNumberOfTasks() {
        assertEquals(4, DepthGemm.chunks(1, 100, 5), "no more than there are blocks");
        assertEquals(4, DepthGemm.chunks(1, 128 * 128 * 9, 56), "no more sums than may be");
        assertEquals(6, DepthGemm.chunks(5, 100, 56), "whose tasks are thirty");
        assertEquals(3, DepthGemm.chunks(8, 100, 56), "whose tasks are even");
        assertEquals(1, DepthGemm.chunks(1, 100, 1));
    }
}
