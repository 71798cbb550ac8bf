package io.github.convgrad.property;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import io.github.convgrad.arbitrary.Families;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Same inputs, same bits: on any number of workers, on every run, and however many threads share a plan. */
class ThreadsTest {

    private static ExecutorService pool;

    @BeforeContainer
    static void start() {
        pool = Executors.newFixedThreadPool(6, Thread.ofPlatform().daemon().factory());
    }

    @AfterContainer
    static void stop() throws InterruptedException {
        pool.shutdown();
        assertTrue(pool.awaitTermination(60, SECONDS), "a worker never came to an end");
    }

    @Property(tries = 150)
    void workersDoNotChangeABit(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        everyNumberOfWorkers(s, seed);
    }

    @Example
    void workersDoNotChangeABitOfAnyFamily() {
        Families.all().values().forEach(s -> everyNumberOfWorkers(s, 6));
    }

    @Example
    void workersDoNotChangeABitOfLargeLayers() {
        Families.large().values().forEach(s -> everyNumberOfWorkers(s, 7));
    }

    @Example
    void otherExecutorsGiveTheSameBits() {
        try (ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor();
                ForkJoinPool fork = new ForkJoinPool(3)) {
            Families.all().forEach((name, s) -> {
                ConvData d = ConvData.reals(s, 8);
                Gradients expected = Gradients.of(s, d);
                Gradients.of(ConvPlan.builder(s).executor(virtual, 3).build(), d).assertSameBits(expected, name);
                Gradients.of(ConvPlan.builder(s).executor(fork, 3).build(), d).assertSameBits(expected, name);
                Gradients.of(ConvPlan.builder(s).executor(Runnable::run, 3).build(), d).assertSameBits(expected, name);
            });
        }
    }

    @Example
    void repeatedRunsGiveTheSameBits() {
        Families.all().forEach((name, s) -> {
            ConvPlan plan = ConvPlan.builder(s).executor(pool, 3).build();
            ConvData d = ConvData.reals(s, 9);
            ConvData other = ConvData.reals(s, 10);
            Gradients expected = Gradients.of(plan, d);
            for (int i = 0; i < 10; i++) {
                // Another call in between leaves other rubbish in the scratch.
                Gradients.of(plan, other);
                Gradients.of(plan, d).assertSameBits(expected, name);
            }
        });
    }

    @Example
    void oneSequentialPlanServesManyThreads() throws Exception {
        manyThreads(1);
    }

    @Example
    void oneParallelPlanServesManyThreads() throws Exception {
        manyThreads(3);
    }

    private static void everyNumberOfWorkers(ConvShape s, long seed) {
        ConvData d = ConvData.reals(s, seed);
        Gradients expected = Gradients.of(s, d);
        for (int workers : new int[] {1, 2, 3, 7}) {
            ConvPlan plan = ConvPlan.builder(s).executor(pool, workers).build();
            assertEquals(workers, plan.workers());
            Gradients.of(plan, d).assertSameBits(expected, workers + " workers: " + s);
        }
    }

    private static void manyThreads(int workers) throws Exception {
        int threads = 4;
        // Not closed but shut down: were a call never to return, closing would wait for it instead of failing.
        ExecutorService callers = Executors.newFixedThreadPool(threads, Thread.ofPlatform().daemon().factory());
        try {
            for (ConvShape s : Families.all().values()) {
                ConvPlan plan = workers == 1 ? ConvPlan.of(s) : ConvPlan.builder(s).executor(pool, workers).build();
                List<Future<?>> calls = new ArrayList<>();
                for (int t = 0; t < threads; t++) {
                    ConvData d = ConvData.reals(s, 100 + t);
                    Gradients expected = Gradients.of(s, d);
                    calls.add(callers.submit(() -> {
                        for (int i = 0; i < 10; i++) {
                            Gradients.of(plan, d).assertSameBits(expected, s);
                        }
                    }));
                }
                for (Future<?> call : calls) {
                    call.get(60, SECONDS);
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
