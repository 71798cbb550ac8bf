package io.github.convgrad.internal.images;

import static io.github.convgrad.arbitrary.Poison.poisoned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Poison;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.ScalarKernels;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Several images at once against the reference; scratch and outputs are poisoned, tasks run in any order. */
class ImagePassTest {
    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void smallIntegersComeThroughBitForBit() {
        int forward = 0, backward = 0;
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 5);
            float[] y = poisoned(s.yLength()), dx = poisoned(s.xLength());
            NaiveConvolution.forward(s, data.x(), data.w(), data.b(), y);
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), dx, null, null);
            for (int workers : new int[] {1, 3}) {
                if (ImagePasses.forwardRefusal(s) == null) {
                    assertArrayEquals(y, forward(s, data, data.b(), Kernels.chosen(), workers), s + ", forward");
                    forward++;
                }
                if (ImagePasses.dataGradRefusal(s) == null) {
                    assertArrayEquals(dx, backward(s, data, Kernels.chosen(), workers), s + ", dx");
                    backward++;
                }
            }
        }
        assertTrue(forward >= 100 && backward >= 60, forward + " and " + backward + " were not refused");
    }

    @Test
    void anAbsentBiasIsZero() {
        ConvShape s = ConvShape.builder().batch(31).channels(3, 7).input(6, 7).kernel(3, 2).pad(1).build();
        ConvData data = ConvData.integers(s, 5);
        float[] y = poisoned(s.yLength());
        NaiveConvolution.forward(s, data.x(), data.w(), null, y);
        assertArrayEquals(y, forward(s, data, null, Kernels.chosen(), 1));
    }

    @Test
    void neitherTheWidthOfVectorsNorWorkersChangeABit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 8);
            if (ImagePasses.forwardRefusal(s) == null) {
                assertBits(forward(s, data, data.b(), new ScalarKernels(), 1),
                        forward(s, data, data.b(), Kernels.chosen(), 5), s);
            }
            if (ImagePasses.dataGradRefusal(s) == null) {
                assertBits(backward(s, data, new ScalarKernels(), 1), backward(s, data, Kernels.chosen(), 5), s);
            }
        }
    }

    @Test
    void refusalsSayWhy() {
        ConvShape.Builder b = ConvShape.builder().batch(32).channels(4, 4).input(9, 9).kernel(3, 3);
        assertNull(ImagePasses.forwardRefusal(b.build()));
        assertNull(ImagePasses.dataGradRefusal(b.build()));
        assertEquals("strides are 2x1, not 1", ImagePasses.dataGradRefusal(b.stride(2, 1).build()));
        assertNull(ImagePasses.forwardRefusal(b.build()));
        assertTrue(ImagePasses.forwardRefusal(b.stride(1, 1).dilation(1, 2).build()).contains("dilated"));
        assertNull(ImagePasses.forwardRefusal(b.dilation(2, 1).build()));
        assertTrue(ImagePasses.forwardRefusal(b.dilation(1, 1).kernel(1, 1).build()).contains("1.00 products"));
        assertTrue(ImagePasses.forwardRefusal(b.kernel(3, 3).groups(2).build()).contains("grouped"));
        assertTrue(ImagePasses.forwardRefusal(b.groups(1).batch(40).build()).contains("idle"));
        assertTrue(ImagePasses.forwardRefusal(b.batch(32).input(5, 5).build()).contains("9 pixels"));
        assertTrue(ImagePasses.forwardRefusal(b.input(60, 60).build()).contains("14400 floats"));
        assertTrue(ImagePasses.forwardRefusal(ConvShape.builder().batch(32).channels(2, 2).input(1, 9, 9).kernel(1, 3, 3)
                .stride(2, 1, 1).padBegin(1, 0, 0).padEnd(0, 0, 0).build()).contains("depth"));
    }

    /** Whatever is not refused fits the memory a worker may take; long rows of many channels do not. */
    @Test
    void scratchStaysSmall() {
        List<ConvShape> shapes = shapes();
        shapes.add(ConvShape.builder().batch(32).channels(1, 512).input(12_000).kernel(4000).build());
        shapes.add(ConvShape.builder().batch(32).channels(1, 70_000).input(40).kernel(20).build());
        shapes.add(ConvShape.builder().batch(32).channels(3, 20).input(10, 300).kernel(3, 100).build());
        for (ConvShape s : shapes) {
            if (ImagePasses.forwardRefusal(s) == null) {
                assertTrue(ImagePasses.forward(s, Kernels.chosen(), 1).workerFloats() <= 1 << 20, s.toString());
            }
            if (ImagePasses.dataGradRefusal(s) == null) {
                assertTrue(ImagePasses.dataGrad(s, Kernels.chosen(), 1).workerFloats() <= 1 << 20, s.toString());
            }
        }
    }

    /** A trial with part of a batch goes the same way as the whole. */
    @Test
    void theFewestImagesAreChosenAsTheWholeBatchIs() {
        ConvShape.Builder b = ConvShape.builder().channels(6, 16).input(14, 14).kernel(5, 5);
        ConvShape s = b.batch(128).build();
        assertNull(ImagePasses.forwardRefusal(b.batch(ImagePasses.fewest(s)).build()));
        assertNull(ImagePasses.dataGradRefusal(b.batch(ImagePasses.fewest(s)).build()));
        assertEquals(0, ImagePasses.fewest(b.batch(128).input(200, 200).build()));
    }

    private List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(0).channels(3, 5).input(9, 9).kernel(3, 3).build());
        shapes.add(ConvShape.builder().batch(64).channels(6, 16).input(14, 14).kernel(5, 5).build());
        // Tap rows are joined, also where some of them meet padding alone.
        shapes.add(ConvShape.builder().batch(33).channels(4, 9).input(9, 9).kernel(3, 3).pad(2, 0).build());
        // Taps that meet only padding, for whole rows and columns of outputs; ends that are never read.
        shapes.add(ConvShape.builder().batch(32).channels(2, 3).input(1, 1).kernel(3, 3).pad(4).build());
        shapes.add(ConvShape.builder().batch(32).channels(2, 3).input(4, 5).kernel(2, 2).stride(3).pad(6).build());
        shapes.add(ConvShape.builder().batch(32).channels(2, 3).input(14, 15).kernel(3, 3).padBegin(0).padEnd(-5, -6)
                .build());
        while (shapes.size() < 160) {
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(29, 34)).channels(random.nextInt(1, 12),
                                random.nextInt(1, 20)).input(random.nextInt(1, 14), random.nextInt(1, 14))
                        .kernel(random.nextInt(1, 6), random.nextInt(1, 6))
                        .stride(random.nextInt(4) == 0 ? 2 : 1, random.nextInt(4) == 0 ? 3 : 1)
                        .dilation(random.nextInt(1, 4), 1).padBegin(random.nextInt(4), random.nextInt(4))
                        .padEnd(random.nextInt(-2, 4), random.nextInt(-2, 4)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        return shapes;
    }

    private static void assertBits(float[] expected, float[] actual, ConvShape s) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]), s.toString());
        }
    }

    private float[] forward(ConvShape s, ConvData data, float[] b, KernelSet kernels, int workers) {
        Tensors tensors = new Tensors();
        tensors.x = data.x();
        tensors.w = data.w();
        tensors.b = b;
        tensors.y = poisoned(s.yLength());
        Poison.run(ImagePasses.forward(s, kernels, workers), tensors, random);
        return tensors.y;
    }

    private float[] backward(ConvShape s, ConvData data, KernelSet kernels, int workers) {
        Tensors tensors = new Tensors();
        tensors.w = data.w();
        tensors.dy = data.dy();
        tensors.dx = poisoned(s.xLength());
        Poison.run(ImagePasses.dataGrad(s, kernels, workers), tensors, random);
        return tensors.dx;
    }
}
