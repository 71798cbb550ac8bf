package io.github.convgrad;

import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.rehearsal.RehearsedKernels;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.plan.Planner;
import io.github.convgrad.internal.plan.TrialRun;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A convolution layer made ready to run: plan once, execute many times.
 *
 * <p>Tensors are {@code float[]}, row-major, exactly as long as the shape says:
 * <ul>
 * <li>{@code x}, {@code dx}: {@code [batch][inChannels][inDepth][inHeight][inWidth]}
 * <li>{@code w}, {@code dw}: {@code [outChannels][inChannels/groups][kernelDepth][kernelHeight][kernelWidth]}
 * <li>{@code b}, {@code db}: {@code [outChannels]}
 * <li>{@code y}, {@code dy}: {@code [batch][outChannels][outDepth][outHeight][outWidth]}
 * </ul>
 * Inputs are never written. Outputs are overwritten whole; what they held before does not matter. An output may not be
 * the same array as an input or another output.
 *
 * <p>A plan is immutable and may be shared by any number of threads; calls may overlap, each then has scratch of its
 * own. It is lent by a pool that all plans have in common, and that the collector may empty when memory is short:
 * otherwise, with one worker, an execute call allocates nothing once as many calls have run as ever overlap. The results
 * have the same bits on every run, for any number of workers and any executor.
 *
 * <p>All execute methods throw, before any output is touched, a {@link NullPointerException} that names a tensor that is
 * null and may not be, and an {@link IllegalArgumentException} that names a tensor of the wrong length or one passed
 * twice. A call that failed leaves the plan usable.
 */
public final class ConvPlan {
    /** Workspaces kept for later calls, without scratch; more calls than this may run at once, and then allocate. */
    private static final int KEPT = 8;

    private final ConvShape shape;
    private final Accuracy accuracy;
    private final Executor executor;
    private final int workers;
    private final KernelSet kernels;
    private final Planner.Passes passes;
    private final int sharedFloats;
    private final int workerFloats;
    private final AtomicReferenceArray<Workspace> kept = new AtomicReferenceArray<>(KEPT);

    private ConvPlan(Builder builder) {
        shape = builder.shape;
        accuracy = builder.accuracy;
        executor = builder.executor;
        workers = builder.workers;
        kernels = RehearsedKernels.chosen();
        try {
            passes = Planner.plan(shape, accuracy, kernels, workers);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("shape is " + shape + ", expected one whose scratch stays below 2^31"
                    + " floats", e);
        }
        sharedFloats = Math.max(passes.forward().sharedFloats(),
                Math.max(passes.dataGrad().sharedFloats(), passes.weightGrad().sharedFloats()));
        workerFloats = Math.max(passes.forward().workerFloats(),
                Math.max(passes.dataGrad().workerFloats(), passes.weightGrad().workerFloats()));
    }

    /**
     * A plan that runs in the caller's thread, at {@link Accuracy#STANDARD}.
     *
     * @throws IllegalStateException if {@code -Dconvgrad.kernel} asks for kernels this JVM cannot have
     */
    public static ConvPlan of(ConvShape shape) {
        return builder(shape).build();
    }

    /** A plan with choices. */
    public static Builder builder(ConvShape shape) {
        return new Builder(Objects.requireNonNull(shape, "shape"));
    }

    /** Choices of a plan. Not safe for use by several threads at once. */
    public static final class Builder {
        private final ConvShape shape;
        private Accuracy accuracy = Accuracy.STANDARD;
        private Executor executor;
        private int workers = 1;

        private Builder(ConvShape shape) {
            this.shape = shape;
        }

        /** How exact the algorithms must be; {@link Accuracy#STANDARD} unless said otherwise. */
        public Builder accuracy(Accuracy accuracy) {
            this.accuracy = Objects.requireNonNull(accuracy, "accuracy");
            return this;
        }

        /**
         * Shares the work of each call between the calling thread and {@code workers - 1} tasks of an executor. The
         * call waits for its own work only: an executor that is busy or refuses tasks costs speed, not the result. A
         * helping thread spins for up to 0.2 ms where the call goes on to its next stage.
         *
         * @param executor runs the helping tasks; never shut down by the plan
         * @param workers  threads that work on one call, the caller's included; 1 leaves the executor unused
         * @throws IllegalArgumentException if {@code workers} is not 1 to 1024
         */
        public Builder executor(Executor executor, int workers) {
            Objects.requireNonNull(executor, "executor");
            if (workers < 1 || workers > 1024) {
                throw new IllegalArgumentException("workers is " + workers + ", expected 1 to 1024");
            }
            this.executor = executor;
            this.workers = workers;
            return this;
        }

        /**
         * Makes the plan.
         *
         * @throws IllegalStateException if {@code -Dconvgrad.kernel} asks for kernels this JVM cannot have
         */
        public ConvPlan build() {
            return new ConvPlan(this);
        }
    }

    /**
     * The layer's output, {@code y = conv(x, w) + b}.
     *
     * @param b may be null: no bias
     */
    public void forward(float[] x, float[] w, float[] b, float[] y) {
        Arguments.required("x", x, shape.xLength());
        Arguments.required("w", w, shape.wLength());
        Arguments.optional("b", b, shape.bLength());
        Arguments.required("y", y, shape.yLength());
        Arguments.apart("y", y, "x", x, "w", w, "b", b);
        Workspace workspace = take();
        try {
            Tensors t = workspace.tensors;
            t.x = x;
            t.w = w;
            t.b = b;
            t.y = y;
            run(workspace, passes.forward());
        } finally {
            give(workspace);
        }
    }

    /**
     * The gradients of {@code sum(dy * y)}: those of {@code dx}, {@code dw} and {@code db} that are not null. A gradient
     * that is left out is not computed.
     *
     * @param x  needed for {@code dw} alone, may be null without it
     * @param w  needed for {@code dx} alone, may be null without it
     * @throws IllegalArgumentException also if all three gradients are null
     */
    public void backward(float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
        if (dx == null && dw == null && db == null) {
            throw new IllegalArgumentException("dx, dw and db are all null, expected at least one gradient to compute");
        }
        if (dw != null) {
            Arguments.required("x", x, shape.xLength());
        } else {
            Arguments.optional("x", x, shape.xLength());
        }
        if (dx != null) {
            Arguments.required("w", w, shape.wLength());
        } else {
            Arguments.optional("w", w, shape.wLength());
        }
        Arguments.required("dy", dy, shape.yLength());
        Arguments.optional("dx", dx, shape.xLength());
        Arguments.optional("dw", dw, shape.wLength());
        Arguments.optional("db", db, shape.bLength());
        Arguments.apart("dx", dx, "x", x, "w", w, "dy", dy);
        Arguments.apart("dw", dw, "x", x, "w", w, "dy", dy);
        Arguments.apart("db", db, "x", x, "w", w, "dy", dy);
        Arguments.apart("dw", dw, "dx", dx, "db", db, "", null);
        Arguments.apart("dx", dx, "db", db, "", null, "", null);
        Workspace workspace = take();
        try {
            Tensors t = workspace.tensors;
            t.x = x;
            t.w = w;
            t.dy = dy;
            t.dx = dx;
            t.dw = dw;
            t.db = db;
            if (dx != null) {
                run(workspace, passes.dataGrad());
            }
            if (dw != null || db != null) {
                run(workspace, passes.weightGrad());
            }
        } finally {
            give(workspace);
        }
    }

    /** The gradient of the input alone. */
    public void backwardData(float[] w, float[] dy, float[] dx) {
        Objects.requireNonNull(dx, "dx");
        backward(null, w, dy, dx, null, null);
    }

    /**
     * The gradient of the weights, and of the bias.
     *
     * @param db may be null: not computed
     */
    public void backwardWeights(float[] x, float[] dy, float[] dw, float[] db) {
        Objects.requireNonNull(dw, "dw");
        backward(x, null, dy, null, dw, db);
    }

    private void run(Workspace workspace, Pass pass) {
        if (workers == 1) {
            workspace.run(pass);
        } else {
            workspace.run(pass, executor);
        }
    }

    private Workspace take() {
        for (int i = 0; i < KEPT; i++) {
            Workspace workspace = kept.getAndSet(i, null);
            if (workspace != null) {
                return workspace;
            }
        }
        return new Workspace(workers);
    }

    private void give(Workspace workspace) {
        workspace.tensors.clear();
        for (int i = 0; i < KEPT; i++) {
            if (kept.compareAndSet(i, null, workspace)) {
                return;
            }
        }
    }

    /**
     * Gets the kernels of this layer compiled before the first call needs them, as far as one minute allows. See
     * {@link #warmUp(Duration)}.
     *
     * @return whether all of them are compiled
     */
    public boolean warmUp() {
        return warmUp(Duration.ofMinutes(1));
    }

    /**
     * Gets the kernels of this layer compiled before the first call needs them. Without it the first calls in a JVM are
     * done by plain kernels, with the same bits, while the vector kernels are made ready bit by bit; so nobody has to
     * call this.
     *
     * <p>Works in the calling thread, on zeros of its own for a few images of the layer, and touches no tensor of the
     * caller. Takes a second or several the first time, since HotSpot's compiler has to be asked some thousand times for
     * each kernel, and a few milliseconds when another plan has warmed the same kernels up. A kernel that HotSpot still
     * has not compiled after four seconds of trying is let be, until the next call tries it again. All passes are warmed
     * up, forward too. May be called from any thread, at any time, also while others execute; a second call waits for the
     * first. An interrupt ends it early and stays set.
     *
     * @param limit how long to try; the last step may exceed it by as long as a few images take. Zero only asks
     * @return whether all kernels this layer uses are compiled, or there are only plain ones, which need no warming up
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public boolean warmUp(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit is " + limit + ", expected zero or more");
        }
        Runnable trial = new TrialRun(shape, accuracy, RehearsedKernels.rehearsing(), workers);
        return RehearsedKernels.warmUp(trial, TimeUnit.NANOSECONDS.convert(limit));
    }

    /** The shape this plan is for. */
    public ConvShape shape() {
        return shape;
    }

    /** Threads that work on one call. */
    public int workers() {
        return workers;
    }

    /** How exact the algorithms are. */
    public Accuracy accuracy() {
        return accuracy;
    }

    /**
     * Bytes of scratch that one running call computes in, all workers together, in one array for each and one for all.
     * Under G1 such an array is half a region long, so that it begins on a page, where a call then takes at most 4 MiB a
     * worker beside packed weights. All plans share the arrays.
     */
    public long workspaceBytes() {
        return 4L * sharedFloats + 4L * workerFloats * workers;
    }

    /** What was chosen and why, in a few lines for people to read; the format may change. */
    public String describe() {
        String end = System.lineSeparator();
        return shape + end
                + "  kernel " + kernels.name() + ", " + kernels.lanes() + " lanes; " + accuracy + "; " + workers
                + (workers == 1 ? " worker" : " workers") + "; " + workspaceBytes() + " bytes of scratch ("
                + 4L * sharedFloats + " shared, " + 4L * workerFloats + " for each worker)" + end
                + "  forward: " + passes.forward().algorithm() + end
                + "  dx:      " + passes.dataGrad().algorithm() + end
                + "  dw, db:  " + passes.weightGrad().algorithm() + end
                + passes.refusals();
    }

    @Override
    public String toString() {
        return describe();
    }
}
