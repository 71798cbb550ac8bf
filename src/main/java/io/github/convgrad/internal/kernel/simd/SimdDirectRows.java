package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DirectRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The direct kernels with whole vectors. Every strip is one flat loop down the rows; the last strip of a plane ends
 * with it and overlaps the one before, except in {@code dots}, where no product may be added twice.
 */
final class SimdDirectRows implements DirectRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final VectorSpecies<Integer> INTS = S.withLanes(int.class);
    /** Whether strips are so narrow that the next plane is read ahead (bench/notes 021 and 053). */
    static final boolean READS_AHEAD = L < 16;

    /** Floats of planes whose strips are walked down one plane after the other. */
    private static final int TOGETHER = 4096;

    @Override
    public void slide(Plane g, int planes, float[] in, int from, float[] w, int wo, int step, float[] starts, int so,
            float[] out, int to) {
        int inFloats = g.inHeight() * g.inWidth();
        int outFloats = g.outHeight() * g.outWidth();
        int most = together(g, L);
        for (int i = 0, run; i < planes; i += run) {
            run = Math.min(most, planes - i);
            for (int q = 0;; q = Math.min(q + L, g.outWidth() - L)) {
                if (g.stride() == 2 && SimdInnerStrips.takes(g, q)) {
                    SimdInnerStrips.slide(g, q, in, from + i * inFloats, w, wo + 9 * i, step,
                            starts == null ? 0f : starts[so + i], out, to + i * outFloats);
                } else if (g.stride() == 2) {
                    slideStripBy2(g, q, in, from + i * inFloats, w, wo + 9 * i, step, starts, so + i,
                            out, to + i * outFloats);
                } else {
                    // With a dilation, rows that leave the same remainder are a plane of their own.
                    for (int phase = 0; phase < g.dilation(); phase++) {
                        slideStrip(g, q, phase, run, in, from + i * inFloats, w, wo + 9 * i, step, starts, so + i,
                                out, to + i * outFloats);
                    }
                }
                if (q + L >= g.outWidth()) {
                    break;
                }
            }
        }
    }

    /**
     * How many planes have the strips at a column walked down before the next column's are, so that masks are worked out
     * once for all: as many as stay in the first level of the cache, or all of them where a plane is one such strip.
     */
    static int together(Plane g, int width) {
        if (g.stride() > 1) {
            return 1;
        }
        return g.dilation() == 1 && g.outWidth() <= width ? Integer.MAX_VALUE
                : Math.max(1, TOGETHER / Math.max(g.inHeight() * g.inWidth(), g.outHeight() * g.outWidth()));
    }

    private static void slideStrip(Plane g, int q, int phase, int planes, float[] in, int from, float[] w, int wo,
            int step, float[] starts, int so, float[] out, int to) {
        int d = g.dilation();
        int width = g.inWidth();
        int outWidth = g.outWidth();
        int left = g.padLeft() - q;
        // Result o of the phase is row "phase + o*d"; its taps meet rows o to o + 2 of the source, row r being
        // "r*d - above", of which there are those from "first" to "end".
        int above = g.padTop() - phase;
        int results = d == 1 ? g.outHeight() : (g.outHeight() - phase + d - 1) / d;
        int first = above <= 0 ? 0 : d == 1 ? above : (above + d - 1) / d;
        int end = d == 1 ? g.inHeight() + above : (g.inHeight() - 1 + above) / d + 1;
        // A row narrower than a vector runs on into those below it: all but the last are written before these are.
        int whole = outWidth >= L ? results : d > 1 ? 0 : results - (2 * outWidth >= L ? 1 : (L - 1) / outWidth);
        slideRows(planes, g.inHeight() * width, in, from - above * width - left, d * width,
                first, Math.min(results + 2, end), d, lanes(left, left + width), lanes(left - d, left - d + width),
                lanes(left - 2 * d, left - 2 * d + width), w, wo, step, starts, so,
                g.outHeight() * outWidth, out, to + phase * outWidth + q, d * outWidth, results, whole,
                lanes(0, outWidth - q));
    }

    /**
     * Walks down a strip of some planes: result {@code k} meets rows {@code k} to {@code k + 2} of the source, of which
     * there are those from {@code top} to {@code bottom - 1}. The first {@code whole} results may be stored as whole
     * vectors.
     */
    private static void slideRows(int planes, int planeFloats, float[] in, int from, int pitch, int top, int bottom,
            int d, long lanes0, long lanes1, long lanes2, float[] w, int wo, int step, float[] starts, int so,
            int outFloats, float[] out, int outFrom, int outPitch, int results, int whole, long lanesOut) {
        VectorMask<Float> m0 = Lanes.mask(lanes0);
        VectorMask<Float> m1 = Lanes.mask(lanes1);
        VectorMask<Float> m2 = Lanes.mask(lanes2);
        VectorMask<Float> live = Lanes.mask(lanesOut);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < planes; i++, wo += 9) {
            int at = from + i * planeFloats;
            int to = outFrom + i * outFloats;
            float start = starts == null ? 0f : starts[so + i];
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
            int k = top;
            for (; k < 2; k++) {
                int p = at + k * pitch;
                FloatVector x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
                FloatVector x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
                FloatVector x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
                above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
                below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
            }
            int y = to + (k - 2) * outPitch;
            for (int end = Math.min(bottom, whole + 2) - 1; k < end; k += 2) {
                int p = at + k * pitch;
                FloatVector x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
                FloatVector x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
                FloatVector x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
                w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, y);
                above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
                below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
                p += pitch;
                x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
                x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
                x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
                w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, y + outPitch);
                above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
                below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
                y += 2 * outPitch;
            }
            for (; k < bottom; k++) {
                int p = at + k * pitch;
                FloatVector x0 = zero.blend(FloatVector.fromArray(S, in, p), m0);
                FloatVector x1 = zero.blend(FloatVector.fromArray(S, in, p + d), m1);
                FloatVector x2 = zero.blend(FloatVector.fromArray(S, in, p + 2 * d), m2);
                w22.fma(x2, w21.fma(x1, w20.fma(x0, above))).intoArray(out, to + (k - 2) * outPitch, live);
                above = w12.fma(x2, w11.fma(x1, w10.fma(x0, below)));
                below = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
            }
            // What no further row reaches is finished.
            if (k - 2 < results) {
                above.intoArray(out, to + (k - 2) * outPitch, live);
            }
            if (k - 1 < results) {
                below.intoArray(out, to + (k - 1) * outPitch, live);
            }
        }
    }

    /**
     * Stride 2: even and odd columns are told apart in registers.
     *
     * <p>Planes with a stride are large, and a narrow strip that walks down one is more than the hardware's prefetchers
     * can follow. Java has no prefetch; so each row also reads its share of the plane that comes next, in the order of
     * the addresses, while the memory would be idle. What was read is of no use: it is returned to keep the reads alive.
     */
    private static int slideStripBy2(Plane g, int q, float[] in, int from, float[] w, int wo, int step,
            float[] starts, int so, float[] out, int to) {
        float start = starts == null ? 0f : starts[so];
        int width = g.inWidth();
        int left = g.padLeft() - 2 * q;
        VectorMask<Float> m0 = Lanes.mask(lanes(left + 1 >> 1, left + width + 1 >> 1));
        VectorMask<Float> m1 = Lanes.mask(lanes(left >> 1, left + width >> 1));
        VectorMask<Float> m2 = Lanes.mask(lanes(left - 1 >> 1, left + width - 1 >> 1));
        VectorMask<Float> live = Lanes.mask(lanes(0, g.outWidth() - q));
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
        int next = from + g.inHeight() * width + 4 * q * rows;
        int mask = next + 4 * L * rows <= in.length ? -1 : 0;
        next = Math.min(next, in.length - 4 * L);
        IntVector touched = IntVector.zero(INTS);
        for (int o = 0; o < rows; o++) {
            if (READS_AHEAD) {
                int t = next + 4 * L * (o & mask);
                touched = FloatVector.fromArray(S, in, t).reinterpretAsInts().or(touched)
                        .or(FloatVector.fromArray(S, in, t + L).reinterpretAsInts())
                        .or(FloatVector.fromArray(S, in, t + 2 * L).reinterpretAsInts())
                        .or(FloatVector.fromArray(S, in, t + 3 * L).reinterpretAsInts());
            }
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
        return touched.lane(0);
    }

    @Override
    public void slideBack(Plane g, int planes, float[] dy, int from, float[] w, int wo, float[] dx, int to) {
        SimdDirectBack.slideBack(g, planes, dy, from, w, wo, dx, to);
    }

    @Override
    public void dots(Plane g, int planes, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so,
            int sumsPitch) {
        SimdDirectDots.dots(g, planes, x, from, dy, dyFrom, sums, so, sumsPitch);
    }

    /** Lanes {@code from} to {@code to - 1}, as far as there are such. */
    static long lanes(int from, int to) {
        int lo = Math.min(Math.max(from, 0), L);
        int hi = Math.min(Math.max(to, lo), L);
        return (1L << hi) - (1L << lo);
    }
}
