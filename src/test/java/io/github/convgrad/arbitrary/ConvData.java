package io.github.convgrad.arbitrary;

import io.github.convgrad.ConvShape;
import java.util.SplittableRandom;

/**
 * Input tensors of one convolution, filled from a seed.
 *
 * <p>{@link #integers} is the data of the bit-for-bit tests. Its values are small integers, so few and so small that
 * every sum any algorithm forms is exact in fp32, whatever its order: a right engine then has no rounding error at
 * all, and needs no tolerance.
 *
 * @param x  {@code [batch][inChannels][inDepth][inHeight][inWidth]}
 * @param w  {@code [outChannels][inChannels/groups][kernelDepth][kernelHeight][kernelWidth]}
 * @param b  {@code [outChannels]}
 * @param dy {@code [batch][outChannels][outDepth][outHeight][outWidth]}
 */
public record ConvData(float[] x, float[] w, float[] b, float[] dy) {

    /** Integers up to here are exact in fp32. */
    private static final long EXACT = 1L << 24;

    /**
     * Room left for algorithms that go through transforms. Two-dimensional Winograd F(2,3) works in quarters of an
     * integer (4) and its intermediate values grow at most sixteenfold (16).
     */
    private static final long HEADROOM = 64;

    private static final int LARGEST = 4;

    /** Small integers for which every pass is exact. */
    public static ConvData integers(ConvShape s, long seed) {
        long forwardDepth = (long) s.inChannelsPerGroup() * s.taps() + 1;
        long dataDepth = (long) s.outChannelsPerGroup() * s.taps();
        long weightDepth = (long) s.batch() * s.outPixels();
        long depth = Math.max(Math.max(forwardDepth, dataDepth), weightDepth);
        int magnitude = LARGEST;
        while (magnitude > 1 && HEADROOM * depth * magnitude * magnitude >= EXACT) {
            magnitude--;
        }
        // Where even ones are too many, most are zero: in dy for dw, which sums over pixels, in w for y and dx.
        double allowed = 0.5 * EXACT / ((double) HEADROOM * magnitude * magnitude);
        SplittableRandom random = new SplittableRandom(seed);
        ConvData data = new ConvData(
                integers(random, s.xLength(), magnitude, 1),
                integers(random, s.wLength(), magnitude, allowed / Math.max(forwardDepth, dataDepth)),
                integers(random, s.bLength(), magnitude, 1),
                integers(random, s.yLength(), magnitude, allowed / weightDepth));
        data.requireExact(s, magnitude);
        return data;
    }

    /** Real numbers; every other seed gives positive ones only, whose sums grow and so round more. */
    public static ConvData reals(ConvShape s, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double low = (seed & 1) == 0 ? -1 : 0;
        return new ConvData(reals(random, s.xLength(), low), reals(random, s.wLength(), low),
                reals(random, s.bLength(), low), reals(random, s.yLength(), low));
    }

    /** The same numbers in arrays of their own. */
    public ConvData copy() {
        return new ConvData(x.clone(), w.clone(), b.clone(), dy.clone());
    }

    /** The same with absolute values. */
    public ConvData absolute() {
        return new ConvData(absolute(x), absolute(w), absolute(b), absolute(dy));
    }

    private static float[] absolute(float[] a) {
        float[] r = new float[a.length];
        for (int i = 0; i < a.length; i++) {
            r[i] = Math.abs(a[i]);
        }
        return r;
    }

    private static float[] integers(SplittableRandom random, long length, int magnitude, double density) {
        float[] a = new float[Math.toIntExact(length)];
        for (int i = 0; i < a.length; i++) {
            if (density >= 1 || random.nextDouble() < density) {
                a[i] = random.nextInt(-magnitude, magnitude + 1);
            }
        }
        return a;
    }

    private static float[] reals(SplittableRandom random, long length, double low) {
        float[] a = new float[Math.toIntExact(length)];
        for (int i = 0; i < a.length; i++) {
            a[i] = (float) random.nextDouble(low, 1);
        }
        return a;
    }

    /** Sums of absolute values, from above; were one too large, a difference in bits would prove nothing. */
    private void requireExact(ConvShape s, int magnitude) {
        int group = s.inChannelsPerGroup() * s.taps();
        double[] intoInput = new double[s.inChannels()];
        double largest = 0;
        for (int f = 0; f < s.outChannels(); f++) {
            double intoOutput = 1;
            int firstInput = f / s.outChannelsPerGroup() * s.inChannelsPerGroup();
            for (int i = 0; i < group; i++) {
                float weight = Math.abs(w[f * group + i]);
                intoOutput += weight;
                intoInput[firstInput + i / s.taps()] += weight;
            }
            double intoWeight = 0;
            for (int n = 0; n < s.batch(); n++) {
                int row = (n * s.outChannels() + f) * s.outPixels();
                for (int i = row; i < row + s.outPixels(); i++) {
                    intoWeight += Math.abs(dy[i]);
                }
            }
            largest = Math.max(largest, Math.max(intoOutput, intoWeight));
        }
        for (double sum : intoInput) {
            largest = Math.max(largest, sum);
        }
        if (HEADROOM * magnitude * largest >= EXACT) {
            throw new IllegalStateException("sums are not exact in fp32: " + s);
        }
    }
}
