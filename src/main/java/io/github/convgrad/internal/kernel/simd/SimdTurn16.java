package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Squares of 16 rows and columns for {@link SimdTranspose}. Apart from those of other widths: one vector class in a
 * process is what C2 can count on, with two it boxes what it can't tell.
 */
final class SimdTurn16 {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;
    private static final VectorShuffle<Float> SWAP_1 = VectorShuffle.fromOp(S, lane -> lane ^ 1);
    private static final VectorMask<Float> HIGH_1 = SimdTranspose.high(S, 1);
    private static final VectorShuffle<Float> SWAP_2 = VectorShuffle.fromOp(S, lane -> lane ^ 2);
    private static final VectorMask<Float> HIGH_2 = SimdTranspose.high(S, 2);
    private static final VectorShuffle<Float> SWAP_4 = VectorShuffle.fromOp(S, lane -> lane ^ 4);
    private static final VectorMask<Float> HIGH_4 = SimdTranspose.high(S, 4);
    private static final VectorShuffle<Float> SWAP_8 = VectorShuffle.fromOp(S, lane -> lane ^ 8);
    private static final VectorMask<Float> HIGH_8 = SimdTranspose.high(S, 8);

    private SimdTurn16() {
    }

    /** As {@link SimdTranspose#turn}, for at most 16 rows. */
    static void turn(int live, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        VectorSpecies<Float> s = S;
        VectorShuffle<Float> x1 = SWAP_1;
        VectorMask<Float> m1 = HIGH_1;
        VectorShuffle<Float> x2 = SWAP_2;
        VectorMask<Float> m2 = HIGH_2;
        VectorShuffle<Float> x4 = SWAP_4;
        VectorMask<Float> m4 = HIGH_4;
        VectorShuffle<Float> x8 = SWAP_8;
        VectorMask<Float> m8 = HIGH_8;
        int last = live - 1;
        int f0 = from;
        int f1 = from + Math.min(1, last) * rowStride;
        int f2 = from + Math.min(2, last) * rowStride;
        int f3 = from + Math.min(3, last) * rowStride;
        int f4 = from + Math.min(4, last) * rowStride;
        int f5 = from + Math.min(5, last) * rowStride;
        int f6 = from + Math.min(6, last) * rowStride;
        int f7 = from + Math.min(7, last) * rowStride;
        int f8 = from + Math.min(8, last) * rowStride;
        int f9 = from + Math.min(9, last) * rowStride;
        int f10 = from + Math.min(10, last) * rowStride;
        int f11 = from + Math.min(11, last) * rowStride;
        int f12 = from + Math.min(12, last) * rowStride;
        int f13 = from + Math.min(13, last) * rowStride;
        int f14 = from + Math.min(14, last) * rowStride;
        int f15 = from + Math.min(15, last) * rowStride;
        int blocks = (columns + 15) / 16;
        for (int block = 0; block < blocks; block++) {
            int j = Math.min(block * 16, columns - 16);
            FloatVector r0 = FloatVector.fromArray(s, src, f0 + j);
            FloatVector r1 = FloatVector.fromArray(s, src, f1 + j);
            FloatVector r2 = FloatVector.fromArray(s, src, f2 + j);
            FloatVector r3 = FloatVector.fromArray(s, src, f3 + j);
            FloatVector r4 = FloatVector.fromArray(s, src, f4 + j);
            FloatVector r5 = FloatVector.fromArray(s, src, f5 + j);
            FloatVector r6 = FloatVector.fromArray(s, src, f6 + j);
            FloatVector r7 = FloatVector.fromArray(s, src, f7 + j);
            FloatVector r8 = FloatVector.fromArray(s, src, f8 + j);
            FloatVector r9 = FloatVector.fromArray(s, src, f9 + j);
            FloatVector r10 = FloatVector.fromArray(s, src, f10 + j);
            FloatVector r11 = FloatVector.fromArray(s, src, f11 + j);
            FloatVector r12 = FloatVector.fromArray(s, src, f12 + j);
            FloatVector r13 = FloatVector.fromArray(s, src, f13 + j);
            FloatVector r14 = FloatVector.fromArray(s, src, f14 + j);
            FloatVector r15 = FloatVector.fromArray(s, src, f15 + j);
            FloatVector t;
            t = r0.blend(r1.rearrange(x1), m1); r1 = r0.rearrange(x1).blend(r1, m1); r0 = t;
            t = r2.blend(r3.rearrange(x1), m1); r3 = r2.rearrange(x1).blend(r3, m1); r2 = t;
            t = r4.blend(r5.rearrange(x1), m1); r5 = r4.rearrange(x1).blend(r5, m1); r4 = t;
            t = r6.blend(r7.rearrange(x1), m1); r7 = r6.rearrange(x1).blend(r7, m1); r6 = t;
            t = r8.blend(r9.rearrange(x1), m1); r9 = r8.rearrange(x1).blend(r9, m1); r8 = t;
            t = r10.blend(r11.rearrange(x1), m1); r11 = r10.rearrange(x1).blend(r11, m1); r10 = t;
            t = r12.blend(r13.rearrange(x1), m1); r13 = r12.rearrange(x1).blend(r13, m1); r12 = t;
            t = r14.blend(r15.rearrange(x1), m1); r15 = r14.rearrange(x1).blend(r15, m1); r14 = t;
            t = r0.blend(r2.rearrange(x2), m2); r2 = r0.rearrange(x2).blend(r2, m2); r0 = t;
            t = r1.blend(r3.rearrange(x2), m2); r3 = r1.rearrange(x2).blend(r3, m2); r1 = t;
            t = r4.blend(r6.rearrange(x2), m2); r6 = r4.rearrange(x2).blend(r6, m2); r4 = t;
            t = r5.blend(r7.rearrange(x2), m2); r7 = r5.rearrange(x2).blend(r7, m2); r5 = t;
            t = r8.blend(r10.rearrange(x2), m2); r10 = r8.rearrange(x2).blend(r10, m2); r8 = t;
            t = r9.blend(r11.rearrange(x2), m2); r11 = r9.rearrange(x2).blend(r11, m2); r9 = t;
            t = r12.blend(r14.rearrange(x2), m2); r14 = r12.rearrange(x2).blend(r14, m2); r12 = t;
            t = r13.blend(r15.rearrange(x2), m2); r15 = r13.rearrange(x2).blend(r15, m2); r13 = t;
            t = r0.blend(r4.rearrange(x4), m4); r4 = r0.rearrange(x4).blend(r4, m4); r0 = t;
            t = r1.blend(r5.rearrange(x4), m4); r5 = r1.rearrange(x4).blend(r5, m4); r1 = t;
            t = r2.blend(r6.rearrange(x4), m4); r6 = r2.rearrange(x4).blend(r6, m4); r2 = t;
            t = r3.blend(r7.rearrange(x4), m4); r7 = r3.rearrange(x4).blend(r7, m4); r3 = t;
            t = r8.blend(r12.rearrange(x4), m4); r12 = r8.rearrange(x4).blend(r12, m4); r8 = t;
            t = r9.blend(r13.rearrange(x4), m4); r13 = r9.rearrange(x4).blend(r13, m4); r9 = t;
            t = r10.blend(r14.rearrange(x4), m4); r14 = r10.rearrange(x4).blend(r14, m4); r10 = t;
            t = r11.blend(r15.rearrange(x4), m4); r15 = r11.rearrange(x4).blend(r15, m4); r11 = t;
            t = r0.blend(r8.rearrange(x8), m8); r8 = r0.rearrange(x8).blend(r8, m8); r0 = t;
            t = r1.blend(r9.rearrange(x8), m8); r9 = r1.rearrange(x8).blend(r9, m8); r1 = t;
            t = r2.blend(r10.rearrange(x8), m8); r10 = r2.rearrange(x8).blend(r10, m8); r2 = t;
            t = r3.blend(r11.rearrange(x8), m8); r11 = r3.rearrange(x8).blend(r11, m8); r3 = t;
            t = r4.blend(r12.rearrange(x8), m8); r12 = r4.rearrange(x8).blend(r12, m8); r4 = t;
            t = r5.blend(r13.rearrange(x8), m8); r13 = r5.rearrange(x8).blend(r13, m8); r5 = t;
            t = r6.blend(r14.rearrange(x8), m8); r14 = r6.rearrange(x8).blend(r14, m8); r6 = t;
            t = r7.blend(r15.rearrange(x8), m8); r15 = r7.rearrange(x8).blend(r15, m8); r7 = t;
            // Registers of columns before the first go where the first is written after them.
            r0.intoArray(dst, to + Math.max(j, 0) * pitch);
            r1.intoArray(dst, to + Math.max(j + 1, 0) * pitch);
            r2.intoArray(dst, to + Math.max(j + 2, 0) * pitch);
            r3.intoArray(dst, to + Math.max(j + 3, 0) * pitch);
            r4.intoArray(dst, to + Math.max(j + 4, 0) * pitch);
            r5.intoArray(dst, to + Math.max(j + 5, 0) * pitch);
            r6.intoArray(dst, to + Math.max(j + 6, 0) * pitch);
            r7.intoArray(dst, to + Math.max(j + 7, 0) * pitch);
            r8.intoArray(dst, to + Math.max(j + 8, 0) * pitch);
            r9.intoArray(dst, to + Math.max(j + 9, 0) * pitch);
            r10.intoArray(dst, to + Math.max(j + 10, 0) * pitch);
            r11.intoArray(dst, to + Math.max(j + 11, 0) * pitch);
            r12.intoArray(dst, to + Math.max(j + 12, 0) * pitch);
            r13.intoArray(dst, to + Math.max(j + 13, 0) * pitch);
            r14.intoArray(dst, to + Math.max(j + 14, 0) * pitch);
            r15.intoArray(dst, to + (j + 15) * pitch);
        }
    }
}
