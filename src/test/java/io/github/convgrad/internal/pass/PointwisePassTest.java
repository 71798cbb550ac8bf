package io.github.convgrad.internal.pass;

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
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Forward and dx of 1x1 layers, whose blocks cross from one plane into the next where planes fill their tiles badly;
 * scratch and outputs are poisoned, tasks run in any order.
 */
class PointwisePassTest {
    private final SplittableRandom random = new SplittableRandom(43);

    @Test
    void smallIntegersComeThroughBitForBit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.integers(s, 6);
            float[] y = poisoned(s.yLength()), dx = poisoned(s.xLength());
            NaiveConvolution.forward(s, data.x(), data.w(), data.b(), y);
            NaiveConvolution.backward(s, data.x(), data.w(), data.dy(), dx, null, null);
            for (int workers : new int[] {1, 3}) {
                Tensors actual = run(s, data, Kernels.chosen(), workers);
                assertArrayEquals(y, actual.y, s + ", y, workers: " + workers);
                assertArrayEquals(dx, actual.dx, s + ", dx, workers: " + workers);
            }
        }
    }

    @Test
    void neitherTheWidthOfVectorsNorTheNumberOfWorkersChangesABit() {
        for (ConvShape s : shapes()) {
            ConvData data = ConvData.reals(s, 7);
            Tensors expected = run(s, data, new ScalarKernels(), 1), actual = run(s, data, Kernels.chosen(), 2);
            same(expected.y, actual.y, s + ", y");
            same(expected.dx, actual.dx, s + ", dx");
        }
    }

    private static void same(float[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]), what + ", " + i);
        }
    }

    /**
     * Planes of a few points and of many, as one row each, which is what the planner makes of them; batches that end in
     * the middle of a block, depths that are cut, groups, volumes.
     */
    private List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(ConvShape.builder().batch(16).channels(70, 37).input(1, 49).kernel(1).build());
        shapes.add(ConvShape.builder().batch(5).channels(600, 20).input(1, 196).kernel(1).build());
        shapes.add(ConvShape.builder().batch(3).channels(20, 700).input(1, 99).kernel(1).build());
        shapes.add(ConvShape.builder().batch(5).channels(512, 512).input(1, 100).kernel(1).build());
        shapes.add(ConvShape.builder().batch(500).channels(33, 9).input(1, 1).kernel(1).build());
        shapes.add(ConvShape.builder().batch(0).channels(33, 9).input(1, 49).kernel(1).build());
        while (shapes.size() < 70) {
            int groups = random.nextInt(1, 3), deep = random.nextBoolean() ? 1 : 10;
            shapes.add(ConvShape.builder().batch(random.nextInt(1, 20))
                    .channels(groups * deep * random.nextInt(4, 50), groups * random.nextInt(4, 60)).groups(groups)
                    .input(random.nextInt(4) == 0 ? 2 : 1, random.nextInt(6) == 0 ? 2 : 1, random.nextInt(1, 400))
                    .kernel(1, 1, 1).stride(1, 1, random.nextInt(6) == 0 ? 2 : 1).build());
        }
        long across = shapes.stream().filter(s -> crosses(ForwardPass.plan(s, Kernels.chosen(), 1))
                || crosses(DataGradPass.plan(s, Kernels.chosen(), 1))).count();
        int fewest = Kernels.chosen().lanes() / 2 - 1;
        assertTrue(across >= fewest && across <= 60, across + " shapes cross planes");
        return shapes;
    }

    private static boolean crosses(Pass pass) {
        return pass.algorithm().contains("across planes");
    }

    private Tensors run(ConvShape s, ConvData data, KernelSet kernels, int workers) {
        Tensors tensors = new Tensors();
        tensors.x = data.x();
        tensors.w = data.w();
        tensors.b = data.b();
        tensors.dy = data.dy();
        tensors.y = poisoned(s.yLength());
        tensors.dx = poisoned(s.xLength());
        Poison.run(ForwardPass.plan(s, kernels, workers), tensors, random);
        Poison.run(DataGradPass.plan(s, kernels, workers), tensors, random);
        return tensors;
    }
}
