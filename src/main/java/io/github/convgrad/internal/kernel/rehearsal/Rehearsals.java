package io.github.convgrad.internal.kernel.rehearsal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * All rehearsals of a set of kernels. One thread at a time rehearses; others do not wait, they go on with their work. The
 * tiny problems therefore share their arrays.
 */
final class Rehearsals {
    /** Floats of the arrays: more than any tiny problem needs. */
    private static final int FLOATS = 1 << 14;
    /** The part of all time that is lent to kernels that work too little to earn theirs. */
    private static final int LENT_SHARE = 20;
    private static final long MOST_LENT = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long PAUSE = TimeUnit.MICROSECONDS.toNanos(200);

    /** What tiny problems read; zeros. */
    final float[] source = new float[FLOATS];
    /** What they write. */
    final float[] target = new float[FLOATS];

    private final List<Rehearsal> all = new ArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final ReentrantLock warmingUp = new ReentrantLock();
    private long purse;
    private long filled = System.nanoTime();

    /** Counts a rehearsal in; while the set is made, before other threads see it. */
    void add(Rehearsal rehearsal) {
        all.add(rehearsal);
    }

    /** All that were counted in. */
    List<Rehearsal> all() {
        return Collections.unmodifiableList(all);
    }

    /** Begins to rehearse, unless another thread does. */
    boolean enter() {
        return !busy.get() && busy.compareAndSet(false, true);
    }

    /** Ends what {@link #enter} began. */
    void leave() {
        busy.set(false);
    }

    /** Whether there is time for a kernel that has not earned it. */
    boolean lends(long now) {
        purse = Math.min(MOST_LENT, purse + (now - filled) / LENT_SHARE);
        filled = now;
        return purse > 0;
    }

    /** Pays for a round that was lent. */
    void repay(long nanos) {
        purse -= nanos;
    }

    /**
     * Runs some work, and rehearses what it uses until that is compiled, has been given up or time is up. What was given
     * up before is tried again, if there is any time. Stops early when the thread is interrupted, and leaves it so.
     *
     * @param work  does a little of what is to be fast; more than once
     * @param nanos how long to go on
     * @return whether all kernels that the work uses are compiled
     */
    boolean warmUp(Runnable work, long nanos) {
        long end = System.nanoTime() + nanos;
        if (!lock(nanos)) {
            return false;
        }
        try {
            if (nanos > 0) {
                all.stream().filter(r -> r.isOver() && !r.ready).forEach(this::takeUp);
            }
            while (true) {
                all.forEach(Rehearsal::forget);
                work.run();
                List<Rehearsal> open = all.stream().filter(r -> r.isUsed() && !r.isOver()).toList();
                if (open.isEmpty()) {
                    return all.stream().noneMatch(r -> r.isUsed() && !r.ready);
                }
                if (!rehearse(open, end)) {
                    return false;
                }
            }
        } finally {
            warmingUp.unlock();
        }
    }

    private void takeUp(Rehearsal r) {
        while (!enter()) {
            LockSupport.parkNanos(this, PAUSE);
        }
        try {
            r.takeUp();
        } finally {
            leave();
        }
    }

    private boolean lock(long nanos) {
        try {
            return warmingUp.tryLock(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Rehearses until all are over; whether there was time enough. */
    private boolean rehearse(List<Rehearsal> open, long end) {
        while (true) {
            boolean over = true, waiting = true;
            for (Rehearsal r : open) {
                // One after the other, so that C2 has something to compile while the next one is run.
                do {
                    if (System.nanoTime() - end >= 0 || Thread.currentThread().isInterrupted()) {
                        return false;
                    }
                    if (!r.isOver() && enter()) {
                        try {
                            r.round();
                        } finally {
                            leave();
                        }
                    }
                } while (!r.isOver() && !r.isWaiting());
                over &= r.isOver();
            }
            if (over) {
                return true;
            }
            LockSupport.parkNanos(this, PAUSE);
        }
    }
}
