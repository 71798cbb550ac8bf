package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Squares of 8 rows and columns for {@link SimdTranspose}. Apart from those of other widths: one vector class in a
 * process is what C2 can count on, with two it boxes what it can't tell.
 */
final class SimdTurn8 {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_256;
    private static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromOp(S, lane -> lane ^ 1);
    private static final VectorMask<Float> HIGH_1 = SimdTranspose.high(S, 1);
    private static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromOp(S, lane -> lane ^ 2);
    private static final VectorMask<Float> HIGH_2 = SimdTranspose.high(S, 2);
    private static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromOp(S, lane -> lane ^ 4);
    private static final VectorMask<Float> HIGH_4 = SimdTranspose.high(S, 4);

    private SimdTurn8() {
    }

    /** As {@link SimdTranspose#turn}, for at most 8 rows. */
    static void turn(int live, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        VectorSpecies<Float> s = S;
        VectorShuffle<Float> x1 = SWAP_1;
        VectorMask<Float> m1 = HIGH_1;
        VectorShuffle<Float> x2 = SWAP_2;
        VectorMask<Float> m2 = HIGH_2;
        VectorShuffle<Float> x4 = SWAP_4;
        VectorMask<Float> m4 = HIGH_4;
        int last = live - 1;
        int f0 = from;
        int f1 = from + Math.min(1, last) * rowStride;
        int f2 = from + Math.min(2, last) * rowStride;
        int f3 = from + Math.min(3, last) * rowStride;
        int f4 = from + Math.min(4, last) * rowStride;
        int f5 = from + Math.min(5, last) * rowStride;
        int f6 = from + Math.min(6, last) * rowStride;
        int f7 = from + Math.min(7, last) * rowStride;
        int blocks = (columns + 7) / 8;
        for (int block = 0; block < blocks; block++) {
            int j = Math.min(block * 8, columns - 8);
            FloatVector r0 = FloatVector.fromArray(s, src, f0 + j);
            FloatVector r1 = FloatVector.fromArray(s, src, f1 + j);
            FloatVector r2 = FloatVector.fromArray(s, src, f2 + j);
            FloatVector r3 = FloatVector.fromArray(s, src, f3 + j);
            FloatVector r4 = FloatVector.fromArray(s, src, f4 + j);
            FloatVector r5 = FloatVector.fromArray(s, src, f5 + j);
            FloatVector r6 = FloatVector.fromArray(s, src, f6 + j);
            FloatVector r7 = FloatVector.fromArray(s, src, f7 + j);
            FloatVector t;
            t = r0.blend(r1.rearrange(x1), m1); r1 = r0.rearrange(x1).blend(r1, m1); r0 = t;
            t = r2.blend(r3.rearrange(x1), m1); r3 = r2.rearrange(x1).blend(r3, m1); r2 = t;
            t = r4.blend(r5.rearrange(x1), m1); r5 = r4.rearrange(x1).blend(r5, m1); r4 = t;
            t = r6.blend(r7.rearrange(x1), m1); r7 = r6.rearrange(x1).blend(r7, m1); r6 = t;
            t = r0.blend(r2.rearrange(x2), m2); r2 = r0.rearrange(x2).blend(r2, m2); r0 = t;
            t = r1.blend(r3.rearrange(x2), m2); r3 = r1.rearrange(x2).blend(r3, m2); r1 = t;
            t = r4.blend(r6.rearrange(x2), m2); r6 = r4.rearrange(x2).blend(r6, m2); r4 = t;
            t = r5.blend(r7.rearrange(x2), m2); r7 = r5.rearrange(x2).blend(r7, m2); r5 = t;
            t = r0.blend(r4.rearrange(x4), m4); r4 = r0.rearrange(x4).blend(r4, m4); r0 = t;
            t = r1.blend(r5.rearrange(x4), m4); r5 = r1.rearrange(x4).blend(r5, m4); r1 = t;
            t = r2.blend(r6.rearrange(x4), m4); r6 = r2.rearrange(x4).blend(r6, m4); r2 = t;
            t = r3.blend(r7.rearrange(x4), m4); r7 = r3.rearrange(x4).blend(r7, m4); r3 = t;
            // Registers of columns before the first go where the first is written after them.
            r0.intoArray(dst, to + Math.max(j, 0) * pitch);
            r1.intoArray(dst, to + Math.max(j + 1, 0) * pitch);
            r2.intoArray(dst, to + Math.max(j + 2, 0) * pitch);
            r3.intoArray(dst, to + Math.max(j + 3, 0) * pitch);
            r4.intoArray(dst, to + Math.max(j + 4, 0) * pitch);
            r5.intoArray(dst, to + Math.max(j + 5, 0) * pitch);
            r6.intoArray(dst, to + Math.max(j + 6, 0) * pitch);
            r7.intoArray(dst, to + (j + 7) * pitch);
        }
    }
}
