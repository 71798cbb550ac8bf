package io.github.convgrad.internal.patch;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * One axis of a patch: at lattice point {@code o}, tap {@code t} meets the source at {@code o * stride + offset[t]}.
 *
 * <p>Written as {@code (o + shift[t]) * stride + phase[t]} with {@code 0 <= phase < stride}, the taps fall into phases,
 * and within a phase the stride is gone: a source split by phase is read with stride 1 by every tap.
 */
public final class AxisTaps {
    private final int count;
    private final int size;
    private final int stride;
    private final int[] offsets;
    private final int[] phases;
    private final int minShift;
    private final int halo;

    /**
     * Describes an axis.
     *
     * @param count   lattice points
     * @param size    source points; an index outside {@code 0 .. size - 1} is padding
     * @param stride  source points per lattice point
     * @param offsets where each tap meets the source at lattice point 0; no tap is legal
     */
    public AxisTaps(int count, int size, int stride, int[] offsets) {
        this.count = count;
        this.size = size;
        this.stride = stride;
        this.offsets = offsets.clone();
        phases = IntStream.range(0, offsets.length).map(this::phase).distinct().sorted().toArray();
        minShift = IntStream.range(0, offsets.length).map(this::shift).min().orElse(0);
        halo = IntStream.range(0, offsets.length).map(this::shift).max().orElse(0) - minShift;
    }

    /** Lattice points. */
    public int count() {
        return count;
    }

    /** Source points. */
    public int size() {
        return size;
    }

    /** Source points per lattice point. */
    public int stride() {
        return stride;
    }

    /** How many taps there are. */
    public int taps() {
        return offsets.length;
    }

    /** Where tap {@code t} meets the source at lattice point 0. */
    public int offset(int t) {
        return offsets[t];
    }

    /** The same axis with one of its taps alone. */
    public AxisTaps only(int t) {
        return new AxisTaps(count, size, stride, new int[] {offsets[t]});
    }

    /** Which remainder of the stride tap {@code t} meets. */
    public int phase(int t) {
        return Math.floorMod(offsets[t], stride);
    }

    /** By how many lattice points tap {@code t} is displaced within its phase. */
    public int shift(int t) {
        return Math.floorDiv(offsets[t], stride);
    }

    /** The taps that meet the source, not padding, at a lattice point. */
    public int[] inside(int point) {
        long at = (long) point * stride;
        return IntStream.range(0, offsets.length).filter(t -> at + offsets[t] >= 0 && at + offsets[t] < size).toArray();
    }

    /** How many phases some tap meets. */
    public int phaseCount() {
        return phases.length;
    }

    /** The phases that some tap meets, ascending. */
    public int phaseAt(int i) {
        return phases[i];
    }

    /** The place of tap {@code t}'s phase among those that are met. */
    public int phaseIndex(int t) {
        return Arrays.binarySearch(phases, phase(t));
    }

    /** The smallest shift of a tap. */
    public int minShift() {
        return minShift;
    }

    /** Lattice points by which the shifts differ: the halo a staged band needs. */
    public int halo() {
        return halo;
    }
}
