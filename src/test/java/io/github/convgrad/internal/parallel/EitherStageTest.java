package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Stages that count their tasks and take their time. */
class EitherStageTest {
    private static final int TASKS = 50;

    /** Leaves a mark for each of its tasks. */
    private static final class Marking implements Stage {
        private final int tasks;
        private final long nanos;
        private final int[] runs;

        Marking(int tasks, long nanos) {
            this.tasks = tasks;
            this.nanos = nanos;
            runs = new int[tasks];
        }

        @Override
        public int tasks() {
            return tasks;
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            runs[task]++;
            for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos;) {
                Thread.onSpinWait();
            }
        }

        int all() {
            int all = 0;
            for (int count : runs) {
                all += count;
            }
            return all;
        }
    }

    @Test
    void everyTaskIsDoneOnceAndMostInTheFasterWay() {
        for (boolean firstIsFaster : new boolean[] {true, false}) {
            for (boolean likely : new boolean[] {true, false}) {
                Marking first = new Marking(TASKS, firstIsFaster ? 2_000 : 40_000);
                Marking second = new Marking(TASKS, firstIsFaster ? 40_000 : 2_000);
                Stage either = EitherStage.of(likely, first, second);
                for (int i = 0; i < 100; i++) {
                    new Workspace(1).run(new Pass("", List.of(either), 0, 0, 0));
                    for (int task = 0; task < TASKS; task++) {
                        assertEquals(i + 1, first.runs[task] + second.runs[task]);
                    }
                }
                Marking faster = firstIsFaster ? first : second;
                assertTrue(faster.all() > 100 * TASKS * 3 / 5, faster.all() + " of " + 100 * TASKS);
            }
        }
    }

    /** What is warmed up may be called later. */
    @Test
    void aSampleRunsBothWaysAlsoAmongOthers() {
        Marking first = new Marking(3, 0), second = new Marking(3, 0), beside = new Marking(3, 0);
        Stage both = new Stages(List.of(EitherStage.of(true, first, second), beside));
        new Workspace(1).sample(new Pass("", List.of(both), 0, 0, 0));
        assertArrayEquals(first.runs, second.runs);
        assertTrue(first.all() > 0 && beside.all() > 0);
        new Workspace(1).sample(new Pass("", List.of(EitherStage.of(false, first, second)), 0, 0, 0));
        assertArrayEquals(first.runs, second.runs);
    }

    @Test
    void waysOfDifferentTasksAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> EitherStage.of(true, new Marking(3, 0), new Marking(4, 0)));
    }
}
