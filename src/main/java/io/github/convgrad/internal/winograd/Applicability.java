package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;

/** Which shapes the algorithm exists for. */
final class Applicability {
    /** Products of all pairs of channels: a gigabyte of transformed kernels. */
    private static final long MOST_PRODUCTS = 1 << 28;
    /** Taps of a phase along one axis. */
    private static final int MOST_TAPS = 9;
    private static final int MOST_STRIDE = 2;
    /** Products formed for each that a plain sum over the taps forms, above which the transforms eat what is saved. */
    private static final double MOST_SHARE = 0.67;
    /** The same with a stride: dx stores phases between each other, dw reads them so. */
    private static final double MOST_STRIDED_SHARE = 0.6;
    /** Produced channels of a group, for all phases: there are sums of all of them for each tile of a block. */
    private static final int MOST_ROWS = 1 << 13;
    /** Channels that fill the columns of dw's tiles; a constant, since every vector width must choose alike. */
    private static final int COLUMNS = 32;
    private static final int MOST_CHANNELS = 1 << 16;

    private Applicability() {
    }

    /** Why forward does not exist for a shape, or null if it does. */
    static String refusal(ConvShape s) {
        if (s.strideH() != 1 || s.strideW() != 1) {
            return "stride is " + s.strideH() + "x" + s.strideW() + ", not 1";
        }
        return gradientRefusal(s);
    }

    /** Why dx and dw do not exist for a shape, or null if they do. */
    static String gradientRefusal(ConvShape s) {
        if (s.kernelDepth() != 1) {
            return "kernel is " + s.kernelDepth() + "x" + s.kernelHeight() + "x" + s.kernelWidth() + ", not flat";
        }
        if (s.inDepth() != 1 || s.outDepth() != 1) {
            return "the image has depth " + s.inDepth() + " and its output depth " + s.outDepth() + ", not 1";
        }
        if (s.padFront() != 0) {
            return "the only plane is pushed out of sight by " + s.padFront() + " planes of padding";
        }
        if (Math.max(s.strideH(), s.strideW()) > MOST_STRIDE) {
            return "stride is " + s.strideH() + "x" + s.strideW() + ", at most " + MOST_STRIDE + " pays";
        }
        if (s.dilationH() != 1 || s.dilationW() != 1) {
            return "dilation is " + s.dilationH() + "x" + s.dilationW() + ", not 1";
        }
        int fewest = Math.min(s.kernelHeight(), s.kernelWidth());
        int most = Math.max(Math.ceilDiv(s.kernelHeight(), s.strideH()), Math.ceilDiv(s.kernelWidth(), s.strideW()));
        if (fewest < 3 || most > MOST_TAPS) {
            return "kernel is " + s.kernelHeight() + "x" + s.kernelWidth() + ", not between 3x3 and " + MOST_TAPS + "x"
                    + MOST_TAPS;
        }
        double products = 16 / 9.0 * s.outChannels() * s.inChannelsPerGroup() * s.taps();
        if (products > MOST_PRODUCTS || Math.max(s.inChannels(), s.outChannels()) > MOST_CHANNELS) {
            return "scratch for " + s.inChannels() + " and " + s.outChannels() + " channels would take gigabytes";
        }
        return null;
    }

    /** Why forward or dx with a kernel of several pieces does not pay, or null if it does. */
    static String refusal(Correlation c) {
        if (c.simple()) {
            return null;
        }
        int phases = c.down().stride() * c.across().stride();
        if ((long) c.rows() * phases > MOST_ROWS) {
            return "sums of " + (long) c.rows() * phases + " channels and phases would take tens of megabytes";
        }
        double products = TileLines.ofImage(c) * c.down().points() * c.across().points() * phases;
        return refusal(products, c.taps(), c.outPixels(), phases > 1 ? MOST_STRIDED_SHARE : MOST_SHARE);
    }

    /** Why dw with a kernel of several pieces, or with a stride, does not pay, or null if it does. */
    static String sumRefusal(ConvShape s) {
        boolean strided = Math.max(s.strideH(), s.strideW()) > 1;
        if (s.taps() == 9 && !strided) {
            return null;
        }
        int channels = s.inChannelsPerGroup();
        double tiles = Math.ceilDiv(s.outHeight(), 2) * (double) Math.ceilDiv(s.outWidth(), 2);
        double columns = Math.ceilDiv(channels, COLUMNS) * (double) COLUMNS / channels;
        return refusal(tiles * points(s.kernelHeight(), s.strideH()) * points(s.kernelWidth(), s.strideW()) * columns,
                s.taps(), s.outPixels(), strided ? MOST_STRIDED_SHARE : MOST_SHARE);
    }

    private static int points(int taps, int stride) {
        return AxisPiece.phases(taps, stride).stream().mapToInt(AxisPiece::points).sum();
    }

    private static String refusal(double products, int taps, int pixels, double most) {
        double share = products / ((double) taps * pixels);
        return share <= most ? null : "it would form " + Math.round(100 * share)
                + "% of the products of a plain sum, transforms pay up to " + Math.round(100 * most) + "%";
    }
}
