package io.github.convgrad.internal.kernel.rehearsal;

import java.util.function.Consumer;

/**
 * One method of a kernel on its way to C2.
 *
 * <pre>
 *   a call of the kernel ---ready? ---yes---> vectors
 *                           |
 *                           no ---> the plain twin does the work, same bits
 *                                   then, if the twin's time has earned it:
 *                                     a round: the vectors' tiny problem a few times, timed; the twin's likewise
 *                                     much faster than the twin, three rounds in a row: ready, for good
 *                                     (as fast will do when both must have been compiled long since)
 * </pre>
 *
 * <p>The method's counters grow with the rounds until HotSpot compiles it, as they would with real calls; but a real
 * call of a cold kernel may take a second, a tiny problem takes microseconds. Rounds take a part of the time that the
 * twin takes, and a small part from when the vectors are still slow after {@link #MOST_RUNS} runs or {@link #MOST_NANOS}:
 * the method has been given up then, but HotSpot may have been busy, and no kernel stays slow for good because of that.
 *
 * <p>{@link #ready} is read in every call of a kernel, without a fence: a thread that learns of it late works on with
 * the twin. All else is guarded by {@link Rehearsals}.
 */
final class Rehearsal {
    /** Runs of a round. */
    private static final int RUNS = 4;
    /** Rounds in a row that must be fast. */
    private static final int FAST_ROUNDS = 3;
    /** Runs before which HotSpot compiles nothing: until then a round proves nothing. */
    private static final int FEWEST_RUNS = 600;
    /** Runs after which the counters have most likely called C2; what is left is to wait for it. */
    private static final int CALLING_RUNS = 6000;
    /** Runs after which a kernel has been given up. */
    static final int MOST_RUNS = 100_000;
    /** Cold vectors never beat their twin by this factor, even where the twin is not compiled yet. */
    private static final int CLEARLY = 6;
    /** Compiled vectors take no longer than a compiled twin times this, even where all they do is copy. */
    private static final int ABOUT = 2;
    /** What a run may take besides: clock, calls. */
    private static final long SLACK_NANOS = 100;
    /** The twin's time for which rounds may take 1. */
    private static final int SHARE = 2;
    /** The same where the kernel has been given up. */
    private static final int RARE_SHARE = 16;
    /** Rounds are charged so many times their time when all they do is wait. */
    private static final int WAITING = 8;
    /** Time of all rounds after which a kernel has been given up. */
    static final long MOST_NANOS = 4_000_000_000L;

    /** Whether C2 has compiled the vectors. */
    boolean ready;

    private final Rehearsals all;
    private final Runnable vectors;
    private final Runnable plain;
    private boolean used;
    private boolean givenUp;
    private long credit;
    private long spent;
    private int runs;
    private int fastRounds;
    private long plainBest = Long.MAX_VALUE;

    /**
     * A method that is cold.
     *
     * @param vectors the kernel that has it
     * @param plain   its twin
     * @param problem runs the method on a tiny problem, different ones in turn where it has branches
     */
    <K> Rehearsal(Rehearsals all, K vectors, K plain, Consumer<K> problem) {
        this.all = all;
        this.vectors = () -> problem.accept(vectors);
        this.plain = () -> problem.accept(plain);
        all.add(this);
    }

    /** When the twin begins. */
    long begin() {
        return System.nanoTime();
    }

    /** After the twin has done the work that began then. */
    void end(long begin) {
        // Racy on purpose: at worst a call is not counted.
        used = true;
        if (!all.enter()) {
            return;
        }
        try {
            long now = System.nanoTime();
            credit += (now - begin) / (givenUp ? RARE_SHARE : SHARE);
            if (credit <= 0 && !givenUp && all.lends(now)) {
                all.repay(charge(round()));
            }
            while (credit > 0 && !ready) {
                // Not in one statement: a round may take all credit away.
                long cost = charge(round());
                credit -= cost;
            }
        } finally {
            all.leave();
        }
    }

    private long charge(long nanos) {
        return isWaiting() ? WAITING * nanos : nanos;
    }

    /** One round; returns how long it took. Only between {@link Rehearsals#enter} and {@link Rehearsals#leave}. */
    long round() {
        long begin = System.nanoTime();
        try {
            run(vectors);
            long middle = System.nanoTime();
            run(plain);
            long end = System.nanoTime();
            plainBest = Math.min(plainBest, end - middle);
            runs += RUNS;
            long fast = isWaiting() ? ABOUT * plainBest + RUNS * SLACK_NANOS : plainBest / CLEARLY;
            fastRounds = middle - begin <= fast ? fastRounds + 1 : 0;
            ready = fastRounds >= FAST_ROUNDS && runs >= FEWEST_RUNS;
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Cold vectors need memory and stack. The caller's work is done without them, so this is not its failure.
            fastRounds = 0;
            credit = 0;
        }
        long nanos = System.nanoTime() - begin;
        spent += nanos;
        givenUp = !ready && (spent > MOST_NANOS || runs > MOST_RUNS);
        return nanos;
    }

    private static void run(Runnable problem) {
        for (int i = 0; i < RUNS; i++) {
            problem.run();
        }
    }

    /** Whether the counters have called C2. */
    boolean isWaiting() {
        return runs > CALLING_RUNS;
    }

    /** Whether it is ready or has been given up. */
    boolean isOver() {
        return ready || givenUp;
    }

    /** Takes a kernel up again, as if nothing had been spent on it yet. */
    void takeUp() {
        givenUp = false;
        spent = 0;
        runs = Math.min(runs, CALLING_RUNS);
    }

    /** Whether the twin has worked since {@link #forget}. */
    boolean isUsed() {
        return used;
    }

    /** Forgets that the twin has worked. */
    void forget() {
        used = false;
    }
}
