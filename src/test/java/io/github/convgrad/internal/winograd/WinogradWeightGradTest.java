package io.github.convgrad.internal.winograd;

import static io.github.convgrad.arbitrary.Poison.poisoned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Poison;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WinogradWeightGradTest {
    private final SplittableRandom random = new SplittableRandom(23);

    /** Four workers have smaller sums each, and no reason to multiply several runs at once. */
    @Test
    void runsMultipliedAtOnceGiveTheBitsOfRunsOneByOne() {
        ConvShape.Builder b = ConvShape.builder().channels(250, 252).kernel(3, 3).pad(1);
        // Five runs at once, the last of one tile row instead of two; and two runs or five, now these and now those.
        checkRuns(b.batch(3).input(12, 7).build(), 4, "20 tiles at a time in 5 chains,");
        checkRuns(b.batch(9).input(28, 28).build(), 64, "280 tiles at a time in 5 chains or, if faster, 2,");
    }

    private void checkRuns(ConvShape s, int chain, String expected) {
        ConvData data = ConvData.reals(s, 3);
        float[][] dw = new float[2][], db = new float[2][];
        for (int i = 1; i >= 0; i--) {
            Pass pass = WinogradWeightGrad.plan(s, Kernels.chosen(), new Tiling(4, 4, chain), i == 0 ? 1 : 4);
            assertEquals(i == 0, pass.algorithm().contains("chains"), pass.algorithm());
            assertTrue(i > 0 || pass.algorithm().contains(expected), pass.algorithm());
            for (int call = 0; call < (i == 0 ? 5 : 1); call++) {
                Tensors tensors = new Tensors();
                tensors.x = data.x();
                tensors.dy = data.dy();
                dw[i] = tensors.dw = poisoned(s.wLength());
                db[i] = tensors.db = poisoned(s.bLength());
                Poison.run(pass, tensors, random);
                assertArrayEquals(dw[1], dw[i], 0f);
                assertArrayEquals(db[1], db[i], 0f);
            }
        }
    }

    /** With both, outputs that share a phase of the dilation meet pixels a stride times as far apart as they are. */
    @Test
    void aStrideAndADilationTogetherAreLeftToOthers() {
        ConvShape.Builder b = ConvShape.builder().batch(2).channels(128, 128).kernel(5).stride(2);
        for (ConvShape s : List.of(b.input(32, 32).dilation(2).build(), b.input(36, 36).dilation(2, 3).build())) {
            assertEquals("the kernel is dilated and has a stride", WinogradWeightGrad.refusal(s, Tiling.SMALL));
            ConvData data = ConvData.integers(s, 5);
            float[] dw = poisoned(s.wLength()), expected = poisoned(s.wLength());
            ConvPlan.of(s).backward(data.x(), data.w(), data.dy(), null, dw, null);
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), null, expected, null);
            assertArrayEquals(expected, dw, s.toString());
        }
    }

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
