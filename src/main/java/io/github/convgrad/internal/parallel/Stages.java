package io.github.convgrad.internal.parallel;

import java.util.List;

/** Several independent stages run as one: the tasks of the first, then those of the second, and so on. */
public final class Stages implements Stage {
    private final Stage[] stages;
    private final int[] firstTask;

    /** Joins stages that need nothing of each other. */
    public Stages(List<? extends Stage> stages) {
        this.stages = stages.toArray(Stage[]::new);
        firstTask = new int[this.stages.length + 1];
        for (int i = 0; i < this.stages.length; i++) {
            firstTask[i + 1] = Math.addExact(firstTask[i], this.stages[i].tasks());
        }
    }

    @Override
    public int tasks() {
        return firstTask[stages.length];
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int i = 0;
        while (task >= firstTask[i + 1]) {
            i++;
        }
        stages[i].run(task - firstTask[i], tensors, shared, own);
    }
}
