package io.github.convgrad.internal.parallel;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * What one running call holds: borrowed scratch, the caller's arrays, and the hand-out of tasks to workers. Used by one
 * call at a time; a plan keeps a few and lends them out.
 *
 * <p>The caller's thread always takes part, and waits for tasks, never for workers. So an executor that is busy,
 * refuses work or runs it late costs speed only: a worker that comes late finds that its stage is over and leaves.
 * One that is done stays a moment for the next stage.
 */
public final class Workspace {
    /** A ticket whose task number no stage reaches. */
    private static final long CLOSED = Integer.MAX_VALUE;
    /** How long a thread spins for another before it sleeps or leaves: about what it takes to wake one. */
    private static final long SPIN_NANOS = Runtime.getRuntime().availableProcessors() > 1 ? 200_000 : 0;

    /** The caller's arrays for this call. */
    public final Tensors tensors = new Tensors();

    /** What all workers of a pass share, and what each has, while one runs. */
    private Scratch shared;
    private final Scratch[] own;
    private final Worker[] workers;

    /** Stage number in the upper half, next task in the lower: a late worker can never take another stage's task. */
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile Stage stage;
    private volatile int tasks;
    private volatile Thread waiting;
    /** Whether the pass has stages to come. */
    private volatile boolean more;
    private int epoch;

    /** The first position of scratch, not before another, at which a line of the cache begins. */
    public static int line(int at) {
        return ArrayPlace.HERE.line(at);
    }

    /** For one call at a time with a number of workers, the caller included. */
    public Workspace(int workerCount) {
        own = new Scratch[workerCount];
        workers = new Worker[workerCount - 1];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
        }
    }

    /** One helper's turn at the current stage; made once, so that handing it to an executor allocates nothing here. */
    private final class Worker implements Runnable {
        private final int index;
        private final AtomicBoolean busy = new AtomicBoolean();

        Worker(int index) {
            this.index = index;
        }

        @Override
        public void run() {
            // The executor may still hold this worker from an earlier stage and run it twice at once: one enters.
            while (busy.compareAndSet(false, true)) {
                try {
                    takeTasks(index);
                    while (awaitNextStage()) {
                        takeTasks(index);
                    }
                } finally {
                    busy.set(false);
                }
                // A stage that has begun meanwhile took this worker for busy, and did not ask the executor for it.
                if (!tasksLeft()) {
                    return;
                }
            }
        }

        /** Whether a thread has stayed since an earlier stage. */
        boolean isBusy() {
            return busy.get();
        }
    }

    /** Runs a pass alone. */
    public void run(Pass pass) {
        borrow(pass, 1);
        try {
            for (int s = 0; s < pass.stages().size(); s++) {
                Stage current = pass.stages().get(s);
                int count = current.tasks();
                for (int task = 0; task < count; task++) {
                    current.run(task, tensors, shared.floats(), own[0].floats());
                }
            }
        } finally {
            giveBack();
        }
    }

    /** Runs a few tasks of every stage of a pass, alone: its first and its last. The results are rubbish. */
    public void sample(Pass pass) {
        borrow(pass, 1);
        try {
            for (Stage current : pass.stages()) {
                int count = current.tasks();
                for (int task = 0; task < count; task = task < count - 1 ? Math.max(task + 1, count - 1) : count) {
                    current.sample(task, tensors, shared.floats(), own[0].floats());
                }
            }
        } finally {
            giveBack();
        }
    }

    /**
     * Runs a pass with the help of an executor.
     *
     * @throws RuntimeException whatever a task threw, after all tasks of its stage have ended
     */
    public void run(Pass pass, Executor executor) {
        borrow(pass, own.length);
        int last = pass.stages().size() - 1;
        try {
            for (int s = 0; s <= last; s++) {
                more = s < last;
                runStage(pass.stages().get(s), executor);
            }
        } finally {
            more = false;
            giveBack();
        }
    }

    private void borrow(Pass pass, int workerCount) {
        try {
            shared = Scratch.take(ArrayPlace.HERE.sharedLength(pass, workerCount));
            int length = ArrayPlace.HERE.workerLength(pass, workerCount);
            for (int i = 0; i < workerCount; i++) {
                own[i] = Scratch.take(length);
            }
        } catch (OutOfMemoryError e) {
            giveBack();
            throw e;
        }
    }

    private void giveBack() {
        if (shared != null) {
            shared.give();
            shared = null;
        }
        for (int i = 0; i < own.length; i++) {
            if (own[i] != null) {
                own[i].give();
                own[i] = null;
            }
        }
    }

    private void runStage(Stage current, Executor executor) {
        int count = current.tasks();
        if (count == 0) {
            return;
        }
        // Closed first: a late worker that still holds the last ticket must not take it for one of the new stage.
        next.set(CLOSED);
        epoch = epoch + 1 & Integer.MAX_VALUE;
        stage = current;
        tasks = count;
        failure.set(null);
        done.set(0);
        waiting = Thread.currentThread();
        next.set((long) epoch << 32);
        for (int i = 0; i < Math.min(workers.length, count - 1); i++) {
            if (workers[i].isBusy()) {
                continue;
            }
            try {
                executor.execute(workers[i]);
            } catch (RuntimeException refused) {
                break;
            } catch (Error e) {
                // Thrown on, but not before the workers that already run have left the caller's arrays alone.
                failure.compareAndSet(null, e);
                break;
            }
        }
        takeTasks(0);
        for (long since = System.nanoTime(); done.get() < count;) {
            if (System.nanoTime() - since < SPIN_NANOS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(this);
            }
        }
        waiting = null;
        Throwable thrown = failure.get();
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
    }

    /** Whether the stage that runs has tasks that nobody has taken. */
    private boolean tasksLeft() {
        return (int) next.get() < tasks;
    }

    /** Stays for the next stage, if there is one and it begins soon: to wake a thread takes as long as a small stage. */
    private boolean awaitNextStage() {
        // An executor may run helpers in the caller's thread, which would wait for itself.
        if (Thread.currentThread() == waiting) {
            return false;
        }
        for (long since = System.nanoTime(); more && System.nanoTime() - since < SPIN_NANOS;) {
            if (tasksLeft()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    private void takeTasks(int worker) {
        while (true) {
            long ticket = next.get();
            int task = (int) ticket;
            // Read before the ticket is won: once it is, the stage cannot end under this task.
            Stage current = stage;
            int count = tasks;
            if (task >= count || current == null) {
                return;
            }
            if (!next.compareAndSet(ticket, ticket + 1)) {
                continue;
            }
            try {
                // Looked up now: a late worker may have begun when these places held what another call has by now.
                current.run(task, tensors, shared.floats(), own[worker].floats());
            } catch (Throwable t) {
                failure.compareAndSet(null, t);
            } finally {
                if (done.incrementAndGet() == count) {
                    LockSupport.unpark(waiting);
                }
            }
        }
    }
}
