package io.github.convgrad.internal.patch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a tensor is parted among products: every point once, with all taps that meet the source there. */
class LatticePartTest {

    private static ConvShape shape(int[] input, int[] kernel, int[] stride, int[] pad, int[] dilation) {
        return ConvShape.builder().batch(1).channels(2, 3).input(input).kernel(kernel).stride(stride).pad(pad)
                .dilation(dilation).build();
    }

    private static ConvShape wide() {
        return shape(new int[] {33, 40}, new int[] {3, 3}, new int[] {1, 1}, new int[] {12, 9}, new int[] {12, 9});
    }

    /** For each point of a plane, how often it is written, and how many products with the source it takes part in. */
    private static int[][] visits(ConvShape s, int height, int width, List<LatticePart> parts) {
        int[] written = new int[height * width], met = new int[height * width];
        for (LatticePart part : parts) {
            for (int h = 0; h < part.h().taps().count(); h++) {
                for (int w = 0; w < part.w().taps().count(); w++) {
                    int at = (part.h().begin() + h * part.h().step()) * width + part.w().begin()
                            + w * part.w().step();
                    written[at]++;
                    met[at] += part.h().taps().inside(h).length * part.w().taps().inside(w).length;
                }
            }
        }
        return new int[][] {written, met};
    }

    @Test
    void cutsKeepEveryPointAndEveryProduct() {
        for (ConvShape s : List.of(wide(),
                shape(new int[] {50, 64}, new int[] {3, 4}, new int[] {2, 2}, new int[] {14, 3}, new int[] {7, 1}))) {
            LatticePart whole = LatticePart.ofOutput(s);
            int[][] before = visits(s, s.outHeight(), s.outWidth(), List.of(whole));
            int[][] after = visits(s, s.outHeight(), s.outWidth(), whole.cut());
            assertArrayEquals(before[0], after[0]);
            assertArrayEquals(before[1], after[1]);
        }
    }

    @Test
    void noTapOfACutPartMeetsOnlyPadding() {
        List<LatticePart> parts = LatticePart.ofOutput(wide()).cut();
        assertEquals(9, parts.size());
        for (LatticePart part : parts) {
            for (int h = 0; h < part.h().taps().count(); h++) {
                assertEquals(part.h().taps().taps(), part.h().taps().inside(h).length);
            }
        }
    }

    @Test
    void narrowPaddingIsNotCut() {
        ConvShape s = shape(new int[] {27, 27}, new int[] {5, 5}, new int[] {1, 1}, new int[] {2, 2}, new int[] {1, 1});
        assertEquals(1, LatticePart.ofOutput(s).cut().size());
    }

    @Test
    void phasesCoverTheInputOnce() {
        ConvShape s = shape(new int[] {21, 30}, new int[] {3, 5}, new int[] {2, 3}, new int[] {1, 2}, new int[] {1, 1});
        List<LatticePart> phases = LatticePart.phases(s);
        assertEquals(6, phases.size());
        for (int count : visits(s, s.inHeight(), s.inWidth(), phases)[0]) {
            assertEquals(1, count);
        }
    }

    @Test
    void theUnionHoldsTheTapsOfEveryPhase() {
        ConvShape s = shape(new int[] {21, 30}, new int[] {3, 5}, new int[] {2, 3}, new int[] {1, 2}, new int[] {1, 1});
        List<LatticePart> phases = LatticePart.phases(s);
        PhaseUnion union = new PhaseUnion(s, phases);
        PatchGeometry all = union.geometry();
        assertTrue(all.taps() <= 4 * 2);
        for (LatticePart phase : phases) {
            int[] taps = union.taps(phase);
            for (int t = 0; t < taps.length; t++) {
                int th = t / phase.w().taps().taps(), tw = t % phase.w().taps().taps();
                assertEquals(phase.h().taps().offset(th), all.h().offset(taps[t] / all.w().taps()));
                assertEquals(phase.w().taps().offset(tw), all.w().offset(taps[t] % all.w().taps()));
            }
        }
    }
}
