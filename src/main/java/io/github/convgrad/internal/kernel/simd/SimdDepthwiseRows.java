package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The row kernels with whole vectors. Sums stay in named locals while one flat loop runs over the taps ({@code slide})
 * or over the run ({@code dots}); no result is cut to size by a mask, it overruns into room that is written next.
 */
final class SimdDepthwiseRows implements DepthwiseRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /** Whether 17 vectors fit the registers. */
    private final boolean manyRegisters;

    SimdDepthwiseRows(boolean manyRegisters) {
        this.manyRegisters = manyRegisters;
    }

    @Override
    public void stage(float[] src, int from, int srcPitch, int rows, int columns, int step,
            float[] dst, int to, int pitch, int phasePitch) {
        SimdLattices.stage(src, from, srcPitch, rows, columns, step, dst, to, pitch, phasePitch);
    }

    @Override
    public void weave(float[] src, int from, int pitch, int rowStep, int rowPhasePitch, int columnStep,
            int columnPhasePitch, float[] dst, int to, int dstPitch, int rows, int columns) {
        SimdLattices.weave(src, from, pitch, rowStep, rowPhasePitch, columnStep, columnPhasePitch,
                dst, to, dstPitch, rows, columns);
    }

    @Override
    public void add(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets, int count) {
        SimdLattices.add(rows, src, from, sources, dst, to, targets, count);
    }

    @Override
    public void slide(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to, int count) {
        // The last block of a size ends with the run: it overlaps the one before it and writes the same floats again.
        int end = (count + L - 1) / L * L;
        int p = 0;
        if (manyRegisters && end >= 16 * L) {
            for (; end - p > 8 * L; p += 16 * L) {
                p = Math.min(p, end - 16 * L);
                slide16(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
            }
        }
        if (end >= 8 * L) {
            for (; end - p > 4 * L; p += 8 * L) {
                p = Math.min(p, end - 8 * L);
                slide8(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
            }
        }
        if (end >= 4 * L) {
            for (; end - p > 2 * L; p += 4 * L) {
                p = Math.min(p, end - 4 * L);
                slide4(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
            }
        }
        for (; end - p > L; p += 2 * L) {
            slide2(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
        }
        if (p < end) {
            slide1(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
        }
    }

    @Override
    public void slideFour(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch, int count) {
        SimdFourRows.slide(manyRegisters, taps, in, at, offsets, oo, w, wo, wPitch, starts, so,
                out, to, outPitch, count);
    }

    @Override
    public boolean tall(int kernelHeight) {
        return kernelHeight == 5 || kernelHeight == 7;
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, float[] in, int at, int columnStep,
            float[] w, int wo, int step, float start, float[] out, int to, int outPitch, int rows, int columns) {
        if (!tall(kernelHeight)) {
            throw new UnsupportedOperationException("no tall kernel for " + kernelHeight + " rows of taps");
        }
        SimdTallRows.slide(kernelHeight, kernelWidth, in, at, columnStep, w, wo, step, start,
                out, to, outPitch, rows, columns);
    }

    @Override
    public boolean columns(int kernelHeight) {
        return kernelHeight == 3 || kernelHeight == 5 || kernelHeight == 7 && manyRegisters;
    }

    @Override
    public void slideColumns(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out, int to,
            int outPitch, int rows, int columns) {
        if (!columns(taps.kernelHeight())) {
            throw new UnsupportedOperationException("no kernel for columns of " + taps.kernelHeight() + " taps");
        }
        SimdTallSums.slide(manyRegisters, taps, in, at, w, wo, start, out, to, outPitch, rows, columns);
    }

    @Override
    public void dots(int taps, float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int count,
            float[] sums, int so) {
        int steps = count / PARTIALS;
        for (int l = 0; l < PARTIALS; l += L) {
            int t = 0;
            for (; taps - t >= 9 && taps - t != 14; t += 9) {
                dots9(x, at + l, offsets, oo + t, dy, dyAt + l, steps, sums, so + t * PARTIALS + l);
            }
            for (; taps - t >= 7; t += 7) {
                dots7(x, at + l, offsets, oo + t, dy, dyAt + l, steps, sums, so + t * PARTIALS + l);
            }
            for (; taps - t >= 4; t += 4) {
                dots4(x, at + l, offsets, oo + t, dy, dyAt + l, steps, sums, so + t * PARTIALS + l);
            }
            for (; t < taps; t++) {
                dots1(x, at + l, offsets, oo + t, dy, dyAt + l, steps, sums, so + t * PARTIALS + l);
            }
        }
    }

    @Override
    public void dotsTall(int kernelHeight, int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt,
            int rows, int columns, float[] sums, int so) {
        SimdTallDots.dots(manyRegisters, kernelHeight, kernelWidth, x, at, columnStep, dy, dyAt, rows, columns, sums, so);
    }

    @Override
    public void dotsTallPair(int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt, int dyPitch,
            int rows, int columns, float[] sums, int so, int sumsPitch) {
        if (manyRegisters) {
            SimdTallPairs.dots(kernelWidth, x, at, columnStep, dy, dyAt, dyPitch, rows, columns, sums, so, sumsPitch);
        } else {
            DepthwiseRows.super.dotsTallPair(kernelWidth, x, at, columnStep, dy, dyAt, dyPitch, rows, columns, sums, so,
                    sumsPitch);
        }
    }

    @Override
    public void tally(float[] dy, int at, int count, float[] sums, int so) {
        for (int l = 0; l < PARTIALS; l += L) {
            tallyLanes(dy, at + l, count / PARTIALS, sums, so + l);
        }
    }

    private static void tallyLanes(float[] dy, int at, int steps, float[] sums, int so) {
        FloatVector s = FloatVector.fromArray(S, sums, so);
        for (int k = 0; k < steps; k++) {
            // A call on the loaded vector: C2 knows its type, of the sum only if a profile tells.
            s = FloatVector.fromArray(S, dy, at + k * PARTIALS).add(s);
        }
        s.intoArray(sums, so);
    }

    private static void slide16(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        FloatVector s7 = FloatVector.broadcast(S, start);
        FloatVector s8 = FloatVector.broadcast(S, start);
        FloatVector s9 = FloatVector.broadcast(S, start);
        FloatVector s10 = FloatVector.broadcast(S, start);
        FloatVector s11 = FloatVector.broadcast(S, start);
        FloatVector s12 = FloatVector.broadcast(S, start);
        FloatVector s13 = FloatVector.broadcast(S, start);
        FloatVector s14 = FloatVector.broadcast(S, start);
        FloatVector s15 = FloatVector.broadcast(S, start);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector v = FloatVector.broadcast(S, w[wo + t]);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
            s1 = v.fma(FloatVector.fromArray(S, in, p + L), s1);
            s2 = v.fma(FloatVector.fromArray(S, in, p + 2 * L), s2);
            s3 = v.fma(FloatVector.fromArray(S, in, p + 3 * L), s3);
            s4 = v.fma(FloatVector.fromArray(S, in, p + 4 * L), s4);
            s5 = v.fma(FloatVector.fromArray(S, in, p + 5 * L), s5);
            s6 = v.fma(FloatVector.fromArray(S, in, p + 6 * L), s6);
            s7 = v.fma(FloatVector.fromArray(S, in, p + 7 * L), s7);
            s8 = v.fma(FloatVector.fromArray(S, in, p + 8 * L), s8);
            s9 = v.fma(FloatVector.fromArray(S, in, p + 9 * L), s9);
            s10 = v.fma(FloatVector.fromArray(S, in, p + 10 * L), s10);
            s11 = v.fma(FloatVector.fromArray(S, in, p + 11 * L), s11);
            s12 = v.fma(FloatVector.fromArray(S, in, p + 12 * L), s12);
            s13 = v.fma(FloatVector.fromArray(S, in, p + 13 * L), s13);
            s14 = v.fma(FloatVector.fromArray(S, in, p + 14 * L), s14);
            s15 = v.fma(FloatVector.fromArray(S, in, p + 15 * L), s15);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + L);
        s2.intoArray(out, to + 2 * L);
        s3.intoArray(out, to + 3 * L);
        s4.intoArray(out, to + 4 * L);
        s5.intoArray(out, to + 5 * L);
        s6.intoArray(out, to + 6 * L);
        s7.intoArray(out, to + 7 * L);
        s8.intoArray(out, to + 8 * L);
        s9.intoArray(out, to + 9 * L);
        s10.intoArray(out, to + 10 * L);
        s11.intoArray(out, to + 11 * L);
        s12.intoArray(out, to + 12 * L);
        s13.intoArray(out, to + 13 * L);
        s14.intoArray(out, to + 14 * L);
        s15.intoArray(out, to + 15 * L);
    }

    private static void slide8(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        FloatVector s4 = FloatVector.broadcast(S, start);
        FloatVector s5 = FloatVector.broadcast(S, start);
        FloatVector s6 = FloatVector.broadcast(S, start);
        FloatVector s7 = FloatVector.broadcast(S, start);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector v = FloatVector.broadcast(S, w[wo + t]);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
            s1 = v.fma(FloatVector.fromArray(S, in, p + L), s1);
            s2 = v.fma(FloatVector.fromArray(S, in, p + 2 * L), s2);
            s3 = v.fma(FloatVector.fromArray(S, in, p + 3 * L), s3);
            s4 = v.fma(FloatVector.fromArray(S, in, p + 4 * L), s4);
            s5 = v.fma(FloatVector.fromArray(S, in, p + 5 * L), s5);
            s6 = v.fma(FloatVector.fromArray(S, in, p + 6 * L), s6);
            s7 = v.fma(FloatVector.fromArray(S, in, p + 7 * L), s7);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + L);
        s2.intoArray(out, to + 2 * L);
        s3.intoArray(out, to + 3 * L);
        s4.intoArray(out, to + 4 * L);
        s5.intoArray(out, to + 5 * L);
        s6.intoArray(out, to + 6 * L);
        s7.intoArray(out, to + 7 * L);
    }

    private static void slide4(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        FloatVector s2 = FloatVector.broadcast(S, start);
        FloatVector s3 = FloatVector.broadcast(S, start);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector v = FloatVector.broadcast(S, w[wo + t]);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
            s1 = v.fma(FloatVector.fromArray(S, in, p + L), s1);
            s2 = v.fma(FloatVector.fromArray(S, in, p + 2 * L), s2);
            s3 = v.fma(FloatVector.fromArray(S, in, p + 3 * L), s3);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + L);
        s2.intoArray(out, to + 2 * L);
        s3.intoArray(out, to + 3 * L);
    }

    private static void slide2(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        FloatVector s1 = FloatVector.broadcast(S, start);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector v = FloatVector.broadcast(S, w[wo + t]);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
            s1 = v.fma(FloatVector.fromArray(S, in, p + L), s1);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + L);
    }

    private static void slide1(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to) {
        FloatVector s0 = FloatVector.broadcast(S, start);
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            FloatVector v = FloatVector.broadcast(S, w[wo + t]);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
        }
        s0.intoArray(out, to);
    }

    private static void dots9(float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int steps,
            float[] sums, int so) {
        int x0 = at + offsets[oo];
        int x1 = at + offsets[oo + 1];
        int x2 = at + offsets[oo + 2];
        int x3 = at + offsets[oo + 3];
        int x4 = at + offsets[oo + 4];
        int x5 = at + offsets[oo + 5];
        int x6 = at + offsets[oo + 6];
        int x7 = at + offsets[oo + 7];
        int x8 = at + offsets[oo + 8];
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s3 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s4 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s5 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s6 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        FloatVector s7 = FloatVector.fromArray(S, sums, so + 7 * PARTIALS);
        FloatVector s8 = FloatVector.fromArray(S, sums, so + 8 * PARTIALS);
        for (int k = 0; k < steps; k++) {
            int p = k * PARTIALS;
            FloatVector v = FloatVector.fromArray(S, dy, dyAt + p);
            s0 = v.fma(FloatVector.fromArray(S, x, x0 + p), s0);
            s1 = v.fma(FloatVector.fromArray(S, x, x1 + p), s1);
            s2 = v.fma(FloatVector.fromArray(S, x, x2 + p), s2);
            s3 = v.fma(FloatVector.fromArray(S, x, x3 + p), s3);
            s4 = v.fma(FloatVector.fromArray(S, x, x4 + p), s4);
            s5 = v.fma(FloatVector.fromArray(S, x, x5 + p), s5);
            s6 = v.fma(FloatVector.fromArray(S, x, x6 + p), s6);
            s7 = v.fma(FloatVector.fromArray(S, x, x7 + p), s7);
            s8 = v.fma(FloatVector.fromArray(S, x, x8 + p), s8);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + PARTIALS);
        s2.intoArray(sums, so + 2 * PARTIALS);
        s3.intoArray(sums, so + 3 * PARTIALS);
        s4.intoArray(sums, so + 4 * PARTIALS);
        s5.intoArray(sums, so + 5 * PARTIALS);
        s6.intoArray(sums, so + 6 * PARTIALS);
        s7.intoArray(sums, so + 7 * PARTIALS);
        s8.intoArray(sums, so + 8 * PARTIALS);
    }

    private static void dots7(float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int steps,
            float[] sums, int so) {
        int x0 = at + offsets[oo];
        int x1 = at + offsets[oo + 1];
        int x2 = at + offsets[oo + 2];
        int x3 = at + offsets[oo + 3];
        int x4 = at + offsets[oo + 4];
        int x5 = at + offsets[oo + 5];
        int x6 = at + offsets[oo + 6];
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s3 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        FloatVector s4 = FloatVector.fromArray(S, sums, so + 4 * PARTIALS);
        FloatVector s5 = FloatVector.fromArray(S, sums, so + 5 * PARTIALS);
        FloatVector s6 = FloatVector.fromArray(S, sums, so + 6 * PARTIALS);
        for (int k = 0; k < steps; k++) {
            int p = k * PARTIALS;
            FloatVector v = FloatVector.fromArray(S, dy, dyAt + p);
            s0 = v.fma(FloatVector.fromArray(S, x, x0 + p), s0);
            s1 = v.fma(FloatVector.fromArray(S, x, x1 + p), s1);
            s2 = v.fma(FloatVector.fromArray(S, x, x2 + p), s2);
            s3 = v.fma(FloatVector.fromArray(S, x, x3 + p), s3);
            s4 = v.fma(FloatVector.fromArray(S, x, x4 + p), s4);
            s5 = v.fma(FloatVector.fromArray(S, x, x5 + p), s5);
            s6 = v.fma(FloatVector.fromArray(S, x, x6 + p), s6);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + PARTIALS);
        s2.intoArray(sums, so + 2 * PARTIALS);
        s3.intoArray(sums, so + 3 * PARTIALS);
        s4.intoArray(sums, so + 4 * PARTIALS);
        s5.intoArray(sums, so + 5 * PARTIALS);
        s6.intoArray(sums, so + 6 * PARTIALS);
    }

    private static void dots4(float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int steps,
            float[] sums, int so) {
        int x0 = at + offsets[oo];
        int x1 = at + offsets[oo + 1];
        int x2 = at + offsets[oo + 2];
        int x3 = at + offsets[oo + 3];
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        FloatVector s1 = FloatVector.fromArray(S, sums, so + PARTIALS);
        FloatVector s2 = FloatVector.fromArray(S, sums, so + 2 * PARTIALS);
        FloatVector s3 = FloatVector.fromArray(S, sums, so + 3 * PARTIALS);
        for (int k = 0; k < steps; k++) {
            int p = k * PARTIALS;
            FloatVector v = FloatVector.fromArray(S, dy, dyAt + p);
            s0 = v.fma(FloatVector.fromArray(S, x, x0 + p), s0);
            s1 = v.fma(FloatVector.fromArray(S, x, x1 + p), s1);
            s2 = v.fma(FloatVector.fromArray(S, x, x2 + p), s2);
            s3 = v.fma(FloatVector.fromArray(S, x, x3 + p), s3);
        }
        s0.intoArray(sums, so);
        s1.intoArray(sums, so + PARTIALS);
        s2.intoArray(sums, so + 2 * PARTIALS);
        s3.intoArray(sums, so + 3 * PARTIALS);
    }

    private static void dots1(float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int steps,
            float[] sums, int so) {
        int x0 = at + offsets[oo];
        FloatVector s0 = FloatVector.fromArray(S, sums, so);
        for (int k = 0; k < steps; k++) {
            int p = k * PARTIALS;
            FloatVector v = FloatVector.fromArray(S, dy, dyAt + p);
            s0 = v.fma(FloatVector.fromArray(S, x, x0 + p), s0);
        }
        s0.intoArray(sums, so);
    }
}
