package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The kernels of {@link SimdDepthwiseRows} that slide four results over one source: one load for four sums. */
final class SimdFourRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private SimdFourRows() {
    }

    /** Covers a run of at least one vector in blocks; the last block ends with the run and overlaps the one before. */
    static void slide(boolean manyRegisters, int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo,
            int wPitch, float[] starts, int so, float[] out, int to, int outPitch, int count) {
        int end = (count + L - 1) / L * L;
        int p = 0;
        if (manyRegisters && end >= 4 * L) {
            for (; end - p > 2 * L; p += 4 * L) {
                p = Math.min(p, end - 4 * L);
                four4(taps, in, at + p, offsets, oo, w, wo, wPitch, starts, so, out, to + p, outPitch);
            }
        }
        if (end >= 2 * L) {
            for (; end - p > 0; p += 2 * L) {
                p = Math.min(p, end - 2 * L);
                four2(taps, in, at + p, offsets, oo, w, wo, wPitch, starts, so, out, to + p, outPitch);
            }
        } else {
            four1(taps, in, at, offsets, oo, w, wo, wPitch, starts, so, out, to, outPitch);
        }
    }

    private static void four4(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch) {
        FloatVector a0 = FloatVector.broadcast(S, starts[so]);
        FloatVector a1 = FloatVector.broadcast(S, starts[so]);
        FloatVector a2 = FloatVector.broadcast(S, starts[so]);
        FloatVector a3 = FloatVector.broadcast(S, starts[so]);
        FloatVector b0 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector b1 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector b2 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector b3 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector c0 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector c1 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector c2 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector c3 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector d0 = FloatVector.broadcast(S, starts[so + 3]);
        FloatVector d1 = FloatVector.broadcast(S, starts[so + 3]);
        FloatVector d2 = FloatVector.broadcast(S, starts[so + 3]);
        FloatVector d3 = FloatVector.broadcast(S, starts[so + 3]);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector x0 = FloatVector.fromArray(S, in, p);
            FloatVector x1 = FloatVector.fromArray(S, in, p + L);
            FloatVector x2 = FloatVector.fromArray(S, in, p + 2 * L);
            FloatVector x3 = FloatVector.fromArray(S, in, p + 3 * L);
            FloatVector k = FloatVector.broadcast(S, w[wo + t]);
            a0 = k.fma(x0, a0);
            a1 = k.fma(x1, a1);
            a2 = k.fma(x2, a2);
            a3 = k.fma(x3, a3);
            k = FloatVector.broadcast(S, w[wo + t + wPitch]);
            b0 = k.fma(x0, b0);
            b1 = k.fma(x1, b1);
            b2 = k.fma(x2, b2);
            b3 = k.fma(x3, b3);
            k = FloatVector.broadcast(S, w[wo + t + 2 * wPitch]);
            c0 = k.fma(x0, c0);
            c1 = k.fma(x1, c1);
            c2 = k.fma(x2, c2);
            c3 = k.fma(x3, c3);
            k = FloatVector.broadcast(S, w[wo + t + 3 * wPitch]);
            d0 = k.fma(x0, d0);
            d1 = k.fma(x1, d1);
            d2 = k.fma(x2, d2);
            d3 = k.fma(x3, d3);
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        a2.intoArray(out, to + 2 * L);
        a3.intoArray(out, to + 3 * L);
        b0.intoArray(out, to + outPitch);
        b1.intoArray(out, to + outPitch + L);
        b2.intoArray(out, to + outPitch + 2 * L);
        b3.intoArray(out, to + outPitch + 3 * L);
        c0.intoArray(out, to + 2 * outPitch);
        c1.intoArray(out, to + 2 * outPitch + L);
        c2.intoArray(out, to + 2 * outPitch + 2 * L);
        c3.intoArray(out, to + 2 * outPitch + 3 * L);
        d0.intoArray(out, to + 3 * outPitch);
        d1.intoArray(out, to + 3 * outPitch + L);
        d2.intoArray(out, to + 3 * outPitch + 2 * L);
        d3.intoArray(out, to + 3 * outPitch + 3 * L);
    }

    private static void four2(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch) {
        FloatVector a0 = FloatVector.broadcast(S, starts[so]);
        FloatVector a1 = FloatVector.broadcast(S, starts[so]);
        FloatVector b0 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector b1 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector c0 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector c1 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector d0 = FloatVector.broadcast(S, starts[so + 3]);
        FloatVector d1 = FloatVector.broadcast(S, starts[so + 3]);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector x0 = FloatVector.fromArray(S, in, p);
            FloatVector x1 = FloatVector.fromArray(S, in, p + L);
            FloatVector k = FloatVector.broadcast(S, w[wo + t]);
            a0 = k.fma(x0, a0);
            a1 = k.fma(x1, a1);
            k = FloatVector.broadcast(S, w[wo + t + wPitch]);
            b0 = k.fma(x0, b0);
            b1 = k.fma(x1, b1);
            k = FloatVector.broadcast(S, w[wo + t + 2 * wPitch]);
            c0 = k.fma(x0, c0);
            c1 = k.fma(x1, c1);
            k = FloatVector.broadcast(S, w[wo + t + 3 * wPitch]);
            d0 = k.fma(x0, d0);
            d1 = k.fma(x1, d1);
        }
        a0.intoArray(out, to);
        a1.intoArray(out, to + L);
        b0.intoArray(out, to + outPitch);
        b1.intoArray(out, to + outPitch + L);
        c0.intoArray(out, to + 2 * outPitch);
        c1.intoArray(out, to + 2 * outPitch + L);
        d0.intoArray(out, to + 3 * outPitch);
        d1.intoArray(out, to + 3 * outPitch + L);
    }

    private static void four1(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch) {
        FloatVector a0 = FloatVector.broadcast(S, starts[so]);
        FloatVector b0 = FloatVector.broadcast(S, starts[so + 1]);
        FloatVector c0 = FloatVector.broadcast(S, starts[so + 2]);
        FloatVector d0 = FloatVector.broadcast(S, starts[so + 3]);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector x0 = FloatVector.fromArray(S, in, p);
            FloatVector k = FloatVector.broadcast(S, w[wo + t]);
            a0 = k.fma(x0, a0);
            k = FloatVector.broadcast(S, w[wo + t + wPitch]);
            b0 = k.fma(x0, b0);
            k = FloatVector.broadcast(S, w[wo + t + 2 * wPitch]);
            c0 = k.fma(x0, c0);
            k = FloatVector.broadcast(S, w[wo + t + 3 * wPitch]);
            d0 = k.fma(x0, d0);
        }
        a0.intoArray(out, to);
        b0.intoArray(out, to + outPitch);
        c0.intoArray(out, to + 2 * outPitch);
        d0.intoArray(out, to + 3 * outPitch);
    }
}
