package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.GemmTile;
import java.util.List;

/** Which shapes the algorithm exists for. */
final class Applicability {
    /** Products of all pairs of channels: a gigabyte of transformed kernels. */
    private static final long MOST_PRODUCTS = 1 << 28;
    /** Taps of a phase along one axis: of forward and dx, of dw. */
    private static final int MOST_TAPS = 9, MOST_SUM_TAPS = 31;
    private static final int MOST_STRIDE = 2;
    /** Products formed for each that a plain sum over the taps forms, above which the transforms eat what is saved. */
    private static final double MOST_SHARE = 0.67;
    /** The same with a stride: dx stores phases between each other, forward and dw read them so. */
    private static final double MOST_STRIDED_SHARE = 0.6;
    /** Channels on both sides from which transforms weigh little. */
    private static final int MANY_CHANNELS = 32;
    /** Products that take as long as transforming a channel of a tile, shared out among the tile's pixels. */
    private static final double TRANSFORM = 55;
    /** The same for tiles of 8 and 16 pixels. */
    private static final double LARGER_TRANSFORM = 36;
    /** What they weigh where planes hold few tiles, most of them at a margin. */
    private static final double MORE_TRANSFORM = 2;
    private static final int SMALL_TILE = 2;
    /** The same where the kernel has several pieces, and tiles beyond the image. */
    private static final double PIECES_TRANSFORM = 80;
    /** Products and transforms together, above which few channels do not pay. */
    private static final double MOST_WORK = 0.9;
    /** The same with a dilation: pixels of a tile lie apart. */
    private static final double MOST_DILATED_WORK = 0.65;
    /** Products, and what transforming the kernels takes, for each product of a plain sum: of kernels in pieces. */
    private static final double MOST_WITH_KERNELS = 0.85;
    /** The same with a stride, for dx and for forward. */
    private static final double MOST_OF_PHASES = 0.67, MOST_OF_SOURCES = 0.625;
    /** The same with the transforms of tiles of 8 and 16 pixels, for 3 x 3. */
    private static final double MOST_SIMPLE_WITH_KERNELS = 1;
    /** Rows whose products take as long as transforming all phases of a source does. */
    private static final double SOURCE_ROWS = 12;
    /** Produced channels of a group, for all phases: there are sums of all of them for each tile of a block. */
    private static final int MOST_ROWS = 1 << 13;
    /** Tiles that fill the columns of a product; a constant, since every vector width must choose alike. */
    private static final int TILES = 32;

    /** Floats of a worker's sums of dw. */
    private static final long MOST_SUMS = 1 << 25;
    /** Channels and filters of a group from which dw's transforms pay, for 3 x 3 without stride in tiles of 4 x 4. */
    private static final int FEWEST_CHANNELS = 12, FEWEST_FILTERS = 8;
    /** Channels that are transformed at once, and fill half the columns of dw's product; a constant likewise. */
    private static final int COLUMNS = 16;
    /** Products that take as long as transforming a channel for dw, for each pixel of dy: tiles of 2 x 2, of 4 x 4. */
    private static final double SMALL_TRANSFORM = 80, LARGE_TRANSFORM = 62;
    /** What it takes besides where columns are thinned out first. */
    private static final double THINNED = 120;
    /** Products and transforms of dw above which they do not pay; tiles of a plain sum of few channels are not full. */
    private static final double MOST_SMALL_WORK = 1.03, MOST_LARGE_WORK = 1.2;
    /** The same for 3 x 3 without stride in tiles of 2 x 2. */
    private static final double MOST_SIMPLE_WORK = 1.3;
    /** The same with a stride and more than two pieces along an axis: a plain sum of so many taps is slower than of few. */
    private static final double MOST_STRIDED_WORK = 1.42;
    private static final int FEW_PIECES = 2;
    /** The same where an axis has one tap or two: of a tile's points most are transformed for little. */
    private static final double MOST_THIN_WORK = 0.85;
    /** The same with a dilation. */
    private static final double MOST_DILATED_SUM = 0.76;
    private static final int MOST_CHANNELS = 1 << 16;
    /** Pieces of a kernel whose steps fit one call of the tile. */
    private static final int MOST_PIECES = GemmTile.MAX_DEPTH / LargeKernelProduct.CHANNELS;

    private Applicability() {
    }

    /** Why the algorithm does not exist for forward and dx of a shape, or null if it does. */
    static String refusal(ConvShape s) {
        String refusal = refusal(s, 3, MOST_TAPS);
        boolean simple = s.kernelHeight() == 3 && s.kernelWidth() == 3 && s.strideH() * s.strideW() == 1;
        return refusal != null || s.dilationH() * s.dilationW() == 1 || simple ? refusal
                : "the kernel is dilated, and not 3x3 without a stride";
    }

    /** Why it does not exist for dw, which takes as many taps as you like, or null if it does. */
    static String sumRefusal(ConvShape s) {
        String refusal = refusal(s, 1, MOST_SUM_TAPS);
        return refusal != null || s.dilationH() * s.dilationW() == 1 || s.strideH() * s.strideW() == 1 ? refusal
                : "the kernel is dilated and has a stride";
    }

    private static String refusal(ConvShape s, int fewestTaps, int mostTaps) {
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
        int fewest = Math.min(s.kernelHeight(), s.kernelWidth());
        int most = Math.max(Math.ceilDiv(s.kernelHeight(), s.strideH()), Math.ceilDiv(s.kernelWidth(), s.strideW()));
        if (fewest < fewestTaps || most > mostTaps) {
            return "kernel is " + s.kernelHeight() + "x" + s.kernelWidth() + ", not between " + fewestTaps + "x"
                    + fewestTaps + " and " + mostTaps + "x" + mostTaps;
        }
        double products = 16 / 9.0 * s.outChannels() * s.inChannelsPerGroup() * s.taps();
        if (products > MOST_PRODUCTS || Math.max(s.inChannels(), s.outChannels()) > MOST_CHANNELS) {
            return "scratch for " + s.inChannels() + " and " + s.outChannels() + " channels would take gigabytes";
        }
        return null;
    }

    /** Why forward or dx does not pay, or null if it does; {@code tiling} is what a 3 x 3 kernel has. */
    static String refusal(Correlation c, Tiling tiling) {
        if (c.simple()) {
            long tiles = tiles(c, SMALL_TILE, SMALL_TILE);
            double products = products(c, tiling), transform = transform(tiling);
            String refusal = c.dilated() ? dilated(c, products, transform) : fewChannels(c, products, transform);
            if (refusal == null && c.batch() > 0 && c.batch() * tiles < TILES) {
                refusal = "the batch has " + c.batch() * tiles + " tiles, transforms of the kernel pay from " + TILES;
            }
            return refusal != null || c.dilated() ? refusal : fewTiles(c, tiling, products);
        }
        if (c.mostPieces() > MOST_PIECES) {
            return "the kernel is cut into " + c.mostPieces() + " pieces, at most " + MOST_PIECES + " make a sum";
        }
        int phases = c.down().outStride() * c.across().outStride();
        if ((long) c.rows() * phases > MOST_ROWS) {
            return "sums of " + (long) c.rows() * phases + " channels and phases would take tens of megabytes";
        }
        double products = TileLines.ofImage(c) * c.down().points() * c.across().points() * phases;
        double most = phases > 1 ? MOST_STRIDED_SHARE
                : c.sources() > 1 ? MOST_STRIDED_SHARE / (1 + SOURCE_ROWS / c.rows()) : MOST_SHARE;
        String refusal = refusal(products, c.taps(), c.outPixels(), most);
        if (refusal != null) {
            return refusal;
        }
        refusal = fewTiles(c, products, 0, c.batch() * TileLines.ofImage(c),
                c.sources() > 1 ? MOST_OF_SOURCES : phases > 1 ? MOST_OF_PHASES : MOST_WITH_KERNELS);
        if (refusal != null) {
            return refusal;
        }
        return phases * c.sources() > 1 ? fewChannels(c.depth(), c.rows()) : fewChannels(c, products, PIECES_TRANSFORM);
    }

    /** Why so few tiles of a 3 x 3 kernel do not pay for transforming it, or null if they do. */
    private static String fewTiles(Correlation c, Tiling tiling, double products) {
        int height = tiling.outputHeight(), width = tiling.outputWidth();
        long tiles = c.batch() * tiles(c, height, width);
        if (Tiling.once((height + 2) * (width + 2), c.depth(), c.rows(), tiles)) {
            return null;
        }
        boolean small = height * width == SMALL_TILE * SMALL_TILE;
        return fewTiles(c, products, small ? 0 : transforms(c, transform(tiling)), tiles, MOST_SIMPLE_WITH_KERNELS);
    }

    /** The same for any kernel, which takes as long to transform as the products of some tiles. */
    private static String fewTiles(Correlation c, double products, double transforms, double tiles, double most) {
        double work = products / ((double) c.taps() * c.outPixels()) * (1 + Tiling.KERNEL_TILES / tiles) + transforms;
        return c.batch() == 0 || work <= most ? null : "the batch has " + Math.round(tiles) + " tiles: together with "
                + "transforming the kernel they would take " + Math.round(100 * work)
                + "% of the time of a plain sum, they pay up to " + Math.round(100 * most) + "%";
    }

    /** Tiles of an image. */
    private static long tiles(Correlation c, int tileHeight, int tileWidth) {
        return Tiling.tiles(c.outHeight(), c.outWidth(), c.dilationH(), c.dilationW(), tileHeight, tileWidth);
    }

    /** Products of an image; with a dilation as if tiles were whole, since what small phases save, staging them eats. */
    private static double products(Correlation c, Tiling tiling) {
        int height = tiling.outputHeight(), width = tiling.outputWidth();
        double points = c.dilated() ? (height + 2.0) * (width + 2)
                : Tiling.points(c.outHeight(), 1, height) * Tiling.points(c.outWidth(), 1, width);
        return points * tiles(c, height, width);
    }

    private static double transform(Tiling tiling) {
        return tiling.outputHeight() * tiling.outputWidth() == SMALL_TILE * SMALL_TILE ? TRANSFORM : LARGER_TRANSFORM;
    }

    /** Whether a 3 x 3 kernel pays beside sums that form no product with padding and waste no column either. */
    static boolean paysBesideFullSums(Correlation c, Tiling tiling) {
        return !c.simple() || products(c, tiling) / meetings(c) + MORE_TRANSFORM * transforms(c, transform(tiling)) <= 1;
    }

    /** Why transforms outweigh the products of few channels, or null if they do not. */
    private static String fewChannels(Correlation c, double products, double transform) {
        if (fewChannels(c.depth(), c.rows()) == null) {
            return null;
        }
        return work(c, products / ((double) c.taps() * c.outPixels()), transform, MOST_WORK);
    }

    /** Why a dilated kernel does not pay, or null if it does. */
    private static String dilated(Correlation c, double products, double transform) {
        return work(c, products / meetings(c), transform, MOST_DILATED_WORK);
    }

    /** Products of a pair of channels that a plain sum forms: it leaves out taps that meet nothing but padding. */
    private static double meetings(Correlation c) {
        return Math.max(1, meetings(c.kernelHeight(), c.outHeight(), c.dilationH(), c.padTop(), c.liveHeight())
                * meetings(c.kernelWidth(), c.outWidth(), c.dilationW(), c.padLeft(), c.liveWidth()));
    }

    /** The same for dw. */
    private static double meetings(ConvShape s) {
        return meetings(s.kernelHeight(), s.outHeight(), s.dilationH(), s.padTop(), s.inHeight())
                * meetings(s.kernelWidth(), s.outWidth(), s.dilationW(), s.padLeft(), s.inWidth());
    }

    /** Pairs of an output and a tap along an axis, of which the tap meets a pixel. */
    private static double meetings(int taps, int outputs, int dilation, int pad, int live) {
        double meetings = 0;
        for (int tap = 0; tap < taps; tap++) {
            int first = pad - tap * dilation;
            meetings += Math.max(0, Math.min(outputs, live + first) - Math.max(0, first));
        }
        return meetings;
    }

    private static double transforms(Correlation c, double transform) {
        return transform * (1.0 / c.depth() + 1.0 / c.rows()) / c.taps();
    }

    private static String work(Correlation c, double share, double transform, double most) {
        double transforms = transforms(c, transform);
        return share + transforms <= most ? null : "with " + c.depth() + " and " + c.rows()
                + " channels in a group transforms would take " + Math.round(100 * transforms)
                + "% of the time of a plain sum, and products " + Math.round(100 * share) + "%; together they pay up to "
                + Math.round(100 * most) + "%";
    }

    /** Why dw does not pay with tiles of some pixels along either axis, or null if it does. */
    static String sumRefusal(ConvShape s, int tile) {
        int channels = s.inChannelsPerGroup(), filters = s.outChannelsPerGroup();
        if (channels < FEWEST_CHANNELS || filters < FEWEST_FILTERS) {
            return "a group has " + channels + " channels and " + filters + " filters, transforms pay from "
                    + FEWEST_CHANNELS + " and " + FEWEST_FILTERS;
        }
        boolean large = tile > 2, square = s.kernelHeight() == 3 && s.kernelWidth() == 3;
        boolean dilated = s.dilationH() * s.dilationW() > 1;
        boolean simple = square && s.strideH() * s.strideW() == 1 && !dilated;
        if (large && simple) {
            return null;
        }
        List<AxisPiece> down = AxisPiece.threes(s.kernelHeight(), s.strideH());
        List<AxisPiece> across = AxisPiece.threes(s.kernelWidth(), s.strideW());
        double tiles = Tiling.tiles(s.outHeight(), s.outWidth(), s.dilationH(), s.dilationW(), tile, tile);
        boolean lastRow = dilated || Tiling.fills(s.outHeight(), 1, tile);
        boolean lastColumn = dilated || Tiling.fills(s.outWidth(), 1, tile);
        long points = (long) points(down, tile, lastRow) * points(across, tile, lastColumn);
        long sums = points * Math.min(GradientBlocks.MOST, channels) * Math.min(GradientBlocks.MOST, filters);
        if (sums > MOST_SUMS) {
            return "a worker would need " + (sums >> 18) + " MiB for " + points + " sums of each pair of channels, at most "
                    + (MOST_SUMS >> 18) + " are taken";
        }
        double products = tiles * points / s.outPixels();
        double columns = Math.ceilDiv(channels, COLUMNS) * COLUMNS, rows = Math.ceilDiv(filters, COLUMNS) * COLUMNS;
        double transform = large ? LARGE_TRANSFORM : SMALL_TRANSFORM;
        double thinned = large && s.strideW() > 1 ? THINNED : 0;
        double transforms = (transform + thinned) * down.size() * across.size() * columns + transform * rows;
        double taps = dilated ? meetings(s) / s.outPixels() : s.taps();
        double work = (products * columns * filters + transforms) / (taps * channels * filters);
        boolean wide = s.strideH() * s.strideW() > 1 && Math.max(down.size(), across.size()) > FEW_PIECES;
        double most = mostSumWork(dilated, Math.min(s.kernelHeight(), s.kernelWidth()) < 3, large, wide, simple);
        return work <= most ? null : "with " + channels + " channels and " + filters + " filters in a group products and "
                + "transforms would take " + Math.round(100 * work) + "% of the time of a plain sum that fills its tiles; "
                + "they pay up to " + Math.round(100 * most) + "%";
    }

    private static double mostSumWork(boolean dilated, boolean thin, boolean large, boolean wide, boolean simple) {
        if (dilated) {
            return MOST_DILATED_SUM;
        }
        if (thin) {
            return MOST_THIN_WORK;
        }
        if (large) {
            return wide ? MOST_STRIDED_WORK : MOST_LARGE_WORK;
        }
        return simple ? MOST_SIMPLE_WORK : MOST_SMALL_WORK;
    }

    private static int points(List<AxisPiece> pieces, int tile, boolean last) {
        return pieces.stream().mapToInt(piece -> piece.points(tile, last)).sum();
    }

    /** The same where no share of the products is taken into account. */
    private static String fewChannels(int one, int other) {
        int fewest = Math.min(one, other);
        return fewest >= MANY_CHANNELS ? null
                : "a group has " + fewest + " channels on one side, transforms pay from " + MANY_CHANNELS;
    }

    private static String refusal(double products, int taps, int pixels, double most) {
        double share = products / ((double) taps * pixels);
        return share <= most ? null : "it would form " + Math.round(100 * share)
                + "% of the products of a plain sum, transforms pay up to " + Math.round(100 * most) + "%";
    }
}
