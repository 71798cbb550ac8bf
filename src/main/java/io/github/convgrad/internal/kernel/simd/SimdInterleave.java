package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Two to four rows whose elements take turns in one, as the colours of a picture: {@code r g b r g b ...} of three planes.
 * {@link SimdTranspose} would turn a square of as many rows as a vector has lanes for them.
 *
 * <p>Lane {@code l} of result {@code v} is element {@code (v*lanes + l) / rows} of row {@code (v*lanes + l) % rows}: the
 * same lane of all rows, of which a mask picks one.
 */
final class SimdInterleave {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private static final VectorShuffle<Float> TWO_0 = element(2, 0), TWO_1 = element(2, 1);
    private static final VectorMask<Float> SECOND_OF_TWO = row(2, 0, 1);

    private static final VectorShuffle<Float> THREE_0 = element(3, 0), THREE_1 = element(3, 1), THREE_2 = element(3, 2);
    private static final VectorMask<Float> SECOND_0 = row(3, 0, 1), SECOND_1 = row(3, 1, 1), SECOND_2 = row(3, 2, 1);
    private static final VectorMask<Float> THIRD_0 = row(3, 0, 2), THIRD_1 = row(3, 1, 2), THIRD_2 = row(3, 2, 2);

    private static final VectorShuffle<Float> FOUR_0 = element(4, 0), FOUR_1 = element(4, 1), FOUR_2 = element(4, 2);
    private static final VectorShuffle<Float> FOUR_3 = element(4, 3);
    private static final VectorMask<Float> SECOND_OF_FOUR = row(4, 0, 1), THIRD_OF_FOUR = row(4, 0, 2);
    private static final VectorMask<Float> FOURTH_OF_FOUR = row(4, 0, 3);

    private SimdInterleave() {
    }

    private static VectorShuffle<Float> element(int rows, int result) {
        return VectorShuffle.fromOp(S, lane -> (result * L + lane) / rows);
    }

    private static VectorMask<Float> row(int rows, int result, int row) {
        boolean[] lanes = new boolean[L];
        for (int lane = 0; lane < L; lane++) {
            lanes[lane] = (result * L + lane) % rows == row;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    /** Whether a rectangle is turned here: its columns then follow each other without a gap. */
    static boolean takes(int rows, int columns, int pitch) {
        return rows >= 2 && rows <= 4 && pitch == rows && columns >= L;
    }

    /** Writes {@code dst[to + j*rows + i] = src[from + i*rowStride + j]} and nothing else. */
    static void turn(int rows, int columns, float[] src, int from, int rowStride, float[] dst, int to) {
        switch (rows) {
            case 2 -> two(columns, src, from, from + rowStride, dst, to);
            case 3 -> three(columns, src, from, from + rowStride, from + 2 * rowStride, dst, to);
            default -> four(columns, src, from, from + rowStride, from + 2 * rowStride, from + 3 * rowStride, dst, to);
        }
    }

    private static void two(int columns, float[] src, int f0, int f1, float[] dst, int to) {
        VectorShuffle<Float> e0 = TWO_0, e1 = TWO_1;
        VectorMask<Float> second = SECOND_OF_TWO;
        for (int j = 0; j < columns; j += L) {
            // The last vectors end with the rows and overlap those before.
            int at = Math.min(j, columns - L), t = to + 2 * at;
            FloatVector a = FloatVector.fromArray(S, src, f0 + at), b = FloatVector.fromArray(S, src, f1 + at);
            a.rearrange(e0).blend(b.rearrange(e0), second).intoArray(dst, t);
            a.rearrange(e1).blend(b.rearrange(e1), second).intoArray(dst, t + L);
        }
    }

    private static void three(int columns, float[] src, int f0, int f1, int f2, float[] dst, int to) {
        VectorShuffle<Float> e0 = THREE_0, e1 = THREE_1, e2 = THREE_2;
        VectorMask<Float> b0 = SECOND_0, b1 = SECOND_1, b2 = SECOND_2;
        VectorMask<Float> c0 = THIRD_0, c1 = THIRD_1, c2 = THIRD_2;
        for (int j = 0; j < columns; j += L) {
            int at = Math.min(j, columns - L), t = to + 3 * at;
            FloatVector a = FloatVector.fromArray(S, src, f0 + at), b = FloatVector.fromArray(S, src, f1 + at);
            FloatVector c = FloatVector.fromArray(S, src, f2 + at);
            a.rearrange(e0).blend(b.rearrange(e0), b0).blend(c.rearrange(e0), c0).intoArray(dst, t);
            a.rearrange(e1).blend(b.rearrange(e1), b1).blend(c.rearrange(e1), c1).intoArray(dst, t + L);
            a.rearrange(e2).blend(b.rearrange(e2), b2).blend(c.rearrange(e2), c2).intoArray(dst, t + 2 * L);
        }
    }

    private static void four(int columns, float[] src, int f0, int f1, int f2, int f3, float[] dst, int to) {
        VectorShuffle<Float> e0 = FOUR_0, e1 = FOUR_1, e2 = FOUR_2, e3 = FOUR_3;
        VectorMask<Float> second = SECOND_OF_FOUR, third = THIRD_OF_FOUR, fourth = FOURTH_OF_FOUR;
        for (int j = 0; j < columns; j += L) {
            int at = Math.min(j, columns - L), t = to + 4 * at;
            FloatVector a = FloatVector.fromArray(S, src, f0 + at), b = FloatVector.fromArray(S, src, f1 + at);
            FloatVector c = FloatVector.fromArray(S, src, f2 + at), d = FloatVector.fromArray(S, src, f3 + at);
            a.rearrange(e0).blend(b.rearrange(e0), second).blend(c.rearrange(e0), third)
                    .blend(d.rearrange(e0), fourth).intoArray(dst, t);
            a.rearrange(e1).blend(b.rearrange(e1), second).blend(c.rearrange(e1), third)
                    .blend(d.rearrange(e1), fourth).intoArray(dst, t + L);
            a.rearrange(e2).blend(b.rearrange(e2), second).blend(c.rearrange(e2), third)
                    .blend(d.rearrange(e2), fourth).intoArray(dst, t + 2 * L);
            a.rearrange(e3).blend(b.rearrange(e3), second).blend(c.rearrange(e3), third)
                    .blend(d.rearrange(e3), fourth).intoArray(dst, t + 3 * L);
        }
    }
}
