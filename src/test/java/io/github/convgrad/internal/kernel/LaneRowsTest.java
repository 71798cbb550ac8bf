package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
