package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns rows into columns in registers: a square of as many rows as a vector has lanes takes one butterfly for each bit
 * of the lane number. In the butterfly of distance {@code d}, rows {@code i} and {@code i + d} exchange the lanes whose
 * bit {@code d} differs from the row's: one lane swap and one blend for each row.
 *
 * <p>Rows and columns overlap rather than being cut: a square past the last row reads that row again, and the last
 * square ends with the last column, even if it begins before the first.
 */
final class SimdTranspose {
    private static final VectorShuffle<Float> SWAP8_1 =
            VectorShuffle.fromOp(FloatVector.SPECIES_256, lane -> lane ^ 1);
    private static final VectorMask<Float> HIGH8_1 = high(FloatVector.SPECIES_256, 1);
    private static final VectorShuffle<Float> SWAP8_2 =
            VectorShuffle.fromOp(FloatVector.SPECIES_256, lane -> lane ^ 2);
    private static final VectorMask<Float> HIGH8_2 = high(FloatVector.SPECIES_256, 2);
    private static final VectorShuffle<Float> SWAP8_4 =
            VectorShuffle.fromOp(FloatVector.SPECIES_256, lane -> lane ^ 4);
    private static final VectorMask<Float> HIGH8_4 = high(FloatVector.SPECIES_256, 4);
    private static final VectorShuffle<Float> SWAP16_1 =
            VectorShuffle.fromOp(FloatVector.SPECIES_512, lane -> lane ^ 1);
    private static final VectorMask<Float> HIGH16_1 = high(FloatVector.SPECIES_512, 1);
    private static final VectorShuffle<Float> SWAP16_2 =
            VectorShuffle.fromOp(FloatVector.SPECIES_512, lane -> lane ^ 2);
    private static final VectorMask<Float> HIGH16_2 = high(FloatVector.SPECIES_512, 2);
    private static final VectorShuffle<Float> SWAP16_4 =
            VectorShuffle.fromOp(FloatVector.SPECIES_512, lane -> lane ^ 4);
    private static final VectorMask<Float> HIGH16_4 = high(FloatVector.SPECIES_512, 4);
    private static final VectorShuffle<Float> SWAP16_8 =
            VectorShuffle.fromOp(FloatVector.SPECIES_512, lane -> lane ^ 8);
    private static final VectorMask<Float> HIGH16_8 = high(FloatVector.SPECIES_512, 8);

    private SimdTranspose() {
    }

    private static VectorMask<Float> high(VectorSpecies<Float> species, int bit) {
        boolean[] lanes = new boolean[species.length()];
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = (lane & bit) != 0;
        }
        return VectorMask.fromArray(species, lanes, 0);
    }

    /**
     * Writes {@code dst[to + j*pitch + i] = src[from + i*rowStride + j]}, whole vectors at a time.
     *
     * @param rows    at least 1
     * @param columns at least {@code lanes}, or with 8 lanes any number: rows of fewer columns are read from
     *                {@code 8 - columns} floats before the first on
     * @param lanes   8 or 16
     */
    static void turn(int lanes, int rows, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        // Upper rows first: what their last square writes behind a column is the lower rows' place in the next one.
        for (int i = (rows - 1) / lanes * lanes; i >= 0; i -= lanes) {
            int live = Math.min(lanes, rows - i);
            if (lanes == 16) {
                turn16(live, columns, src, from + i * rowStride, rowStride, dst, to + i, pitch);
            } else {
                turn8(live, columns, src, from + i * rowStride, rowStride, dst, to + i, pitch);
            }
        }
    }

    private static void turn8(int live, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        VectorSpecies<Float> s = FloatVector.SPECIES_256;
        VectorShuffle<Float> x1 = SWAP8_1;
        VectorMask<Float> m1 = HIGH8_1;
        VectorShuffle<Float> x2 = SWAP8_2;
        VectorMask<Float> m2 = HIGH8_2;
        VectorShuffle<Float> x4 = SWAP8_4;
        VectorMask<Float> m4 = HIGH8_4;
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

    private static void turn16(int live, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        VectorSpecies<Float> s = FloatVector.SPECIES_512;
        VectorShuffle<Float> x1 = SWAP16_1;
        VectorMask<Float> m1 = HIGH16_1;
        VectorShuffle<Float> x2 = SWAP16_2;
        VectorMask<Float> m2 = HIGH16_2;
        VectorShuffle<Float> x4 = SWAP16_4;
        VectorMask<Float> m4 = HIGH16_4;
        VectorShuffle<Float> x8 = SWAP16_8;
        VectorMask<Float> m8 = HIGH16_8;
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
            int at = to + j * pitch;
            r0.intoArray(dst, at);
            r1.intoArray(dst, at + pitch);
            r2.intoArray(dst, at + 2 * pitch);
            r3.intoArray(dst, at + 3 * pitch);
            r4.intoArray(dst, at + 4 * pitch);
            r5.intoArray(dst, at + 5 * pitch);
            r6.intoArray(dst, at + 6 * pitch);
            r7.intoArray(dst, at + 7 * pitch);
            r8.intoArray(dst, at + 8 * pitch);
            r9.intoArray(dst, at + 9 * pitch);
            r10.intoArray(dst, at + 10 * pitch);
            r11.intoArray(dst, at + 11 * pitch);
            r12.intoArray(dst, at + 12 * pitch);
            r13.intoArray(dst, at + 13 * pitch);
            r14.intoArray(dst, at + 14 * pitch);
            r15.intoArray(dst, at + 15 * pitch);
        }
    }
}
