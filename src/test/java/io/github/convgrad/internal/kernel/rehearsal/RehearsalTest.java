package io.github.convgrad.internal.kernel.rehearsal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** When a rehearsal ends, with stand-ins that take as long as they are told. */
class RehearsalTest {
    private static final long MICRO = TimeUnit.MICROSECONDS.toNanos(1);

    private final Rehearsals all = new Rehearsals();
    private final AtomicInteger vectorRuns = new AtomicInteger();
    private volatile long vectorNanos;

    private Rehearsal rehearsal(long plainNanos) {
        return new Rehearsal(all, (Runnable) () -> {
            vectorRuns.incrementAndGet();
            spin(vectorNanos);
        }, () -> spin(plainNanos), Runnable::run);
    }

    @Test
    void vectorsFasterThanTheTwinAreReady() {
        vectorNanos = 0;
        Rehearsal r = rehearsal(20 * MICRO);
        int rounds = 0;
        for (; !r.ready && rounds < 10_000; rounds++) {
            r.round();
        }
        assertTrue(r.ready);
        assertTrue(r.isOver());
        assertTrue(rounds >= 100, "ready after " + rounds + " rounds, before anything can have been compiled");
    }

    @Test
    void vectorsBecomeReadyWhenTheyBecomeFast() {
        vectorNanos = 100 * MICRO;
        Rehearsal r = rehearsal(5 * MICRO);
        for (int i = 0; i < 500; i++) {
            r.round();
        }
        assertFalse(r.isOver());
        vectorNanos = 0;
        for (int i = 0; i < 100 && !r.ready; i++) {
            r.round();
        }
        assertTrue(r.ready);
    }

    @Test
    void vectorsThatStaySlowAreGivenUp() {
        vectorNanos = 2000 * MICRO;
        Rehearsal r = rehearsal(0);
        long begin = System.nanoTime();
        while (!r.isOver() && System.nanoTime() - begin < 10 * Rehearsal.MOST_NANOS) {
            r.round();
        }
        assertTrue(r.isOver());
        assertFalse(r.ready);
        int runs = vectorRuns.get();
        for (int i = 0; i < 1000; i++) {
            r.end(r.begin() - 10 * MICRO);
        }
        assertTrue(vectorRuns.get() < runs + 20, "runs of vectors that were given up: " + (vectorRuns.get() - runs));
        vectorNanos = 0;
        for (int i = 0; i < 100 && !r.ready; i++) {
            r.end(r.begin() - TimeUnit.SECONDS.toNanos(1));
        }
        assertTrue(r.ready, "vectors that were slow to become fast");
    }

    @Test
    void cheapVectorsThatStaySlowAreGivenUpToo() {
        vectorNanos = 2 * MICRO;
        Rehearsal r = rehearsal(0);
        for (int i = 0; i < Rehearsal.MOST_RUNS && !r.isOver(); i++) {
            r.round();
        }
        assertTrue(r.isOver());
        assertFalse(r.ready);
    }

    @Test
    void roundsTakeAPartOfTheTwinsTime() {
        vectorNanos = 100 * MICRO;
        Rehearsal r = rehearsal(MICRO);
        long work = 0;
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < TimeUnit.MILLISECONDS.toNanos(300)) {
            long now = System.nanoTime();
            spin(50 * MICRO);
            long end = System.nanoTime();
            work += end - now;
            r.end(now);
        }
        long all = System.nanoTime() - begin;
        assertTrue(vectorRuns.get() > 100, vectorRuns + " runs");
        assertTrue(work > all / 3, "work took " + work + " of " + all + " ns");
    }

    @Test
    void vectorsThatFindNoMemoryAreNobodysFailure() {
        Rehearsal r = new Rehearsal(all, (Runnable) () -> {
            vectorRuns.incrementAndGet();
            throw new OutOfMemoryError("none left, the test says");
        }, () -> { }, Runnable::run);
        for (int i = 0; i < 50; i++) {
            r.end(r.begin() - TimeUnit.SECONDS.toNanos(1));
        }
        assertEquals(50, vectorRuns.get(), "tries, one for each call");
        assertFalse(r.ready);
        assertTrue(all.enter(), "another thread may rehearse");
    }

    @Test
    void oneThreadRehearsesTheOthersGoOn() {
        Rehearsal r = rehearsal(0);
        assertTrue(all.enter());
        r.end(r.begin() - TimeUnit.SECONDS.toNanos(1));
        assertEquals(0, vectorRuns.get());
        all.leave();
        r.end(r.begin() - TimeUnit.SECONDS.toNanos(1));
        assertTrue(vectorRuns.get() > 0);
    }

    @Test
    void warmingUpRehearsesWhatTheWorkUsesAndNothingElse() {
        vectorNanos = 0;
        Rehearsal used = rehearsal(20 * MICRO);
        Rehearsal unused = rehearsal(20 * MICRO);
        assertTrue(all.warmUp(() -> {
            if (!used.ready) {
                used.end(used.begin());
            }
        }, TimeUnit.SECONDS.toNanos(60)));
        assertTrue(used.ready);
        assertFalse(unused.ready);
    }

    @Test
    void warmingUpKeepsToItsLimit() {
        vectorNanos = 100 * MICRO;
        Rehearsal r = rehearsal(0);
        long begin = System.nanoTime();
        assertFalse(all.warmUp(() -> r.end(r.begin()), TimeUnit.MILLISECONDS.toNanos(50)));
        long took = System.nanoTime() - begin;
        assertTrue(took < Rehearsal.MOST_NANOS / 2, took + " ns");
        assertFalse(r.isOver());
    }

    @Test
    void warmingUpSaysWhenSomethingWasGivenUp() {
        vectorNanos = 1000 * MICRO;
        Rehearsal r = rehearsal(0);
        assertFalse(all.warmUp(() -> r.end(r.begin()), TimeUnit.SECONDS.toNanos(60)));
        assertTrue(r.isOver());
        vectorNanos = 0;
        all.warmUp(() -> { }, 0);
        assertTrue(r.isOver(), "no time only asks");
        assertTrue(all.warmUp(() -> r.end(r.begin()), TimeUnit.SECONDS.toNanos(60)), "tried again");
        assertTrue(r.ready);
    }

    @Test
    void anInterruptEndsWarmingUpAndStays() {
        vectorNanos = 10 * MICRO;
        Rehearsal r = rehearsal(0);
        Thread.currentThread().interrupt();
        assertFalse(all.warmUp(() -> r.end(r.begin()), TimeUnit.SECONDS.toNanos(60)));
        assertTrue(Thread.interrupted());
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (nanos > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }
}
