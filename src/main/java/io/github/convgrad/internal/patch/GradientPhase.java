package io.github.convgrad.internal.patch;

import io.github.convgrad.ConvShape;
import java.util.ArrayList;
import java.util.List;

/**
 * One phase of the gradient of the input: the elements of {@code dx} whose indices leave the same remainders modulo the
 * strides. They are reached by the same taps, so that the phase is a convolution of {@code dy} with stride 1, and no
 * product is ever formed with a zero between two elements of {@code dy}.
 *
 * <p>Input index {@code i = begin + stride * o} receives {@code dy[o + offset] * w[tap]} where
 * {@code offset = (begin + padBegin - tap * dilation) / stride}, for the taps that divide evenly.
 *
 * @param d the depth axis
 * @param h the height axis
 * @param w the width axis
 */
public record GradientPhase(Axis d, Axis h, Axis w) {

    /**
     * One axis of a phase.
     *
     * @param begin      the first input index
     * @param step       from one input index to the next
     * @param taps       lattice over the inputs of this phase, meeting {@code dy}
     * @param kernelTaps which index of the kernel each tap is
     */
    public record Axis(int begin, int step, AxisTaps taps, int[] kernelTaps) {
    }

    /** How many taps reach this phase. */
    public int tapCount() {
        return d.taps.taps() * h.taps.taps() * w.taps.taps();
    }

    /** Whether no tap reaches this phase: its gradient is zero. */
    public boolean unreached() {
        return tapCount() == 0;
    }

    /** Whether no tap reaches any column of the rows of this phase. */
    public boolean rowsUnreached() {
        return d.taps.taps() * h.taps.taps() == 0;
    }

    /** The patches of {@code dy} this phase sums over. */
    public PatchGeometry geometry(ConvShape s) {
        return new PatchGeometry(s.outChannelsPerGroup(), d.taps, h.taps, w.taps);
    }

    /** For each tap of {@link #geometry}, its place in a kernel of {@code w}. */
    public int[] kernelIndex(ConvShape s) {
        int[] index = new int[tapCount()];
        int t = 0;
        for (int kd : d.kernelTaps) {
            for (int kh : h.kernelTaps) {
                for (int kw : w.kernelTaps) {
                    index[t++] = (kd * s.kernelHeight() + kh) * s.kernelWidth() + kw;
                }
            }
        }
        return index;
    }

    /** All phases of a shape that hold any input at all. */
    public static List<GradientPhase> of(ConvShape s) {
        List<GradientPhase> phases = new ArrayList<>();
        for (Axis d : axes(s.inDepth(), s.outDepth(), s.strideD(), s.kernelDepth(), s.dilationD(), s.padFront())) {
            for (Axis h : axes(s.inHeight(), s.outHeight(), s.strideH(), s.kernelHeight(), s.dilationH(),
                    s.padTop())) {
                for (Axis w : axes(s.inWidth(), s.outWidth(), s.strideW(), s.kernelWidth(), s.dilationW(),
                        s.padLeft())) {
                    phases.add(new GradientPhase(d, h, w));
                }
            }
        }
        return phases;
    }

    private static List<Axis> axes(int in, int out, int stride, int kernel, int dilation, int padBegin) {
        List<Axis> axes = new ArrayList<>();
        for (int begin = 0; begin < Math.min(stride, in); begin++) {
            List<Integer> taps = new ArrayList<>();
            for (int t = kernel - 1; t >= 0; t--) {
                if (Math.floorMod((long) begin + padBegin - (long) t * dilation, stride) == 0) {
                    taps.add(t);
                }
            }
            int[] kernelTaps = taps.stream().mapToInt(Integer::intValue).toArray();
            int[] offsets = new int[kernelTaps.length];
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = (begin + padBegin - kernelTaps[i] * dilation) / stride;
            }
            int count = (in - begin + stride - 1) / stride;
            axes.add(new Axis(begin, stride, new AxisTaps(count, out, 1, offsets), kernelTaps));
        }
        return axes;
    }
}
