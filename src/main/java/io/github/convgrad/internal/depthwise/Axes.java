package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;

/** The axes of a shape, in both directions. */
final class Axes {

    private Axes() {
    }

    static SlideAxis depthForward(ConvShape s) {
        return SlideAxis.forward(s.inDepth(), s.outDepth(), s.kernelDepth(), s.strideD(), s.dilationD(), s.padFront());
    }

    static SlideAxis heightForward(ConvShape s) {
        return SlideAxis.forward(s.inHeight(), s.outHeight(), s.kernelHeight(), s.strideH(), s.dilationH(), s.padTop());
    }

    static SlideAxis widthForward(ConvShape s) {
        return SlideAxis.forward(s.inWidth(), s.outWidth(), s.kernelWidth(), s.strideW(), s.dilationW(), s.padLeft());
    }

    static SlideAxis depthGradient(ConvShape s) {
        return SlideAxis.gradient(s.inDepth(), s.outDepth(), s.kernelDepth(), s.strideD(), s.dilationD(), s.padFront());
    }

    static SlideAxis heightGradient(ConvShape s) {
        return SlideAxis.gradient(s.inHeight(), s.outHeight(), s.kernelHeight(), s.strideH(), s.dilationH(),
                s.padTop());
    }

    static SlideAxis widthGradient(ConvShape s) {
        return SlideAxis.gradient(s.inWidth(), s.outWidth(), s.kernelWidth(), s.strideW(), s.dilationW(), s.padLeft());
    }
}
