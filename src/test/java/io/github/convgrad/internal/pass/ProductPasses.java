package io.github.convgrad.internal.pass;

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

/**
 * What holds for forward and dx as blocked products, of whatever shapes; scratch and outputs are poisoned, tasks run in
 * any order.
 */
abstract class ProductPasses {
    final SplittableRandom random = new SplittableRandom(43);

    /** The shapes to try. */
    abstract List<ConvShape> shapes();

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
