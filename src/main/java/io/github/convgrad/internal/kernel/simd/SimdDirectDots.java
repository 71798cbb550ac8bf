package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.DirectRows.Plane;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The dot products of {@link SimdDirectRows}. Nine sums stay in registers while a strip is walked down; where vectors
 * have fewer lanes than there are chains, a strip is one part of the chains.
 */
final class SimdDirectDots {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private SimdDirectDots() {
    }

    /** As {@link DirectRows#dots}. */
    static void dots(Plane g, int planes, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so,
            int sumsPitch) {
        int inFloats = g.inHeight() * g.inWidth();
        int outFloats = g.outHeight() * g.outWidth();
        int most = SimdDirectRows.together(g, PARTIALS);
        for (int i = 0, run; i < planes; i += run) {
            run = Math.min(most, planes - i);
            for (int q = 0; q < g.outWidth(); q += L) {
                int s = so + i * sumsPitch + q % PARTIALS;
                if (g.stride() == 2 && SimdInnerStrips.takes(g, q)) {
                    SimdInnerStrips.dots(g, q, x, from + i * inFloats, dy, dyFrom + i * outFloats, sums, s);
                } else if (g.stride() == 2) {
                    dotStripBy2(g, q, x, from + i * inFloats, dy, dyFrom + i * outFloats, sums, s);
                } else {
                    for (int phase = 0; phase < g.dilation(); phase++) {
                        dotStrip(g, q, phase, run, x, from + i * inFloats, dy, dyFrom + i * outFloats, sums, s,
                                sumsPitch);
                    }
                }
            }
        }
    }

    private static void dotStrip(Plane g, int q, int phase, int planes, float[] x, int from, float[] dy, int dyFrom,
            float[] sums, int so, int sumsPitch) {
        int d = g.dilation();
        int left = g.padLeft() - q;
        int first = phase + g.padTop();
        int outRows = d == 1 ? g.outHeight() - first : Math.max(0, (g.outHeight() - first + d - 1) / d);
        int rows = Math.min(d == 1 ? g.inHeight() : (g.inHeight() - phase + d - 1) / d, outRows + 2);
        dotRows(planes, g.inHeight() * g.inWidth(), x, from + phase * g.inWidth() - left, d * g.inWidth(), rows, d,
                SimdDirectRows.lanes(left, left + g.inWidth()), SimdDirectRows.lanes(left - d, left - d + g.inWidth()),
                SimdDirectRows.lanes(left - 2 * d, left - 2 * d + g.inWidth()),
                g.outHeight() * g.outWidth(), dy, dyFrom + first * g.outWidth() + q, d * g.outWidth(),
                Math.min(rows, outRows), first - d >= 0 && first - d < g.outHeight(),
                first - 2 * d >= 0 && first - 2 * d < g.outHeight(), SimdDirectRows.lanes(0, g.outWidth() - q),
                sums, so, sumsPitch);
    }

    /**
     * Walks down a strip of some planes: row {@code k} of {@code x} meets rows {@code k}, {@code k - 1} and
     * {@code k - 2} of {@code dy}, of which there are those below {@code outRows}, and above row 0 one or two if so
     * said.
     */
    private static void dotRows(int planes, int planeFloats, float[] x, int from, int pitch, int rows, int d,
            long lanes0, long lanes1, long lanes2, int outFloats, float[] dy, int dyFrom, int dyPitch, int outRows,
            boolean oneAbove, boolean twoAbove, long lanesOut, float[] sums, int so, int sumsPitch) {
        VectorMask<Float> m0 = Lanes.mask(lanes0);
        VectorMask<Float> m1 = Lanes.mask(lanes1);
        VectorMask<Float> m2 = Lanes.mask(lanes2);
        VectorMask<Float> live = Lanes.mask(lanesOut);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < planes; i++, so += sumsPitch) {
            int at = from + i * planeFloats;
            int dyAt = dyFrom + i * outFloats;
            FloatVector s00 = FloatVector.fromArray(S, sums, so);
            FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
            FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
            FloatVector s10 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
            FloatVector s11 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
            FloatVector s12 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
            FloatVector s20 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
            FloatVector s21 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
            FloatVector s22 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
            FloatVector d1 = oneAbove ? zero.blend(FloatVector.fromArray(S, dy, dyAt - dyPitch), live) : zero;
            FloatVector d2 = twoAbove ? zero.blend(FloatVector.fromArray(S, dy, dyAt - 2 * dyPitch), live) : zero;
            for (int k = 0; k < outRows; k++) {
                int p = at + k * pitch;
                FloatVector d0 = zero.blend(FloatVector.fromArray(S, dy, dyAt + k * dyPitch), live);
                FloatVector v = zero.blend(FloatVector.fromArray(S, x, p), m0);
                s00 = v.fma(d0, s00);
                s10 = v.fma(d1, s10);
                s20 = v.fma(d2, s20);
                v = zero.blend(FloatVector.fromArray(S, x, p + d), m1);
                s01 = v.fma(d0, s01);
                s11 = v.fma(d1, s11);
                s21 = v.fma(d2, s21);
                v = zero.blend(FloatVector.fromArray(S, x, p + 2 * d), m2);
                s02 = v.fma(d0, s02);
                s12 = v.fma(d1, s12);
                s22 = v.fma(d2, s22);
                d2 = d1;
                d1 = d0;
            }
            if (outRows < rows) {
                int p = at + outRows * pitch;
                FloatVector v = zero.blend(FloatVector.fromArray(S, x, p), m0);
                s10 = v.fma(d1, s10);
                s20 = v.fma(d2, s20);
                v = zero.blend(FloatVector.fromArray(S, x, p + d), m1);
                s11 = v.fma(d1, s11);
                s21 = v.fma(d2, s21);
                v = zero.blend(FloatVector.fromArray(S, x, p + 2 * d), m2);
                s12 = v.fma(d1, s12);
                s22 = v.fma(d2, s22);
            }
            if (outRows + 1 < rows) {
                int p = at + (outRows + 1) * pitch;
                s20 = zero.blend(FloatVector.fromArray(S, x, p), m0).fma(d1, s20);
                s21 = zero.blend(FloatVector.fromArray(S, x, p + d), m1).fma(d1, s21);
                s22 = zero.blend(FloatVector.fromArray(S, x, p + 2 * d), m2).fma(d1, s22);
            }
            s00.intoArray(sums, so);
            s01.intoArray(sums, so + PARTIALS);
            s02.intoArray(sums, so + 2 * PARTIALS);
            s10.intoArray(sums, so + 3 * PARTIALS);
            s11.intoArray(sums, so + 4 * PARTIALS);
            s12.intoArray(sums, so + 5 * PARTIALS);
            s20.intoArray(sums, so + 6 * PARTIALS);
            s21.intoArray(sums, so + 7 * PARTIALS);
            s22.intoArray(sums, so + 8 * PARTIALS);
        }
    }

    /** Stride 2, reading ahead as {@link SimdDirectRows} does. */
    private static int dotStripBy2(Plane g, int q, float[] x, int from, float[] dy, int dyFrom, float[] sums,
            int so) {
        int width = g.inWidth();
        int left = g.padLeft() - 2 * q;
        VectorMask<Float> m0 = Lanes.mask(SimdDirectRows.lanes(left + 1 >> 1, left + width + 1 >> 1));
        VectorMask<Float> m1 = Lanes.mask(SimdDirectRows.lanes(left >> 1, left + width >> 1));
        VectorMask<Float> m2 = Lanes.mask(SimdDirectRows.lanes(left - 1 >> 1, left + width - 1 >> 1));
        VectorMask<Float> live = Lanes.mask(SimdDirectRows.lanes(0, g.outWidth() - q));
        FloatVector evens = FloatVector.zero(S).addIndex(2);
        FloatVector odds = evens.add(1);
        FloatVector zero = FloatVector.zero(S);
        FloatVector s00 = FloatVector.fromArray(S, sums, so);
        FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s10 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s11 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s12 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s20 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s21 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s22 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);

        int p = from - g.padTop() * width - left;
        FloatVector x0 = FloatVector.zero(S);
        FloatVector x1 = FloatVector.zero(S);
        FloatVector x2 = FloatVector.zero(S);
        if (g.padTop() == 0) {
            FloatVector a = FloatVector.fromArray(S, x, p);
            FloatVector b = FloatVector.fromArray(S, x, p + L);
            x0 = zero.blend(evens.selectFrom(a, b), m0);
            x1 = zero.blend(odds.selectFrom(a, b), m1);
            a = FloatVector.fromArray(S, x, p + 2);
            b = FloatVector.fromArray(S, x, p + 2 + L);
            x2 = zero.blend(evens.selectFrom(a, b), m2);
        }
        int dyAt = dyFrom + q;
        int rows = Math.min(g.outHeight(), g.inHeight() + g.padTop() - 1 >> 1);
        int next = from + g.inHeight() * width + 4 * q * rows;
        int nextDy = dyFrom + g.outHeight() * g.outWidth() + q * rows;
        int mask = next + 4 * L * rows <= x.length && nextDy + L * rows <= dy.length ? -1 : 0;
        next = Math.min(next, x.length - 4 * L);
        nextDy = Math.min(nextDy, dy.length - L);
        IntVector touched = IntVector.zero(INTS);
        for (int o = 0; o < rows; o++) {
            if (SimdDirectRows.READS_AHEAD) {
                int t = next + 4 * L * (o & mask);
                touched = FloatVector.fromArray(S, x, t).reinterpretAsInts().or(touched)
                        .or(FloatVector.fromArray(S, x, t + L).reinterpretAsInts())
                        .or(FloatVector.fromArray(S, x, t + 2 * L).reinterpretAsInts())
                        .or(FloatVector.fromArray(S, x, t + 3 * L).reinterpretAsInts())
                        .or(FloatVector.fromArray(S, dy, nextDy + L * (o & mask)).reinterpretAsInts());
            }
            FloatVector v = zero.blend(FloatVector.fromArray(S, dy, dyAt + o * g.outWidth()), live);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            s02 = v.fma(x2, s02);
            int p1 = p + (2 * o + 1) * width;
            FloatVector a = FloatVector.fromArray(S, x, p1);
            FloatVector b = FloatVector.fromArray(S, x, p1 + L);
            s10 = v.fma(zero.blend(evens.selectFrom(a, b), m0), s10);
            s11 = v.fma(zero.blend(odds.selectFrom(a, b), m1), s11);
            a = FloatVector.fromArray(S, x, p1 + 2);
            b = FloatVector.fromArray(S, x, p1 + 2 + L);
            s12 = v.fma(zero.blend(evens.selectFrom(a, b), m2), s12);
            int p2 = p1 + width;
            a = FloatVector.fromArray(S, x, p2);
            b = FloatVector.fromArray(S, x, p2 + L);
            x0 = zero.blend(evens.selectFrom(a, b), m0);
            x1 = zero.blend(odds.selectFrom(a, b), m1);
            a = FloatVector.fromArray(S, x, p2 + 2);
            b = FloatVector.fromArray(S, x, p2 + 2 + L);
            x2 = zero.blend(evens.selectFrom(a, b), m2);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            s22 = v.fma(x2, s22);
        }
        if (rows < g.outHeight()) {
            FloatVector v = zero.blend(FloatVector.fromArray(S, dy, dyAt + rows * g.outWidth()), live);
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            s02 = v.fma(x2, s02);
            int p1 = p + (2 * rows + 1) * width;
            FloatVector a = FloatVector.fromArray(S, x, p1);
            FloatVector b = FloatVector.fromArray(S, x, p1 + L);
            s10 = v.fma(zero.blend(evens.selectFrom(a, b), m0), s10);
            s11 = v.fma(zero.blend(odds.selectFrom(a, b), m1), s11);
            a = FloatVector.fromArray(S, x, p1 + 2);
            b = FloatVector.fromArray(S, x, p1 + 2 + L);
            s12 = v.fma(zero.blend(evens.selectFrom(a, b), m2), s12);
        }
        s00.intoArray(sums, so);
        s01.intoArray(sums, so + PARTIALS);
        s02.intoArray(sums, so + 2 * PARTIALS);
        s10.intoArray(sums, so + 3 * PARTIALS);
        s11.intoArray(sums, so + 4 * PARTIALS);
        s12.intoArray(sums, so + 5 * PARTIALS);
        s20.intoArray(sums, so + 6 * PARTIALS);
        s21.intoArray(sums, so + 7 * PARTIALS);
        s22.intoArray(sums, so + 8 * PARTIALS);
        return touched.lane(0);
    }
}
