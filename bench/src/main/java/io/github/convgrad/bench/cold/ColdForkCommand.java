package io.github.convgrad.bench.cold;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.shapes.LayerOptions;
import io.github.convgrad.bench.shapes.NamedShape;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The first calls of a JVM, started by {@link ColdCommand}. Prints {@link #TIMES} and milliseconds. */
@Command(name = "cold-fork", hidden = true, description = "One JVM of cold; started by it.")
public final class ColdForkCommand implements Callable<Integer> {

    /** The line with the times of plan, warm-up, dx, dw, and dx and dw of the last call. */
    static final String TIMES = "times ";

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions layers;

    @Option(names = "--start", required = true)
    private Start start;

    @Option(names = "--calls", required = true)
    private int calls;

    @Override
    public Integer call() {
        List<NamedShape> wanted = layers.layers();
        if (wanted.size() != 1) {
            throw new Failure("--only: expected one layer, got " + wanted.size());
        }
        NamedShape layer = wanted.getFirst();
        Tensors t = Tensors.of(layer.shape(), Tensors.Fill.REAL);
        float[] dx = new float[t.x().length], dw = new float[t.w().length];
        double[] ms = new double[6];
        long begin = System.nanoTime();
        ConvPlan plan = ConvPlan.of(layer.shape());
        ms[0] = since(begin);
        if (start.warmUp()) {
            begin = System.nanoTime();
            if (!plan.warmUp()) {
                throw new Failure(layer.id() + ": not everything is compiled after a minute");
            }
            ms[1] = since(begin);
        }
        for (int i = 0; i < calls; i++) {
            int at = i == 0 ? 2 : 4;
            begin = System.nanoTime();
            plan.backwardData(t.w(), t.dy(), dx);
            ms[at] = since(begin);
            begin = System.nanoTime();
            plan.backwardWeights(t.x(), t.dy(), dw, null);
            ms[at + 1] = since(begin);
        }
        StringBuilder line = new StringBuilder(TIMES);
        for (double each : ms) {
            line.append(String.format(Locale.ROOT, "%.3f ", each));
        }
        spec.commandLine().getOut().println(line.toString().strip());
        return 0;
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) * 1e-6;
    }
}
