package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.TileRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/** The copies with whole vectors, and with some lanes of them where an image ends. */
final class SimdTileRows implements TileRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final boolean masks;

    /**
     * The copies.
     *
     * @param masks whether some lanes of a vector are loaded by an instruction
     */
    SimdTileRows(boolean masks) {
        this.masks = masks;
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void stage(int count, int rows, int length, int begin, int end, float[] src, int from, int shift, int row,
            int step, float[] dst, int to, int second, int dstRow, int dstStep) {
        int last = Math.min(end, length + shift);
        for (int i = 0; i < rows; i++) {
            for (int x = 0; x < length; x += L) {
                boolean whole = begin <= x && x + shift + L <= end;
                int s = from + i * row + x, t = to + i * dstRow + x;
                // A mask over the end of an array would be put on the heap (bench/notes/008).
                boolean inside = s >= 0 && s + (count - 1L) * step + shift + L <= src.length;
                if (whole && inside && shift == 0) {
                    copyOnce(count, src, s, step, dst, t, dstStep);
                } else if (masks && inside && shift == 0) {
                    copyInsideOnce(count, begin - x, last - x, src, s, step, dst, t, dstStep);
                } else if (whole && inside) {
                    copy(count, src, s, shift, step, dst, t, second, dstStep);
                } else if (masks && inside) {
                    copyInside(count, begin - x, last - x, src, s, shift, step, dst, t, second, dstStep);
                } else {
                    copyOneByOne(count, begin - x, last - x, src, s, shift, step, dst, t, second, dstStep);
                }
            }
        }
    }

    /** One vector of a run of every channel. */
    private static void copy(int count, float[] src, int from, int shift, int step, float[] dst, int to, int second,
            int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            FloatVector.fromArray(S, src, s).intoArray(dst, t);
            FloatVector.fromArray(S, src, s + shift).intoArray(dst, t + second);
        }
    }

    private static void copyOnce(int count, float[] src, int from, int step, float[] dst, int to, int dstStep) {
        for (int n = 0; n < count; n++) {
            FloatVector.fromArray(S, src, from + n * step).intoArray(dst, to + n * dstStep);
        }
    }

    private static void copyInsideOnce(int count, int begin, int end, float[] src, int from, int step, float[] dst,
            int to, int dstStep) {
        VectorMask<Float> live = Lanes.mask(between(begin, end));
        for (int n = 0; n < count; n++) {
            FloatVector.fromArray(S, src, from + n * step, live).intoArray(dst, to + n * dstStep);
        }
    }

    /** The same where some of it is not read. */
    private static void copyInside(int count, int begin, int end, float[] src, int from, int shift, int step,
            float[] dst, int to, int second, int dstStep) {
        VectorMask<Float> live = Lanes.mask(between(begin, end));
        VectorMask<Float> shifted = Lanes.mask(between(begin - shift, end - shift));
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            FloatVector.fromArray(S, src, s, live).intoArray(dst, t);
            FloatVector.fromArray(S, src, s + shift, shifted).intoArray(dst, t + second);
        }
    }

    private static void copyOneByOne(int count, int begin, int end, float[] src, int from, int shift, int step,
            float[] dst, int to, int second, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            for (int x = 0; x < L; x++) {
                dst[t + x] = x >= begin && x < end ? src[s + x] : 0f;
                if (shift > 0) {
                    dst[t + second + x] = x + shift >= begin && x + shift < end ? src[s + shift + x] : 0f;
                }
            }
        }
    }

    /** The lanes of a mask, as bits: a mask that a method returns comes to lie on the heap if C2 does not inline it. */
    private static long between(int begin, int end) {
        return (1L << Math.clamp(end, 0, L)) - 1 & -1L << Math.clamp(begin, 0, L);
    }

    @Override
    public void store(int rows, int length, float[] src, int from, int row, float[] dst, int to, int dstRow) {
        if (length < L) {
            for (int i = 0; i < rows; i++) {
                for (int x = 0; x < length; x++) {
                    dst[to + i * dstRow + x] = src[from + i * row + x];
                }
            }
            return;
        }
        for (int i = 0; i < rows; i++) {
            int s = from + i * row, t = to + i * dstRow;
            for (int x = 0; x < length - L; x += L) {
                FloatVector.fromArray(S, src, s + x).intoArray(dst, t + x);
            }
            // The last vector ends with the run and overlaps the one before.
            FloatVector.fromArray(S, src, s + length - L).intoArray(dst, t + length - L);
        }
    }
}
