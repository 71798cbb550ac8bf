package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DirectRows;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link DirectRows#slideBack} with whole vectors: the gradient of an input that was read with stride 2. Of dx, rows and
 * columns go by pairs: the one that {@code dy[q]} alone reaches, and the one that {@code dy[q]} and {@code dy[q + 1]}
 * reach. A vector of dy makes two of each of two rows, whose even and odd columns are put together in registers.
 *
 * <p>Four times as much is written as is read. Large planes are written row by row, as memory likes it: by strips one
 * beside the other, each of which walks down the plane, they take up to twice as long (bench/notes/106).
 */
final class SimdDirectBack {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /** Where the lanes of two vectors side by side lie when they are put together by turns: first and second half. */
    private static final float[] ZIP_LOW = zipped(0);
    private static final float[] ZIP_HIGH = zipped(L / 2);

    private SimdDirectBack() {
    }

    private static float[] zipped(int from) {
        float[] index = new float[L];
        for (int i = 0; i < L; i++) {
            index[i] = from + i / 2 + (i & 1) * L;
        }
        return index;
    }

    /** As {@link DirectRows#slideBack}. */
    static void slideBack(DirectRows.Plane g, int planes, float[] dy, int from, float[] w, int wo, float[] dx, int to) {
        int dyPlane = g.outHeight() * g.outWidth(), dxPlane = g.inHeight() * g.inWidth();
        int first = g.padLeft() - 1;
        int pairs = (g.inWidth() + g.padLeft() >> 1) - first;
        if (pairs <= L) {
            strip(g, planes, dy, from, first, w, wo, dx, to);
        } else if (dxPlane < DirectRows.SMALL_PLANE) {
            for (int i = 0; i < planes; i++) {
                for (int p = 0, end = 0; end < pairs; p = Math.min(end, pairs - L)) {
                    end = p + L;
                    strip(g, 1, dy, from + i * dyPlane, first + p, w, wo + 9 * i, dx, to + i * dxPlane);
                }
            }
        } else {
            for (int i = 0; i < planes; i++) {
                rows(g, dy, from + i * dyPlane, first, pairs, w, wo + 9 * i, dx, to + i * dxPlane);
            }
        }
        int reached = Math.min(g.inHeight(), 2 * g.outHeight() - g.padTop() + 1) * g.inWidth();
        for (int i = 0; i < planes && reached < dxPlane; i++) {
            Arrays.fill(dx, to + i * dxPlane + reached, to + (i + 1) * dxPlane, 0f);
        }
    }

    /** All strips of a pair of rows, then the next pair. The last strip ends with the row and overlaps the one before. */
    private static void rows(DirectRows.Plane g, float[] dy, int from, int first, int pairs, float[] w, int wo,
            float[] dx, int to) {
        int width = g.inWidth(), outWidth = g.outWidth(), last = g.outHeight() - 1;
        FloatVector low = FloatVector.fromArray(S, ZIP_LOW, 0);
        FloatVector high = FloatVector.fromArray(S, ZIP_HIGH, 0);
        FloatVector zero = FloatVector.zero(S);
        FloatVector w00 = FloatVector.broadcast(S, w[wo]);
        FloatVector w01 = FloatVector.broadcast(S, w[wo + 1]);
        FloatVector w02 = FloatVector.broadcast(S, w[wo + 2]);
        FloatVector w10 = FloatVector.broadcast(S, w[wo + 3]);
        FloatVector w11 = FloatVector.broadcast(S, w[wo + 4]);
        FloatVector w12 = FloatVector.broadcast(S, w[wo + 5]);
        FloatVector w20 = FloatVector.broadcast(S, w[wo + 6]);
        FloatVector w21 = FloatVector.broadcast(S, w[wo + 7]);
        FloatVector w22 = FloatVector.broadcast(S, w[wo + 8]);
        VectorMask<Float> butLast = Lanes.mask(SimdDirectRows.lanes(0, L - 1));
        for (int o = -1; o <= last; o++) {
            int upper = 2 * o + 1 - g.padTop(), lower = upper + 1;
            boolean inner = o >= 0 && o < last && upper >= 0 && lower < g.inHeight();
            for (int p = 0, end = 0; end < pairs; p = Math.min(end, pairs - L)) {
                end = p + L;
                int q = first + p, column = 2 * q + 1 - g.padLeft();
                int at = from + o * outWidth + q, d = to + upper * width + column;
                if (inner && q >= 0 && column >= 0 && q + L <= outWidth && column + 2 * L <= width) {
                    FloatVector v0 = FloatVector.fromArray(S, dy, at);
                    FloatVector v1 = FloatVector.fromArray(S, dy, at + 1);
                    if (q + L == outWidth) {
                        v1 = zero.blend(v1, butLast);
                    }
                    FloatVector even = w11.fma(v0, zero);
                    FloatVector odd = w10.fma(v1, w12.fma(v0, zero));
                    low.selectFrom(even, odd).intoArray(dx, d);
                    high.selectFrom(even, odd).intoArray(dx, d + L);
                    FloatVector u0 = FloatVector.fromArray(S, dy, at + outWidth);
                    FloatVector u1 = FloatVector.fromArray(S, dy, at + outWidth + 1);
                    if (q + L == outWidth) {
                        u1 = zero.blend(u1, butLast);
                    }
                    even = w01.fma(u0, w21.fma(v0, zero));
                    odd = w00.fma(u1, w02.fma(u0, w20.fma(v1, w22.fma(v0, zero))));
                    low.selectFrom(even, odd).intoArray(dx, d + width);
                    high.selectFrom(even, odd).intoArray(dx, d + width + L);
                    continue;
                }
                VectorMask<Float> here = Lanes.mask(SimdDirectRows.lanes(-q, outWidth - q));
                VectorMask<Float> beside = Lanes.mask(SimdDirectRows.lanes(-q - 1, outWidth - q - 1));
                VectorMask<Float> liveLow = Lanes.mask(SimdDirectRows.lanes(-column, width - column));
                VectorMask<Float> liveHigh = Lanes.mask(SimdDirectRows.lanes(-column - L, width - column - L));
                FloatVector even = zero, odd = zero;
                if (o >= 0) {
                    FloatVector v0 = zero.blend(FloatVector.fromArray(S, dy, at), here);
                    FloatVector v1 = zero.blend(FloatVector.fromArray(S, dy, at + 1), beside);
                    if (upper >= 0 && upper < g.inHeight()) {
                        even = w11.fma(v0, zero);
                        odd = w10.fma(v1, w12.fma(v0, zero));
                        low.selectFrom(even, odd).intoArray(dx, d, liveLow);
                        high.selectFrom(even, odd).intoArray(dx, d + L, liveHigh);
                    }
                    even = w21.fma(v0, zero);
                    odd = w20.fma(v1, w22.fma(v0, zero));
                }
                if (lower < 0 || lower >= g.inHeight()) {
                    continue;
                }
                if (o < last) {
                    FloatVector u0 = zero.blend(FloatVector.fromArray(S, dy, at + outWidth), here);
                    FloatVector u1 = zero.blend(FloatVector.fromArray(S, dy, at + outWidth + 1), beside);
                    even = w01.fma(u0, even);
                    odd = w00.fma(u1, w02.fma(u0, odd));
                }
                low.selectFrom(even, odd).intoArray(dx, d + width, liveLow);
                high.selectFrom(even, odd).intoArray(dx, d + width + L, liveHigh);
            }
        }
    }

    /** Walks down a strip of some planes. */
    private static void strip(DirectRows.Plane g, int planes, float[] dy, int from, int q, float[] w, int wo,
            float[] dx, int to) {
        int width = g.inWidth(), outWidth = g.outWidth(), last = g.outHeight() - 1;
        int column = 2 * q + 1 - g.padLeft();
        VectorMask<Float> here = Lanes.mask(SimdDirectRows.lanes(-q, outWidth - q));
        VectorMask<Float> beside = Lanes.mask(SimdDirectRows.lanes(-q - 1, outWidth - q - 1));
        VectorMask<Float> liveLow = Lanes.mask(SimdDirectRows.lanes(-column, width - column));
        VectorMask<Float> liveHigh = Lanes.mask(SimdDirectRows.lanes(-column - L, width - column - L));
        FloatVector low = FloatVector.fromArray(S, ZIP_LOW, 0);
        FloatVector high = FloatVector.fromArray(S, ZIP_HIGH, 0);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0, v = wo; i < planes; i++, v += 9) {
            int at = from + q + i * g.outHeight() * outWidth;
            int row = to + i * g.inHeight() * width + (1 - g.padTop()) * width + column;
            FloatVector w00 = FloatVector.broadcast(S, w[v]);
            FloatVector w01 = FloatVector.broadcast(S, w[v + 1]);
            FloatVector w02 = FloatVector.broadcast(S, w[v + 2]);
            FloatVector w10 = FloatVector.broadcast(S, w[v + 3]);
            FloatVector w11 = FloatVector.broadcast(S, w[v + 4]);
            FloatVector w12 = FloatVector.broadcast(S, w[v + 5]);
            FloatVector w20 = FloatVector.broadcast(S, w[v + 6]);
            FloatVector w21 = FloatVector.broadcast(S, w[v + 7]);
            FloatVector w22 = FloatVector.broadcast(S, w[v + 8]);

            FloatVector v0 = zero.blend(FloatVector.fromArray(S, dy, at), here);
            FloatVector v1 = zero.blend(FloatVector.fromArray(S, dy, at + 1), beside);
            if (g.padTop() == 0) {
                FloatVector even = w01.fma(v0, zero);
                FloatVector odd = w00.fma(v1, w02.fma(v0, zero));
                low.selectFrom(even, odd).intoArray(dx, row - width, liveLow);
                high.selectFrom(even, odd).intoArray(dx, row - width + L, liveHigh);
            }
            for (int o = 0; o < last; o++) {
                int d = row + 2 * o * width;
                FloatVector even = w11.fma(v0, zero);
                FloatVector odd = w10.fma(v1, w12.fma(v0, zero));
                low.selectFrom(even, odd).intoArray(dx, d, liveLow);
                high.selectFrom(even, odd).intoArray(dx, d + L, liveHigh);
                even = w21.fma(v0, zero);
                odd = w20.fma(v1, w22.fma(v0, zero));
                v0 = zero.blend(FloatVector.fromArray(S, dy, at + (o + 1) * outWidth), here);
                v1 = zero.blend(FloatVector.fromArray(S, dy, at + (o + 1) * outWidth + 1), beside);
                even = w01.fma(v0, even);
                odd = w00.fma(v1, w02.fma(v0, odd));
                low.selectFrom(even, odd).intoArray(dx, d + width, liveLow);
                high.selectFrom(even, odd).intoArray(dx, d + width + L, liveHigh);
            }
            int d = row + 2 * last * width;
            if (2 * last + 1 - g.padTop() < g.inHeight()) {
                FloatVector even = w11.fma(v0, zero);
                FloatVector odd = w10.fma(v1, w12.fma(v0, zero));
                low.selectFrom(even, odd).intoArray(dx, d, liveLow);
                high.selectFrom(even, odd).intoArray(dx, d + L, liveHigh);
            }
            if (2 * last + 2 - g.padTop() < g.inHeight()) {
                FloatVector even = w21.fma(v0, zero);
                FloatVector odd = w20.fma(v1, w22.fma(v0, zero));
                low.selectFrom(even, odd).intoArray(dx, d + width, liveLow);
                high.selectFrom(even, odd).intoArray(dx, d + width + L, liveHigh);
            }
        }
    }
}
