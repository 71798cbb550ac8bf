package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The direct kernels with whole vectors. Every strip is one flat loop down the rows; the last strip of a plane ends with
 * it and overlaps the one before, except in {@code dots}, where no product may be added twice.
 */
final class SimdDirectRows implements DirectRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    @Override
    public void slide(Plane g, float[] in, int from, float[] w, int wo, int step, float start, float[] out, int to) {
        int width = g.outWidth();
        for (int q = 0;;) {
            if (g.stride() == 2) {
                slideStripBy2(g, in, from, q, w, wo, step, start, out, to);
            } else {
                slideStrip(g, in, from, q, w, wo, step, start, out, to);
            }
            if (q + L >= width) {
                return;
            }
            q = Math.min(q + L, width - L);
        }
    }

    private static void slideStrip(Plane g, float[] in, int from, int q, float[] w, int wo, int step, float start,
            float[] out, int to) {
        int d = g.dilation();
        int left = g.padLeft() - q;
        long lanes0 = lanes(left, left + g.inWidth());
        long lanes1 = lanes(left - d, left - d + g.inWidth());
        long lanes2 = lanes(left - 2 * d, left - 2 * d + g.inWidth());
        long lanesOut = lanes(0, g.outWidth() - q);
        // With a dilation, rows that leave the same remainder are a plane of their own.
        for (int phase = 0; phase < d; phase++) {
            int skip = Math.max(0, (3 * d - 1 - phase - g.padTop()) / d);
            int first = phase + g.padTop() + (skip - 2) * d;
            int outRows = (g.outHeight() - first + d - 1) / d;
            int rows = Math.min((g.inHeight() - phase + d - 1) / d, outRows + skip);
            if (outRows > 0) {
                slideRows(in, from + phase * g.inWidth() - left, d * g.inWidth(), rows, d, lanes0, lanes1, lanes2,
                        w, wo, step, start, out, to + first * g.outWidth() + q, d * g.outWidth(), skip, outRows,
                        lanesOut);
            }
        }
    }

    /** Walks down a strip; the rows of results before number {@code skip} lie above the plane and are not kept. */
    private static void slideRows(float[] in, int at, int pitch, int rows, int d, long lanes0, long lanes1, long lanes2,
            float[] w, int wo, int step, float start, float[] out, int to, int outPitch, int skip, int outRows,
            long lanesOut) {
        VectorMask<Float> m0 = VectorMask.fromLong(S, lanes0);
        VectorMask<Float> m1 = VectorMask.fromLong(S, lanes1);
        VectorMask<Float> m2 = VectorMask.fromLong(S, lanes2);
        VectorMask<Float> live = VectorMask.fromLong(S, lanesOut);
        FloatVector zero = FloatVector.zero(S);
        FloatVector w00 = FloatVector.broadcast(S, w[wo]);
        FloatVector w01 = FloatVector.broadcast(S, w[wo + step]);
        FloatVector w02 = FloatVector.broadcast(S, w[wo + 2 * step]);
        FloatVector w10 = FloatVector.broadcast(S, w[wo + 3 * step]);
        FloatVector w11 = FloatVector.broadcast(S, w[wo + 4 * step]);
        FloatVector w12 = FloatVector.broadcast(S, w[wo + 5 * step]);
        FloatVector w20 = FloatVector.broadcast(S, w[wo + 6 * step]);
        FloatVector w21 = FloatVector.broadcast(S, w[wo + 7 * step]);
        FloatVector w22 = FloatVector.broadcast(S, w[wo + 8 * step]);
        FloatVector s = FloatVector.broadcast(S, start);
        FloatVector above = FloatVector.broadcast(S, start);
        FloatVector below = FloatVector.broadcast(S, start);
        int k = 0;
        for (; k < rows - 1; k += 2) {
            int p = at + k * pitch;
            FloatVector x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
            FloatVector x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
            FloatVector x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
            w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, to + Math.max(0, k - skip) * outPitch, live);
            above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
            below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
            p += pitch;
            x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
            x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
            x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
            w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, to + Math.max(0, k + 1 - skip) * outPitch, live);
            above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
            below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
        }
        if (k < rows) {
            int p = at + k * pitch;
            FloatVector x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
            FloatVector x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
            FloatVector x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
            w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, to + Math.max(0, k - skip) * outPitch, live);
            above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
            below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
        }
        int end = rows - skip;
        if (end >= 0 && end < outRows) {
            above.intoArray(out, to + end * outPitch, live);
        }
        if (end + 1 < outRows) {
            below.intoArray(out, to + (end + 1) * outPitch, live);
        }
    }

    /** Stride 2: even and odd columns are told apart in registers. */
    private static void slideStripBy2(Plane g, float[] in, int from, int q, float[] w, int wo, int step, float start,
            float[] out, int to) {
        int width = g.inWidth();
        int left = g.padLeft() - 2 * q;
        VectorMask<Float> m0 = VectorMask.fromLong(S, lanes(left + 1 >> 1, left + width + 1 >> 1));
        VectorMask<Float> m1 = VectorMask.fromLong(S, lanes(left >> 1, left + width >> 1));
        VectorMask<Float> m2 = VectorMask.fromLong(S, lanes(left - 1 >> 1, left + width - 1 >> 1));
        VectorMask<Float> live = VectorMask.fromLong(S, lanes(0, g.outWidth() - q));
        FloatVector evens = FloatVector.zero(S).addIndex(2);
        FloatVector odds = evens.add(1);
        FloatVector zero = FloatVector.zero(S);
        FloatVector w00 = FloatVector.broadcast(S, w[wo]);
        FloatVector w01 = FloatVector.broadcast(S, w[wo + step]);
        FloatVector w02 = FloatVector.broadcast(S, w[wo + 2 * step]);
        FloatVector w10 = FloatVector.broadcast(S, w[wo + 3 * step]);
        FloatVector w11 = FloatVector.broadcast(S, w[wo + 4 * step]);
        FloatVector w12 = FloatVector.broadcast(S, w[wo + 5 * step]);
        FloatVector w20 = FloatVector.broadcast(S, w[wo + 6 * step]);
        FloatVector w21 = FloatVector.broadcast(S, w[wo + 7 * step]);
        FloatVector w22 = FloatVector.broadcast(S, w[wo + 8 * step]);
        FloatVector s = FloatVector.broadcast(S, start);
        FloatVector sum = FloatVector.broadcast(S, start);

        // Row 0 of the taps of a result is row 2 of those of the result above it.
        int p = from - g.padTop() * width - left;
        if (g.padTop() == 0) {
            FloatVector a = FloatVector.fromArray(S, in, p);
            FloatVector b = FloatVector.fromArray(S, in, p + L);
            FloatVector c = FloatVector.fromArray(S, in, p + 2);
            FloatVector e = FloatVector.fromArray(S, in, p + 2 + L);
            sum = w00.fma(zero.blend(evens.selectFrom(a, b), m0), sum);
            sum = w01.fma(zero.blend(odds.selectFrom(a, b), m1), sum);
            sum = w02.fma(zero.blend(evens.selectFrom(c, e), m2), sum);
        }
        int outAt = to + q;
        int rows = Math.min(g.outHeight(), g.inHeight() + g.padTop() - 1 >> 1);
        for (int o = 0; o < rows; o++) {
            int p1 = p + (2 * o + 1) * width;
            FloatVector a = FloatVector.fromArray(S, in, p1);
            FloatVector b = FloatVector.fromArray(S, in, p1 + L);
            FloatVector c = FloatVector.fromArray(S, in, p1 + 2);
            FloatVector e = FloatVector.fromArray(S, in, p1 + 2 + L);
            sum = w10.fma(zero.blend(evens.selectFrom(a, b), m0), sum);
            sum = w11.fma(zero.blend(odds.selectFrom(a, b), m1), sum);
            sum = w12.fma(zero.blend(evens.selectFrom(c, e), m2), sum);
            int p2 = p1 + width;
            a = FloatVector.fromArray(S, in, p2);
            b = FloatVector.fromArray(S, in, p2 + L);
            c = FloatVector.fromArray(S, in, p2 + 2);
            e = FloatVector.fromArray(S, in, p2 + 2 + L);
            FloatVector x0 = zero.blend(evens.selectFrom(a, b), m0);
            FloatVector x1 = zero.blend(odds.selectFrom(a, b), m1);
            FloatVector x2 = zero.blend(evens.selectFrom(c, e), m2);
            w22.fma(x2, w21.fma(x1, w20.fma(x0, sum))).intoArray(out, outAt + o * g.outWidth(), live);
            sum = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
        }
        if (rows < g.outHeight()) {
            int p1 = p + (2 * rows + 1) * width;
            FloatVector a = FloatVector.fromArray(S, in, p1);
            FloatVector b = FloatVector.fromArray(S, in, p1 + L);
            FloatVector c = FloatVector.fromArray(S, in, p1 + 2);
            FloatVector e = FloatVector.fromArray(S, in, p1 + 2 + L);
            sum = w10.fma(zero.blend(evens.selectFrom(a, b), m0), sum);
            sum = w11.fma(zero.blend(odds.selectFrom(a, b), m1), sum);
            sum = w12.fma(zero.blend(evens.selectFrom(c, e), m2), sum);
            sum.intoArray(out, outAt + rows * g.outWidth(), live);
        }
    }

    /** Lanes {@code from} to {@code to - 1}, as far as there are such. */
    private static long lanes(int from, int to) {
        int lo = Math.min(Math.max(from, 0), L);
        int hi = Math.min(Math.max(to, lo), L);
        return (1L << hi) - (1L << lo);
    }
}
