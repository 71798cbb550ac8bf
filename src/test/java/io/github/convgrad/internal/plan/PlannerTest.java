package io.github.convgrad.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import org.junit.jupiter.api.Test;

/** The simplest form of a layer over the same tensors, and which way is taken. */
class PlannerTest {

    @Test
    void imagesOnePixelWideLieDown() {
        ConvShape row = layer().input(67).kernel(5).stride(2).dilation(3).padBegin(4).padEnd(7).build();
        assertEquals(row, Planner.flattened(row));
        flattensTo(row, layer().input(67, 1).kernel(5, 1).stride(2, 3).dilation(3, 1).padBegin(4, 0).padEnd(7, 0)
                .build());
        flattensTo(row, layer().input(67, 1, 1).kernel(5, 1, 1).stride(2, 1, 1).dilation(3, 1, 1).padBegin(4, 0, 0)
                .padEnd(7, 0, 0).build());
        flattensTo(row, layer().input(1, 67, 1).kernel(1, 5, 1).stride(1, 2, 1).dilation(1, 3, 1).padBegin(0, 4, 0)
                .padEnd(0, 7, 0).build());
    }

    @Test
    void volumesOnePixelThickAreImages() {
        ConvShape image = layer().input(9, 12).kernel(3, 5).stride(1, 2).padBegin(1, 2).padEnd(0, 1).build();
        flattensTo(image, layer().input(9, 1, 12).kernel(3, 1, 5).stride(1, 4, 2).padBegin(1, 0, 2).padEnd(0, 0, 1)
                .build());
        flattensTo(image, layer().input(9, 12, 1).kernel(3, 5, 1).stride(1, 2, 1).padBegin(1, 2, 0).padEnd(0, 1, 0)
                .build());
    }

    @Test
    void axesWithTapsOrPaddingStayWhereTheyAre() {
        for (ConvShape s : new ConvShape[] {
            layer().input(67, 1).kernel(5, 3).pad(2, 1).build(),
            layer().input(67, 1).kernel(5, 1).padBegin(2, 1).padEnd(2, 0).build(),
            layer().input(67, 2).kernel(5, 2).build(),
            layer().input(9, 1, 12).kernel(3, 3, 3).pad(1).build(),
            layer().input(9, 1, 12).kernel(3, 1, 3).pad(1).build()}) {
            assertEquals(s, Planner.flattened(s));
        }
    }

    @Test
    void oneTapSeesARowAndAWholeImageAPixel() {
        flattensTo(layer().input(63).kernel(1).build(), layer().input(7, 9).kernel(1).build());
        flattensTo(ConvShape.builder().batch(3).channels(4 * 63, 6).input(1).kernel(1).build(),
                ConvShape.builder().batch(3).channels(4, 6).input(7, 9).kernel(7, 9).build());
    }

    /**
     * As many pairs of channels either way, but many filters fill tiles; of many sums pixels are turned; with channels
     * and filters enough there are fewer products.
     */
    @Test
    void rowsAreSummedForFewChannelsOnBothSides() {
        assertTrue(weightGrad(6, 6).contains("depthwise"), weightGrad(6, 6));
        assertTrue(weightGrad(1, 32).contains("dot products"), weightGrad(1, 32));
        assertTrue(weightGrad(10, 32).contains("gemm"), weightGrad(10, 32));
        assertTrue(weightGrad(16, 32).contains("Winograd"), weightGrad(16, 32));
    }

    /** Many results of few sources fill tiles where rows do; few rows of one tap are no worse than any. */
    @Test
    void rowsAreSlidWhereTilesWouldBeIdle() {
        assertTrue(forward(1, 8, 31, 3).contains("depthwise"), forward(1, 8, 31, 3));
        assertTrue(forward(1, 8, 32, 3).contains("gemm"), forward(1, 8, 32, 3));
        assertTrue(forward(1, 7, 32, 3).contains("depthwise"), forward(1, 7, 32, 3));
        assertTrue(forward(3, 8, 32, 3).contains("depthwise"), forward(3, 8, 32, 3));
        assertTrue(forward(1, 8, 63, 5).contains("depthwise"), forward(1, 8, 63, 5));
        assertTrue(forward(1, 8, 64, 5).contains("gemm"), forward(1, 8, 64, 5));
        assertTrue(forward(8, 2, 32, 1).contains("depthwise"), forward(8, 2, 32, 1));
        assertTrue(forward(64, 2, 32, 1).contains("gemm"), forward(64, 2, 32, 1));
    }

    private static String forward(int in, int out, int size, int kernel) {
        ConvShape s = ConvShape.builder().batch(1).channels(in, out).input(size, size).kernel(kernel).pad(kernel / 2)
                .build();
        return forward(s);
    }

    private static String forward(ConvShape s) {
        return Planner.plan(s, Accuracy.STANDARD, Kernels.chosen(), 1).forward().algorithm();
    }

    private static String weightGrad(int in, int out) {
        ConvShape s = ConvShape.builder().batch(16).channels(in, out).input(28, 28).kernel(3).pad(1).build();
        return Planner.plan(s, Accuracy.STANDARD, Kernels.chosen(), 1).weightGrad().algorithm();
    }

    /** dx of few tiles, all of them at a margin: images fill vectors, and no product is formed with padding. */
    @Test
    void severalImagesAtOnceWhereWinogradSavesLittle() {
        ConvShape.Builder b = ConvShape.builder().batch(32).kernel(3);
        assertTrue(dataGrad(b.channels(64, 64).input(9, 9).build()).contains("images"));
        assertTrue(forward(b.build()).contains("Winograd"));
        assertTrue(dataGrad(b.channels(128, 128).build()).contains("Winograd"));
        assertTrue(dataGrad(b.channels(64, 64).pad(1).build()).contains("Winograd"));
    }

    private static String dataGrad(ConvShape s) {
        return Planner.plan(s, Accuracy.STANDARD, Kernels.chosen(), 1).dataGrad().algorithm();
    }

    private static void flattensTo(ConvShape expected, ConvShape s) {
        assertEquals(volume(expected), volume(Planner.flattened(s)));
    }

    /** The same with all three axes. */
    private static ConvShape volume(ConvShape s) {
        return ConvShape.builder().batch(s.batch()).channels(s.inChannels(), s.outChannels()).groups(s.groups())
                .input(s.inDepth(), s.inHeight(), s.inWidth())
                .kernel(s.kernelDepth(), s.kernelHeight(), s.kernelWidth())
                .stride(s.strideD(), s.strideH(), s.strideW()).dilation(s.dilationD(), s.dilationH(), s.dilationW())
                .padBegin(s.padFront(), s.padTop(), s.padLeft()).padEnd(s.padBack(), s.padBottom(), s.padRight()).build();
    }

    private static ConvShape.Builder layer() {
        return ConvShape.builder().batch(3).channels(4, 6).groups(2);
    }
}
