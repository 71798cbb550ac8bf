package io.github.convgrad.property;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * {@link Accuracy#STANDARD} errs no more than a plain loop with a float accumulator, by root mean square. Channels are
 * the fewest for which larger tiles of Winograd's algorithm are taken, where they come closest.
 */
class NoWorseThanALoopTest {
    private static final int SAMPLE = 6000;

    /** What training multiplies: anything, what a ReLU lets through, what it blocks a half of. */
    private enum Data {
        REAL, POSITIVE, HALF_ZEROS;

        float next(SplittableRandom random) {
            float value = (float) random.nextDouble(-1, 1);
            return switch (this) {
                case REAL -> value;
                case POSITIVE -> Math.max(0, value);
                case HALF_ZEROS -> random.nextBoolean() ? value : 0f;
            };
        }
    }

    @Test
    void fewestChannelsOfTiles4x2() {
        check(64, ConvShape.builder().batch(2).input(32, 30), "F(4x2");
    }

    @Test
    void fewestChannelsOfTiles2x4() {
        check(64, ConvShape.builder().batch(1).input(20, 120), "F(2x4");
    }

    @Test
    void fewestChannelsOfTiles4x4() {
        check(256, ConvShape.builder().batch(2).input(40, 44), "F(4x4");
    }

    private static void check(int channels, ConvShape.Builder images, String algorithm) {
        ConvShape s = images.channels(channels, channels).kernel(3, 3).pad(1).build();
        ConvPlan plan = ConvPlan.of(s);
        assertTrue(plan.describe().lines().filter(l -> l.contains("Winograd " + algorithm)).count() >= 2,
                plan.describe());
        for (Data data : Data.values()) {
            SplittableRandom random = new SplittableRandom(31);
            float[] x = values(s.xLength(), data, random), w = values(s.wLength(), Data.REAL, random);
            float[] dy = values(s.yLength(), data, random);
            float[] y = new float[(int) s.yLength()], dx = new float[x.length];
            plan.forward(x, w, null, y);
            plan.backwardData(w, dy, dx);
            // Half of the terms of a sum are nothing to the loop, and the transforms do not know: 1.0 to 1.1, and some
            // noise of the sample.
            double most = data == Data.HALF_ZEROS ? 1.15 : 1;
            assertNoWorse(s, x, w, y, false, most, "y of " + data, random);
            assertNoWorse(s, dy, w, dx, true, most, "dx of " + data, random);
        }
    }

    /** As many channels in as out, and padding of 1: dx is y with kernels turned around and channels exchanged. */
    private static void assertNoWorse(ConvShape s, float[] src, float[] w, float[] result, boolean turned, double most,
            String what, SplittableRandom random) {
        int channels = s.inChannels(), height = s.inHeight(), width = s.inWidth();
        double ours = 0, loops = 0;
        for (int i = 0; i < SAMPLE; i++) {
            int at = random.nextInt(result.length);
            int px = at % width, py = at / width % height, channel = at / (width * height) % channels;
            int image = at / (width * height * channels) * channels;
            double truth = 0;
            float loop = 0;
            for (int k = 0; k < channels; k++) {
                for (int t = 0; t < 9; t++) {
                    int sy = py + t / 3 - 1, sx = px + t % 3 - 1;
                    if (sy >= 0 && sy < height && sx >= 0 && sx < width) {
                        float a = src[((image + k) * height + sy) * width + sx];
                        float b = w[turned ? (k * channels + channel) * 9 + 8 - t : (channel * channels + k) * 9 + t];
                        truth += (double) a * b;
                        loop += a * b;
                    }
                }
            }
            ours += (result[at] - truth) * (result[at] - truth);
            loops += (loop - truth) * (loop - truth);
        }
        double ratio = Math.sqrt(ours / loops);
        assertTrue(ratio <= most, what + " of " + s + " errs " + ratio + " times as much as a loop");
        assertTrue(ratio > 0.2, what + ": nobody errs so little, " + ratio);
    }

    private static float[] values(long length, Data data, SplittableRandom random) {
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = data.next(random);
        }
        return values;
    }
}
