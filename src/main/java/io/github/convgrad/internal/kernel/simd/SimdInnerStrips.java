package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows.Plane;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Strips of planes with stride 2 no tap of which leaves the image on the left or right, for vectors of less than 512 bits:
 * nothing is masked, and columns are told apart as {@link SimdEverySecond} does. With 16 registers that is about half the
 * instructions; a processor then looks ahead far enough to have several rows underway, each of them one chain of nine
 * multiply-adds. Rows, sums and bits are those of {@link SimdDirectRows} and {@link SimdDirectDots}, which also say why
 * the plane that comes next is read in passing.
 */
final class SimdInnerStrips {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private SimdInnerStrips() {
    }

    /** Whether column {@code q} begins such a strip. */
    static boolean takes(Plane g, int q) {
        int first = 2 * q - g.padLeft();
        return L < 16 && first >= 0 && q + L <= g.outWidth() && first + 2 * L + 1 <= g.inWidth();
    }

    /** As {@link SimdDirectRows#slide}, a strip of one plane. */
    static int slide(Plane g, int q, float[] in, int from, float[] w, int wo, int step, float start, float[] out,
            int to) {
        int width = g.inWidth(), outWidth = g.outWidth(), at = from - g.padTop() * width + 2 * q - g.padLeft();
        int rows = Math.min(g.outHeight(), g.inHeight() + g.padTop() - 1 >> 1);
        int ahead = from + g.inHeight() * width + 4 * q * rows;
        // Where nothing comes next, the plane itself is read again, which has as many floats.
        int touched = rows(rows, g.padTop() == 0, in, at, width, w, wo, step, start, out, to + q, outWidth,
                ahead + 4 * L * rows <= in.length ? ahead : from);
        if (rows < g.outHeight()) {
            lastRow(in, at + 2 * rows * width, width, w, wo, step, start, out, to + q + rows * outWidth);
        }
        return touched;
    }

    private static int rows(int rows, boolean above, float[] in, int at, int width, float[] w, int wo, int step,
            float start, float[] out, int to, int outWidth, int ahead) {
        FloatVector w00 = FloatVector.broadcast(S, w[wo]);
        FloatVector w01 = FloatVector.broadcast(S, w[wo + step]);
        FloatVector w02 = FloatVector.broadcast(S, w[wo + 2 * step]);
        FloatVector w10 = FloatVector.broadcast(S, w[wo + 3 * step]);
        FloatVector w11 = FloatVector.broadcast(S, w[wo + 4 * step]);
        FloatVector w12 = FloatVector.broadcast(S, w[wo + 5 * step]);
        FloatVector w20 = FloatVector.broadcast(S, w[wo + 6 * step]);
        FloatVector w21 = FloatVector.broadcast(S, w[wo + 7 * step]);
        FloatVector w22 = FloatVector.broadcast(S, w[wo + 8 * step]);
        FloatVector s = FloatVector.broadcast(S, start), sum = s;
        if (above) {
            sum = w00.fma(SimdEverySecond.load(in, at), sum);
            sum = w01.fma(SimdEverySecond.load(in, at + 1), sum);
            sum = w02.fma(SimdEverySecond.load(in, at + 2), sum);
        }
        int touched = 0;
        for (int o = 0; o < rows; o++) {
            int p = at + (2 * o + 1) * width, t = ahead + 4 * L * o;
            touched |= Float.floatToRawIntBits(in[t]) | Float.floatToRawIntBits(in[t + 2 * L]);
            FloatVector x0 = SimdEverySecond.load(in, p);
            FloatVector x1 = SimdEverySecond.load(in, p + 1);
            FloatVector x2 = SimdEverySecond.load(in, p + 2);
            sum = w12.fma(x2, w11.fma(x1, w10.fma(x0, sum)));
            x0 = SimdEverySecond.load(in, p + width);
            x1 = SimdEverySecond.load(in, p + width + 1);
            x2 = SimdEverySecond.load(in, p + width + 2);
            SimdEverySecond.inOrder(w22.fma(x2, w21.fma(x1, w20.fma(x0, sum)))).intoArray(out, to + o * outWidth);
            sum = w02.fma(x2, w01.fma(x1, w00.fma(x0, s)));
        }
        return touched;
    }

    /** The row of results of which the last row of taps lies below the image. */
    private static void lastRow(float[] in, int at, int width, float[] w, int wo, int step, float start, float[] out,
            int to) {
        FloatVector sum = FloatVector.broadcast(S, start);
        for (int i = 0; i < 2; i++) {
            int p = at + i * width, v = wo + 3 * i * step;
            sum = FloatVector.broadcast(S, w[v]).fma(SimdEverySecond.load(in, p), sum);
            sum = FloatVector.broadcast(S, w[v + step]).fma(SimdEverySecond.load(in, p + 1), sum);
            sum = FloatVector.broadcast(S, w[v + 2 * step]).fma(SimdEverySecond.load(in, p + 2), sum);
        }
        SimdEverySecond.inOrder(sum).intoArray(out, to);
    }

    /** As {@link SimdDirectDots#dots}, a strip of one plane. */
    static int dots(Plane g, int q, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so) {
        int width = g.inWidth(), outWidth = g.outWidth(), at = from - g.padTop() * width + 2 * q - g.padLeft();
        int rows = Math.min(g.outHeight(), g.inHeight() + g.padTop() - 1 >> 1);
        for (int t = 0; t < 9; t++) {
            SimdEverySecond.asLoaded(FloatVector.fromArray(S, sums, so + t * PARTIALS))
                    .intoArray(sums, so + t * PARTIALS);
        }
        int ahead = from + g.inHeight() * width + 4 * q * rows, dyAhead = dyFrom + g.outHeight() * outWidth + q * rows;
        boolean reads = ahead + 4 * L * rows <= x.length && dyAhead + L * rows <= dy.length;
        int touched = rows(rows, g.outHeight(), g.padTop() == 0, x, at, width, dy, dyFrom + q, outWidth, sums, so,
                reads ? ahead : from, reads ? dyAhead : dyFrom);
        for (int t = 0; t < 9; t++) {
            SimdEverySecond.inOrder(FloatVector.fromArray(S, sums, so + t * PARTIALS))
                    .intoArray(sums, so + t * PARTIALS);
        }
        return touched;
    }

    private static int rows(int rows, int outRows, boolean above, float[] x, int at, int width, float[] dy, int dyAt,
            int outWidth, float[] sums, int so, int ahead, int dyAhead) {
        FloatVector s00 = FloatVector.fromArray(S, sums, so);
        FloatVector s01 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s02 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s10 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s11 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s12 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s20 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s21 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s22 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
        FloatVector x0 = FloatVector.zero(S), x1 = x0, x2 = x0;
        if (above) {
            x0 = SimdEverySecond.load(x, at);
            x1 = SimdEverySecond.load(x, at + 1);
            x2 = SimdEverySecond.load(x, at + 2);
        }
        int touched = 0;
        for (int o = 0; o < outRows; o++) {
            int p = at + (2 * o + 1) * width, t = ahead + 4 * L * o;
            FloatVector v = SimdEverySecond.asLoaded(FloatVector.fromArray(S, dy, dyAt + o * outWidth));
            s00 = v.fma(x0, s00);
            s01 = v.fma(x1, s01);
            s02 = v.fma(x2, s02);
            s10 = v.fma(SimdEverySecond.load(x, p), s10);
            s11 = v.fma(SimdEverySecond.load(x, p + 1), s11);
            s12 = v.fma(SimdEverySecond.load(x, p + 2), s12);
            if (o == rows) {
                break;
            }
            touched |= Float.floatToRawIntBits(x[t]) | Float.floatToRawIntBits(x[t + 2 * L])
                    | Float.floatToRawIntBits(dy[dyAhead + L * o]);
            x0 = SimdEverySecond.load(x, p + width);
            x1 = SimdEverySecond.load(x, p + width + 1);
            x2 = SimdEverySecond.load(x, p + width + 2);
            s20 = v.fma(x0, s20);
            s21 = v.fma(x1, s21);
            s22 = v.fma(x2, s22);
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
        return touched;
    }
}
