package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.TileRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The copies with whole vectors. */
final class SimdTileRows implements TileRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void stage(int count, int rows, int length, float[] src, int from, int shift, int row, int step,
            float[] dst, int to, int second, int dstRow, int dstStep) {
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            fourRows(count, length, src, from + i * row, shift, row, step, dst, to + i * dstRow, second, dstRow,
                    dstStep);
        }
        for (; i < rows; i++) {
            oneRow(count, length, src, from + i * row, shift, step, dst, to + i * dstRow, second, dstStep);
        }
    }

    private static void fourRows(int count, int length, float[] src, int from, int shift, int row, int step,
            float[] dst, int to, int second, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s0 = from + n * step, s1 = s0 + row, s2 = s0 + 2 * row, s3 = s0 + 3 * row;
            int t0 = to + n * dstStep, t1 = t0 + dstRow, t2 = t0 + 2 * dstRow, t3 = t0 + 3 * dstRow;
            for (int x = 0; x < length; x += L) {
                FloatVector.fromArray(S, src, s0 + x).intoArray(dst, t0 + x);
                FloatVector.fromArray(S, src, s1 + x).intoArray(dst, t1 + x);
                FloatVector.fromArray(S, src, s2 + x).intoArray(dst, t2 + x);
                FloatVector.fromArray(S, src, s3 + x).intoArray(dst, t3 + x);
                FloatVector.fromArray(S, src, s0 + shift + x).intoArray(dst, t0 + second + x);
                FloatVector.fromArray(S, src, s1 + shift + x).intoArray(dst, t1 + second + x);
                FloatVector.fromArray(S, src, s2 + shift + x).intoArray(dst, t2 + second + x);
                FloatVector.fromArray(S, src, s3 + shift + x).intoArray(dst, t3 + second + x);
            }
        }
    }

    private static void oneRow(int count, int length, float[] src, int from, int shift, int step,
            float[] dst, int to, int second, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            for (int x = 0; x < length; x += L) {
                FloatVector.fromArray(S, src, s + x).intoArray(dst, t + x);
                FloatVector.fromArray(S, src, s + shift + x).intoArray(dst, t + second + x);
            }
        }
    }

    @Override
    public void store(int rows, int length, float[] src, int from, int row, float bias, float[] dst, int to,
            int dstRow) {
        if (length < L) {
            for (int i = 0; i < rows; i++) {
                for (int x = 0; x < length; x++) {
                    dst[to + i * dstRow + x] = src[from + i * row + x] + bias;
                }
            }
            return;
        }
        FloatVector b = FloatVector.broadcast(S, bias);
        for (int i = 0; i < rows; i++) {
            int s = from + i * row, t = to + i * dstRow;
            for (int x = 0; x < length - L; x += L) {
                FloatVector.fromArray(S, src, s + x).add(b).intoArray(dst, t + x);
            }
            // The last vector ends with the run and overlaps the one before.
            FloatVector.fromArray(S, src, s + length - L).add(b).intoArray(dst, t + length - L);
        }
    }
}
