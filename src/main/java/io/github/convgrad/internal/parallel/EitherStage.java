package io.github.convgrad.internal.parallel;

import io.github.convgrad.internal.kernel.FasterWay;

/**
 * A stage that can be done in two ways which give the same bits: its tasks are done in the one that has been the faster, as
 * {@link FasterWay} finds out while they run. Other than stages are, it is not immutable, but what it learns decides about
 * time alone.
 */
public final class EitherStage implements Stage {
    private final Stage first;
    private final Stage second;
    private final FasterWay faster = FasterWay.ofTasks(0);

    /**
     * Joins two ways that have the same tasks.
     *
     * @param likely whether the first is likely to be the faster
     */
    public static Stage of(boolean likely, Stage first, Stage second) {
        return likely ? new EitherStage(first, second) : new EitherStage(second, first);
    }

    private EitherStage(Stage first, Stage second) {
        if (first.tasks() != second.tasks()) {
            throw new IllegalArgumentException("second has " + second.tasks() + " tasks, expected " + first.tasks());
        }
        this.first = first;
        this.second = second;
    }

    @Override
    public int tasks() {
        return first.tasks();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        long piece = faster.begin();
        (FasterWay.way(piece) == 0 ? first : second).run(task, tensors, shared, own);
        faster.end(piece, 1);
    }

    @Override
    public void sample(int task, Tensors tensors, float[] shared, float[] own) {
        first.sample(task, tensors, shared, own);
        second.sample(task, tensors, shared, own);
    }

    @Override
    public String toString() {
        return first + "; or, if faster, " + second;
    }
}
