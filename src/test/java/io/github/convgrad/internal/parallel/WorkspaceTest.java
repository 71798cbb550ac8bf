package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stages of tasks, and threads that come, stay or are late. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class WorkspaceTest {

    /** A stage that counts how often each task runs, and whether one runs out of turn. */
    private static final class Counted implements Stage {
        private final AtomicIntegerArray runs;
        private final int tasks;
        private final AtomicInteger running;
        private final AtomicInteger outOfTurn;
        private final int turn;
        private final long nanos;

        Counted(int turn, int tasks, long nanos, AtomicInteger running, AtomicInteger outOfTurn) {
            this.turn = turn;
            this.tasks = tasks;
            this.nanos = nanos;
            this.running = running;
            this.outOfTurn = outOfTurn;
            runs = new AtomicIntegerArray(tasks);
        }

        @Override
        public int tasks() {
            return tasks;
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            // In the upper half whose turn it is, in the lower how many run.
            int now = running.updateAndGet(r -> (r & 0xffff) == 0 ? turn << 16 | 1 : r + 1);
            if (now >>> 16 != turn) {
                outOfTurn.incrementAndGet();
            }
            runs.incrementAndGet(task);
            for (long begin = System.nanoTime(); System.nanoTime() - begin < nanos;) {
                Thread.onSpinWait();
            }
            running.decrementAndGet();
        }
    }

    private static void everyTaskRunsOnceAndInTurn(Executor executor, int workers, int passes) {
        SplittableRandom random = new SplittableRandom(workers);
        Workspace workspace = new Workspace(workers);
        for (int i = 0; i < passes; i++) {
            AtomicInteger running = new AtomicInteger(), outOfTurn = new AtomicInteger();
            List<Counted> stages = new ArrayList<>();
            for (int s = random.nextInt(5); s >= 0; s--) {
                // Now and then a stage takes longer than a thread stays for the next one.
                long nanos = random.nextInt(8) == 0 ? 300_000 : random.nextInt(5_000);
                stages.add(new Counted(stages.size(), random.nextInt(7), nanos, running, outOfTurn));
            }
            workspace.run(new Pass("counts", List.copyOf(stages), 0, 0, 0), executor);
            assertEquals(0, outOfTurn.get());
            for (Counted stage : stages) {
                for (int task = 0; task < stage.tasks; task++) {
                    assertEquals(1, stage.runs.get(task));
                }
            }
        }
    }

    @Test
    void withThreadsAtHand() {
        for (int threads = 1; threads <= 5; threads += 2) {
            try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                everyTaskRunsOnceAndInTurn(pool, 4, 1000);
            }
        }
    }

    @Test
    void withTheCallersOwnThread() {
        everyTaskRunsOnceAndInTurn(Runnable::run, 3, 300);
    }

    @Test
    void withThreadsThatAreLate() {
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            everyTaskRunsOnceAndInTurn(task -> pool.execute(() -> {
                LockSupport.parkNanos(150_000);
                task.run();
            }), 3, 500);
        }
    }

    @Test
    void withThreadsThatAreRefused() {
        AtomicInteger calls = new AtomicInteger();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            everyTaskRunsOnceAndInTurn(task -> {
                if (calls.incrementAndGet() % 3 != 0) {
                    throw new RejectedExecutionException();
                }
                pool.execute(task);
            }, 3, 500);
        }
    }

    /** To wake a thread takes as long as a small stage. */
    @Test
    void aThreadStaysForTheNextStage() {
        int passes = 200, stages = 4;
        AtomicInteger asked = new AtomicInteger();
        CyclicBarrier both = new CyclicBarrier(2);
        Stage meeting = new Stage() {
            @Override
            public int tasks() {
                return 2;
            }

            @Override
            public void run(int task, Tensors tensors, float[] shared, float[] own) {
                try {
                    both.await(1, TimeUnit.MINUTES);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        // On a machine with nothing else to do, once a pass; one with a single processor has nobody to stay. Another process
        // may take the thread away for a while, but not all the time.
        int most = passes * stages * (Runtime.getRuntime().availableProcessors() > 1 ? 3 : 4) / 4;
        Workspace workspace = new Workspace(2);
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            do {
                asked.set(0);
                for (int i = 0; i < passes; i++) {
                    workspace.run(new Pass("meets", Collections.nCopies(stages, meeting), 0, 0, 0), task -> {
                        asked.incrementAndGet();
                        pool.execute(task);
                    });
                }
            } while (asked.get() > most && System.nanoTime() < end);
        }
        assertTrue(asked.get() <= most, () -> asked + " times for " + passes + " passes");
    }
}
