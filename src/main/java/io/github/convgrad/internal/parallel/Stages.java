package io.github.convgrad.internal.parallel;

import java.util.List;

/**
 * Several independent stages run as one. Their tasks take turns, each stage as far along as the others: stages that write
 * the same part of a tensor, as the phases of a gradient do, find it in the cache.
 */
public final class Stages implements Stage {
    private final Stage[] stages;
    private final int[] stageOf;
    private final int[] taskOf;

    /** Joins stages that need nothing of each other. */
    public Stages(List<? extends Stage> stages) {
        this.stages = stages.toArray(Stage[]::new);
        int tasks = 0;
        for (Stage stage : stages) {
            tasks = Math.addExact(tasks, stage.tasks());
        }
        stageOf = new int[tasks];
        taskOf = new int[tasks];
        int[] done = new int[this.stages.length];
        for (int i = 0; i < tasks; i++) {
            int next = leastDone(done);
            stageOf[i] = next;
            taskOf[i] = done[next]++;
        }
    }

    /** Of the stages that are not done, the first of those that are least far along. */
    private int leastDone(int[] done) {
        int least = -1;
        for (int s = 0; s < stages.length; s++) {
            if (done[s] < stages[s].tasks() && (least < 0
                    || (long) done[s] * stages[least].tasks() < (long) done[least] * stages[s].tasks())) {
                least = s;
            }
        }
        return least;
    }

    @Override
    public int tasks() {
        return taskOf.length;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        stages[stageOf[task]].run(taskOf[task], tensors, shared, own);
    }

    @Override
    public void sample(int task, Tensors tensors, float[] shared, float[] own) {
        stages[stageOf[task]].sample(taskOf[task], tensors, shared, own);
    }
}
