package io.github.convgrad.bench.jmh;

import io.github.convgrad.bench.peer.FmaPeak;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.RunTile;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;
import java.util.SplittableRandom;
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
 * The micro-kernels on panels in the first-level cache, and the processor's peak beside them: compare the gflop rates.
 * Panels begin with a line of the cache, as they do in the scratch of a pass.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class GemmTileSpeed {

    private static final int CALLS = 200;

    /** Where a line begins in an array of so many floats, which G1 and ZGC put on a page. */
    private static final int BEGIN = Workspace.line(0);
    private static final int PLACED = 1 << 21;

    /** Depth of the product. */
    @Param({"256"})
    public int depth;

    /** Which of a kernel's heights: 0 is the tallest. */
    @Param({"0"})
    public int height;

    private final FmaPeak peak = new FmaPeak(1);
    private GemmTile tile;
    private RunTile runTile;
    private int mr;
    private int runMr;
    private int nr;
    private float[] a;
    private float[] b;
    private float[] c;
    private float[] zeros;
    private int[] rows;
    private int[] runs;

    /** Fills the panels and compares one tile of each kernel with plain sums. */
    @Setup
    public void prepare() {
        tile = Kernels.chosen().gemmTile();
        runTile = Kernels.chosen().runTile();
        mr = tile.heights()[height];
        runMr = runTile.heights()[height];
        nr = 2 * tile.lanes();
        SplittableRandom random = new SplittableRandom(1);
        a = whole(random, depth * Math.max(mr, runMr));
        b = whole(random, depth * nr);
        c = new float[PLACED];
        zeros = new float[nr];
        rows = new int[depth];
        runs = new int[depth];
        for (int k = 0; k < depth; k++) {
            rows[k] = k * nr;
            runs[k] = k * runMr;
        }
        multiply();
        compare("tile", mr);
        Arrays.fill(c, 0);
        multiplyPacked();
        compare("packed tile", mr);
        multiplyRuns();
        compare("tile of runs", runMr);
    }

    private void compare(String what, int height) {
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < nr; j++) {
                float sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += a[BEGIN + k * height + i] * b[BEGIN + k * nr + j];
                }
                float got = c[BEGIN + i * nr + j];
                if (got != sum) {
                    throw new IllegalStateException(what + " " + i + "," + j + ": " + got + ", expected " + sum);
                }
            }
        }
    }

    /** Small whole numbers: every order of adding gives the same bits. */
    private static float[] whole(SplittableRandom random, int length) {
        float[] values = new float[PLACED];
        for (int i = BEGIN; i < BEGIN + length; i++) {
            values[i] = random.nextInt(-2, 3);
        }
        return values;
    }

    /** Some tiles, one after the other. */
    @Benchmark
    public float[] tile(Operations count) {
        for (int i = 0; i < CALLS; i++) {
            multiply();
        }
        count.gflop += 2e-9 * CALLS * mr * nr * depth;
        return c;
    }

    /** The same without a table of rows: B is a packed panel anyway. */
    @Benchmark
    public float[] packed(Operations count) {
        for (int i = 0; i < CALLS; i++) {
            multiplyPacked();
        }
        count.gflop += 2e-9 * CALLS * mr * nr * depth;
        return c;
    }

    /** Some tiles of runs, one after the other; their A is a packed panel too. */
    @Benchmark
    public float[] runs(Operations count) {
        for (int i = 0; i < CALLS; i++) {
            multiplyRuns();
        }
        count.gflop += 2e-9 * CALLS * runMr * nr * depth;
        return c;
    }

    private void multiplyRuns() {
        runTile.multiply(runMr, depth, a, BEGIN, runs, b, BEGIN, zeros, 0, 0, c, BEGIN, nr);
    }

    private void multiplyPacked() {
        tile.multiply(mr, depth, a, BEGIN, b, BEGIN, null, zeros, 0, 0, c, BEGIN, nr);
    }

    private void multiply() {
        tile.multiply(mr, depth, a, BEGIN, b, BEGIN, rows, zeros, 0, 0, c, BEGIN, nr);
    }

    /** Fused multiply-adds on registers alone. */
    @Benchmark
    public void peak(Operations count) {
        peak.run();
        count.gflop += peak.gflop();
    }
}
