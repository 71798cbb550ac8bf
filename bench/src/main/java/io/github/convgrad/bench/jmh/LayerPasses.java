package io.github.convgrad.bench.jmh;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.ErrorReport;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.check.SampledTruth;
import io.github.convgrad.bench.shapes.LayerFile;
import io.github.convgrad.bench.shapes.NamedShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Whole passes of real layers, in one thread: the library ({@code simd}) against the plain loops ({@code naive}). Other
 * layers of layers.csv by {@code -p layer=V3}; the naive loops need seconds for one call of a large one.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LayerPasses {

    private static final int SAMPLE = 1000;

    /** Id in layers.csv. */
    @Param({"R2", "L2"})
    public String layer;

    /** dx, dw (with db) or forward. */
    @Param({"dx", "dw", "forward"})
    public String pass;

    private ConvShape shape;
    private PassKind kind;
    private Tensors tensors;
    private ConvPlan plan;
    private Results results;

    /** Makes the inputs and the plan. */
    @Setup
    public void prepare() {
        NamedShape named = LayerFile.only(LayerFile.read((Path) null), List.of(layer)).getFirst();
        shape = named.shape();
        kind = PassKind.parse("pass", List.of(pass)).getFirst();
        tensors = Tensors.of(shape, Tensors.Fill.REAL);
        plan = ConvPlan.of(shape);
        results = Results.of(shape, kind);
        simd();
        check();
    }

    /** Fails the benchmark when the last call's answer is wrong. */
    @TearDown(Level.Trial)
    public void check() {
        ErrorReport report = new SampledTruth(shape, tensors, kind, SAMPLE).compare(results);
        if (!report.keeps(Accuracy.STANDARD)) {
            throw new IllegalStateException(layer + " " + pass + ": wrong answer, " + report);
        }
        results.poison();
    }

    /** @return what was computed */
    @Benchmark
    public Results simd() {
        results.run(plan, kind, tensors);
        return results;
    }

    /** @return what was computed */
    @Benchmark
    public Results naive() {
        switch (kind) {
            case FORWARD -> NaiveConvolution.forward(shape, tensors.x(), tensors.w(), tensors.b(), results.main());
            case DX -> NaiveConvolution.backward(shape, tensors.x(), tensors.w(), tensors.dy(), results.main(), null,
                    null);
            case DW -> NaiveConvolution.backward(shape, tensors.x(), tensors.w(), tensors.dy(), null, results.main(),
                    results.bias());
        }
        return results;
    }
}
