package io.github.convgrad.internal.plan;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.parallel.ArrayPlace;
import io.github.convgrad.internal.parallel.Pass;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pass takes beside its tensors, Winograd aside: at most 4 MiB a worker, and the packed weights. */
class ScratchTest {
    private static final long MOST_FLOATS = 1 << 20;

    private final List<ConvShape> layers = List.of(
            layer(512, 128, 28).kernel(1).build(),
            layer(512, 512, 14).kernel(1).build(),
            layer(256, 512, 56).kernel(1).stride(2).build(),
            layer(128, 128, 56).kernel(3).stride(2).pad(1).build(),
            layer(3, 64, 224).kernel(7).stride(2).pad(3).build(),
            layer(64, 256, 600).kernel(1).build(),
            layer(256, 256, 33).kernel(3).pad(12).dilation(12).build(),
            layer(96, 96, 500).groups(96).kernel(7).pad(3).build());

    private static ConvShape.Builder layer(int inChannels, int outChannels, int side) {
        return ConvShape.builder().batch(16).channels(inChannels, outChannels).input(side, side);
    }

    @Test
    void staysSmallWhateverTheBatchAndImage() {
        for (ConvShape s : layers) {
            Planner.Passes passes = Planner.plan(s, Accuracy.STANDARD, Kernels.chosen(), 1);
            // Panels of weights may have some spare rows.
            long packed = s.wLength() * 5 / 4 + 4096;
            assertSmall(s, passes.forward(), packed);
            assertSmall(s, passes.dataGrad(), packed);
            assertSmall(s, passes.weightGrad(), 0);
        }
    }

    @Test
    void whatItIsLentIsAsSmall() {
        for (ConvShape s : layers) {
            for (int workers = 1; workers <= 3; workers++) {
                Planner.Passes passes = Planner.plan(s, Accuracy.STANDARD, Kernels.chosen(), workers);
                for (Pass pass : List.of(passes.forward(), passes.dataGrad(), passes.weightGrad())) {
                    for (int large = 1 << 16; large <= 1 << 20; large *= 2) {
                        assertLent(s, pass, workers, large);
                    }
                }
            }
        }
    }

    private static void assertLent(ConvShape s, Pass pass, int workers, int large) {
        ArrayPlace place = new ArrayPlace(12, large);
        int shared = place.sharedLength(pass, workers), own = place.workerLength(pass, workers);
        assertTrue(shared >= pass.sharedFloats() && own >= pass.workerFloats());
        long floats = shared + (long) workers * own - pass.packedFloats();
        assertTrue(floats <= MOST_FLOATS * workers, () -> s + ", " + workers + " workers, arrays of " + large + ": "
                + pass.algorithm() + " is lent " + 4 * floats + " bytes");
    }

    private static void assertSmall(ConvShape s, Pass pass, long packed) {
        long floats = pass.sharedFloats() + pass.workerFloats() - packed;
        assertTrue(floats <= MOST_FLOATS, () -> s + ": " + pass.algorithm() + " takes " + 4 * floats + " bytes");
    }
}
