package io.github.convgrad.internal.dots;

import static io.github.convgrad.arbitrary.Poison.poisoned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** dw and db as dot products, also of shapes for which they don't pay; scratch and outputs are poisoned. */
class DotPassTest {
    private final SplittableRandom random = new SplittableRandom(67);

    @Test
    void smallIntegersComeThroughBitForBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 6);
            float[] dw = poisoned(s.wLength()), db = poisoned(s.outChannels());
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), null, dw, db);
            Tensors actual = run(s, data, Kernels.chosen(), true, true);
            assertArrayEquals(dw, actual.dw, s + ", dw");
            assertArrayEquals(db, actual.db, s + ", db");
        }
    }

    @Test
    void theWidthOfVectorsDoesNotChangeABit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 7);
            Tensors expected = run(s, data, new ScalarKernels(), true, true);
            Tensors actual = run(s, data, Kernels.chosen(), true, true);
            same(expected.dw, actual.dw, s + ", dw");
            same(expected.db, actual.db, s + ", db");
        }
    }

    @Test
    void eitherGradientMayComeAlone() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 8);
            Tensors both = run(s, data, Kernels.chosen(), true, true);
            same(both.dw, run(s, data, Kernels.chosen(), true, false).dw, s + ", dw");
            same(both.db, run(s, data, Kernels.chosen(), false, true).db, s + ", db");
        }
    }

    @Test
    void whatDoesNotPaySaysWhy() {
        ConvShape.Builder layer = ConvShape.builder().batch(2).input(40, 40).kernel(3, 3).pad(1);
        assertEquals(null, DotWeightGrad.refusal(layer.channels(3, 32).build()));
        assertRefused(layer.channels(16, 16).build(), "a filter has 144 sums, dot products pay up to 64");
        assertRefused(layer.channels(3, 4).build(), "4 filters of a group leave tiles idle, dot products pay from 5");
        assertRefused(layer.channels(7, 192).build(), "the chains of its sums are 193536 floats");
        assertRefused(layer.channels(3, 32).input(20, 20).build(), "planes of 400 pixels are short runs");
        assertRefused(ConvShape.builder().batch(2).channels(32, 16).input(4096).kernel(1).build(), "turning them costs");
    }

    private static void assertRefused(ConvShape s, String reason) {
        assertTrue(DotWeightGrad.refusal(s).contains(reason), DotWeightGrad.refusal(s));
    }

    private static void same(float[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]), what + ", " + i);
        }
    }

    /** Runs that end in the middle of a step, planes in blocks and in pieces, rows in pieces, strides, volumes, groups. */
    private List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(0).channels(3, 8).input(30, 30).kernel(3, 3).build());
        shapes.add(ConvShape.builder().batch(9).channels(3, 10).input(30, 33).kernel(3, 3).pad(1).build());
        shapes.add(ConvShape.builder().batch(2).channels(2, 9).input(150, 64).kernel(3, 3).pad(1).build());
        shapes.add(ConvShape.builder().batch(1).channels(2, 7).input(9, 8000).kernel(2, 3).pad(1).build());
        shapes.add(ConvShape.builder().batch(1).channels(1, 6).input(20000).kernel(5).stride(2).build());
        shapes.add(ConvShape.builder().batch(3).channels(24, 20).input(700).kernel(1).build());
        shapes.add(ConvShape.builder().batch(3).channels(2, 6).input(4, 25, 28).kernel(3, 3, 2).pad(1).build());
        while (shapes.size() < 40) {
            int groups = random.nextInt(1, 3);
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 6))
                        .channels(groups * random.nextInt(1, 6), groups * random.nextInt(1, 14)).groups(groups)
                        .input(random.nextInt(1, 4), random.nextInt(1, 70), random.nextInt(1, 90))
                        .kernel(random.nextInt(1, 3), random.nextInt(1, 5), random.nextInt(1, 5))
                        .stride(1, random.nextInt(1, 3), random.nextInt(1, 4))
                        .dilation(1, random.nextInt(4) == 0 ? 3 : 1, random.nextInt(4) == 0 ? 2 : 1)
                        .padBegin(0, random.nextInt(4), random.nextInt(5)).padEnd(1, random.nextInt(-1, 4), random.nextInt(4))
                        .build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        return shapes;
    }

    private Tensors run(ConvShape s, ConvData data, KernelSet kernels, boolean dw, boolean db) {
        Tensors tensors = new Tensors();
        tensors.x = dw ? data.x() : null;
        tensors.dy = data.dy();
        tensors.dw = dw ? poisoned(s.wLength()) : null;
        tensors.db = db ? poisoned(s.outChannels()) : null;
        Poison.run(DotWeightGrad.plan(s, kernels), tensors, random);
        return tensors;
    }
}
