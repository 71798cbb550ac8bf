package io.github.convgrad.property;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Executors that do not help: a call needs nobody but its own thread, and nobody may touch its arrays afterwards. */
class ExecutorsTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void aSaturatedExecutorHoldsNothingUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService busy = Executors.newSingleThreadExecutor()) {
            try {
                busy.execute(() -> await(release));
                Families.all().forEach((name, s) -> sameBits(name, s, ConvPlan.builder(s).executor(busy, 3).build()));
            } finally {
                release.countDown();
            }
        }
    }

    @Test
    void tasksThatStartTooLateTouchNothing() {
        Families.all().forEach((name, s) -> {
            Queue<Runnable> late = new ArrayDeque<>();
            ConvPlan plan = ConvPlan.builder(s).executor(late::add, 4).build();
            ConvData d = ConvData.reals(s, 20);
            Gradients expected = Gradients.of(s, d);
            Gradients g = assertTimeoutPreemptively(LIMIT, () -> Gradients.of(plan, d));
            g.assertSameBits(expected, name);
            // What a user would do next: reuse the arrays.
            Gradients kept = Gradients.unwritten(s);
            System.arraycopy(kept.y(), 0, g.y(), 0, g.y().length);
            System.arraycopy(kept.dx(), 0, g.dx(), 0, g.dx().length);
            System.arraycopy(kept.dw(), 0, g.dw(), 0, g.dw().length);
            System.arraycopy(kept.db(), 0, g.db(), 0, g.db().length);
            late.forEach(Runnable::run);
            g.assertSameBits(kept, "written after the call: " + name);
            late.clear();
            Gradients.of(plan, d).assertSameBits(expected, name);
        });
    }

    @Test
    void lateTasksOfOneCallDoNotDisturbTheNext() throws Exception {
        for (ConvShape s : Families.all().values()) {
            Queue<Runnable> late = new ArrayDeque<>();
            ConvPlan plan = ConvPlan.builder(s).executor(late::add, 4).build();
            Gradients.of(plan, ConvData.reals(s, 21));
            Runnable[] old = late.toArray(Runnable[]::new);
            ConvData d = ConvData.reals(s, 22);
            Gradients expected = Gradients.of(s, d);
            AtomicInteger failures = new AtomicInteger();
            Thread straggler = new Thread(() -> {
                for (Runnable r : old) {
                    r.run();
                }
            });
            straggler.setUncaughtExceptionHandler((t, e) -> failures.incrementAndGet());
            straggler.start();
            Gradients.of(plan, d).assertSameBits(expected, s);
            straggler.join(LIMIT.toMillis());
            assertTrue(!straggler.isAlive() && failures.get() == 0, () -> "late tasks of " + s);
        }
    }

    @Test
    void aRejectingExecutorHoldsNothingUp() {
        Executor rejecting = r -> {
            throw new RejectedExecutionException("full");
        };
        Families.all().forEach((name, s) -> sameBits(name, s, ConvPlan.builder(s).executor(rejecting, 3).build()));
    }

    @Test
    void aThrowingExecutorLeavesThePlanUsable() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (ConvShape s : Families.all().values()) {
                // Refuses the first helper of one call and, when one helper is already at work, the second of another.
                Moody moody = new Moody(pool);
                ConvPlan plan = ConvPlan.builder(s).executor(moody, 4).build();
                ConvData d = ConvData.reals(s, 23);
                Gradients expected = Gradients.of(s, d);
                for (int refused = 1; refused <= 2; refused++) {
                    moody.refuse = refused;
                    try {
                        Gradients.of(plan, d).assertSameBits(expected, s);
                    } catch (IllegalStateException e) {
                        assertEquals("moody", e.getMessage());
                    }
                    moody.refuse = 0;
                    Gradients.of(plan, d).assertSameBits(expected, s);
                }
            }
        }
    }

    /** No thread for the second helper: the first one must not write to the arrays of a call that is over. */
    @Test
    void anErrorOfTheExecutorLeavesNobodyBehind() throws Exception {
        ConvShape s = ConvShape.builder().batch(8).channels(64, 64).input(32, 32).kernel(3, 3).pad(1).build();
        ConvData d = ConvData.reals(s, 26);
        Gradients expected = Gradients.of(s, d);
        try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 5; i++) {
                Gradients g = Gradients.unwritten(s);
                AtomicInteger asked = new AtomicInteger();
                ConvPlan plan = ConvPlan.builder(s).executor(helper -> {
                    if (asked.getAndIncrement() % 2 == 0) {
                        pool.execute(helper);
                    } else if (writtenSoon(g.dx())) {
                        throw new OutOfMemoryError("no thread");
                    }
                }, 4).build();
                boolean completed = true;
                try {
                    plan.backwardData(d.w(), d.dy(), g.dx());
                } catch (OutOfMemoryError e) {
                    assertEquals("no thread", e.getMessage());
                    completed = false;
                }
                float[] atReturn = g.dx().clone();
                pool.submit(() -> { }).get();
                Gradients.assertSameBits("written after the call: dx", atReturn, g.dx(), s);
                if (completed) {
                    Gradients.assertSameBits("dx", expected.dx(), g.dx(), s);
                }
            }
        }
    }

    /** Whether a helper begins to write; those of a stage that only prepares do not. */
    private static boolean writtenSoon(float[] output) {
        long end = System.nanoTime() + SECONDS.toNanos(1) / 4;
        while (System.nanoTime() < end) {
            for (int i = 0; i < output.length; i += 100) {
                if (!Float.isNaN(output[i])) {
                    return true;
                }
            }
        }
        return false;
    }

    private static final class Moody implements Executor {
        private final Executor pool;
        /** Counts down to the task that is refused; 0 refuses none. */
        private int refuse;

        Moody(Executor pool) {
            this.pool = pool;
        }

        @Override
        public void execute(Runnable task) {
            if (refuse > 0 && --refuse == 0) {
                throw new IllegalStateException("moody");
            }
            pool.execute(task);
        }
    }

    @Test
    void anInterruptedCallerGetsItsAnswer() throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (ConvShape s : Families.all().values()) {
                ConvPlan plan = ConvPlan.builder(s).executor(pool, 3).build();
                ConvData d = ConvData.reals(s, 24);
                Gradients expected = Gradients.of(s, d);
                Thread.currentThread().interrupt();
                boolean stillInterrupted;
                Gradients g;
                try {
                    g = Gradients.of(plan, d);
                } finally {
                    stillInterrupted = Thread.interrupted();
                }
                g.assertSameBits(expected, s);
                assertTrue(stillInterrupted, () -> "the interrupt was swallowed: " + s);
            }
        }
    }

    private static void sameBits(String name, ConvShape s, ConvPlan plan) {
        ConvData d = ConvData.reals(s, 25);
        Gradients expected = Gradients.of(s, d);
        assertTimeoutPreemptively(LIMIT, () -> Gradients.of(plan, d)).assertSameBits(expected, name);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(600, SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
