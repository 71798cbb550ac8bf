package io.github.convgrad.bench.peer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times several things fairly on a machine whose speed changes from minute to minute: in turns, A B C A B C, so that a
 * slow minute meets all of them. Every turn begins with one untimed call, which fills caches and wakes threads.
 */
final class Turns {

    private static final int ROUNDS = 5;
    /** The JVM's compilers need that long, and that many calls, before a call is worth timing. */
    private static final double WARM_SECONDS = 1;
    private static final int WARM_CALLS = 10;
    private static final double MOST_WARM_SECONDS = 4;
    /** A call as slow as this speaks for itself: one untimed call before it would only cost time. */
    private static final double SLOW_SECONDS = 0.5;

    /** Something to be timed. */
    interface Timed {
        /** What is timed. */
        void run();

        /** What is not. */
        default void tidy() {
        }

        /** @return whether the JVM's compilers have to see it run many times before it is worth timing */
        default boolean isJava() {
            return false;
        }
    }

    private Turns() {
    }

    /**
     * Warms everything up and times it.
     *
     * @param subjects what to time
     * @param seconds  of timed calls, for all subjects together; every subject gets at least one call in every round
     * @return the median time of a call of each, in milliseconds
     */
    static double[] medians(List<? extends Timed> subjects, double seconds) {
        List<List<Double>> times = new ArrayList<>();
        double[] usual = new double[subjects.size()];
        for (int i = 0; i < subjects.size(); i++) {
            times.add(new ArrayList<>());
            usual[i] = warm(subjects.get(i), subjects.get(i).isJava());
        }
        double share = seconds / subjects.size() / ROUNDS;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                turn(subjects.get(i), share, usual[i] > SLOW_SECONDS, round, times.get(i));
            }
        }
        return times.stream().mapToDouble(t -> 1e3 * median(t.stream().mapToDouble(d -> d).toArray())).toArray();
    }

    private static void turn(Timed subject, double share, boolean slow, int round, List<Double> times) {
        // What takes minutes in all (the naive loops on a large layer) is timed once.
        if (slow && round >= 1) {
            return;
        }
        if (!slow) {
            call(subject);
        }
        double spent = 0;
        do {
            double time = call(subject);
            times.add(time);
            spent += time;
        } while (spent < share);
    }

    /**
     * Runs something untimed, until it is worth timing.
     *
     * @param subject what to run
     * @param isJava  whether it has yet to be compiled
     * @return seconds of the last call
     */
    static double warm(Timed subject, boolean isJava) {
        double last = call(subject);
        double spent = last;
        for (int calls = 1; isJava && (calls < WARM_CALLS || spent < WARM_SECONDS) && spent < MOST_WARM_SECONDS;
                calls++) {
            last = call(subject);
            spent += last;
        }
        return last;
    }

    private static double call(Timed subject) {
        long began = System.nanoTime();
        subject.run();
        long ended = System.nanoTime();
        subject.tidy();
        return (ended - began) * 1e-9;
    }

    /**
     * The middle of some numbers.
     *
     * @param values at least one
     * @return their median
     */
    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
