package io.github.convgrad.bench.jmh;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts floating-point operations, so that JMH prints a rate: {@code gflop} in operations per second is GFLOP/s. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Operations {

    /** Thousands of millions of operations; a multiply-add is two. */
    public double gflop;
}
