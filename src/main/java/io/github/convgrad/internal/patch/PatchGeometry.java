package io.github.convgrad.internal.patch;

import io.github.convgrad.ConvShape;

/**
 * Which source element a product's row {@code k = (channel, tap)} meets at a lattice point, for one group.
 *
 * <p>Taps are numbered as in the product's depth: depth slowest, width fastest, and only those that the axes list.
 *
 * @param channels source channels of one group
 * @param d        the depth axis
 * @param h        the height axis
 * @param w        the width axis
 */
public record PatchGeometry(int channels, AxisTaps d, AxisTaps h, AxisTaps w) {

    /** Taps of one channel. */
    public int taps() {
        return d.taps() * h.taps() * w.taps();
    }

    /** Depth of the product. */
    public int k() {
        return channels * taps();
    }

    /** Lattice rows of one image. */
    public int rows() {
        return d.count() * h.count();
    }

    /** Source elements of one channel of one image. */
    public int sourcePlane() {
        return d.size() * h.size() * w.size();
    }

    /** Whether every lattice row is a run of source elements: one tap, no stride along rows, no padding. */
    public boolean rowsAreRuns() {
        return w.stride() == 1 && isInside(d) && isInside(h) && isInside(w);
    }

    private static boolean isInside(AxisTaps axis) {
        return axis.taps() == 1 && axis.offset(0) >= 0
                && (axis.count() - 1L) * axis.stride() + axis.offset(0) < axis.size();
    }

    /** Where point 0 of a lattice row of a channel lies in its plane, if rows are runs. */
    public int runStart(int latticeDepth, int latticeRow) {
        return ((latticeDepth * d.stride() + d.offset(0)) * h.size() + latticeRow * h.stride() + h.offset(0))
                * w.size() + w.offset(0);
    }

    /** The patches of {@code x} that the outputs are sums over: forward, and the gradient of the weights. */
    public static PatchGeometry ofInput(ConvShape s) {
        return new PatchGeometry(s.inChannelsPerGroup(),
                input(s.outDepth(), s.inDepth(), s.strideD(), s.kernelDepth(), s.dilationD(), s.padFront()),
                input(s.outHeight(), s.inHeight(), s.strideH(), s.kernelHeight(), s.dilationH(), s.padTop()),
                input(s.outWidth(), s.inWidth(), s.strideW(), s.kernelWidth(), s.dilationW(), s.padLeft()));
    }

    private static AxisTaps input(int out, int in, int stride, int kernel, int dilation, int padBegin) {
        int[] offsets = new int[kernel];
        for (int t = 0; t < kernel; t++) {
            offsets[t] = t * dilation - padBegin;
        }
        return new AxisTaps(out, in, stride, offsets);
    }
}
