package io.github.convgrad.internal.patch;

import io.github.convgrad.ConvShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A part of what a product writes, all of whose points are reached by the same taps: a lattice of points of a tensor, and
 * the patches they are sums over.
 *
 * <p>The gradient of the input falls into parts by the phases of the stride, and every product does where padding is wide:
 * points that a tap would only meet padding for are parted from those where it meets the source. So no product is ever
 * formed with a zero between two elements of {@code dy}, and few with padding.
 *
 * @param d the depth axis
 * @param h the height axis
 * @param w the width axis
 */
public record LatticePart(Axis d, Axis h, Axis w) {
    /** An axis is cut where padding makes up at least this share of what its taps meet. */
    private static final double PADDING = 0.1;
    /** Points that the pieces of an axis should have on average: short rows fill no tiles. */
    private static final int PIECE = 4;

    /**
     * One axis of a part.
     *
     * @param begin      the first index written
     * @param step       from one index written to the next
     * @param taps       lattice over those indices, meeting the source
     * @param kernelTaps which index of the kernel each tap is
     */
    public record Axis(int begin, int step, AxisTaps taps, int[] kernelTaps) {

        /** This axis in pieces whose points have the same taps inside the source; whole, if that saves little. */
        List<Axis> cut() {
            List<Axis> pieces = new ArrayList<>();
            long met = 0;
            for (int at = 0; at < taps.count();) {
                int[] live = taps.inside(at);
                int end = at + 1;
                while (end < taps.count() && Arrays.equals(live, taps.inside(end))) {
                    end++;
                }
                int[] kernel = new int[live.length], offsets = new int[live.length];
                for (int i = 0; i < live.length; i++) {
                    kernel[i] = kernelTaps[live[i]];
                    offsets[i] = taps.offset(live[i]) + at * taps.stride();
                }
                pieces.add(new Axis(begin + at * step, step,
                        new AxisTaps(end - at, taps.size(), taps.stride(), offsets), kernel));
                met += (long) (end - at) * live.length;
                at = end;
            }
            boolean pays = met <= (1 - PADDING) * taps.count() * taps.taps() && taps.count() >= PIECE * pieces.size()
                    && pieces.stream().allMatch(piece -> piece.kernelTaps.length > 0);
            return pays ? pieces : List.of(this);
        }
    }

    /** How many taps reach this part. */
    public int tapCount() {
        return d.taps.taps() * h.taps.taps() * w.taps.taps();
    }

    /** Whether no tap reaches this part: its sums are empty. */
    public boolean unreached() {
        return tapCount() == 0;
    }

    /** Whether no tap reaches any column of the rows of this part. */
    public boolean rowsUnreached() {
        return d.taps.taps() * h.taps.taps() == 0;
    }

    /** The patches this part sums over, of a source with so many channels in a group. */
    public PatchGeometry geometry(int channels) {
        return new PatchGeometry(channels, d.taps, h.taps, w.taps);
    }

    /** The patches of each tap for itself, in the order of {@link #geometry}. */
    public List<PatchGeometry> tapGeometries(int channels) {
        List<PatchGeometry> geometries = new ArrayList<>();
        for (int i = 0; i < d.taps.taps(); i++) {
            for (int j = 0; j < h.taps.taps(); j++) {
                for (int k = 0; k < w.taps.taps(); k++) {
                    geometries.add(new PatchGeometry(channels, d.taps.only(i), h.taps.only(j), w.taps.only(k)));
                }
            }
        }
        return geometries;
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

    /** This part, cut where padding begins and ends if that saves much. */
    public List<LatticePart> cut() {
        return join(d.cut(), h.cut(), w.cut());
    }

    private static List<LatticePart> join(List<Axis> ds, List<Axis> hs, List<Axis> ws) {
        List<LatticePart> parts = new ArrayList<>();
        for (Axis d : ds) {
            for (Axis h : hs) {
                for (Axis w : ws) {
                    parts.add(new LatticePart(d, h, w));
                }
            }
        }
        return parts;
    }

    /** The output, as one part: what the forward pass writes. */
    public static LatticePart ofOutput(ConvShape s) {
        PatchGeometry g = PatchGeometry.ofInput(s);
        return new LatticePart(whole(g.d()), whole(g.h()), whole(g.w()));
    }

    private static Axis whole(AxisTaps taps) {
        return new Axis(0, 1, taps, IntStream.range(0, taps.taps()).toArray());
    }

    /**
     * The phases of the gradient of the input that hold any input at all: elements of {@code dx} whose indices leave the
     * same remainders modulo the strides. They are reached by the same taps, so that a phase is a convolution of
     * {@code dy} with stride 1.
     *
     * <p>Input index {@code i = begin + stride * o} receives {@code dy[o + offset] * w[tap]} where
     * {@code offset = (begin + padBegin - tap * dilation) / stride}, for the taps that divide evenly.
     */
    public static List<LatticePart> phases(ConvShape s) {
        return join(phases(s.inDepth(), s.outDepth(), s.strideD(), s.kernelDepth(), s.dilationD(), s.padFront()),
                phases(s.inHeight(), s.outHeight(), s.strideH(), s.kernelHeight(), s.dilationH(), s.padTop()),
                phases(s.inWidth(), s.outWidth(), s.strideW(), s.kernelWidth(), s.dilationW(), s.padLeft()));
    }

    private static List<Axis> phases(int in, int out, int stride, int kernel, int dilation, int padBegin) {
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
