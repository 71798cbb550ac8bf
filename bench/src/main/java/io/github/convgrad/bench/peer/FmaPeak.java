package io.github.convgrad.bench.peer;

import java.util.concurrent.CountDownLatch;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The roof: how many fused multiply-adds the processor does when nothing else is in the way. Twelve independent
 * accumulators, no memory: enough to hide five cycles of latency on two units, and with their constant no more than the
 * sixteen registers of AVX2.
 */
public final class FmaPeak {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int STEPS = 1_000_000;
    private static final int ACCUMULATORS = 12;

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
        double[] sums = new double[threads];
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
        for (double sum : sums) {
            if (sum != (double) STEPS * ACCUMULATORS * SPECIES.length()) {
                throw new IllegalStateException("the loop for the peak computed " + sum);
            }
        }
    }

    /** Adds one time one: what is added to is where the processor's instruction has it, and the sums are exact. */
    private static double chains(int steps) {
        FloatVector one = FloatVector.broadcast(SPECIES, 1), zero = FloatVector.zero(SPECIES);
        FloatVector a0 = zero, a1 = zero, a2 = zero, a3 = zero, a4 = zero, a5 = zero, a6 = zero, a7 = zero;
        FloatVector a8 = zero, a9 = zero, a10 = zero, a11 = zero;
        for (int i = 0; i < steps; i++) {
            a0 = one.fma(one, a0);
            a1 = one.fma(one, a1);
            a2 = one.fma(one, a2);
            a3 = one.fma(one, a3);
            a4 = one.fma(one, a4);
            a5 = one.fma(one, a5);
            a6 = one.fma(one, a6);
            a7 = one.fma(one, a7);
            a8 = one.fma(one, a8);
            a9 = one.fma(one, a9);
            a10 = one.fma(one, a10);
            a11 = one.fma(one, a11);
        }
        FloatVector left = a0.add(a1).add(a2).add(a3).add(a4).add(a5);
        FloatVector right = a6.add(a7).add(a8).add(a9).add(a10).add(a11);
        float[] lanes = left.add(right).toArray();
        double sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        return sum;
    }
}
