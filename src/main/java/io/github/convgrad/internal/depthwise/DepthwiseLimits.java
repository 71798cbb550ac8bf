package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;

/** Which shapes the depthwise family can run: all whose scratch stays small. */
public final class DepthwiseLimits {
    /** Floats of the smallest tile in scratch. */
    private static final long MAX_TILE = 256 * 1024;

    /** Floats of the sums of a group's weight gradient in scratch. */
    private static final long MAX_SUMS = 512 * 1024;

    private DepthwiseLimits() {
    }

    /** Why the family cannot run this shape, or null if it can. */
    public static String refusal(ConvShape s) {
        long pairs = (long) s.inChannelsPerGroup() * s.outChannelsPerGroup();
        if (pairs * s.taps() * 16 > MAX_SUMS) {
            return "groups of " + s.inChannelsPerGroup() + " to " + s.outChannelsPerGroup() + " channels and "
                    + s.taps() + " taps are too large for row kernels";
        }
        long forward = SourceLattice.smallest(Axes.heightForward(s), Axes.widthForward(s),
                s.inChannelsPerGroup() * s.kernelDepth(), Math.max(4, s.outChannelsPerGroup()));
        long gradient = SourceLattice.smallest(Axes.heightGradient(s), Axes.widthGradient(s),
                s.outChannelsPerGroup() * s.kernelDepth(), 4);
        if (Math.max(forward, gradient) > MAX_TILE) {
            return "one row of results needs " + Math.max(forward, gradient) + " floats of scratch, at most "
                    + MAX_TILE + " fit";
        }
        return null;
    }

    static void check(ConvShape s) {
        String refusal = refusal(s);
        if (refusal != null) {
            throw new IllegalArgumentException("shape is " + s + ", expected one for row kernels: " + refusal);
        }
    }
}
