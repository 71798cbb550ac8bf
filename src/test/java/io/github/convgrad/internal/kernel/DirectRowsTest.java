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
        float[] in = reals(g.inHeight() * g.inWidth() + 2 * g.reach());
        float[] w = reals(9 + 5);
        float[] expected = guarded(g.outHeight() * g.outWidth());
        float[] actual = expected.clone();
        plain.slide(g, in, g.reach(), w, 3, 1, 0.5f, expected, 7);
        kernel.slide(g, in, g.reach(), w, 3, 1, 0.5f, actual, 7);
        assertArrayEquals(expected, actual, g::toString);
        for (int o = 0; o < g.outHeight(); o++) {
            for (int q = 0; q < g.outWidth(); q++) {
                double sum = 0.5;
                for (int t = 0; t < 9; t++) {
                    int row = o * g.stride() - g.padTop() + t / 3 * g.dilation();
                    int column = q * g.stride() - g.padLeft() + t % 3 * g.dilation();
                    if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
                        sum += (double) w[3 + t] * in[g.reach() + row * g.inWidth() + column];
                    }
                }
                assertEquals(sum, actual[7 + o * g.outWidth() + q], 1e-5, g::toString);
            }
        }
        float[] turned = new float[w.length];
        for (int t = 0; t < 9; t++) {
            turned[11 - t] = w[3 + t];
        }
        kernel.slide(g, in, g.reach(), turned, 11, -1, 0.5f, actual, 7);
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
        float[] dy = reals(g.outHeight() * g.outWidth() + 2 * g.reach());
        float[] w = reals(9 + 5);
        float[] expected = guarded(g.inHeight() * g.inWidth());
        float[] actual = expected.clone();
        plain.slideBack(g, dy, g.reach(), w, 3, expected, 7);
        kernel.slideBack(g, dy, g.reach(), w, 3, actual, 7);
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
        forEachPlane(g -> {
            float[] x = reals(g.inHeight() * g.inWidth() + 2 * g.reach());
            float[] dy = reals(g.outHeight() * g.outWidth() + 2 * g.reach());
            float[] before = reals(9 * DepthwiseRows.PARTIALS + 5);
            float[] expected = before.clone();
            float[] actual = before.clone();
            plain.dots(g, x, g.reach(), dy, g.reach(), expected, 2);
            kernel.dots(g, x, g.reach(), dy, g.reach(), actual, 2);
            assertArrayEquals(expected, actual, g::toString);
            for (int t = 0; t < 9; t++) {
                double[] sums = new double[DepthwiseRows.PARTIALS];
                for (int o = 0; o < g.outHeight(); o++) {
                    int row = o * g.stride() - g.padTop() + t / 3 * g.dilation();
                    for (int q = 0; q < g.outWidth(); q++) {
                        int column = q * g.stride() - g.padLeft() + t % 3 * g.dilation();
                        if (row >= 0 && row < g.inHeight() && column >= 0 && column < g.inWidth()) {
                            sums[q % DepthwiseRows.PARTIALS] += (double) x[g.reach() + row * g.inWidth() + column]
                                    * dy[g.reach() + o * g.outWidth() + q];
                        }
                    }
                }
                for (int l = 0; l < DepthwiseRows.PARTIALS; l++) {
                    int i = 2 + t * DepthwiseRows.PARTIALS + l;
                    assertEquals(before[i] + sums[l], actual[i], 2e-5, g::toString);
                }
            }
        });
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
