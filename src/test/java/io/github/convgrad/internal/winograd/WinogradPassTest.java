package io.github.convgrad.internal.winograd;

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
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Winograd passes against the reference; scratch and outputs are poisoned, tasks run in any order. */
class WinogradPassTest {
    private static final Tiling SMALL = Tiling.SMALL;
    /** Chains of one step of the kernels' panels and of several; depths of one chunk and of several. */
    private static final List<Tiling> LARGER = List.of(new Tiling(4, 2, 16), new Tiling(2, 4, 48), new Tiling(4, 4, 32),
            new Tiling(4, 4, 128));

    private final SplittableRandom random = new SplittableRandom(19);

    /** What all passes of one shape computed. */
    private record Results(float[] y, float[] dx, float[] dw, float[] db) {
        Results(ConvShape s) {
            this(poisoned(s.yLength()), poisoned(s.xLength()), poisoned(s.wLength()), poisoned(s.bLength()));
        }

        float[][] all() {
            return new float[][] {y, dx, dw, db};
        }
    }

    @Test
    void smallIntegersComeThroughBitForBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 5);
            Results expected = reference(s, data);
            for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels())) {
                Results results = run(s, data, kernels, SMALL);
                for (int i = 0; i < 4; i++) {
                    assertArrayEquals(expected.all()[i], results.all()[i], s.toString());
                }
            }
        }
    }

    /** Larger tiles multiply with numbers that are not exact: a few more roundings of what is added up. */
    @Test
    void largerTilesStayNearTheReference() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 4);
            Results expected = reference(s, data);
            int[] depths = {s.taps() * s.inChannelsPerGroup(), s.taps() * s.outChannelsPerGroup(),
                s.batch() * s.outPixels(), s.batch() * s.outPixels()};
            for (Tiling tiling : LARGER) {
                Results results = run(s, data, Kernels.chosen(), tiling);
                for (int i = 0; i < 4; i++) {
                    assertArrayEquals(expected.all()[i], results.all()[i], room(depths[i]), tiling + " " + s);
                }
            }
        }
    }

    /** All data lie in -1 .. 1; transforms grow them at most some tenfold, and depth adds up. */
    static float room(int depth) {
        return 30 * Math.ulp(1f) * (depth + 30);
    }

    @Test
    void kernelsOfEveryWidthGiveTheSameBits() {
        for (ConvShape s : shapes()) {
            for (Tiling tiling : tilings()) {
                ConvData data = ConvData.reals(s, 8);
                Results plain = run(s, data, new ScalarKernels(), tiling);
                Results chosen = run(s, data, Kernels.chosen(), tiling);
                for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < plain.all()[i].length; j++) {
                        assertEquals(Float.floatToRawIntBits(plain.all()[i][j]),
                                Float.floatToRawIntBits(chosen.all()[i][j]), s.toString());
                    }
                }
            }
        }
    }

    @Test
    void gradientsOfWeightsAndBiasComeAloneToo() {
        ConvShape s = ConvShape.builder().batch(2).channels(9, 17).input(11, 13).kernel(3).pad(1).build();
        ConvData data = ConvData.integers(s, 5);
        Results expected = reference(s, data);
        Pass pass = WinogradWeightGrad.plan(s, Kernels.chosen(), Tiling.SMALL, 1);
        Tensors tensors = new Tensors();
        tensors.dy = data.dy();
        tensors.db = poisoned(s.bLength());
        Poison.run(pass, tensors, random);
        assertArrayEquals(expected.db, tensors.db);
        tensors.db = null;
        tensors.x = data.x();
        tensors.dw = poisoned(s.wLength());
        Poison.run(pass, tensors, random);
        assertArrayEquals(expected.dw, tensors.dw);
    }

    /** Kernels of any size, one tap and two included, cut in threes, with a stride, with gaps, or with neither. */
    @Test
    void gradientsOfWeightsAgreeForKernelsOfAnySize() {
        int checked = 0;
        for (int i = 0; checked < 60; i++) {
            int groups = random.nextInt(1, 3), strideH = random.nextInt(1, 3), strideW = random.nextInt(1, 3);
            boolean dilated = strideH * strideW == 1;
            ConvShape s;
            try {
                s = ConvShape.builder().batch(random.nextInt(1, 4)).groups(groups)
                        .channels(groups * random.nextInt(1, 36), groups * random.nextInt(1, 20))
                        .input(random.nextInt(1, 24), random.nextInt(1, 30))
                        .kernel(random.nextInt(1, 12), random.nextInt(1, 12)).stride(strideH, strideW)
                        .dilation(dilated ? random.nextInt(1, 6) : 1, dilated ? random.nextInt(1, 8) : 1)
                        .padBegin(random.nextInt(6), random.nextInt(6))
                        .padEnd(random.nextInt(-3, 6), random.nextInt(-3, 6)).build();
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
            ConvData data = ConvData.integers(s, 5);
            Results expected = reference(s, data);
            for (Tiling tiling : List.of(SMALL, new Tiling(4, 4, 32))) {
                for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels())) {
                    Tensors tensors = new Tensors();
                    tensors.x = data.x();
                    tensors.dy = data.dy();
                    tensors.dw = poisoned(s.wLength());
                    tensors.db = poisoned(s.bLength());
                    Poison.run(WinogradWeightGrad.plan(s, kernels, tiling, random.nextInt(1, 4)), tensors, random);
                    assertArrayEquals(expected.dw, tensors.dw, tiling == SMALL ? 0f : 1e-2f, s.toString());
                    assertArrayEquals(expected.db, tensors.db, s.toString());
                }
            }
            checked++;
        }
    }

    /** A run of tiles ends with the first two tile rows of an image, six rows of pixels, all of them padding. */
    @Test
    void runsThatEndInPadding() {
        ConvShape s = ConvShape.builder().batch(6).channels(3, 5).input(12, 12).kernel(3).pad(7).build();
        ConvData data = ConvData.integers(s, 5);
        Results expected = reference(s, data), results = run(s, data, Kernels.chosen(), SMALL);
        assertArrayEquals(expected.dw, results.dw);
        assertArrayEquals(expected.db, results.db);
    }

    /** A kernel of 18 x 18 in steps of 2 has 576 products for each pair of channels, and sixteen chunks would want each. */
    @Test
    void sumsOfManyProductsTakeFewChunks() {
        ConvShape s = ConvShape.builder().batch(64).channels(128, 128).input(60, 60).kernel(18, 18).stride(2).build();
        int one = 576 * 128 * 128;
        assertTrue(WinogradWeightGrad.plan(s, Kernels.chosen(), Tiling.SMALL, 1).sharedFloats() < 2 * one);
    }

    /** Pixels that no output reads may hold anything: they share a tile with pixels that matter. */
    @Test
    void pixelsThatAreNeverReadMayBeNaN() {
        for (int reach = 3; reach <= 7; reach++) {
            boolean dilated = reach % 2 == 1 && random.nextBoolean();
            ConvShape s = ConvShape.builder().batch(2).channels(5, 6).input(12, 13).kernel(dilated ? 3 : reach)
                    .dilation(dilated ? reach / 2 : 1).padBegin(1).padEnd(-2, -3).build();
            ConvData data = ConvData.integers(s, 5);
            Results expected = reference(s, data);
            for (int i = 0; i < data.x().length; i++) {
                int h = i / 13 % 12, w = i % 13;
                if (h >= s.outHeight() + reach - 2 || w >= s.outWidth() + reach - 2) {
                    data.x()[i] = Float.NaN;
                }
            }
            for (Tiling tiling : tilings()) {
                Results results = run(s, data, Kernels.chosen(), tiling);
                assertArrayEquals(expected.y, results.y, tiling == SMALL ? 0f : 1e-2f);
                assertArrayEquals(expected.dw, results.dw, tiling == SMALL ? 0f : 1e-2f);
            }
        }
    }

    /**
     * Two groups of 150 and 130 channels, last panels that hang over, and depths of several chunks. Two workers have a group
     * each and share nothing: they transform all kernels before.
     */
    @Test
    void kernelsThatAreUsedOnceAreTransformedPartByPart() {
        ConvShape s = ConvShape.builder().batch(2).channels(2 * 150, 2 * 130).groups(2).input(10, 9).kernel(3).pad(1)
                .build();
        ConvData data = ConvData.reals(s, 6);
        Results expected = reference(s, data);
        for (Tiling tiling : List.of(new Tiling(4, 4, 32), new Tiling(4, 4, 128))) {
            float[] firstY = null, firstDx = null;
            for (int workers : new int[] {1, 2, 7}) {
                for (KernelSet kernels : List.of(new ScalarKernels(), Kernels.chosen())) {
                    Tensors tensors = new Tensors();
                    tensors.x = data.x();
                    tensors.w = data.w();
                    tensors.b = data.b();
                    tensors.y = poisoned(s.yLength());
                    Pass forward = WinogradForward.plan(s, kernels, tiling, workers);
                    Poison.run(forward, tensors, random);
                    float[] gotY = tensors.y;
                    tensors.clear();
                    tensors.w = data.w();
                    tensors.dy = data.dy();
                    tensors.dx = poisoned(s.xLength());
                    Pass gradient = WinogradDataGrad.plan(s, kernels, tiling, workers);
                    Poison.run(gradient, tensors, random);
                    assertTrue(workers == 2 || forward.algorithm().contains("part by part"), forward.algorithm());
                    assertTrue(workers == 2 || gradient.algorithm().contains("part by part"), gradient.algorithm());
                    firstY = firstY == null ? gotY : firstY;
                    firstDx = firstDx == null ? tensors.dx : firstDx;
                    assertArrayEquals(firstY, gotY, 0f);
                    assertArrayEquals(firstDx, tensors.dx, 0f);
                }
            }
            assertArrayEquals(expected.y, firstY, room(9 * 150));
            assertArrayEquals(expected.dx, firstDx, room(9 * 130));
        }
    }

    @Test
    void fewBlocksAreSharedInPartsOfTheirRows() {
        ConvShape.Builder b = ConvShape.builder().kernel(3, 3).pad(1);
        for (ConvShape s : List.of(b.batch(3).channels(64, 256).input(14, 14).build(),
                b.batch(2).channels(2 * 48, 2 * 100).groups(2).input(9, 30).build(),
                // Kernels that come from afar: large blocks.
                b.batch(9).channels(450, 460).groups(1).input(7, 5).build())) {
            for (Tiling tiling : List.of(SMALL, new Tiling(4, 2, 48), new Tiling(4, 4, 32))) {
                Tensors tensors = new Tensors();
                ConvData data = ConvData.integers(s, 5);
                tensors.w = data.w();
                tensors.dy = data.dy();
                float[] alone = tensors.dx = poisoned(s.xLength());
                Poison.run(WinogradDataGrad.plan(s, Kernels.chosen(), tiling, 1), tensors, random);
                for (int workers : new int[] {2, 3, 5, 16}) {
                    Pass pass = WinogradDataGrad.plan(s, Kernels.chosen(), tiling, workers);
                    int tasks = pass.stages().getLast().tasks();
                    assertTrue(tasks >= Math.min(workers, s.inChannels() / 28), s + " " + tiling + ": " + tasks);
                    assertTrue(workers < 16 || pass.algorithm().endsWith("inputs transformed once"), pass.algorithm());
                    tensors.dx = poisoned(s.xLength());
                    Poison.run(pass, tensors, random);
                    assertArrayEquals(alone, tensors.dx, s + " with " + workers + " workers");
                }
            }
        }
    }

    private ConvShape[] shapes() {
        ConvShape.Builder b = ConvShape.builder();
        ConvShape[] layers = {
            b.batch(2).channels(20, 33).input(14, 14).kernel(3, 3).pad(1).build(),
            b.batch(5).channels(40, 30).input(7, 7).build(),
            b.batch(1).channels(17, 9).input(30, 57).pad(0).build(),
            b.batch(1).channels(3, 5).input(5, 400).pad(1).build(),
            b.batch(0).channels(3, 5).input(9, 9).build(),
            b.batch(1).channels(140, 270).input(6, 5).build(),
            b.batch(3).channels(6, 10).groups(2).input(9, 8).build(),
            // Kernels of dx fetched in three parts, the last a short one.
            ConvShape.builder().batch(1).channels(2 * 410, 2 * 21).groups(2).input(5, 4).kernel(3, 3).pad(1).build(),
            ConvShape.builder().batch(1).channels(460, 17).input(5, 6).kernel(5, 5).pad(2).build(),
            // Rows of tiles in three parts, which are not equal.
            ConvShape.builder().batch(1).channels(3, 5).input(6, 570).kernel(3, 3).build(),
            ConvShape.builder().batch(1).channels(1, 1).input(3, 3).kernel(3, 3).build(),
            ConvShape.builder().batch(1).channels(2, 3).input(1, 1).kernel(3, 3).pad(4).build(),
            // Kernels of several pieces: the depth in three chunks, an image in nine strips, pieces unlike each other.
            ConvShape.builder().batch(2).channels(20, 33).input(14, 14).kernel(5, 5).pad(2).build(),
            ConvShape.builder().batch(1).channels(140, 150).input(6, 9).kernel(5, 5).pad(2).build(),
            ConvShape.builder().batch(3).channels(3, 5).input(28, 27).kernel(5, 5).pad(2).build(),
            ConvShape.builder().batch(2).channels(3, 5).input(28, 29).kernel(5, 5).padBegin(2).padEnd(0).build(),
            ConvShape.builder().batch(2).channels(3, 5).input(27, 30).kernel(5, 5).padBegin(1).padEnd(3).build(),
            ConvShape.builder().batch(2).channels(3, 5).input(21, 22).kernel(7, 7).pad(3).build(),
            ConvShape.builder().batch(1).channels(3, 5).input(6, 570).kernel(4, 7).padBegin(1, 3).padEnd(2, 2).build(),
            ConvShape.builder().batch(3).channels(8, 30).groups(2).input(11, 70).kernel(5, 3).pad(1).build(),
            ConvShape.builder().batch(1).channels(1, 400).input(9, 9).kernel(9, 9).build(),
            ConvShape.builder().batch(0).channels(3, 5).input(9, 9).kernel(5, 5).build(),
            ConvShape.builder().batch(7).channels(2, 3).input(2, 3).kernel(6, 8).pad(5).build(),
        };
        ConvShape[] odd = IntStream.range(0, 600).mapToObj(i -> oddShape()).filter(s -> s != null)
                .limit(90).toArray(ConvShape[]::new);
        assertEquals(90, odd.length);
        return Stream.of(Arrays.stream(layers), Arrays.stream(odd), stridedShapes().stream(), dilatedShapes().stream())
                .flatMap(all -> all).toArray(ConvShape[]::new);
    }

    /** 3 x 3 with gaps: phases of unlike sizes, some of them empty, padding narrower and wider than a gap. */
    private List<ConvShape> dilatedShapes() {
        List<ConvShape> shapes = new ArrayList<>(List.of(
                strided(2, 20, 33, 28, 31).kernel(3).dilation(2).pad(2).build(),
                strided(1, 5, 3, 4, 300).kernel(3).dilation(1, 3).pad(1, 3).build(),
                strided(1, 3, 4, 3, 3).kernel(3).dilation(7, 9).pad(7, 9).build(),
                strided(0, 4, 6, 9, 9).kernel(3).dilation(2).build()));
        while (shapes.size() < 60) {
            try {
                int groups = random.nextInt(1, 3);
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4)).groups(groups)
                        .channels(groups * random.nextInt(1, 20), groups * random.nextInt(1, 20))
                        .input(random.nextInt(1, 24), random.nextInt(1, 40)).kernel(3)
                        .dilation(random.nextInt(1, 7), random.nextInt(1, 7))
                        .padBegin(random.nextInt(9), random.nextInt(9))
                        .padEnd(random.nextInt(-3, 9), random.nextInt(-3, 9)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        return shapes;
    }

    /** Strides of one and two, kernels of three and more taps. */
    private List<ConvShape> stridedShapes() {
        List<ConvShape> shapes = new ArrayList<>(List.of(
                strided(1, 3, 5, 5, 570).kernel(5, 5).stride(2).pad(1).build(),
                strided(2, 20, 30, 28, 31).kernel(5, 10).stride(2).build(),
                strided(1, 150, 130, 9, 8).kernel(4, 3).stride(2, 1).pad(1).build(),
                strided(3, 4, 6, 1, 1).kernel(5, 5).stride(2).pad(4).build(),
                strided(0, 4, 6, 9, 9).kernel(5, 5).stride(2).build()));
        while (shapes.size() < 60) {
            try {
                int groups = random.nextInt(1, 3);
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 4)).groups(groups)
                        .channels(groups * random.nextInt(1, 20), groups * random.nextInt(1, 20))
                        .input(random.nextInt(1, 20), random.nextInt(1, 50))
                        .kernel(random.nextInt(3, 13), random.nextInt(3, 13))
                        .stride(random.nextInt(1, 3), random.nextInt(1, 3))
                        .padBegin(random.nextInt(6), random.nextInt(6))
                        .padEnd(random.nextInt(-3, 6), random.nextInt(-3, 6)).build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        return shapes;
    }

    private static ConvShape.Builder strided(int batch, int inChannels, int outChannels, int height, int width) {
        return ConvShape.builder().batch(batch).channels(inChannels, outChannels).input(height, width);
    }

    /** Padding of any width at every side, ends that are never read, groups; null if nothing is left of the output. */
    private ConvShape oddShape() {
        int groups = random.nextInt(4) == 0 ? random.nextInt(2, 4) : 1;
        boolean large = random.nextBoolean();
        int kernelHeight = large ? random.nextInt(3, 10) : 3, kernelWidth = large ? random.nextInt(3, 10) : 3;
        try {
            return ConvShape.builder().batch(random.nextInt(1, 4))
                    .channels(groups * random.nextInt(1, 20), groups * random.nextInt(1, 35)).groups(groups)
                    .input(random.nextInt(1, random.nextInt(4) == 0 ? 40 : 12),
                            random.nextInt(1, random.nextInt(4) == 0 ? 60 : 12))
                    .kernel(kernelHeight, kernelWidth).padBegin(random.nextInt(5), random.nextInt(5))
                    .padEnd(random.nextInt(-3, 5), random.nextInt(-3, 5)).build();
        } catch (IllegalArgumentException emptyOutput) {
            return null;
        }
    }

    private static Results reference(ConvShape s, ConvData data) {
        Results results = new Results(s);
        NaiveConvolution.forward(s, data.x(), data.w(), data.b(), results.y);
        NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), results.dx, results.dw, results.db);
        return results;
    }

    private static List<Tiling> tilings() {
        return Stream.concat(Stream.of(SMALL), LARGER.stream()).toList();
    }

    private Results run(ConvShape s, ConvData data, KernelSet kernels, Tiling tiling) {
        Results results = new Results(s);
        Tensors tensors = new Tensors();
        tensors.x = data.x();
        tensors.w = data.w();
        tensors.b = data.b();
        tensors.y = results.y;
        Poison.run(WinogradForward.plan(s, kernels, tiling, random.nextInt(1, 6)), tensors, random);
        tensors.clear();
        tensors.w = data.w();
        tensors.dy = data.dy();
        tensors.dx = results.dx;
        Poison.run(WinogradDataGrad.plan(s, kernels, tiling, random.nextInt(1, 6)), tensors, random);
        tensors.clear();
        tensors.x = data.x();
        tensors.dy = data.dy();
        tensors.dw = results.dw;
        tensors.db = results.db;
        Tiling square = new Tiling(tiling.outputHeight(), tiling.outputHeight(), tiling.chain());
        Poison.run(WinogradWeightGrad.plan(s, kernels, square, random.nextInt(1, 4)), tensors, random);
        return results;
    }
}
