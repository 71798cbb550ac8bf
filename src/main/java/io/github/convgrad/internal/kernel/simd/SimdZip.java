package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.PanelCopy;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** {@link PanelCopy#zip} with whole vectors: each is half a vector of the even columns and half a one of the odd. */
final class SimdZip {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final VectorShuffle<Float> LOW = VectorShuffle.fromOp(S, i -> i / 2);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromOp(S, i -> L / 2 + i / 2);
    private static final VectorMask<Float> ODD = Lanes.mask(0xAAAAAAAAAAAAAAAAL);

    private SimdZip() {
    }

    /** At least a vector of every row. The last vector ends with the row; it may begin with an odd column. */
    static void rows(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        int p = 0;
        for (; p + 4 * L <= len; p += 4 * L) {
            fourVectors(rows, src, even + p / 2, odd + p / 2, pitch, dst, to + p, rowStride);
        }
        for (; p + L <= len; p += L) {
            oneVector(rows, src, even + p / 2, odd + p / 2, pitch, dst, to + p, rowStride);
        }
        p = len - L;
        if (p % L != 0) {
            boolean swapped = (p & 1) != 0;
            int a = swapped ? odd + p / 2 : even + p / 2, b = swapped ? even + p / 2 + 1 : odd + p / 2;
            oneVector(rows, src, a, b, pitch, dst, to + p, rowStride);
        }
    }

    private static void fourVectors(int rows, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        for (int i = 0; i < rows; i++) {
            int e = even + i * pitch, o = odd + i * pitch, d = to + i * rowStride;
            FloatVector a = FloatVector.fromArray(S, src, e), b = FloatVector.fromArray(S, src, o);
            a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoArray(dst, d);
            a.rearrange(HIGH).blend(b.rearrange(HIGH), ODD).intoArray(dst, d + L);
            a = FloatVector.fromArray(S, src, e + L);
            b = FloatVector.fromArray(S, src, o + L);
            a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoArray(dst, d + 2 * L);
            a.rearrange(HIGH).blend(b.rearrange(HIGH), ODD).intoArray(dst, d + 3 * L);
        }
    }

    private static void oneVector(int rows, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromArray(S, src, even + i * pitch);
            FloatVector b = FloatVector.fromArray(S, src, odd + i * pitch);
            a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoArray(dst, to + i * rowStride);
        }
    }

    /** Less than a vector of every row, all of them rows whose vector would lie within the array. */
    static void narrowRows(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        VectorMask<Float> live = Lanes.mask((1L << len) - 1);
        for (int i = 0; i < rows; i++) {
            FloatVector a = FloatVector.fromArray(S, src, even + i * pitch);
            FloatVector b = FloatVector.fromArray(S, src, odd + i * pitch);
            a.rearrange(LOW).blend(b.rearrange(LOW), ODD).intoArray(dst, to + i * rowStride, live);
        }
    }
}
