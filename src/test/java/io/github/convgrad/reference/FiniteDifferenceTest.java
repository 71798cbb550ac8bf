package io.github.convgrad.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.github.convgrad.ConvShape;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference's gradients against its own forward pass. The loss {@code <y, dy>} is linear in each of x, w and b, so
 * its difference over a step of 1 <em>is</em> the gradient; and on small integers all of it is exact. No tolerance.
 */
class FiniteDifferenceTest {

    static Stream<Arguments> shapes() {
        return Stream.of(
                argumentSet("the seed's own: square, stride 1, same", plane(5, 5, 3, 3).pad(1)),
                argumentSet("pad 0", plane(6, 5, 3, 3)),
                argumentSet("stride 2", plane(7, 8, 3, 3).stride(2).pad(1)),
                argumentSet("stride 2, rows left over", plane(8, 8, 3, 3).stride(2)),
                argumentSet("two strides", plane(9, 7, 3, 2).stride(3, 2).pad(1, 0)),
                argumentSet("stride beyond the kernel", plane(9, 9, 2, 1).stride(3, 4)),
                argumentSet("dilation", plane(9, 8, 3, 2).dilation(2, 3)),
                argumentSet("stride and dilation", plane(11, 12, 3, 3).stride(2, 3).dilation(3, 2).pad(2)),
                argumentSet("wide kernel", plane(5, 9, 1, 5).pad(0, 2)),
                argumentSet("tall kernel", plane(9, 5, 5, 2).pad(2, 0)),
                argumentSet("padding at one end", plane(5, 6, 3, 4).padBegin(2, 0).padEnd(0, 3)),
                argumentSet("padding beyond the kernel", plane(3, 2, 2, 3).padBegin(4, 3).padEnd(3, 5)),
                argumentSet("rows never read", plane(7, 8, 3, 3).stride(2).padBegin(1).padEnd(-1, -2)),
                argumentSet("SAME", plane(6, 7, 4, 2).stride(2, 1).padSame()),
                argumentSet("kernel as large as the input", plane(4, 5, 4, 5)),
                argumentSet("1x1", plane(4, 3, 1, 1)),
                argumentSet("groups", plane(6, 5, 3, 2).channels(4, 6).groups(2).stride(2).pad(1)),
                argumentSet("depthwise", plane(5, 5, 3, 3).channels(3, 3).groups(3).pad(1)),
                argumentSet("depthwise, two for each", plane(5, 6, 2, 3).channels(3, 6).groups(3).stride(1, 2)),
                argumentSet("rank 1", solid().input(12).kernel(3).stride(2).dilation(2).padBegin(3).padEnd(1)),
                argumentSet("rank 3", solid().input(4, 5, 3).kernel(2, 3, 1).stride(2, 1, 2).pad(1, 1, 0)),
                argumentSet("rank 3, dilation, groups", solid().channels(2, 4).groups(2).input(5, 3, 4)
                        .kernel(2, 1, 3).dilation(3, 1, 1).padBegin(0, 1, 1).padEnd(1, 0, 2)));
    }

    private static ConvShape.Builder solid() {
        return ConvShape.builder().batch(2).channels(2, 3);
    }

    private static ConvShape.Builder plane(int height, int width, int kernelHeight, int kernelWidth) {
        return solid().input(height, width).kernel(kernelHeight, kernelWidth);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void gradientsAreDifferencesOfTheForwardPass(ConvShape.Builder sizes) {
        ConvShape s = sizes.build();
        SplittableRandom random = new SplittableRandom(1);
        float[] x = integers(random, s.xLength());
        float[] w = integers(random, s.wLength());
        float[] b = integers(random, s.bLength());
        float[] dy = integers(random, s.yLength());
        float[] dx = new float[x.length];
        float[] dw = new float[w.length];
        float[] db = new float[b.length];

        NaiveConvolution.backward(s, x, w, dy, dx, dw, db);

        assertArrayEquals(differences(s, x, w, b, dy, x), dx, "dx");
        assertArrayEquals(differences(s, x, w, b, dy, w), dw, "dw");
        assertArrayEquals(differences(s, x, w, b, dy, b), db, "db");
    }

    private static float[] differences(ConvShape s, float[] x, float[] w, float[] b, float[] dy, float[] of) {
        double before = loss(s, x, w, b, dy);
        float[] differences = new float[of.length];
        for (int i = 0; i < of.length; i++) {
            of[i]++;
            differences[i] = (float) (loss(s, x, w, b, dy) - before);
            of[i]--;
        }
        assertEquals(before, loss(s, x, w, b, dy));
        return differences;
    }

    private static double loss(ConvShape s, float[] x, float[] w, float[] b, float[] dy) {
        float[] y = new float[dy.length];
        NaiveConvolution.forward(s, x, w, b, y);
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) y[i] * dy[i];
        }
        return sum;
    }

    private static float[] integers(SplittableRandom random, long length) {
        float[] array = new float[(int) length];
        for (int i = 0; i < array.length; i++) {
            array[i] = random.nextInt(-8, 9);
        }
        return array;
    }
}
