package io.github.convgrad.internal.parallel;

/**
 * One step of a pass: tasks that are independent of each other and may run in any order on any worker. How many there
 * are depends on the shape alone, so that the same sums are formed whatever the number of workers.
 *
 * <p>A stage is immutable and shared between threads; everything a call changes lies in {@link Scratch} and in the
 * caller's output tensors. {@link #run} allocates nothing and takes no lock.
 */
public interface Stage {

    /** How many tasks there are, at least 0. */
    int tasks();

    /**
     * Runs one task.
     *
     * @param task    which, from 0 to {@code tasks() - 1}
     * @param tensors the caller's arrays for this call
     * @param shared  scratch that all tasks of the pass see; written by one task at a time for each element
     * @param own     scratch that only this worker sees; holds rubbish when the task begins
     */
    void run(int task, Tensors tensors, float[] shared, float[] own);

    /** Runs one task in every way in which {@link #run} may do it, for the sake of the kernels it uses. */
    default void sample(int task, Tensors tensors, float[] shared, float[] own) {
        run(task, tensors, shared, own);
    }
}
