package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import org.junit.jupiter.api.Test;

/** Which shapes the algorithm refuses, and why. */
class ApplicabilityTest {
    private static final Tiling SMALL = Tiling.SMALL;

    @Test
    void refusalsSayWhy() {
        ConvShape.Builder b = ConvShape.builder().batch(1).channels(4, 4);
        assertEquals("with 4 and 4 channels in a group transforms would take 306% of the time of a plain sum, and "
                + "products 58%; together they pay up to 90%",
                WinogradForward.refusal(b.input(9, 9).kernel(3).build(), SMALL));
        assertNull(WinogradForward.refusal(b.channels(28, 48).input(28, 28).build(), SMALL));
        assertNotNull(WinogradForward.refusal(b.channels(24, 24).build(), SMALL));
        assertNull(WinogradForward.refusal(b.channels(32, 32).build(), SMALL));
        assertNull(WinogradDataGrad.refusal(b.batch(8).input(8, 8).build(), SMALL));
        assertEquals("the batch has 16 tiles, transforms of the kernel pay from 32",
                WinogradDataGrad.refusal(b.batch(1).build(), SMALL));
        assertEquals("the batch has 9 tiles, transforms of the kernel pay from 32",
                WinogradForward.refusal(b.build(), SMALL));
        b.input(28, 28);
        assertNull(WinogradForward.refusal(b.channels(16, 32).kernel(5).pad(2).build(), SMALL));
        assertNotNull(WinogradForward.refusal(b.channels(16, 16).build(), SMALL));
        b.channels(64, 16).kernel(3).pad(1);
        assertNull(WinogradForward.refusal(b.batch(4).channels(64, 64).input(19, 19).kernel(5, 3).pad(0).build(), SMALL));
        assertEquals("kernel is 5x2, not between 3x3 and 9x9", WinogradForward.refusal(b.kernel(5, 2).build(), SMALL));
        assertEquals("kernel is 3x10, not between 3x3 and 9x9", WinogradForward.refusal(b.kernel(3, 10).build(), SMALL));
        assertNull(WinogradForward.refusal(b.kernel(5, 5).pad(4).build(), SMALL));
        b.channels(4, 4).input(9, 9);
        assertEquals("it would form 87% of the products of a plain sum, transforms pay up to 67%",
                WinogradDataGrad.refusal(b.build(), SMALL));
        b.pad(0).kernel(3, 3).stride(2, 1);
        assertEquals("it would form 76% of the products of a plain sum, transforms pay up to 15%",
                WinogradForward.refusal(b.build(), SMALL));
        assertEquals("it would form 82% of the products of a plain sum, transforms pay up to 60%",
                WinogradDataGrad.refusal(b.build(), SMALL));
        assertEquals("a group has 4 channels on one side, transforms pay from 32",
                WinogradDataGrad.refusal(b.input(80, 60).kernel(5, 5).stride(2).build(), SMALL));
        assertNull(WinogradDataGrad.refusal(b.channels(32, 32).build(), SMALL));
        b.channels(4, 4).input(80, 60).kernel(5, 5);
        assertNull(WinogradForward.refusal(b.channels(32, 64).input(64, 64).kernel(5, 5).pad(2).build(), SMALL));
        assertEquals("it would form 49% of the products of a plain sum, transforms pay up to 44%",
                WinogradForward.refusal(b.channels(4, 32).build(), SMALL));
        assertEquals("the kernel is cut into 64 pieces, at most 63 make a sum",
                WinogradForward.refusal(b.channels(4, 64).kernel(18, 18).build(), SMALL));
        b.channels(4, 4).input(80, 60).kernel(5, 5).pad(0);
        assertEquals("stride is 3x2, at most 2 pays", WinogradDataGrad.refusal(b.stride(3, 2).build(), SMALL));
        b.input(9, 9).kernel(3, 3);
        b.stride(1, 1);
        assertEquals("kernel is 3x3x3, not flat", WinogradForward.refusal(
                ConvShape.builder().batch(1).channels(4, 4).input(9, 9, 9).kernel(3).build(), SMALL));
        assertTrue(WinogradForward.refusal(ConvShape.builder().batch(1).channels(4, 4).input(2, 9, 9).kernel(1, 3, 3)
                .build(), SMALL).contains("depth"));
        assertTrue(WinogradForward.refusal(ConvShape.builder().batch(1).channels(4, 4).input(1, 9, 9).kernel(1, 3, 3)
                .stride(2, 1, 1).padBegin(1, 0, 0).padEnd(0, 0, 0).build(), SMALL).contains("padding"));
    }

    /** Kernels take as long to transform as the products of 68 tiles, however few there are. */
    @Test
    void fewTilesDoNotPayForTransformingTheKernel() {
        Tiling tall = new Tiling(4, 2, 48), square = new Tiling(4, 4, 32);
        ConvShape.Builder b = ConvShape.builder().batch(1).channels(128, 128).input(14, 14).kernel(3).pad(1);
        assertEquals("the batch has 28 tiles: together with transforming the kernel they would take 137% of the time of a "
                + "plain sum, they pay up to 100%", WinogradForward.refusal(b.build(), tall));
        assertNotNull(WinogradDataGrad.refusal(b.build(), tall));
        assertNull(WinogradForward.refusal(b.batch(2).build(), tall));
        assertNull(WinogradForward.refusal(b.batch(1).input(28, 28).build(), tall));
        assertNull(WinogradForward.refusal(b.channels(256, 256).input(14, 14).build(), square), "used once");

        b.kernel(5).pad(2);
        assertNotNull(WinogradForward.refusal(b.batch(2).build(), SMALL));
        assertNull(WinogradForward.refusal(b.batch(4).build(), SMALL));
        assertNull(WinogradForward.refusal(b.batch(0).build(), SMALL));

        b.channels(256, 512).input(16, 16).kernel(4).stride(2).pad(1);
        assertNull(WinogradDataGrad.refusal(b.batch(32).build(), SMALL));
        assertNotNull(WinogradDataGrad.refusal(b.batch(16).build(), SMALL));
        assertNotNull(WinogradForward.refusal(b.batch(32).build(), SMALL));
        assertNull(WinogradForward.refusal(b.batch(64).build(), SMALL));
    }

    @Test
    void largerTilesPayWithFewerChannels() {
        ConvShape.Builder b = ConvShape.builder().batch(8).input(56, 56).kernel(3).pad(1);
        Tiling square = new Tiling(4, 4, 128), flat = new Tiling(2, 4, 16);
        assertNull(WinogradForward.refusal(b.channels(16, 16).build(), square));
        assertNotNull(WinogradForward.refusal(b.build(), SMALL));
        assertNotNull(WinogradForward.refusal(b.channels(8, 16).build(), square));
        assertNull(WinogradForward.refusal(b.channels(64, 8).build(), flat));
        assertNotNull(WinogradForward.refusal(b.build(), SMALL));
        assertNull(WinogradDataGrad.refusal(b.channels(8, 64).build(), flat));
    }

    /** Pixels a dilation apart are planes of their own; what is saved shrinks with them, and with what taps miss. */
    @Test
    void dilationsPayWhilePhasesHoldTiles() {
        Tiling square = new Tiling(4, 4, 32);
        ConvShape.Builder b = ConvShape.builder().batch(4).channels(256, 256).kernel(3).input(65, 65);
        for (int dilation : new int[] {2, 4}) {
            ConvShape s = b.dilation(dilation).pad(dilation).build();
            assertNull(WinogradForward.refusal(s, square));
            assertNull(WinogradDataGrad.refusal(s, square));
            assertNull(WinogradWeightGrad.refusal(s, square));
        }
        ConvShape wide = b.input(33, 33).dilation(12).pad(12).build();
        assertEquals("with 256 and 256 channels in a group transforms would take 3% of the time of a plain sum, and "
                + "products 92%; together they pay up to 65%", WinogradForward.refusal(wide, square));
        assertNotNull(WinogradDataGrad.refusal(wide, square));
        assertNotNull(WinogradWeightGrad.refusal(wide, square));
        assertNotNull(WinogradWeightGrad.refusal(wide, SMALL));
        b.dilation(2).pad(2).channels(32, 32).input(128, 128);
        assertNotNull(WinogradForward.refusal(b.build(), SMALL));
        assertNull(WinogradWeightGrad.refusal(b.build(), square));
        b.channels(256, 256).input(33, 33);
        assertEquals("the kernel is dilated, and not 3x3 without a stride",
                WinogradForward.refusal(b.kernel(5).build(), SMALL));
        assertEquals("the kernel is dilated, and not 3x3 without a stride",
                WinogradDataGrad.refusal(b.kernel(3).stride(2).build(), SMALL));
    }

    @Test
    void refusesDwOfWhichTransformsDoNotPay() {
        ConvShape.Builder b = ConvShape.builder().batch(8).input(28, 28).kernel(3).pad(1);
        Tiling large = new Tiling(4, 4, 64);
        assertNull(WinogradWeightGrad.refusal(b.channels(12, 8).build(), large));
        assertEquals("a group has 11 channels and 64 filters, transforms pay from 12 and 8",
                WinogradWeightGrad.refusal(b.channels(11, 64).build(), large));
        assertEquals("a group has 16 channels and 7 filters, transforms pay from 12 and 8",
                WinogradWeightGrad.refusal(b.groups(2).channels(32, 14).build(), large));
        assertNull(WinogradWeightGrad.refusal(b.groups(1).channels(16, 32).build(), Tiling.SMALL));
        assertEquals("with 16 channels and 16 filters in a group products and transforms would take 156% of the time of a "
                        + "plain sum that fills its tiles; they pay up to 130%",
                WinogradWeightGrad.refusal(b.channels(16, 16).build(), Tiling.SMALL));
        b.kernel(5).pad(2);
        assertNull(WinogradWeightGrad.refusal(b.build(), large));
        assertEquals("with 16 channels and 16 filters in a group products and transforms would take 149% of the time of a "
                        + "plain sum that fills its tiles; they pay up to 103%",
                WinogradWeightGrad.refusal(b.build(), Tiling.SMALL));
        assertNull(WinogradWeightGrad.refusal(b.channels(16, 64).stride(2).build(), large));
        assertNotNull(WinogradWeightGrad.refusal(b.channels(32, 32).build(), large), "columns are thinned out");
        assertNull(WinogradWeightGrad.refusal(b.kernel(5, 10).pad(2, 4).build(), large), "a plain sum is slow as well");
        assertNull(WinogradWeightGrad.refusal(b.kernel(5).pad(2).stride(2, 1).build(), large));
        assertNull(WinogradWeightGrad.refusal(b.channels(256, 256).kernel(3).pad(1).stride(2).build(), large));
        assertNotNull(WinogradWeightGrad.refusal(b.channels(128, 128).build(), large));
        b.channels(64, 64).stride(1);
        assertNull(WinogradWeightGrad.refusal(b.kernel(3, 2).pad(1, 0).build(), large));
        assertNotNull(WinogradWeightGrad.refusal(b.kernel(1, 7).pad(0, 3).build(), large), "half of its points are idle");
        assertNotNull(WinogradWeightGrad.refusal(b.kernel(1, 9).pad(0, 4).build(), large), "nine taps, but not 3x3");
        assertNotNull(WinogradWeightGrad.refusal(b.kernel(1).pad(0).build(), large));
        assertNull(WinogradWeightGrad.refusal(b.kernel(31).pad(15).build(), large));
        assertEquals("a worker would need 256 MiB for 4096 sums of each pair of channels, at most 128 are taken",
                WinogradWeightGrad.refusal(b.channels(128, 128).build(), large));
        assertEquals("kernel is 32x31, not between 1x1 and 31x31",
                WinogradWeightGrad.refusal(b.kernel(32, 31).build(), large));
    }
}
