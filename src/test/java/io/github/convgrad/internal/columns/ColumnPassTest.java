package io.github.convgrad.internal.columns;

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

/** Both passes against the reference, also of shapes for which they would not pay; scratch and outputs are poisoned. */
class ColumnPassTest {
    private final SplittableRandom random = new SplittableRandom(47);

    @Test
    void smallIntegersComeThroughBitForBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 6);
            float[] y = poisoned(s.yLength()), dx = poisoned(s.xLength());
            NaiveConvolution.forward(s, data.x(), data.w(), data.b(), y);
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), dx, null, null);
            Tensors actual = run(s, data, Kernels.chosen());
            assertArrayEquals(dx, actual.dx, s + ", dx");
            if (strideless(s)) {
                assertArrayEquals(y, actual.y, s + ", y");
                data = new ConvData(data.x(), data.w(), null, data.dy());
                NaiveConvolution.forward(s, data.x(), data.w(), null, y);
                assertArrayEquals(y, run(s, data, Kernels.chosen()).y, s + ", y without a bias");
            }
        }
    }

    @Test
    void theWidthOfVectorsChangesNoBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 7);
            Tensors expected = run(s, data, new ScalarKernels()), actual = run(s, data, Kernels.chosen());
            same(expected.dx, actual.dx, s + ", dx");
            same(expected.y, actual.y, s + ", y");
        }
    }

    /** Pixels that no output reads meet taps, whose products must not reach the result. */
    @Test
    void pixelsThatAreNeverReadMayBeNaN() {
        ConvShape s = ConvShape.builder().batch(2).channels(20, 2).input(12, 15).kernel(3).padBegin(1).padEnd(-2, -3)
                .build();
        ConvData data = ConvData.integers(s, 5);
        float[] y = poisoned(s.yLength());
        NaiveConvolution.forward(s, data.x(), data.w(), data.b(), y);
        for (int i = 0; i < data.x().length; i++) {
            if (i / 15 % 12 >= s.outHeight() + 1 || i % 15 >= s.outWidth() + 1) {
                data.x()[i] = Float.NaN;
            }
        }
        assertArrayEquals(y, run(s, data, Kernels.chosen()).y);
    }

    /** A row of sums of the larger one takes 9012 floats, of 200,000 for a band. */
    @Test
    void imagesAreCutIntoBandsWhoseSumsStaySmall() {
        ConvShape.Builder b = ConvShape.builder().batch(1).channels(3, 64).kernel(7).stride(2).pad(3);
        ConvShape large = b.input(1000, 1500).build();
        assertNull(ColumnPasses.dataGradRefusal(large));
        assertTrue(ColumnPasses.dataGrad(large, Kernels.chosen()).workerFloats() < 1 << 19);
        assertTrue(ColumnPasses.dataGrad(large, Kernels.chosen()).algorithm().endsWith(", 32 bands of an image"));
        assertTrue(ColumnPasses.dataGrad(b.input(120, 90).build(), Kernels.chosen()).algorithm()
                .endsWith(", 2 bands of an image"));
        // Of this one 18,036 floats: bands as low as allowed, beyond a second-level cache.
        ConvShape wide = b.input(400, 3000).build();
        assertNull(ColumnPasses.dataGradRefusal(wide));
        assertTrue(ColumnPasses.dataGrad(wide, Kernels.chosen()).workerFloats() < 1 << 20);
        assertTrue(ColumnPasses.dataGrad(wide, Kernels.chosen()).algorithm().endsWith(", 17 bands of an image"));
        assertEquals(-1, ColumnPasses.dataGrad(b.batch(16).input(120, 90).build(), Kernels.chosen()).algorithm().indexOf("band"));
    }

    @Test
    void refusalsSayWhy() {
        ConvShape.Builder b = ConvShape.builder().batch(2).channels(3, 16).input(40, 40).kernel(5).pad(2);
        assertNull(ColumnPasses.dataGradRefusal(b.build()));
        assertEquals("a group's product has 16 rows, columns pay up to 3", ColumnPasses.forwardRefusal(b.build()));
        assertEquals("strides are 2x1, not 1", ColumnPasses.forwardRefusal(b.stride(2, 1).build()));
        assertEquals("a column is a sum over 15 channels, adding up pays from 16",
                ColumnPasses.dataGradRefusal(b.stride(1).channels(3, 15).build()));
        assertEquals("a group's product has 4 rows, columns pay up to 3",
                ColumnPasses.dataGradRefusal(b.channels(4, 64).build()));
        assertNull(ColumnPasses.dataGradRefusal(b.stride(2).build()));
        assertEquals("a column is a sum over 47 channels, adding up pays from 48",
                ColumnPasses.dataGradRefusal(b.channels(6, 47).build()));
        assertEquals("a group's product has 7 rows, columns pay up to 6",
                ColumnPasses.dataGradRefusal(b.channels(7, 64).build()));
        assertNull(ColumnPasses.forwardRefusal(b.channels(64, 3).stride(1).build()));
        assertEquals("a single tap's columns are the result itself",
                ColumnPasses.forwardRefusal(b.kernel(1).pad(0).build()));
        assertEquals("a block of 64 channels and 4107 columns would take megabytes",
                ColumnPasses.forwardRefusal(b.kernel(37).input(40, 40).build()));
        assertEquals("a block of 4097 channels and 27 columns would take megabytes",
                ColumnPasses.forwardRefusal(b.kernel(3).channels(4097, 3).build()));
        assertNull(ColumnPasses.forwardRefusal(b.channels(64, 3).input(40, 10_000).build()));
        assertEquals("a row of sums takes 60006 floats, so that bands would be low",
                ColumnPasses.forwardRefusal(b.input(40, 20_000).build()));
        assertEquals("kernel or image has a depth", ColumnPasses.dataGradRefusal(
                ConvShape.builder().channels(3, 64).input(9, 9, 9).kernel(3).build()));
    }

    private List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        ConvShape.Builder b = ConvShape.builder();
        shapes.add(b.batch(2).channels(3, 20).input(30, 31).kernel(7).stride(2).pad(3).build());
        shapes.add(b.batch(1).channels(2, 17).input(130, 9).kernel(3).stride(1).pad(1).build());
        // A row of several blocks, a depth of several calls, a task for each of several bands.
        shapes.add(b.channels(1, 16).input(5, 700).build());
        shapes.add(b.channels(2, 1100).input(7, 9).build());
        shapes.add(b.channels(1100, 2).input(7, 9).build());
        shapes.add(b.channels(2, 5).input(90, 12).kernel(4, 3).stride(3, 1).build());
        // Taps that reach far beyond the image, phases that no tap reaches, ends that are never read, no image at all.
        shapes.add(b.batch(3).channels(2, 6).groups(2).input(9, 10).kernel(3, 2).stride(1).dilation(4, 3).pad(9, 7)
                .build());
        shapes.add(b.groups(1).input(20, 21).kernel(2, 2).stride(4, 3).dilation(1).pad(0).build());
        shapes.add(b.input(20, 21).kernel(3, 3).stride(2).padBegin(1).padEnd(-3, -2).build());
        shapes.add(b.batch(0).build());
        while (shapes.size() < 120) {
            int groups = random.nextInt(1, 4);
            int most = random.nextInt(3) == 0 ? 5 : 2;
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4)).groups(groups)
                        .channels(groups * random.nextInt(1, 7), groups * random.nextInt(1, 7))
                        .input(random.nextInt(1, 30), random.nextInt(1, 60))
                        .kernel(random.nextInt(1, 6), random.nextInt(1, 6))
                        .stride(random.nextInt(1, most), random.nextInt(1, most))
                        .dilation(random.nextInt(1, 4), random.nextInt(1, 4))
                        .padBegin(random.nextInt(6), random.nextInt(6))
                        .padEnd(random.nextInt(-3, 6), random.nextInt(-3, 6)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        assertTrue(shapes.stream().filter(ColumnPassTest::strideless).count() > 30);
        return shapes;
    }

    private static boolean strideless(ConvShape s) {
        return s.strideH() * s.strideW() == 1;
    }

    private static void same(float[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]), what + ", " + i);
        }
    }

    private Tensors run(ConvShape s, ConvData data, KernelSet kernels) {
        Tensors tensors = new Tensors();
        tensors.w = data.w();
        tensors.dy = data.dy();
        tensors.dx = poisoned(s.xLength());
        Poison.run(ColumnPasses.dataGrad(s, kernels), tensors, random);
        tensors.x = data.x();
        tensors.b = data.b();
        tensors.y = poisoned(s.yLength());
        if (strideless(s)) {
            Poison.run(ColumnPasses.forward(s, kernels), tensors, random);
        }
        return tensors;
    }
}
