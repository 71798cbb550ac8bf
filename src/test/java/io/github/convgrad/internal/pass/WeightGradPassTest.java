package io.github.convgrad.internal.pass;

import static io.github.convgrad.arbitrary.Poison.poisoned;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Poison;
import io.github.convgrad.internal.gemm.Mirror;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.ScalarKernels;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * dw and db of kernels whose taps lie far apart, and of layers of few and of many channels; scratch and outputs are
 * poisoned, tasks run in any order.
 */
class WeightGradPassTest {
    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void smallIntegersComeThroughBitForBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 6);
            float[] dw = poisoned(s.wLength()), db = poisoned(s.outChannels());
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), null, dw, db);
            Tensors actual = run(s, data, Kernels.chosen());
            assertArrayEquals(dw, actual.dw, s + ", dw");
            assertArrayEquals(db, actual.db, s + ", db");
        }
    }

    @Test
    void theWidthOfVectorsDoesNotChangeABit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 7);
            Tensors expected = run(s, data, new ScalarKernels()), actual = run(s, data, Kernels.chosen());
            for (int i = 0; i < expected.dw.length; i++) {
                assertEquals(Float.floatToRawIntBits(expected.dw[i]), Float.floatToRawIntBits(actual.dw[i]), s.toString());
            }
        }
    }

    @Test
    void aSingleWorkerHasWiderRangesAndTheSameBits() {
        List<ConvShape> shapes = new ArrayList<>(manyChannels());
        shapes.add(ConvShape.builder().batch(3).channels(512, 500).input(14, 14).kernel(1, 1).build());
        shapes.add(ConvShape.builder().batch(2).channels(140, 256).input(9, 20).kernel(5, 1).stride(2, 1).build());
        int wider = 0;
        for (ConvShape s : shapes) {
            ConvData data = ConvData.reals(s, 8);
            Pass one = WeightGradPass.plan(s, Kernels.chosen(), 1), two = WeightGradPass.plan(s, Kernels.chosen(), 2);
            wider += productTasks(one) < productTasks(two) ? 1 : 0;
            Tensors alone = tensors(s, data), shared = tensors(s, data);
            Poison.run(one, alone, random);
            Poison.run(two, shared, random);
            assertArrayEquals(alone.dw, shared.dw, s + ", dw");
            assertArrayEquals(alone.db, shared.db, s + ", db");
        }
        assertTrue(wider >= 2, wider + " shapes have wider ranges");
    }

    /** Tasks of the product, which the sum of its chunks follows. */
    private static int productTasks(Pass pass) {
        return pass.stages().get(pass.stages().size() - 2).tasks();
    }

    /** Strides, volumes, groups, channels that end in the middle of a vector, blocks that end with fewer rows or columns. */
    private List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(2).channels(40, 128).input(33, 33).kernel(3, 3).dilation(12).pad(12).build());
        shapes.add(ConvShape.builder().batch(1).channels(3, 130).input(40, 31).kernel(3, 3).dilation(20, 15).pad(20, 15)
                .build());
        shapes.add(ConvShape.builder().batch(1).channels(33, 9).input(3, 1600).kernel(2, 3).dilation(2, 700).pad(1, 700)
                .build());
        shapes.add(ConvShape.builder().batch(0).channels(5, 6).input(33, 33).kernel(3, 3).dilation(12).pad(12).build());
        int columnsFirst = 0;
        while (shapes.size() < 60) {
            try {
                int groups = random.nextInt(1, 3), height = random.nextInt(2, 45), width = random.nextInt(20, 45);
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4))
                        .channels(groups * random.nextInt(1, 40), groups * random.nextInt(40, 140)).groups(groups)
                        .input(random.nextInt(1, 3), height, width)
                        .kernel(1, random.nextInt(1, 4), random.nextInt(2, 4))
                        .stride(1, random.nextInt(3) == 0 ? 2 : 1, random.nextInt(3) == 0 ? 2 : 1)
                        .dilation(1, random.nextInt(1, height + 1), random.nextInt(2, width))
                        .padBegin(0, random.nextInt(height), random.nextInt(width))
                        .padEnd(0, random.nextInt(height), random.nextInt(width)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
            ConvShape s = shapes.getLast();
            columnsFirst += PixelOrder.of(PatchGeometry.ofInput(s), RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(),
                    s.outWidth(), 128)).columnsFirst() ? 1 : 0;
        }
        assertTrue(columnsFirst >= 15, columnsFirst + " shapes have columns first");
        shapes.addAll(fewChannels());
        shapes.addAll(fewFilters());
        shapes.addAll(manyChannels());
        return shapes;
    }

    /** Few filters, as last layers have: x and dy exchange their roles where there is no stride. */
    private List<ConvShape> fewFilters() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(0).channels(40, 3).input(9, 9).kernel(3, 3).pad(1).build());
        shapes.add(ConvShape.builder().batch(2).channels(256, 1).input(16, 17).kernel(4, 4).pad(1).build());
        shapes.add(ConvShape.builder().batch(2).channels(40, 2).input(9, 9).kernel(3, 3).pad(3).build());
        while (shapes.size() < 30) {
            int groups = random.nextInt(1, 3);
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4))
                        .channels(groups * random.nextInt(30, 70), groups * random.nextInt(1, 8)).groups(groups)
                        .input(random.nextInt(1, 4), random.nextInt(1, 30), random.nextInt(1, 40))
                        .kernel(random.nextInt(1, 3), random.nextInt(1, 6), random.nextInt(1, 8))
                        .stride(1, 1, random.nextInt(8) == 0 ? 2 : 1)
                        .dilation(1, random.nextInt(4) == 0 ? 2 : 1, random.nextInt(4) == 0 ? 3 : 1)
                        .padBegin(0, random.nextInt(4), random.nextInt(5))
                        .padEnd(random.nextInt(2), random.nextInt(-2, 4), random.nextInt(-2, 5)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        long mirrored = shapes.stream().filter(Mirror::pays).count();
        assertTrue(mirrored >= 10 && mirrored <= 25, mirrored + " shapes have a mirror");
        return shapes;
    }

    /** More sums than a task holds and few pixels: dy is packed once for all ranges of channels, in one or more chunks. */
    private List<ConvShape> manyChannels() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(7).channels(300, 611).input(1, 1).kernel(1, 1).build());
        shapes.add(ConvShape.builder().batch(2).channels(420, 400).input(13, 14).kernel(1, 1).build());
        shapes.add(ConvShape.builder().batch(3).channels(2 * 70, 2 * 290).groups(2).input(6, 7).kernel(1, 9).pad(0, 4)
                .build());
        shapes.add(ConvShape.builder().batch(1).channels(97, 270).input(9, 31).kernel(2, 4).stride(1, 2).build());
        shapes.add(ConvShape.builder().batch(0).channels(300, 611).input(1, 1).kernel(1, 1).build());
        for (ConvShape s : shapes) {
            String algorithm = WeightGradPass.plan(s, Kernels.chosen(), 2).algorithm();
            assertTrue(algorithm.contains("packed once"), s + ": " + algorithm);
        }
        return shapes;
    }

    @Test
    void eitherGradientOfAMirroredLayerMayComeAlone() {
        ConvShape s = ConvShape.builder().batch(2).channels(40, 3).input(9, 11).kernel(5, 3).padBegin(2, 1).padEnd(0, 2)
                .build();
        assertTrue(Mirror.pays(s));
        ConvData data = ConvData.integers(s, 6);
        Tensors both = run(s, data, Kernels.chosen()), alone = new Tensors();
        alone.dy = data.dy();
        alone.db = poisoned(s.outChannels());
        Poison.run(WeightGradPass.plan(s, Kernels.chosen(), 1), alone, random);
        assertArrayEquals(both.db, alone.db);
        alone.db = null;
        alone.x = data.x();
        alone.dw = poisoned(s.wLength());
        Poison.run(WeightGradPass.plan(s, Kernels.chosen(), 1), alone, random);
        assertArrayEquals(both.dw, alone.dw);
    }

    /** Few channels, as first layers have, so that filters are rows in some and columns in others. */
    private List<ConvShape> fewChannels() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(2).channels(3, 64).input(40, 41).kernel(7, 7).stride(2).pad(3).build());
        shapes.add(ConvShape.builder().batch(2).channels(3, 96).input(51, 51).kernel(11, 11).stride(4).build());
        shapes.add(ConvShape.builder().batch(1).channels(3, 64).input(50, 60).kernel(3, 3).pad(1).build());
        shapes.add(ConvShape.builder().batch(2).channels(1, 32).input(21, 70).kernel(5, 20).stride(2).build());
        shapes.add(ConvShape.builder().batch(2).channels(3, 96).input(32, 32).kernel(4, 4).stride(4).build());
        while (shapes.size() < 60) {
            int groups = random.nextInt(1, 3);
            int filters = random.nextBoolean() ? random.nextInt(4, 70) : 32 * random.nextInt(1, 4) - random.nextInt(3);
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4))
                        .channels(groups * random.nextInt(1, 7), groups * filters).groups(groups)
                        .input(random.nextInt(1, 4), random.nextInt(1, 40), random.nextInt(1, 60))
                        .kernel(random.nextInt(1, 3), random.nextInt(1, 8), random.nextInt(1, 12))
                        .stride(1, random.nextInt(1, 4), random.nextInt(1, 5))
                        .dilation(1, random.nextInt(8) == 0 ? 9 : 1, random.nextInt(8) == 0 ? 3 : 1)
                        .padBegin(0, random.nextInt(4), random.nextInt(6)).padEnd(1, random.nextInt(4), random.nextInt(6))
                        .build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        long columns = shapes.stream().map(s -> WeightGradPass.plan(s, Kernels.chosen(), 1).algorithm())
                .filter(algorithm -> algorithm.contains("runs of")).count();
        assertTrue(columns >= 4 && columns <= 56, columns + " shapes have filters as columns");
        return shapes;
    }

    private Tensors run(ConvShape s, ConvData data, KernelSet kernels) {
        Tensors tensors = tensors(s, data);
        Poison.run(WeightGradPass.plan(s, kernels, random.nextInt(1, 3)), tensors, random);
        return tensors;
    }

    private static Tensors tensors(ConvShape s, ConvData data) {
        Tensors tensors = new Tensors();
        tensors.x = data.x();
        tensors.dy = data.dy();
        tensors.dw = poisoned(s.wLength());
        tensors.db = poisoned(s.outChannels());
        return tensors;
    }
}
