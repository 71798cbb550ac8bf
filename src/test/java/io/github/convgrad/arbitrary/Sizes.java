package io.github.convgrad.arbitrary;

import io.github.convgrad.ConvShape;
import java.util.Arrays;

/** A shape taken apart, so that a test can change one size and leave the others. */
public final class Sizes {

    private Sizes() {
    }

    /** A builder that holds everything of {@code s}. */
    public static ConvShape.Builder builder(ConvShape s) {
        int first = 3 - s.spatialRank();
        return ConvShape.builder().batch(s.batch()).channels(s.inChannels(), s.outChannels()).groups(s.groups())
                .layout(s.layout())
                .input(from(first, s.inDepth(), s.inHeight(), s.inWidth()))
                .kernel(from(first, s.kernelDepth(), s.kernelHeight(), s.kernelWidth()))
                .stride(from(first, s.strideD(), s.strideH(), s.strideW()))
                .dilation(from(first, s.dilationD(), s.dilationH(), s.dilationW()))
                .padBegin(from(first, s.padFront(), s.padTop(), s.padLeft()))
                .padEnd(from(first, s.padBack(), s.padBottom(), s.padRight()));
    }

    private static int[] from(int first, int... three) {
        return Arrays.copyOfRange(three, first, 3);
    }
}
