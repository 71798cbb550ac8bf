package io.github.convgrad.bench;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The threads that plans run on. */
public final class Workers implements AutoCloseable {

    private final int count;
    private final ExecutorService executor;

    /** @param count how many threads, at least 1; with one, plans run in the calling thread */
    public Workers(int count) {
        if (count < 1) {
            throw new Failure("--threads: expected at least 1, got " + count);
        }
        this.count = count;
        executor = count == 1 ? null : Executors.newFixedThreadPool(count, Thread.ofPlatform().daemon()
                .name("convgrad-", 1).factory());
    }

    /** @return how many threads */
    public int count() {
        return count;
    }

    /**
     * Makes a plan that runs on these threads.
     *
     * @param shape    of the layer
     * @param accuracy what the plan must keep to
     * @return the plan
     */
    public ConvPlan plan(ConvShape shape, Accuracy accuracy) {
        ConvPlan.Builder plan = ConvPlan.builder(shape).accuracy(accuracy);
        return (executor == null ? plan : plan.executor(executor, count)).build();
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdown();
        }
    }
}
