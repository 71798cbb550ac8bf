package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/** Which shapes the algorithm exists for. */
final class Applicability {
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
        if (s.strideH() != 1 || s.strideW() != 1) {
            return "stride is " + s.strideH() + "x" + s.strideW() + ", not 1";
        }
        if (s.dilationH() != 1 || s.dilationW() != 1) {
            return "dilation is " + s.dilationH() + "x" + s.dilationW() + ", not 1";
        }
        return null;
    }
}
