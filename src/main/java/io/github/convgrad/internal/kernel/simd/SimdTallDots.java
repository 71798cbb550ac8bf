package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DepthwiseRows#dotsTall}: the products of four rows of {@code dy}, one vector wide, with the rows of {@code x} that
 * the taps of one, two or three columns meet. A row of {@code x} is loaded once for all rows of {@code dy} it meets:
 *
 * <pre>
 *   x row 0   s0                         tap row k sums row r of dy with row r + k of x:
 *   x row 1   s1 s0                      of 7 tap rows and 2 tap columns, 20 loads of x and 4 of dy
 *   x row 2   s2 s1 s0                   feed 56 multiply-adds
 *   x row 3   s3 s2 s1 s0
 *       …          …
 *   x row 9              s6
 * </pre>
 *
 * <p>Those of seven rows are in {@link SimdTallDots7}. The pitch is a constant so that loops check their bounds once; more
 * rows or columns would be more operations than C1 gives a method (see {@link SimdTallRows}).
 */
final class SimdTallDots {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;
    private static final int PITCH = DepthwiseRows.TALL_PITCH;
    private static final int ROWS = DepthwiseRows.TALL_DOT_ROWS;

    private SimdTallDots() {
    }

    /** As {@link DepthwiseRows#dotsTall}; {@code manyRegisters} if two columns of seven sums leave room. */
    static void dots(boolean manyRegisters, int kernelHeight, int kernelWidth, float[] x, int at, int columnStep,
            float[] dy, int dyAt, int rows, int columns, float[] sums, int so) {
        int together = kernelHeight == 3 ? 3 : kernelHeight == 7 && !manyRegisters ? 1 : 2;
        int pitch = kernelWidth * PARTIALS;
        for (int c = 0; c < columns; c += PARTIALS) {
            for (int l = c; l < c + PARTIALS; l += L) {
                int j = 0, s = so + l - c;
                for (; j <= kernelWidth - together && together > 1; j += together) {
                    some(kernelHeight, rows, x, at + l + j * columnStep, columnStep, dy, dyAt + l, pitch, sums,
                            s + j * PARTIALS);
                }
                for (; j < kernelWidth; j++) {
                    one(kernelHeight, rows, x, at + l + j * columnStep, dy, dyAt + l, pitch, sums, s + j * PARTIALS);
                }
            }
        }
    }

    /** Three columns of three taps, or two of more. */
    private static void some(int kernelHeight, int rows, float[] x, int at, int columnStep, float[] dy, int dyAt, int pitch,
            float[] sums, int so) {
        switch (kernelHeight) {
            case 3 -> threeThree(rows, x, at, columnStep, dy, dyAt, pitch, sums, so);
            case 5 -> fiveTwo(rows, x, at, columnStep, dy, dyAt, pitch, sums, so);
            default -> SimdTallDots7.two(rows, x, at, columnStep, dy, dyAt, pitch, sums, so);
        }
    }

    private static void one(int kernelHeight, int rows, float[] x, int at, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        switch (kernelHeight) {
            case 3 -> threeOne(rows, x, at, dy, dyAt, pitch, sums, so);
            case 5 -> fiveOne(rows, x, at, dy, dyAt, pitch, sums, so);
            default -> SimdTallDots7.one(rows, x, at, dy, dyAt, pitch, sums, so);
        }
    }

    private static void fiveTwo(int rows, float[] x, int at, int columnStep, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0a = FloatVector.fromArray(S, sums, so);
        FloatVector s0b = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s1b = FloatVector.fromArray(S, sums, so + pitch + PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s2b = FloatVector.fromArray(S, sums, so + 2 * pitch + PARTIALS);
        FloatVector s3a = FloatVector.fromArray(S, sums, so + 3 * pitch);
        FloatVector s3b = FloatVector.fromArray(S, sums, so + 3 * pitch + PARTIALS);
        FloatVector s4a = FloatVector.fromArray(S, sums, so + 4 * pitch);
        FloatVector s4b = FloatVector.fromArray(S, sums, so + 4 * pitch + PARTIALS);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0a = v.fma(d0, s0a);
            v = FloatVector.fromArray(S, x, p + columnStep);
            s0b = v.fma(d0, s0b);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1a = v.fma(d0, s1a);
            s0a = v.fma(d1, s0a);
            v = FloatVector.fromArray(S, x, p + PITCH + columnStep);
            s1b = v.fma(d0, s1b);
            s0b = v.fma(d1, s0b);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2a = v.fma(d0, s2a);
            s1a = v.fma(d1, s1a);
            s0a = v.fma(d2, s0a);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + columnStep);
            s2b = v.fma(d0, s2b);
            s1b = v.fma(d1, s1b);
            s0b = v.fma(d2, s0b);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s3a = v.fma(d0, s3a);
            s2a = v.fma(d1, s2a);
            s1a = v.fma(d2, s1a);
            s0a = v.fma(d3, s0a);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + columnStep);
            s3b = v.fma(d0, s3b);
            s2b = v.fma(d1, s2b);
            s1b = v.fma(d2, s1b);
            s0b = v.fma(d3, s0b);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s4a = v.fma(d0, s4a);
            s3a = v.fma(d1, s3a);
            s2a = v.fma(d2, s2a);
            s1a = v.fma(d3, s1a);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH + columnStep);
            s4b = v.fma(d0, s4b);
            s3b = v.fma(d1, s3b);
            s2b = v.fma(d2, s2b);
            s1b = v.fma(d3, s1b);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s4a = v.fma(d1, s4a);
            s3a = v.fma(d2, s3a);
            s2a = v.fma(d3, s2a);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH + columnStep);
            s4b = v.fma(d1, s4b);
            s3b = v.fma(d2, s3b);
            s2b = v.fma(d3, s2b);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH);
            s4a = v.fma(d2, s4a);
            s3a = v.fma(d3, s3a);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH + columnStep);
            s4b = v.fma(d2, s4b);
            s3b = v.fma(d3, s3b);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH);
            s4a = v.fma(d3, s4a);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH + columnStep);
            s4b = v.fma(d3, s4b);
        }
        s0a.intoArray(sums, so);
        s0b.intoArray(sums, so + PARTIALS);
        s1a.intoArray(sums, so + pitch);
        s1b.intoArray(sums, so + pitch + PARTIALS);
        s2a.intoArray(sums, so + 2 * pitch);
        s2b.intoArray(sums, so + 2 * pitch + PARTIALS);
        s3a.intoArray(sums, so + 3 * pitch);
        s3b.intoArray(sums, so + 3 * pitch + PARTIALS);
        s4a.intoArray(sums, so + 4 * pitch);
        s4b.intoArray(sums, so + 4 * pitch + PARTIALS);
    }

    private static void fiveOne(int rows, float[] x, int at, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s3 = FloatVector.fromArray(S, sums, so + 3 * pitch);
        FloatVector s4 = FloatVector.fromArray(S, sums, so + 4 * pitch);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0 = v.fma(d0, s0);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1 = v.fma(d0, s1);
            s0 = v.fma(d1, s0);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2 = v.fma(d0, s2);
            s1 = v.fma(d1, s1);
            s0 = v.fma(d2, s0);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s3 = v.fma(d0, s3);
            s2 = v.fma(d1, s2);
            s1 = v.fma(d2, s1);
            s0 = v.fma(d3, s0);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s4 = v.fma(d0, s4);
            s3 = v.fma(d1, s3);
            s2 = v.fma(d2, s2);
            s1 = v.fma(d3, s1);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s4 = v.fma(d1, s4);
            s3 = v.fma(d2, s3);
            s2 = v.fma(d3, s2);
            v = FloatVector.fromArray(S, x, p + 6 * PITCH);
            s4 = v.fma(d2, s4);
            s3 = v.fma(d3, s3);
            v = FloatVector.fromArray(S, x, p + 7 * PITCH);
            s4 = v.fma(d3, s4);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + pitch);
        s2.intoArray(sums, so + 2 * pitch);
        s3.intoArray(sums, so + 3 * pitch);
        s4.intoArray(sums, so + 4 * pitch);
    }

    private static void threeThree(int rows, float[] x, int at, int columnStep, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0a = FloatVector.fromArray(S, sums, so);
        FloatVector s0b = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s0c = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s1a = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s1b = FloatVector.fromArray(S, sums, so + pitch + PARTIALS);
        FloatVector s1c = FloatVector.fromArray(S, sums, so + pitch + 2 * PARTIALS);
        FloatVector s2a = FloatVector.fromArray(S, sums, so + 2 * pitch);
        FloatVector s2b = FloatVector.fromArray(S, sums, so + 2 * pitch + PARTIALS);
        FloatVector s2c = FloatVector.fromArray(S, sums, so + 2 * pitch + 2 * PARTIALS);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0a = v.fma(d0, s0a);
            v = FloatVector.fromArray(S, x, p + columnStep);
            s0b = v.fma(d0, s0b);
            v = FloatVector.fromArray(S, x, p + 2 * columnStep);
            s0c = v.fma(d0, s0c);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1a = v.fma(d0, s1a);
            s0a = v.fma(d1, s0a);
            v = FloatVector.fromArray(S, x, p + PITCH + columnStep);
            s1b = v.fma(d0, s1b);
            s0b = v.fma(d1, s0b);
            v = FloatVector.fromArray(S, x, p + PITCH + 2 * columnStep);
            s1c = v.fma(d0, s1c);
            s0c = v.fma(d1, s0c);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2a = v.fma(d0, s2a);
            s1a = v.fma(d1, s1a);
            s0a = v.fma(d2, s0a);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + columnStep);
            s2b = v.fma(d0, s2b);
            s1b = v.fma(d1, s1b);
            s0b = v.fma(d2, s0b);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH + 2 * columnStep);
            s2c = v.fma(d0, s2c);
            s1c = v.fma(d1, s1c);
            s0c = v.fma(d2, s0c);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s2a = v.fma(d1, s2a);
            s1a = v.fma(d2, s1a);
            s0a = v.fma(d3, s0a);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + columnStep);
            s2b = v.fma(d1, s2b);
            s1b = v.fma(d2, s1b);
            s0b = v.fma(d3, s0b);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH + 2 * columnStep);
            s2c = v.fma(d1, s2c);
            s1c = v.fma(d2, s1c);
            s0c = v.fma(d3, s0c);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s2a = v.fma(d2, s2a);
            s1a = v.fma(d3, s1a);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH + columnStep);
            s2b = v.fma(d2, s2b);
            s1b = v.fma(d3, s1b);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH + 2 * columnStep);
            s2c = v.fma(d2, s2c);
            s1c = v.fma(d3, s1c);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s2a = v.fma(d3, s2a);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH + columnStep);
            s2b = v.fma(d3, s2b);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH + 2 * columnStep);
            s2c = v.fma(d3, s2c);
        }
        s0a.intoArray(sums, so);
        s0b.intoArray(sums, so + PARTIALS);
        s0c.intoArray(sums, so + 2 * PARTIALS);
        s1a.intoArray(sums, so + pitch);
        s1b.intoArray(sums, so + pitch + PARTIALS);
        s1c.intoArray(sums, so + pitch + 2 * PARTIALS);
        s2a.intoArray(sums, so + 2 * pitch);
        s2b.intoArray(sums, so + 2 * pitch + PARTIALS);
        s2c.intoArray(sums, so + 2 * pitch + 2 * PARTIALS);
    }

    static void threeOne(int rows, float[] x, int at, float[] dy, int dyAt, int pitch, float[] sums,
            int so) {
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + pitch);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * pitch);
        for (int r = 0; r < rows; r += ROWS) {
            int p = at + r * PITCH, q = dyAt + r * PITCH;
            FloatVector d0 = FloatVector.fromArray(S, dy, q);
            FloatVector d1 = FloatVector.fromArray(S, dy, q + PITCH);
            FloatVector d2 = FloatVector.fromArray(S, dy, q + 2 * PITCH);
            FloatVector d3 = FloatVector.fromArray(S, dy, q + 3 * PITCH);
            FloatVector v = FloatVector.fromArray(S, x, p);
            s0 = v.fma(d0, s0);
            v = FloatVector.fromArray(S, x, p + PITCH);
            s1 = v.fma(d0, s1);
            s0 = v.fma(d1, s0);
            v = FloatVector.fromArray(S, x, p + 2 * PITCH);
            s2 = v.fma(d0, s2);
            s1 = v.fma(d1, s1);
            s0 = v.fma(d2, s0);
            v = FloatVector.fromArray(S, x, p + 3 * PITCH);
            s2 = v.fma(d1, s2);
            s1 = v.fma(d2, s1);
            s0 = v.fma(d3, s0);
            v = FloatVector.fromArray(S, x, p + 4 * PITCH);
            s2 = v.fma(d2, s2);
            s1 = v.fma(d3, s1);
            v = FloatVector.fromArray(S, x, p + 5 * PITCH);
            s2 = v.fma(d3, s2);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + pitch);
        s2.intoArray(sums, so + 2 * pitch);
    }
}
