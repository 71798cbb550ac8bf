package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link LaneRows} must do, asked of the kernels of this run and of the scalar ones. */
class LaneRowsTest {
    private final Random random = new Random(13);

    @Test
    void theKernelOfThisRunKeepsTheContract() {
        check(Kernels.chosen().laneRows());
    }

    @Test
    void theScalarKernelKeepsTheContractInEveryLayout() {
        check(new ScalarLaneRows(4));
        LaneRows twin = new ScalarKernels(Kernels.chosen()).laneRows();
        assertEquals(Kernels.chosen().laneRows().lanes(), twin.lanes());
        check(twin);
    }

    private void check(LaneRows kernel) {
        for (int pixels = 0; pixels <= 23; pixels++) {
            for (int taps : new int[] {0, 1, 9, 25}) {
                check(kernel, pixels, taps);
            }
        }
        for (int pixels = 0; pixels <= 11; pixels++) {
            for (int kernelWidth = 0; kernelWidth <= 7; kernelWidth++) {
                checkTall(kernel, 5, kernelWidth, pixels);
                checkTall(kernel, 7, kernelWidth, pixels);
            }
        }
        assertThrows(UnsupportedOperationException.class, () -> checkTall(kernel, 3, 3, 2));
    }

    private void checkTall(LaneRows kernel, int kernelHeight, int kernelWidth, int pixels) {
        int lanes = kernel.lanes(), at = 3, so = 2, to = 7, wo = 4, pitch = pixels * lanes + 6;
        float[] in = values(at + (LaneRows.TALL_ROWS + kernelHeight) * LaneRows.TALL_PITCH * lanes);
        float[] w = values(wo + kernelHeight * kernelWidth * lanes), starts = values(so + lanes);
        float[] out = values(to + LaneRows.TALL_ROWS * pitch), expected = out.clone();
        kernel.slideTall(kernelHeight, kernelWidth, pixels, w, wo, starts, so, out, to, pitch, in, at);
        for (int r = 0; r < LaneRows.TALL_ROWS; r++) {
            for (int i = 0; i < pixels * lanes; i++) {
                float sum = starts[so + i % lanes];
                for (int t = 0; t < kernelHeight * kernelWidth; t++) {
                    int row = r + t % kernelHeight, column = t / kernelHeight;
                    sum = Math.fma(w[wo + t * lanes + i % lanes],
                            in[at + (row * LaneRows.TALL_PITCH + column) * lanes + i], sum);
                }
                expected[to + r * pitch + i] = sum;
            }
        }
        assertArrayEquals(expected, out, kernelHeight + "x" + kernelWidth + " over " + pixels + " pixels");
    }

    private void check(LaneRows kernel, int pixels, int taps) {
        int lanes = kernel.lanes(), room = (pixels + LaneRows.OVERRUN) * lanes, at = 3, so = 2, to = 7, wo = 4;
        int[] offsets = random.ints(taps, 0, 40).map(o -> o * lanes).toArray();
        float[] in = values(at + 40 * lanes + room), w = values(taps * lanes + lanes), starts = values(so + lanes);
        float[] out = values(to + room + 5), before = out.clone();
        kernel.slide(pixels, taps, w, wo, starts, so, out, to, offsets, in, at);
        for (int p = 0; p < pixels; p++) {
            for (int l = 0; l < lanes; l++) {
                float sum = starts[so + l];
                for (int t = 0; t < taps; t++) {
                    sum = Math.fma(w[wo + t * lanes + l], in[at + offsets[t] + p * lanes + l], sum);
                }
                assertEquals(sum, out[to + p * lanes + l], pixels + " pixels, " + taps + " taps, pixel " + p);
            }
        }
        assertEquals(-1, Arrays.mismatch(before, 0, to, out, 0, to), "before the row");
        int end = to + room;
        assertEquals(-1, Arrays.mismatch(before, end, before.length, out, end, out.length), "beyond what may be overrun");
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
