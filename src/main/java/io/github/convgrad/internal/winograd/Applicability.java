package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/** Which shapes the algorithm exists for. */
final class Applicability {
    /** Products of all pairs of channels: a gigabyte of transformed kernels. */
    private static final long MOST_PRODUCTS = 1 << 28;
    private static final int MOST_TAPS = 9;
    /** Products formed for each that a plain sum over the taps forms, above which the transforms eat what is saved. */
    private static final double MOST_SHARE = 0.67;
    /** Channels that fill the columns of dw's tiles; a constant, since every vector width must choose alike. */
    private static final int COLUMNS = 32;
    private static final int MOST_CHANNELS = 1 << 16;

    private Applicability() {
    }

    /** Why the algorithm does not exist for a shape, or null if it does. */
    static String refusal(ConvShape s) {
        if (s.kernelDepth() != 1) {
            return "kernel is " + s.kernelDepth() + "x" + s.kernelHeight() + "x" + s.kernelWidth() + ", not flat";
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
        int fewest = Math.min(s.kernelHeight(), s.kernelWidth()), most = Math.max(s.kernelHeight(), s.kernelWidth());
        if (fewest < 3 || most > MOST_TAPS) {
            return "kernel is " + s.kernelHeight() + "x" + s.kernelWidth() + ", not between 3x3 and " + MOST_TAPS + "x"
                    + MOST_TAPS;
        }
        KernelPieces pieces = new KernelPieces(s.kernelHeight(), s.kernelWidth(), 4);
        double products = (double) s.outChannels() * s.inChannelsPerGroup() * pieces.products();
        if (products > MOST_PRODUCTS || Math.max(s.inChannels(), s.outChannels()) > MOST_CHANNELS) {
            return "scratch for " + s.inChannels() + " and " + s.outChannels() + " channels would take gigabytes";
        }
        return null;
    }

    /** Why forward or dx with a kernel of several pieces does not pay, or null if it does. */
    static String refusal(Correlation c) {
        if (c.taps() == 9) {
            return null;
        }
        KernelPieces pieces = new KernelPieces(c.kernelHeight(), c.kernelWidth(), 4);
        return refusal(TileLines.ofImage(c, pieces), pieces, c.taps(), c.outPixels());
    }

    /** Why dw with a kernel of several pieces does not pay, or null if it does. */
    static String sumRefusal(ConvShape s) {
        if (s.taps() == 9) {
            return null;
        }
        int channels = s.inChannelsPerGroup();
        double tiles = Math.ceilDiv(s.outHeight(), 2) * (double) Math.ceilDiv(s.outWidth(), 2);
        return refusal(tiles * Math.ceilDiv(channels, COLUMNS) * COLUMNS / channels,
                new KernelPieces(s.kernelHeight(), s.kernelWidth(), 4), s.taps(), s.outPixels());
    }

    private static String refusal(double tiles, KernelPieces pieces, int taps, int pixels) {
        double share = tiles * pieces.products() / ((double) taps * pixels);
        return share <= MOST_SHARE ? null : "it would form " + Math.round(100 * share)
                + "% of the products of a plain sum, transforms pay up to " + Math.round(100 * MOST_SHARE) + "%";
    }
}
