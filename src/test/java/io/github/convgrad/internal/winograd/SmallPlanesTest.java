package io.github.convgrad.internal.winograd;

import static io.github.convgrad.arbitrary.Poison.poisoned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Poison;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.ScalarKernels;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Planes smaller than a tile: what counts for the tile's last row or column alone is left out, and never read. */
class SmallPlanesTest {
    private static final List<Tiling> TILINGS = List.of(Tiling.SMALL, new Tiling(4, 2, 16), new Tiling(2, 4, 16),
            new Tiling(4, 4, 32));

    private final SplittableRandom random = new SplittableRandom(31);

    /** Scratch is poisoned, so that a product that was left out shows wherever it counts. */
    @Test
    void allPassesAgreeWithTheReference() {
        for (int height = 1; height <= 5; height++) {
            for (int width = 1; width <= 5; width++) {
                ConvShape.Builder b = ConvShape.builder().batch(9).channels(19, 17).kernel(3);
                check(b.input(height, width).pad(1).build());
                check(b.input(2 * height, 3 * width - 1).dilation(2, 3).pad(2, 3).build());
            }
        }
    }

    private void check(ConvShape s) {
        ConvData data = ConvData.reals(s, 4);
        float[] y = poisoned(s.yLength()), dx = poisoned(s.xLength()), dw = poisoned(s.wLength());
        NaiveConvolution.forward(s, data.x(), data.w(), data.b(), y);
        NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), dx, dw, null);
        for (Tiling tiling : TILINGS) {
            for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels())) {
                Tensors tensors = new Tensors();
                tensors.x = data.x();
                tensors.w = data.w();
                tensors.b = data.b();
                tensors.y = poisoned(s.yLength());
                int workers = random.nextInt(1, 4);
                Poison.run(WinogradForward.plan(s, kernels, tiling, workers), tensors, random);
                assertArrayEquals(y, tensors.y, WinogradPassTest.room(9 * 19), tiling + " " + s);
                tensors.dy = data.dy();
                tensors.dx = poisoned(s.xLength());
                Poison.run(WinogradDataGrad.plan(s, kernels, tiling, workers), tensors, random);
                assertArrayEquals(dx, tensors.dx, WinogradPassTest.room(9 * 17), tiling + " " + s);
                if (tiling.outputHeight() == tiling.outputWidth()) {
                    tensors.dw = poisoned(s.wLength());
                    Poison.run(WinogradWeightGrad.plan(s, kernels, tiling, workers), tensors, random);
                    assertArrayEquals(dw, tensors.dw, WinogradPassTest.room(s.batch() * s.outPixels()), tiling + " " + s);
                }
            }
        }
    }

    @Test
    void productsThatCountForNothingAreNotFormed() {
        ConvShape.Builder b = ConvShape.builder().batch(2).channels(8, 8).kernel(3);
        assertEquals(25, products(b.input(3, 3).pad(1).build()));
        assertEquals(30, products(b.input(3, 4).build()));
        assertEquals(30, products(b.input(7, 2).build()));
        assertEquals(36, products(b.input(7, 7).build()), "of several tiles the first is whole");
        assertEquals(25, products(b.input(33, 36).dilation(12).pad(12).build()));
        assertEquals(30, products(b.input(37, 36).build()));
    }

    private static int products(ConvShape s) {
        KernelPieces forward = KernelPieces.of(Correlation.forward(s), Kernels.chosen().winogradTransform(4, 4));
        KernelPieces gradient = KernelPieces.ofGradient(s, Kernels.chosen().winogradGradient(4));
        assertEquals(forward.products(), gradient.products());
        return forward.products();
    }
}
