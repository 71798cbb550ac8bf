package io.github.convgrad.bench.jmh;

import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.PanelCopy;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The copies that fill panels, in nanoseconds for one float; System.arraycopy beside them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PanelCopySpeed {

    private static final int ROWS = 64;
    private static final int COLUMNS = 56;
    private static final int FLOATS = ROWS * COLUMNS;
    private static final int ROOM = 64;

    private PanelCopy copy;
    private float[] src;
    private float[] dst;

    /** Fills the source and looks at one copy of each kind. */
    @Setup
    public void prepare() {
        copy = Kernels.chosen().panelCopy();
        src = new float[FLOATS + ROOM];
        dst = new float[FLOATS + ROOM];
        for (int i = 0; i < FLOATS; i++) {
            src[i] = i;
        }
        transpose();
        expect("transpose", dst[5 * ROWS + 3], src[3 * COLUMNS + 5]);
        rectangle();
        expect("copyRows", dst[3 * COLUMNS + 5], src[3 * COLUMNS + 5]);
    }

    private static void expect(String what, float got, float expected) {
        if (got != expected) {
            throw new IllegalStateException(what + ": " + got + ", expected " + expected);
        }
    }

    /** Rows become columns. */
    @Benchmark
    @OperationsPerInvocation(FLOATS)
    public float[] transpose() {
        copy.transpose(ROWS, COLUMNS, src, 0, COLUMNS, 1, dst, 0, ROWS);
        return dst;
    }

    /** A rectangle stays one. */
    @Benchmark
    @OperationsPerInvocation(FLOATS)
    public float[] rectangle() {
        copy.copyRows(ROWS, COLUMNS, src, 0, COLUMNS, dst, 0, COLUMNS);
        return dst;
    }

    /** What the JDK does. */
    @Benchmark
    @OperationsPerInvocation(FLOATS)
    public float[] arraycopy() {
        System.arraycopy(src, 0, dst, 0, FLOATS);
        return dst;
    }
}
