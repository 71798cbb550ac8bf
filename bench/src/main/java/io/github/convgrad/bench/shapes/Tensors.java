package io.github.convgrad.bench.shapes;

import io.github.convgrad.ConvShape;
import java.util.SplittableRandom;

/**
 * The arrays of one layer, filled from a fixed seed. All are row-major:
 * {@code x [n][c][h][w]}, {@code w [f][c/groups][kh][kw]}, {@code b [f]}, {@code dy [n][f][oh][ow]}.
 *
 * @param x  input
 * @param w  weights
 * @param b  bias
 * @param dy gradient of the output
 */
public record Tensors(float[] x, float[] w, float[] b, float[] dy) {

    /** How the arrays are filled. */
    public enum Fill {
        /** Evenly spread between -1 and 1. */
        REAL,
        /**
         * -2, -1, 0, 1 or 2: every sum of fewer than 4 million products is a whole number below 2^24, so that every
         * order of adding gives the same bits.
         */
        INTEGERS
    }

    private static final long SEED = 0x6465_7263_6F6E_7667L;

    /**
     * Fills the arrays of a layer.
     *
     * @param shape of the layer
     * @param fill  how
     * @return the arrays
     */
    public static Tensors of(ConvShape shape, Fill fill) {
        SplittableRandom seeds = new SplittableRandom(SEED);
        return new Tensors(array(shape.xLength(), fill, seeds.split()), array(shape.wLength(), fill, seeds.split()),
                array(shape.bLength(), fill, seeds.split()), array(shape.yLength(), fill, seeds.split()));
    }

    private static float[] array(long length, Fill fill, SplittableRandom random) {
        float[] a = new float[Math.toIntExact(length)];
        for (int i = 0; i < a.length; i++) {
            // 24 random bits are all a float holds.
            int bits = (int) (random.nextLong() >>> 40);
            a[i] = fill == Fill.REAL ? (bits - 0x1p23f) * 0x1p-23f : bits % 5 - 2;
        }
        return a;
    }
}
