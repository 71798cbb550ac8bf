package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.internal.kernel.DirectRows.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** {@link DirectRows} does what it says, with the same bits from the kernels of this JVM and from plain loops. */
class DirectRowsTest {
    private static final float GUARD = -77.25f;

    private final DirectRows kernel = Kernels.chosen().directRows();
    private final int lanes = Kernels.chosen().lanes();
    private final DirectRows plain = new ScalarDirectRows();
    private final SplittableRandom random = new SplittableRandom(20261122);

    /** Planes of every width up to some strips, with every padding that is taken. */
    private void forEachPlane(Consumer<Plane> check) {
        List<Plane> planes = new ArrayList<>();
        for (int stride = 1; stride <= 2; stride++) {
            for (int dilation = 1; dilation <= (stride == 1 ? 3 : 1); dilation++) {
                int pads = stride == 1 ? 2 * dilation : 1;
                int least = 2 * dilation + 1;
                int most = least + 2 * stride * Math.max(lanes, DepthwiseRows.PARTIALS) + 3;
                for (int width = least; width <= most; width++) {
                    int height = least + width % 7;
                    Plane plane = plane(height, width, stride, dilation, random.nextInt(pads + 1),
                            random.nextInt(pads + 1), random.nextInt(pads + 1), random.nextInt(pads + 1));
                    planes.add(plane);
                    if (stride == 2) {
                        int tall = Math.ceilDiv(DirectRows.SMALL_PLANE, width) + width % 2;
                        planes.add(plane(tall, width, stride, dilation, random.nextInt(pads + 1), random.nextInt(pads + 1),
                                random.nextInt(pads + 1), random.nextInt(pads + 1)));
                    }
                }
                for (int top = 0; top <= pads; top++) {
                    for (int bottom = 0; bottom <= pads; bottom++) {
                        for (int height = least; height < least + 6; height++) {
                            planes.add(plane(height, least + 2, stride, dilation, top, bottom, bottom, top));
                        }
                    }
                }
            }
        }
        planes.forEach(check);
        assertTrue(planes.size() > 250);
    }

    private static Plane plane(int height, int width, int stride, int dilation, int top, int bottom, int left,
            int right) {
        Plane plane = new Plane(height, width, (height + top + bottom - 2 * dilation - 1) / stride + 1,
                (width + left + right - 2 * dilation - 1) / stride + 1, stride, dilation, top, left);
        assertNull(plane.refusal(bottom, right));
        return plane;
    }

    /** Few planes, and now and then more than stay in the cache until the next strip. */
    private static int planes(Plane g) {
        return g.inWidth() % 8 == 5 ? 1 + 4096 / (g.inHeight() * g.inWidth()) * 2 : 1 + g.inWidth() % 3;
    }

    @Test
    void slideSumsTheTapsAndWritesItsPlaneAlone() {
        forEachPlane(g -> {
            slide(g);
            if (g.stride() == 1) {
                slide(g.gradient());
            }
        });
    }

    private void slide(Plane g) {
        int planes = planes(g);
        int inFloats = g.inHeight() * g.inWidth();
        int outFloats = g.outHeight() * g.outWidth();
        float[] in = reals(planes * inFloats + 2 * g.reach());
        float[] w = reals(9 * planes + 5);
        float[] starts = reals(planes + 1);
        float[] expected = guarded(planes * outFloats);
        float[] actual = expected.clone();
        plain.slide(g, planes, in, g.reach(), w, 3, 1, starts, 1, expected, 7);
        kernel.slide(g, planes, in, g.reach(), w, 3, 1, starts, 1, actual, 7);
        assertArrayEquals(expected, actual, g::toString);
        for (int n = 0; n < planes; n++) {
            for (int i = 0; i < outFloats; i++) {
                double sum = starts[1 + n];
                for (int t = 0; t < 9; t++) {
                    int row = i / g.outWidth() * g.stride() - g.padTop() + t / 3 * g.dilation();
                    int column = i % g.outWidth() * g.stride() - g.padLeft() + t % 3 * g.dilation();
                    if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
                        sum += (double) w[3 + 9 * n + t] * in[g.reach() + n * inFloats + row * g.inWidth() + column];
                    }
                }
                assertEquals(sum, actual[7 + n * outFloats + i], 1e-5, g::toString);
            }
        }
        float[] turned = new float[w.length];
        for (int t = 0; t < 9 * planes; t++) {
            turned[t / 9 * 9 + 11 - t % 9] = w[3 + t];
        }
        kernel.slide(g, planes, in, g.reach(), turned, 11, -1, starts, 1, actual, 7);
        assertArrayEquals(expected, actual, g::toString);
        plain.slide(g, planes, in, g.reach(), w, 3, 1, null, 0, expected, 7);
        kernel.slide(g, planes, in, g.reach(), w, 3, 1, null, 0, actual, 7);
        assertArrayEquals(expected, actual, g::toString);
    }

    @Test
    void slideBackIsTheGradientOfSlide() {
        forEachPlane(g -> {
            if (g.stride() == 2) {
                slideBack(g);
            }
        });
    }

    private void slideBack(Plane g) {
        int planes = 1 + g.inWidth() % 3;
        float[] dy = reals(planes * g.outHeight() * g.outWidth() + 2 * g.reach());
        float[] w = reals(9 * planes + 5);
        float[] expected = guarded(planes * g.inHeight() * g.inWidth());
        float[] actual = expected.clone();
        plain.slideBack(g, planes, dy, g.reach(), w, 3, expected, 7);
        kernel.slideBack(g, planes, dy, g.reach(), w, 3, actual, 7);
        assertArrayEquals(expected, actual, g::toString);
        double[] sums = new double[g.inHeight() * g.inWidth()];
        for (int o = 0; o < g.outHeight(); o++) {
            for (int q = 0; q < g.outWidth(); q++) {
                for (int t = 0; t < 9; t++) {
                    int row = 2 * o - g.padTop() + t / 3;
                    int column = 2 * q - g.padLeft() + t % 3;
                    if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
                        sums[row * g.inWidth() + column] += (double) w[3 + t] * dy[g.reach() + o * g.outWidth() + q];
                    }
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertEquals(sums[i], actual[7 + i], 1e-5, g::toString);
        }
    }

    @Test
    void dotsSumInSixteenChains() {
        forEachPlane(this::dots);
    }

    private void dots(Plane g) {
        int planes = planes(g);
        int inFloats = g.inHeight() * g.inWidth();
        int outFloats = g.outHeight() * g.outWidth();
        int pitch = 9 * DepthwiseRows.PARTIALS + 3;
        float[] x = reals(planes * inFloats + 2 * g.reach());
        float[] dy = reals(planes * outFloats + 2 * g.reach());
        float[] before = reals(planes * pitch + 5);
        float[] expected = before.clone();
        float[] actual = before.clone();
        plain.dots(g, planes, x, g.reach(), dy, g.reach(), expected, 2, pitch);
        kernel.dots(g, planes, x, g.reach(), dy, g.reach(), actual, 2, pitch);
        assertArrayEquals(expected, actual, g::toString);
        double[] sums = new double[before.length];
        for (int n = 0; n < planes; n++) {
            for (int t = 0; t < 9; t++) {
                for (int i = 0; i < outFloats; i++) {
                    int q = i % g.outWidth();
                    int row = i / g.outWidth() * g.stride() - g.padTop() + t / 3 * g.dilation();
                    int column = q * g.stride() - g.padLeft() + t % 3 * g.dilation();
                    if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
                        sums[2 + n * pitch + t * DepthwiseRows.PARTIALS + q % DepthwiseRows.PARTIALS]
                                += (double) x[g.reach() + n * inFloats + row * g.inWidth() + column]
                                * dy[g.reach() + n * outFloats + i];
                    }
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            assertEquals(before[i] + sums[i], actual[i], 2e-5, g::toString);
        }
    }

    @Test
    void refusesWhatItWasNotMadeFor() {
        assertNotNull(new Plane(9, 9, 3, 3, 3, 1, 0, 0).refusal(0, 0));
        assertNotNull(new Plane(9, 9, 3, 3, 2, 2, 0, 0).refusal(0, 0));
        assertNotNull(new Plane(9, 9, 9, 9, 1, 1, 3, 0).refusal(0, 0));
        assertNotNull(new Plane(9, 9, 4, 4, 2, 1, 1, 0).refusal(2, 0));
        assertNotNull(new Plane(9, 9, 9, 9, 1, 1, 1, 1).refusal(0, -1));
        assertNotNull(new Plane(9, 2, 9, 2, 1, 1, 1, 1).refusal(1, 1));
    }

    private float[] reals(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static float[] guarded(int length) {
        float[] values = new float[length + 20];
        java.util.Arrays.fill(values, GUARD);
        return values;
    }
}
