package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.LaneRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The tall kernels of {@link SimdLaneRows}: seven results below each other, of as many channels as a vector has lanes. It is
 * {@link SimdTallRows} with channels for neighbours: a pixel is loaded once for all the sums that it meets, and weights
 * are vectors too.
 *
 * <p>Seven sums, up to seven weights and a pixel make 15 vectors: 16 registers are enough.
 */
final class SimdLaneTiles {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int PITCH = LaneRows.TALL_PITCH * L;

    private SimdLaneTiles() {
    }

    /** As {@link LaneRows#slideTall}. */
    static void slide(int kernelHeight, int kernelWidth, int pixels, float[] w, int wo, float[] starts, int so, float[] out,
            int to, int outPitch, float[] in, int at) {
        for (int p = 0; p < pixels; p++) {
            switch (kernelHeight) {
                case 5 -> tall5(kernelWidth, w, wo, starts, so, out, to + p * L, outPitch, in, at + p * L);
                case 7 -> tall7(kernelWidth, w, wo, starts, so, out, to + p * L, outPitch, in, at + p * L);
                default -> throw new UnsupportedOperationException(
                        "kernelHeight is " + kernelHeight + ", expected 5 or 7");
            }
        }
    }

    private static void tall5(int columns, float[] w, int wo, float[] starts, int so, float[] out, int to, int outPitch,
            float[] in, int at) {
        FloatVector s0 = FloatVector.fromArray(S, starts, so), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
        for (int j = 0; j < columns; j++) {
            int p = at + j * L, v = wo + j * 5 * L;
            FloatVector w0 = FloatVector.fromArray(S, w, v);
            FloatVector w1 = FloatVector.fromArray(S, w, v + L);
            FloatVector w2 = FloatVector.fromArray(S, w, v + 2 * L);
            FloatVector w3 = FloatVector.fromArray(S, w, v + 3 * L);
            FloatVector w4 = FloatVector.fromArray(S, w, v + 4 * L);
            FloatVector x = FloatVector.fromArray(S, in, p);
            s0 = w0.fma(x, s0);
            x = FloatVector.fromArray(S, in, p + PITCH);
            s0 = w1.fma(x, s0);
            s1 = w0.fma(x, s1);
            x = FloatVector.fromArray(S, in, p + 2 * PITCH);
            s0 = w2.fma(x, s0);
            s1 = w1.fma(x, s1);
            s2 = w0.fma(x, s2);
            x = FloatVector.fromArray(S, in, p + 3 * PITCH);
            s0 = w3.fma(x, s0);
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s0 = w4.fma(x, s0);
            s1 = w3.fma(x, s1);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s1 = w4.fma(x, s1);
            s2 = w3.fma(x, s2);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s2 = w4.fma(x, s2);
            s3 = w3.fma(x, s3);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s3 = w4.fma(x, s3);
            s4 = w3.fma(x, s4);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s4 = w4.fma(x, s4);
            s5 = w3.fma(x, s5);
            s6 = w2.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 9 * PITCH);
            s5 = w4.fma(x, s5);
            s6 = w3.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 10 * PITCH);
            s6 = w4.fma(x, s6);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + outPitch);
        s2.intoArray(out, to + 2 * outPitch);
        s3.intoArray(out, to + 3 * outPitch);
        s4.intoArray(out, to + 4 * outPitch);
        s5.intoArray(out, to + 5 * outPitch);
        s6.intoArray(out, to + 6 * outPitch);
    }

    private static void tall7(int columns, float[] w, int wo, float[] starts, int so, float[] out, int to, int outPitch,
            float[] in, int at) {
        FloatVector s0 = FloatVector.fromArray(S, starts, so), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0;
        for (int j = 0; j < columns; j++) {
            int p = at + j * L, v = wo + j * 7 * L;
            FloatVector w0 = FloatVector.fromArray(S, w, v);
            FloatVector w1 = FloatVector.fromArray(S, w, v + L);
            FloatVector w2 = FloatVector.fromArray(S, w, v + 2 * L);
            FloatVector w3 = FloatVector.fromArray(S, w, v + 3 * L);
            FloatVector w4 = FloatVector.fromArray(S, w, v + 4 * L);
            FloatVector w5 = FloatVector.fromArray(S, w, v + 5 * L);
            FloatVector w6 = FloatVector.fromArray(S, w, v + 6 * L);
            FloatVector x = FloatVector.fromArray(S, in, p);
            s0 = w0.fma(x, s0);
            x = FloatVector.fromArray(S, in, p + PITCH);
            s0 = w1.fma(x, s0);
            s1 = w0.fma(x, s1);
            x = FloatVector.fromArray(S, in, p + 2 * PITCH);
            s0 = w2.fma(x, s0);
            s1 = w1.fma(x, s1);
            s2 = w0.fma(x, s2);
            x = FloatVector.fromArray(S, in, p + 3 * PITCH);
            s0 = w3.fma(x, s0);
            s1 = w2.fma(x, s1);
            s2 = w1.fma(x, s2);
            s3 = w0.fma(x, s3);
            x = FloatVector.fromArray(S, in, p + 4 * PITCH);
            s0 = w4.fma(x, s0);
            s1 = w3.fma(x, s1);
            s2 = w2.fma(x, s2);
            s3 = w1.fma(x, s3);
            s4 = w0.fma(x, s4);
            x = FloatVector.fromArray(S, in, p + 5 * PITCH);
            s0 = w5.fma(x, s0);
            s1 = w4.fma(x, s1);
            s2 = w3.fma(x, s2);
            s3 = w2.fma(x, s3);
            s4 = w1.fma(x, s4);
            s5 = w0.fma(x, s5);
            x = FloatVector.fromArray(S, in, p + 6 * PITCH);
            s0 = w6.fma(x, s0);
            s1 = w5.fma(x, s1);
            s2 = w4.fma(x, s2);
            s3 = w3.fma(x, s3);
            s4 = w2.fma(x, s4);
            s5 = w1.fma(x, s5);
            s6 = w0.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 7 * PITCH);
            s1 = w6.fma(x, s1);
            s2 = w5.fma(x, s2);
            s3 = w4.fma(x, s3);
            s4 = w3.fma(x, s4);
            s5 = w2.fma(x, s5);
            s6 = w1.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 8 * PITCH);
            s2 = w6.fma(x, s2);
            s3 = w5.fma(x, s3);
            s4 = w4.fma(x, s4);
            s5 = w3.fma(x, s5);
            s6 = w2.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 9 * PITCH);
            s3 = w6.fma(x, s3);
            s4 = w5.fma(x, s4);
            s5 = w4.fma(x, s5);
            s6 = w3.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 10 * PITCH);
            s4 = w6.fma(x, s4);
            s5 = w5.fma(x, s5);
            s6 = w4.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 11 * PITCH);
            s5 = w6.fma(x, s5);
            s6 = w5.fma(x, s6);
            x = FloatVector.fromArray(S, in, p + 12 * PITCH);
            s6 = w6.fma(x, s6);
        }
        s0.intoArray(out, to);
        s1.intoArray(out, to + outPitch);
        s2.intoArray(out, to + 2 * outPitch);
        s3.intoArray(out, to + 3 * outPitch);
        s4.intoArray(out, to + 4 * outPitch);
        s5.intoArray(out, to + 5 * outPitch);
        s6.intoArray(out, to + 6 * outPitch);
    }
}
