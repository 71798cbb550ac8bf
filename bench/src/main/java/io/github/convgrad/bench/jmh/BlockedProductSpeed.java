package io.github.convgrad.bench.jmh;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.check.ErrorReport;
import io.github.convgrad.bench.check.Results;
import io.github.convgrad.bench.check.SampledTruth;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The whole blocked product with its operands in the second-level cache: a 1x1 layer is a plain product of matrices,
 * here 256 by 256 by 196 (660 KB in all). Compare the gflop rate with {@link GemmTileSpeed}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class BlockedProductSpeed {

    private static final ConvShape SHAPE = ConvShape.builder().batch(1).channels(256, 256).input(14, 14).kernel(1)
            .build();

    /** dx, dw (with db) or forward. */
    @Param({"forward", "dx", "dw"})
    public String pass;

    private final Tensors tensors = Tensors.of(SHAPE, Tensors.Fill.REAL);
    private final ConvPlan plan = ConvPlan.of(SHAPE);
    private PassKind kind;
    private Results results;

    /** Has the kernels compiled, which takes longer than JMH's warm-up, runs the pass and compares it with the truth. */
    @Setup
    public void prepare() {
        plan.warmUp();
        kind = PassKind.parse("pass", List.of(pass)).getFirst();
        results = Results.of(SHAPE, kind);
        results.run(plan, kind, tensors);
        ErrorReport report = new SampledTruth(SHAPE, tensors, kind, 1000).compare(results);
        if (!report.keeps(Accuracy.STANDARD)) {
            throw new IllegalStateException(pass + ": wrong answer, " + report);
        }
    }

    /** @return what was computed */
    @Benchmark
    public Results product(Operations count) {
        results.run(plan, kind, tensors);
        count.gflop += 2e-9 * SHAPE.multiplyAdds();
        return results;
    }
}
