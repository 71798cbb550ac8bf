package io.github.convgrad.bench.peer;

import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The roof: how many fused multiply-adds the processor does when nothing else is in the way. Sixteen independent
 * accumulators in registers, no memory; enough to hide four cycles of latency on two units.
 */
public final class FmaPeak {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 2_000_000;
    private static final int ACCUMULATORS = 16;
    /** {@code a = a/2 + 1/2} keeps 1 at exactly 1: the result can be checked. */
    private static final float HALF = 0.5f;

    private final int threads;

    /** @param threads how many cores work at once */
    public FmaPeak(int threads) {
        this.threads = threads;
    }

    /** @return operations of one {@link #run}, in thousands of millions */
    public double gflop() {
        return 2e-9 * STEPS * ACCUMULATORS * SPECIES.length() * threads;
    }

    /** Runs the loop on all threads and checks what it computed. */
    public void run() {
        CountDownLatch others = new CountDownLatch(threads - 1);
        float[] sums = new float[threads];
        for (int i = 1; i < threads; i++) {
            int thread = i;
            Thread.ofPlatform().daemon().start(() -> {
                sums[thread] = chains(STEPS);
                others.countDown();
            });
        }
        sums[0] = chains(STEPS);
        try {
            others.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        for (float sum : sums) {
            if (sum != ACCUMULATORS * SPECIES.length()) {
                throw new IllegalStateException("the loop for the peak computed " + sum);
            }
        }
    }

    private static float chains(int steps) {
        FloatVector half = FloatVector.broadcast(SPECIES, HALF);
        FloatVector one = FloatVector.broadcast(SPECIES, 1);
        FloatVector a0 = one, a1 = one, a2 = one, a3 = one, a4 = one, a5 = one, a6 = one, a7 = one;
        FloatVector a8 = one, a9 = one, a10 = one, a11 = one, a12 = one, a13 = one, a14 = one, a15 = one;
        for (int i = 0; i < steps; i++) {
            a0 = a0.fma(half, half);
            a1 = a1.fma(half, half);
            a2 = a2.fma(half, half);
            a3 = a3.fma(half, half);
            a4 = a4.fma(half, half);
            a5 = a5.fma(half, half);
            a6 = a6.fma(half, half);
            a7 = a7.fma(half, half);
            a8 = a8.fma(half, half);
            a9 = a9.fma(half, half);
            a10 = a10.fma(half, half);
            a11 = a11.fma(half, half);
            a12 = a12.fma(half, half);
            a13 = a13.fma(half, half);
            a14 = a14.fma(half, half);
            a15 = a15.fma(half, half);
        }
        FloatVector left = a0.add(a1).add(a2).add(a3).add(a4).add(a5).add(a6).add(a7);
        FloatVector right = a8.add(a9).add(a10).add(a11).add(a12).add(a13).add(a14).add(a15);
        float[] lanes = left.add(right).toArray();
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
