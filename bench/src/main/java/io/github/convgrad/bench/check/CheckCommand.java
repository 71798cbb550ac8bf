package io.github.convgrad.bench.check;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.Kernel;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.Platform;
import io.github.convgrad.bench.Progress;
import io.github.convgrad.bench.Workers;
import io.github.convgrad.bench.shapes.LayerOptions;
import io.github.convgrad.bench.shapes.NamedShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares every pass of every layer with sums in double. */
@Command(name = "check", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Compares every pass of every layer with the truth in double precision.",
        footer = {"", "Two fillings of each layer are looked at. On small whole numbers a result must be the truth bit "
                + "for bit (column 'bits': how many elements are not), or, where Winograd's tiles are larger than 2x2, "
                + "whose numbers are not whole, within the bound. On real numbers the columns are the largest error over "
                + "the largest value, the root mean square error, the same as a multiple of a naive fp32 loop's, and the largest "
                + "error over its own bound (at most 1; RELAXED: 5)."})
public final class CheckCommand implements Callable<Integer> {
    /** Winograd of more than 2 x 2 pixels, in the words of a plan. */
    private static final Pattern LARGE_TILES = Pattern.compile("F\\((4x4|4x2|2x4), |, 4x4\\)");

    @Spec
    private CommandSpec spec;

    @Mixin
    private LayerOptions layers;

    @Option(names = "--passes", paramLabel = "PASS", split = ",", defaultValue = "forward,dx,dw",
            description = "Which of forward, dx, dw (with db); default: all.")
    private List<String> passes;

    @Option(names = "--accuracy", paramLabel = "standard|relaxed", defaultValue = "STANDARD",
            description = "What plans must keep to (default: standard).")
    private Accuracy accuracy;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "Threads of a plan (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--sample", paramLabel = "N", defaultValue = "2000",
            description = "How many elements of each result to look at (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Option(names = "--full", description = "Look at every element: minutes to hours.")
    private boolean full;

    @Override
    public Integer call() {
        if (sample < 20) {
            throw new Failure("--sample: expected at least 20, got " + sample);
        }
        List<NamedShape> wanted = layers.layers();
        List<PassKind> kinds = PassKind.parse("--passes", passes);
        PrintWriter out = spec.commandLine().getOut();
        Platform.lines().forEach(out::println);
        out.printf("kernel  %s, %s, threads: %d%n%n", Kernel.name(), accuracy.name().toLowerCase(Locale.ROOT), threads);
        out.printf("%-6s %-8s %9s %6s %10s %10s %9s %9s  %s%n", "layer", "pass", "elements", "bits", "max", "rms",
                "of naive", "of bound", "verdict");
        int wrong = 0;
        try (Workers workers = new Workers(threads);
                Progress progress = Progress.of("check", (long) wanted.size() * kinds.size())) {
            for (NamedShape layer : wanted) {
                ConvPlan plan = workers.plan(layer.shape(), accuracy);
                for (PassKind pass : kinds) {
                    progress.note(layer.id() + " " + pass.word());
                    wrong += check(layer, plan, pass, progress, out) ? 0 : 1;
                    progress.step(layer.id() + " " + pass.word());
                }
            }
        }
        out.printf("%n%s%n", wrong == 0 ? "all answers agree" : wrong + " answers are wrong");
        return wrong == 0 ? 0 : 1;
    }

    private boolean check(NamedShape layer, ConvPlan plan, PassKind pass, Progress progress, PrintWriter out) {
        int elements = full ? Integer.MAX_VALUE : sample;
        Results results = Results.of(layer.shape(), pass);
        Tensors whole = Tensors.of(layer.shape(), Tensors.Fill.INTEGERS);
        results.run(plan, pass, whole);
        ErrorReport exact = new SampledTruth(layer.shape(), whole, pass, elements).compare(results);

        results.poison();
        Tensors real = Tensors.of(layer.shape(), Tensors.Fill.REAL);
        results.run(plan, pass, real);
        ErrorReport report = new SampledTruth(layer.shape(), real, pass, elements).compare(results);

        boolean roundsWholeNumbers = LARGE_TILES.matcher(pass.algorithm(plan.describe())).find();
        boolean wholeRight = exact.different() == 0 || roundsWholeNumbers && exact.within(accuracy);
        boolean right = wholeRight && report.keeps(accuracy);
        progress.print(out, String.format(Locale.ROOT, "%-6s %-8s %9d %6d %10.2e %10.2e %9.3f %9.3f  %s", layer.id(),
                pass.word(), report.elements(), exact.different(), report.maxError(), report.rmsError(),
                report.ofNaive(), report.ofBound(), right ? "right" : "WRONG"));
        return right;
    }
}
