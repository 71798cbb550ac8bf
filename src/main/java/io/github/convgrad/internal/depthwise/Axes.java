package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.DirectRows;

/** The axes of a shape in both directions, and what is left of them where the direct kernels can be used. */
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

    /** The planes of a shape as {@link DirectRows} sees them, or null if those kernels do not take them. */
    static DirectRows.Plane directPlane(ConvShape s) {
        boolean square = s.kernelHeight() == 3 && s.kernelWidth() == 3 && s.strideH() == s.strideW()
                && s.dilationH() == s.dilationW();
        boolean flat = s.kernelDepth() == 1 && s.strideD() == 1 && s.padFront() == 0 && s.inDepth() == s.outDepth();
        if (!square || !flat || s.inChannelsPerGroup() * s.outChannelsPerGroup() > 1) {
            return null;
        }
        DirectRows.Plane plane = new DirectRows.Plane(s.inHeight(), s.inWidth(), s.outHeight(), s.outWidth(),
                s.strideH(), s.dilationH(), s.padTop(), s.padLeft());
        return plane.refusal(s.padBottom(), s.padRight()) == null ? plane : null;
    }
}
