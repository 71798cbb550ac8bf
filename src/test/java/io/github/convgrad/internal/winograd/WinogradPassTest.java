package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** F(2x2, 3x3) by itself, whatever the planner would choose. */
class WinogradPassTest {

    /** Halves and quarters of small integers are exact, so the algorithm is too. */
    @Test
    void smallIntegersAreExactForAnySizes() {
        int[] channels = {1, 2, 5, 14, 17, 33, 45};
        int run = 0;
        for (int seed = 0; run < 60; seed++) {
            Random random = new Random(seed);
            int groups = 1 + random.nextInt(2);
            ConvShape s;
            try {
                s = ConvShape.builder().batch(random.nextInt(4)).groups(groups)
                        .channels(groups * channels[random.nextInt(7)], groups * channels[random.nextInt(7)])
                        .input(1 + random.nextInt(20), 1 + random.nextInt(70)).kernel(3, 3)
                        .padBegin(random.nextInt(4), random.nextInt(4))
                        .padEnd(random.nextInt(5) - 1, random.nextInt(5) - 1).build();
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
            if (s.multiplyAdds() > 3_000_000) {
                continue;
            }
            run++;
            float[] x = integers(random, s.xLength()), w = integers(random, s.wLength());
            float[] b = integers(random, s.bLength()), dy = integers(random, s.yLength());
            float[] y = new float[dy.length], dx = new float[x.length];
            NaiveConvolution.forward(s, x, w, b, y);
            NaiveConvolution.backward(s, x, w, dy, dx, null, null);
            assertArrayEquals(y, forward(s, x, w, b), 0f, "y of " + s);
            assertArrayEquals(dx, dataGrad(s, w, dy), 0f, "dx of " + s);
        }
    }

    /** What STANDARD promises: no worse than plain loops in single precision. */
    @Test
    void errorIsNoWorseThanThatOfPlainSinglePrecision() {
        for (boolean positive : new boolean[] {false, true}) {
            ConvShape s = ConvShape.builder().batch(2).channels(64, 64).input(14, 14).kernel(3, 3).pad(1).build();
            Random random = new Random(5);
            float[] x = reals(random, s.xLength(), positive), w = reals(random, s.wLength(), positive);
            float[] exact = new float[(int) s.yLength()];
            NaiveConvolution.forward(s, x, w, null, exact);
            double ours = distance(exact, forward(s, x, w, null)), plain = distance(exact, singlePrecision(s, x, w));
            assertTrue(ours <= plain, "error " + ours + ", plain loops " + plain + ", positive data: " + positive);
        }
    }

    @Test
    void otherKernelsAreRefusedWithAReason() {
        ConvShape s = ConvShape.builder().batch(1).channels(4, 4).input(9, 9).kernel(5, 5).build();
        assertEquals("kernel is 5x5, not 3x3", WinogradForward.refusal(s));
    }

    private static float[] forward(ConvShape s, float[] x, float[] w, float[] b) {
        Pass pass = WinogradForward.plan(s, Kernels.chosen(), 2);
        Workspace workspace = new Workspace(pass.sharedFloats(), pass.workerFloats(), 1);
        workspace.tensors.x = x;
        workspace.tensors.w = w;
        workspace.tensors.b = b;
        workspace.tensors.y = unwritten(s.yLength());
        workspace.run(pass);
        return workspace.tensors.y;
    }

    private static float[] dataGrad(ConvShape s, float[] w, float[] dy) {
        Pass pass = WinogradDataGrad.plan(s, Kernels.chosen(), 2);
        Workspace workspace = new Workspace(pass.sharedFloats(), pass.workerFloats(), 1);
        workspace.tensors.w = w;
        workspace.tensors.dy = dy;
        workspace.tensors.dx = unwritten(s.xLength());
        workspace.run(pass);
        return workspace.tensors.dx;
    }

    private static float[] singlePrecision(ConvShape s, float[] x, float[] w) {
        float[] y = new float[(int) s.yLength()];
        int at = 0;
        for (int n = 0; n < s.batch(); n++) {
            for (int f = 0; f < s.outChannels(); f++) {
                for (int oh = 0; oh < s.outHeight(); oh++) {
                    for (int ow = 0; ow < s.outWidth(); ow++) {
                        float sum = 0f;
                        for (int c = 0; c < s.inChannels(); c++) {
                            for (int t = 0; t < 9; t++) {
                                int ih = oh + t / 3 - s.padTop(), iw = ow + t % 3 - s.padLeft();
                                if (ih >= 0 && ih < s.inHeight() && iw >= 0 && iw < s.inWidth()) {
                                    sum += x[((n * s.inChannels() + c) * s.inHeight() + ih) * s.inWidth() + iw]
                                            * w[(f * s.inChannels() + c) * 9 + t];
                                }
                            }
                        }
                        y[at++] = sum;
                    }
                }
            }
        }
        return y;
    }

    private static double distance(float[] exact, float[] actual) {
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            sum += ((double) actual[i] - exact[i]) * ((double) actual[i] - exact[i]);
        }
        return Math.sqrt(sum);
    }

    private static float[] unwritten(long length) {
        float[] values = new float[(int) length];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private static float[] integers(Random random, long length) {
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(9) - 4;
        }
        return values;
    }

    private static float[] reals(Random random, long length, boolean positive) {
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat() - (positive ? 0f : 0.5f);
        }
        return values;
    }
}
