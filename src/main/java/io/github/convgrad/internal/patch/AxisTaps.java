package io.github.convgrad.internal.patch;

import java.util.Arrays;

/**
 * One axis of a patch: at lattice point {@code o}, tap {@code t} meets the source at {@code o * stride + offset[t]}.
 *
 * <p>Written as {@code (o + shift[t]) * stride + phase[t]} with {@code 0 <= phase < stride}, the taps fall into phases,
 * and within a phase the stride is gone: a source split by phase is read with stride 1 by every tap.
 *
 * @param count   lattice points
 * @param size    source points; an index outside {@code 0 .. size - 1} is padding
 * @param stride  source points per lattice point
 * @param offsets where each tap meets the source at lattice point 0
 */
public record AxisTaps(int count, int size, int stride, int[] offsets) {

    /** How many taps there are; none is legal. */
    public int taps() {
        return offsets.length;
    }

    /** Which remainder of the stride tap {@code t} meets. */
    public int phase(int t) {
        return Math.floorMod(offsets[t], stride);
    }

    /** By how many lattice points tap {@code t} is displaced within its phase. */
    public int shift(int t) {
        return Math.floorDiv(offsets[t], stride);
    }

    /** The phases that some tap meets, ascending. */
    public int[] phases() {
        return java.util.stream.IntStream.range(0, taps()).map(this::phase).distinct().sorted().toArray();
    }

    /** The place of tap {@code t}'s phase in {@link #phases()}. */
    public int phaseIndex(int t) {
        return Arrays.binarySearch(phases(), phase(t));
    }

    /** The smallest shift of a tap. */
    public int minShift() {
        return java.util.stream.IntStream.range(0, taps()).map(this::shift).min().orElse(0);
    }

    /** Lattice points by which the shifts differ: the halo a staged band needs. */
    public int halo() {
        return java.util.stream.IntStream.range(0, taps()).map(this::shift).max().orElse(0) - minShift();
    }
}
