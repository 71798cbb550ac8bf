package io.github.convgrad.internal.kernel;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Which of two ways of doing the same work has been the faster. Now and then some pieces of the work, one after the other,
 * are done in either way, and the last ones timed: what the processor reads ahead for one piece belongs to the next, and a
 * single piece among others says little. All others are done in the way that has been the better so far. Only times depend
 * on it, never a result: there are choices that nothing tells but measuring, as what a machine's memory likes
 * (bench/notes/105).
 *
 * <p>When to try is left to chance, so that workers share what they only read, but for that time. They race for it: a time
 * may be lost or one more piece be tried, which does no harm.
 */
public final class FasterWay {
    /** A piece is a way, whether it is timed, and since when. */
    private static final long WAY = 1;
    private static final long TIMED = 2;
    private static final int CLOCK_SHIFT = 2;
    /** Trials that come often. */
    private static final int FIRST_TRIALS = 16;
    /** The other way has to be better by so much. */
    private static final float BETTER = 0.95f;

    /**
     * How ways are tried.
     *
     * @param series pieces of a trial
     * @param timed  how many of them, the last ones, are timed
     * @param often  a trial begins at one of {@code 1 << often} pieces at first
     * @param seldom and later at one of {@code 1 << seldom}
     */
    private record Trials(int series, int timed, int often, int seldom) {
    }

    /** For pieces of microseconds, of tenths of milliseconds, and of milliseconds, of which there are few. */
    private static final Trials SMALL = new Trials(16, 8, 5, 11);
    private static final Trials TASKS = new Trials(4, 2, 2, 7);
    private static final Trials LARGE = new Trials(1, 1, 1, 6);

    private final Trials how;
    private final IntSupplier chance;
    private final LongSupplier clock;
    private int way;
    private int shift;
    private int trials;
    /** Pieces that the trial has still to come, if there is one. */
    private int left;
    /** Nanoseconds for a unit of work in either way; 0 if it has not been timed. */
    private float cost0;
    private float cost1;

    /** A choice for pieces of microseconds that begins with a way, 0 or 1. */
    public FasterWay(int way) {
        this(way, SMALL, () -> ThreadLocalRandom.current().nextInt(), System::nanoTime);
    }

    FasterWay(int way, IntSupplier chance, LongSupplier clock) {
        this(way, SMALL, chance, clock);
    }

    /** A choice for tasks of a stage, some tenths of milliseconds, that begins with a way, 0 or 1. */
    public static FasterWay ofTasks(int way) {
        return ofTasks(way, () -> ThreadLocalRandom.current().nextInt(), System::nanoTime);
    }

    static FasterWay ofTasks(int way, IntSupplier chance, LongSupplier clock) {
        return new FasterWay(way, TASKS, chance, clock);
    }

    /** A choice for pieces of milliseconds that begins with a way, 0 or 1. */
    public static FasterWay ofLargePieces(int way) {
        return ofLargePieces(way, () -> ThreadLocalRandom.current().nextInt(), System::nanoTime);
    }

    static FasterWay ofLargePieces(int way, IntSupplier chance, LongSupplier clock) {
        return new FasterWay(way, LARGE, chance, clock);
    }

    private FasterWay(int way, Trials how, IntSupplier chance, LongSupplier clock) {
        this.way = way;
        this.how = how;
        shift = Integer.SIZE - how.often;
        this.chance = chance;
        this.clock = clock;
    }

    /** The way of a piece. */
    public static int way(long piece) {
        return (int) (piece & WAY);
    }

    /** The better way so far. */
    public int way() {
        return way;
    }

    /** Begins a piece. */
    public long begin() {
        return left > 0 || chance.getAsInt() >>> shift == 0 ? tried() : way;
    }

    private long tried() {
        if (left <= 0) {
            left = how.series;
            trials++;
            shift = Integer.SIZE - (trials < FIRST_TRIALS ? how.often : how.seldom);
        }
        int tried = trials & 1;
        return left-- > how.timed ? tried : clock.getAsLong() << CLOCK_SHIFT | TIMED | tried;
    }

    /** Ends a piece that was so much work. */
    public void end(long piece, int work) {
        if ((piece & TIMED) != 0) {
            took(way(piece), (clock.getAsLong() << CLOCK_SHIFT) - (piece & -1L << CLOCK_SHIFT) >> CLOCK_SHIFT, work);
        }
    }

    private void took(int tried, long nanos, int work) {
        float now = (float) nanos / work;
        if (tried == 0) {
            cost0 = mean(cost0, now);
        } else {
            cost1 = mean(cost1, now);
        }
        float here = way == 0 ? cost0 : cost1, there = way == 0 ? cost1 : cost0;
        if (there > 0f && there < BETTER * here) {
            way = 1 - way;
        }
    }

    /**
     * A mean that forgets. A thread that had to wait says little: what is slower counts less than what is faster, and what
     * comes from before C2 has compiled the work is forgotten at once.
     */
    private static float mean(float before, float now) {
        return before == 0f || now < before / 2 ? now : now < before ? before + (now - before) / 4
                : before + (Math.min(now, 2 * before) - before) / 16;
    }
}
