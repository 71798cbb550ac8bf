package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.LaneRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Rows of pixels whose lanes are channels, seven pixels or four at a time: as many chains as hide the latency of one.
 */
final class SimdLaneRows implements LaneRows {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int SEVEN = 7;
    private static final int FOUR = 4;

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void slide(int pixels, int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at) {
        for (int p = 0, rest = pixels; rest > 0;) {
            if (rest > FOUR && rest != 2 * FOUR) {
                seven(taps, w, wo, starts, so, out, to + p * L, offsets, in, at + p * L);
                p += SEVEN;
                rest -= SEVEN;
            } else {
                four(taps, w, wo, starts, so, out, to + p * L, offsets, in, at + p * L);
                p += FOUR;
                rest -= FOUR;
            }
        }
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, int pixels, float[] w, int wo, float[] starts, int so,
            float[] out, int to, int outPitch, float[] in, int at) {
        SimdLaneTiles.slide(kernelHeight, kernelWidth, pixels, w, wo, starts, so, out, to, outPitch, in, at);
    }

    private static void seven(int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at) {
        FloatVector s0 = FloatVector.fromArray(S, starts, so), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[t];
            FloatVector v = FloatVector.fromArray(S, w, wo + t * L);
            s0 = v.fma(FloatVector.fromArray(S, in, p), s0);
            s1 = v.fma(FloatVector.fromArray(S, in, p + L), s1);
            s2 = v.fma(FloatVector.fromArray(S, in, p + 2 * L), s2);
            s3 = v.fma(FloatVector.fromArray(S, in, p + 3 * L), s3);
            s4 = v.fma(FloatVector.fromArray(S, in, p + 4 * L), s4);
            s5 = v.fma(FloatVector.fromArray(S, in, p + 5 * L), s5);
            s6 = v.fma(FloatVector.fromArray(S, in, p + 6 * L), s6);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + L);
        s2.intoArray(out, to + 2 * L);
        s3.intoArray(out, to + 3 * L);
        s4.intoArray(out, to + 4 * L);
        s5.intoArray(out, to + 5 * L);
        s6.intoArray(out, to + 6 * L);
    }

    private static void four(int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at) {
        FloatVector s0 = FloatVector.fromArray(S, starts, so), s1 = s0, s2 = s0, s3 = s0;
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[t];
            FloatVector v = FloatVector.fromArray(S, w, wo + t * L);
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
}
