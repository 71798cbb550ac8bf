package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/** Which shapes the algorithm exists for. */
final class Applicability {
    private static final long MOST_PAIRS = 1 << 24;
    private static final int MOST_CHANNELS = 1 << 16;

    private Applicability() {
    }

    /** Why the algorithm does not exist for a shape, or null if it does. */
    static String refusal(ConvShape s) {
        if (s.kernelDepth() != 1 || s.kernelHeight() != 3 || s.kernelWidth() != 3) {
            return "kernel is " + (s.kernelDepth() != 1 ? s.kernelDepth() + "x" : "") + s.kernelHeight() + "x"
                    + s.kernelWidth() + ", not 3x3";
        }
        if (s.inDepth() != 1 || s.outDepth() != 1) {
            return "the image has depth " + s.inDepth() + " and its output depth " + s.outDepth() + ", not 1";
        }
        if (s.padFront() != 0) {
            return "the only plane is pushed out of sight by " + s.padFront() + " planes of padding";
        }
        if (s.strideH() != 1 || s.strideW() != 1) {
            return "stride is " + s.strideH() + "x" + s.strideW() + ", not 1";
        }
        if (s.dilationH() != 1 || s.dilationW() != 1) {
            return "dilation is " + s.dilationH() + "x" + s.dilationW() + ", not 1";
        }
        long pairs = (long) s.outChannels() * s.inChannelsPerGroup();
        if (pairs > MOST_PAIRS || Math.max(s.inChannels(), s.outChannels()) > MOST_CHANNELS) {
            return "scratch for " + s.inChannels() + " and " + s.outChannels() + " channels would take gigabytes";
        }
        return null;
    }
}
