package io.github.convgrad.internal.columns;

import java.util.Arrays;

/**
 * One axis along which pixels of a source add to a result that is split by the stride: pixel {@code o} adds to point
 * {@code o + shift[tap]} of phase {@code phase[tap]}, and point {@code i} of phase {@code p} is element
 * {@code i * stride + p} of the result.
 *
 * @param pixels  of the source
 * @param results elements of the result
 * @param stride  phases of the result
 * @param phase   for each tap, the phase it adds to
 * @param shift   for each tap, points from a pixel to where it adds; may be negative
 */
record ScatterAxis(int pixels, int results, int stride, int[] phase, int[] shift) {

    /** From {@code dy} to {@code dx}. */
    static ScatterAxis gradient(int in, int out, int kernel, int stride, int dilation, int padBegin) {
        int[] phase = new int[kernel], shift = new int[kernel];
        for (int tap = 0; tap < kernel; tap++) {
            phase[tap] = Math.floorMod(tap * dilation - padBegin, stride);
            shift[tap] = Math.floorDiv(tap * dilation - padBegin, stride);
        }
        return new ScatterAxis(out, in, stride, phase, shift);
    }

    /** From {@code x} to {@code y}, without a stride. */
    static ScatterAxis forward(int in, int out, int kernel, int dilation, int padBegin) {
        int[] shift = new int[kernel];
        Arrays.setAll(shift, tap -> padBegin - tap * dilation);
        return new ScatterAxis(in, out, 1, new int[kernel], shift);
    }

    int taps() {
        return shift.length;
    }

    int least() {
        return Arrays.stream(shift).min().orElseThrow();
    }

    int most() {
        return Arrays.stream(shift).max().orElseThrow();
    }

    /** Points that a pixel's taps reach over, less one. */
    int span() {
        return most() - least();
    }

    /** Points of the longest phase. */
    int points() {
        return Math.ceilDiv(results, stride);
    }

    /** Points before the first one that pixels add to. */
    int before() {
        return Math.max(0, -least());
    }

    /** All points that there must be room for. */
    int room() {
        return before() + Math.max(points(), pixels + Math.max(0, most()));
    }
}
