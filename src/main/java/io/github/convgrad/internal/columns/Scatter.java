package io.github.convgrad.internal.columns;

import io.github.convgrad.ConvShape;

/**
 * The sizes of both directions, and which of them the algorithm is for.
 *
 * @param forward whether {@code y} is made of {@code x}, or {@code dx} of {@code dy}
 * @param sources channels of a group that are summed over
 * @param results channels of a group that are produced
 * @param down    along a column
 * @param across  along a row
 */
record Scatter(boolean forward, int batch, int groups, int sources, int results, ScatterAxis down,
        ScatterAxis across) {
    /** Produced channels, for each of which a plain product would have one row of a tile. */
    private static final int FEW = 3;
    /** The same where taps are few: a product of so few rows is good enough where many taps share its operands. */
    private static final int FEW_OF_FEW_TAPS = 6;
    /** Taps of a phase that are few. */
    private static final int FEW_TAPS = 16;
    /** Source channels from which a product of columns outweighs adding them up. */
    private static final int LEAST_SOURCES = 16;
    /** The same where a plain product would have more rows. */
    private static final int LEAST_SOURCES_OF_FEW_TAPS = 48;
    /** Sources and columns beyond which a block would take megabytes. */
    private static final int MOST = 1 << 12;
    /** Floats of the sums of a band: together with the rest in a second-level cache. */
    private static final int SUMS = 200_000;
    /** The same where images are so wide that a band would be low. */
    private static final int MOST_SUMS = 700_000;
    /** Rows of a band for each row of pixels that two neighbouring bands both read, at least. */
    private static final int LEAST_ROWS = 4;
    /** The same where bands only make more tasks. */
    private static final int SHARED_ROWS = 8;
    /** Tasks aimed at, should there be workers to share them. */
    private static final int TASKS = 16;

    static Scatter dataGradient(ConvShape s) {
        return new Scatter(false, s.batch(), s.groups(), s.outChannelsPerGroup(), s.inChannelsPerGroup(),
                ScatterAxis.gradient(s.inHeight(), s.outHeight(), s.kernelHeight(), s.strideH(), s.dilationH(),
                        s.padTop()),
                ScatterAxis.gradient(s.inWidth(), s.outWidth(), s.kernelWidth(), s.strideW(), s.dilationW(),
                        s.padLeft()));
    }

    static Scatter forward(ConvShape s) {
        return new Scatter(true, s.batch(), s.groups(), s.inChannelsPerGroup(), s.outChannelsPerGroup(),
                ScatterAxis.forward(s.inHeight(), s.outHeight(), s.kernelHeight(), s.dilationH(), s.padTop()),
                ScatterAxis.forward(s.inWidth(), s.outWidth(), s.kernelWidth(), s.dilationW(), s.padLeft()));
    }

    /** Why the algorithm does not exist for a shape, or null if it does. */
    static String refusal(ConvShape s) {
        return s.kernelDepth() == 1 && s.inDepth() == 1 && s.outDepth() == 1 && s.padFront() == 0 ? null
                : "kernel or image has a depth";
    }

    /** Why it does not pay, or null if it does. */
    String refusal() {
        boolean fewTaps = taps() <= FEW_TAPS * phases();
        int most = fewTaps ? FEW_OF_FEW_TAPS : FEW, least = results > FEW ? LEAST_SOURCES_OF_FEW_TAPS : LEAST_SOURCES;
        if (taps() == 1) {
            return "a single tap's columns are the result itself";
        }
        if (results > most) {
            return "a group's product has " + results + " rows, columns pay up to " + most;
        }
        if (sources < least) {
            return "a column is a sum over " + sources + " channels, adding up pays from " + least;
        }
        if (Math.max(sources, columns()) > MOST) {
            return "a block of " + sources + " channels and " + columns() + " columns would take megabytes";
        }
        return (lowest() + 2L * down.span()) * rowFloats() <= MOST_SUMS ? null
                : "a row of sums takes " + rowFloats() + " floats, so that bands would be low";
    }

    int taps() {
        return down.taps() * across.taps();
    }

    /** Rows of the product. */
    int columns() {
        return results * taps();
    }

    int phases() {
        return down.stride() * across.stride();
    }

    int sourcePixels() {
        return down.pixels() * across.pixels();
    }

    int resultPixels() {
        return down.results() * across.results();
    }

    /** Floats of the sums of one row of points. */
    private long rowFloats() {
        return (long) results * phases() * across.room();
    }

    /** Rows of the lowest band. */
    private long lowest() {
        return Math.min(down.points(), (long) LEAST_ROWS * Math.max(1, down.span()));
    }

    /** Rows of a band that is as high as it may. */
    private long bandRows() {
        return Math.max(lowest(), SUMS / rowFloats() - 2L * down.span());
    }

    /** Bands into which the rows of an image are cut. */
    int bands() {
        int needed = (int) Math.ceilDiv(down.points(), bandRows());
        int wanted = Math.ceilDiv(TASKS, Math.max(1, batch * groups));
        int most = Math.max(1, down.points() / (SHARED_ROWS * Math.max(1, down.span())));
        return Math.max(needed, Math.min(wanted, most));
    }
}
