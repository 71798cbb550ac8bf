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
    /** Java runs that long before it is timed, and until the compilers have been quiet for a while. */
    private static final double WARM_SECONDS = 1;
    private static final double QUIET_SECONDS = 0.5;
    private static final double ASK_SECONDS = 0.05;
    private static final double MOST_WARM_SECONDS = 30;
    /** A call as slow as this speaks for itself: one untimed call before it would only cost time. */
    private static final double SLOW_SECONDS = 0.5;

    /** Something to be timed. */
    interface Timed {
        /** What is timed. */
        void run();

        /** What is not. */
        default void tidy() {
        }

        /** @return how often the JVM's compilers have to see it run before it is worth timing; 1 for native code */
        default int warmCalls() {
            return 1;
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
            usual[i] = warm(subjects.get(i), subjects.get(i).warmCalls());
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
     * @param subject   what to run
     * @param warmCalls how often at least; with more than one, until the compilers are quiet
     * @return seconds of the last call
     */
    static double warm(Timed subject, int warmCalls) {
        double last = call(subject);
        double spent = last;
        double asked = 0;
        double quiet = 0;
        for (int calls = 1; warmCalls > 1 && spent < MOST_WARM_SECONDS
                && (calls < warmCalls || spent < WARM_SECONDS || quiet < QUIET_SECONDS); calls++) {
            last = call(subject);
            spent += last;
            // Asking takes a while itself: not after every call of a microsecond.
            if (spent - asked > ASK_SECONDS) {
                quiet = Compilers.busy() ? 0 : quiet + spent - asked;
                asked = spent;
            }
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
