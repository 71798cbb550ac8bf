package io.github.convgrad.internal.depthwise;

import java.util.ArrayList;
import java.util.List;

/**
 * One axis along which taps slide. Sources and results are each split by the remainder of their index (their phase), so
 * that within a phase every tap is a plain shift:
 *
 * <pre>   result[i * resultStep + resultPhase]  +=  w[index] * source[(i + shift) * sourceStep + sourcePhase]   </pre>
 *
 * <p>A convolution splits its source by the stride; the gradient of its input splits the result, and so never meets the
 * zeros between two elements of {@code dy}.
 *
 * @param sources    points of the source
 * @param sourceStep phases of the source
 * @param results    points of the result
 * @param resultStep phases of the result
 * @param taps       in ascending order of the sources they meet
 */
record SlideAxis(int sources, int sourceStep, int results, int resultStep, List<Tap> taps) {

    /** One tap: its index in the kernel, the phases it joins, and its shift between them. */
    record Tap(int index, int sourcePhase, int resultPhase, int shift) {
    }

    SlideAxis {
        taps = List.copyOf(taps);
    }

    /** The axis of a convolution: from {@code in} points to {@code out}. */
    static SlideAxis forward(int in, int out, int kernel, int stride, int dilation, int padBegin) {
        List<Tap> taps = new ArrayList<>();
        for (int k = 0; k < kernel; k++) {
            int offset = k * dilation - padBegin;
            taps.add(new Tap(k, Math.floorMod(offset, stride), 0, Math.floorDiv(offset, stride)));
        }
        return new SlideAxis(in, stride, out, 1, taps);
    }

    /** The axis of the gradient of its input: from {@code out} points of {@code dy} to {@code in} of {@code dx}. */
    static SlideAxis gradient(int in, int out, int kernel, int stride, int dilation, int padBegin) {
        List<Tap> taps = new ArrayList<>();
        for (int k = kernel - 1; k >= 0; k--) {
            int offset = padBegin - k * dilation;
            int phase = Math.floorMod(-offset, stride);
            taps.add(new Tap(k, 0, phase, (phase + offset) / stride));
        }
        return new SlideAxis(out, 1, in, stride, taps);
    }

    /** Lattice points of the longest phase of the result. */
    int resultPoints() {
        return (results + resultStep - 1) / resultStep;
    }

    /** Lattice points of phase {@code phase} of the source; those of phase 0 are the most. */
    int sourcePoints(int phase) {
        return phase >= sources ? 0 : (sources - phase + sourceStep - 1) / sourceStep;
    }

    int minShift() {
        return taps.stream().mapToInt(Tap::shift).min().orElse(0);
    }

    int maxShift() {
        return taps.stream().mapToInt(Tap::shift).max().orElse(0);
    }

    /** Whether some tap reads this phase of the source. */
    boolean reads(int sourcePhase) {
        return taps.stream().anyMatch(t -> t.sourcePhase == sourcePhase);
    }

    /** The taps that add to one phase of the result. */
    List<Tap> tapsOf(int resultPhase) {
        return taps.stream().filter(t -> t.resultPhase == resultPhase).toList();
    }
}
