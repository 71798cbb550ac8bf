package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.VectorMask;
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
    private static final int L = Lanes.COUNT;

    private SimdTranspose() {
    }

    static VectorMask<Float> high(VectorSpecies<Float> species, int bit) {
        boolean[] lanes = new boolean[species.length()];
        for (int lane = 0; lane < lanes.length; lane++) {
            lanes[lane] = (lane & bit) != 0;
        }
        return VectorMask.fromArray(species, lanes, 0);
    }

    /**
     * Writes {@code dst[to + j*pitch + i] = src[from + i*rowStride + j]}, whole vectors of 8 or 16 lanes at a time.
     *
     * @param rows    at least 1
     * @param columns any number: rows of fewer columns than a vector has lanes are read from as many floats before the
     *                first as are missing
     */
    static void turn(int rows, int columns, float[] src, int from, int rowStride, float[] dst, int to, int pitch) {
        // A square for one column or row more takes as long as for all of them: planes of 7 x 7 have 49.
        int wide = columns > L && columns % L == 1 ? columns - 1 : columns;
        int high = rows > L && rows % L == 1 ? rows - 1 : rows;
        squares(high, wide, src, from, rowStride, dst, to, pitch);
        if (wide < columns) {
            line(rows, src, from + wide, rowStride, dst, to + wide * pitch, 1);
        }
        if (high < rows) {
            line(columns, src, from + high * rowStride, 1, dst, to + high, pitch);
        }
    }

    private static void line(int count, float[] src, int from, int step, float[] dst, int to, int dstStep) {
        for (int i = 0; i < count; i++) {
            dst[to + i * dstStep] = src[from + i * step];
        }
    }

    private static void squares(int rows, int columns, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        // Upper rows first: what their last square writes behind a column is the lower rows' place in the next one.
        for (int i = (rows - 1) / L * L; i >= 0; i -= L) {
            int live = Math.min(L, rows - i);
            if (L == 16) {
                SimdTurn16.turn(live, columns, src, from + i * rowStride, rowStride, dst, to + i, pitch);
            } else {
                SimdTurn8.turn(live, columns, src, from + i * rowStride, rowStride, dst, to + i, pitch);
            }
        }
    }
}
