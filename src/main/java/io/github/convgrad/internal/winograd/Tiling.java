package io.github.convgrad.internal.winograd;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;

/**
 * How an output plane is cut, and how products are summed. Tiles have 2 x 2 pixels, by F(2 x 2, 3 x 3), 16 products for
 * 4 pixels; 4 x 2 or 2 x 4 pixels, 24 products for 8; or 4 x 4, 36 products for 16. The small tile's numbers are exact in
 * binary, so that sums of small integers are. The others round more often, in their transforms; yet a naive loop rounds
 * at every product, and from some number of products on the loop is further off, the more so where theirs are added up
 * in short chains. {@link Accuracy#STANDARD} has a larger tile where the loop is further off, and on data of which half
 * are zeros about as far (bench/notes/057, 080), {@link Accuracy#RELAXED} wherever it pays.
 *
 * @param outputHeight rows of a tile, 2 or 4
 * @param outputWidth  columns of a tile, 2 or 4
 * @param chain        terms added up before they are added to what went before, a multiple of 16: a sum of several
 *                     chains errs less than a long one
 */
public record Tiling(int outputHeight, int outputWidth, int chain) {
    /** As many as stay in the first-level cache with the panel they belong to. */
    private static final int CHAIN = 128;
    /** The same for dw with the largest tile: both its factors are transformed, and 36 numbers a tile fill the cache. */
    private static final int SHORT_CHAIN = 64;
    /** What a chain is a multiple of. */
    private static final int STEPS = 16;

    /** Source channels from which eight pixels err less than a naive loop, in chains of three eighths of them. */
    private static final int MEDIUM_DEPTH = 64;
    /** Source channels from which 4 x 4 pixels err less than a naive loop, in chains of an eighth of them. */
    private static final int LARGE_DEPTH = 256;

    /** Pixels of a row from which a vector of tiles mostly stands in one: flat tiles read and write longer runs of it. */
    private static final int LONG_ROW = 112;
    /** Tiles that take as long as transforming the kernels and fetching them: kernels grow with the tile. */
    static final int KERNEL_TILES = 68;
    /** The same where kernels are transformed by who uses them, and only once: then they stay in the cache. */
    private static final int ONCE_KERNEL_TILES = 20;
    /** Fewest floats of transformed kernels for which that pays. */
    private static final int KERNELS_ONCE = 1 << 19;
    /** Most floats of a batch's transformed tiles: they are read again for every part of the kernels. */
    private static final int INPUTS_NEAR = 5 << 19;
    /** Tiles that fill the columns of a product; a constant, since every vector width must choose alike. */
    private static final int COLUMNS = 32;
    /** What is left of the products, and of the kernels, where a larger tile pays for its longer transforms. */
    private static final double PAYS = 0.95;

    /** Products of dw's larger tiles for one of the smaller, above which their transforms do not pay. */
    private static final double MOST_SHARE = 0.75;
    /** Tiles of a batch from which dw's products outweigh its sums, 36 for each pair of channels. */
    private static final int LEAST_SUM_TILES = 64;
    /**
     * Pixels of a batch's dy, the products in each element of dw, from which the large tile errs less than a naive loop:
     * 0.55 times as much on data of zero mean, 0.9 times on x behind a ReLU and a dy of which it blocks half.
     */
    private static final int EXACT_PIXELS = 1 << 13;

    /** What every accuracy allows. */
    public static final Tiling SMALL = new Tiling(2, 2, CHAIN);

    /** For y. */
    public static Tiling forward(ConvShape s, Accuracy accuracy) {
        return of(s.inChannelsPerGroup(), s.outChannelsPerGroup(), s, s.outHeight(), s.outWidth(), accuracy);
    }

    /** For dx. */
    public static Tiling dataGradient(ConvShape s, Accuracy accuracy) {
        return of(s.outChannelsPerGroup(), s.inChannelsPerGroup(), s, s.inHeight(), s.inWidth(), accuracy);
    }

    /** For dw. */
    public static Tiling weightGradient(ConvShape s, Accuracy accuracy) {
        boolean exact = accuracy == Accuracy.RELAXED || (long) s.batch() * s.outPixels() >= EXACT_PIXELS;
        long large = tiles(s.outHeight(), s.outWidth(), s.dilationH(), s.dilationW(), 4, 4);
        long small = tiles(s.outHeight(), s.outWidth(), s.dilationH(), s.dilationW(), 2, 2);
        long points = points(s.outHeight(), s.dilationH(), 4) * points(s.outWidth(), s.dilationW(), 4);
        boolean pays = s.batch() * large >= LEAST_SUM_TILES && points * large <= MOST_SHARE * 16 * small;
        return exact && pays ? new Tiling(4, 4, SHORT_CHAIN) : SMALL;
    }

    /** Pixels a dilation apart are a plane of their own. */
    private static Tiling of(int depth, int produced, ConvShape s, int producedHeight, int producedWidth,
            Accuracy accuracy) {
        long planes = (long) s.batch() * s.dilationH() * s.dilationW();
        int height = Math.ceilDiv(producedHeight, s.dilationH()), width = Math.ceilDiv(producedWidth, s.dilationW());
        boolean relaxed = accuracy == Accuracy.RELAXED;
        boolean once = once(6 * 6, depth, produced, planes * tiles(height, width, 4, 4));
        int kernelTiles = once ? ONCE_KERNEL_TILES : KERNEL_TILES;
        Tiling best = SMALL;
        if (relaxed || depth >= MEDIUM_DEPTH) {
            int rows = width < LONG_ROW ? 4 : 2;
            best = best.or(new Tiling(rows, 8 / rows, relaxed ? CHAIN : chain(3 * depth / 8)), planes, height, width,
                    kernelTiles);
        }
        if (relaxed || depth >= LARGE_DEPTH) {
            best = best.or(new Tiling(4, 4, relaxed ? CHAIN : chain(depth / 8)), planes, height, width, kernelTiles);
        }
        return best;
    }

    /**
     * Whether all tiles of a batch are rather one block of the product, for which kernels are transformed part by part.
     *
     * @param frequencies numbers of a transformed tile
     * @param depth       source channels
     * @param produced    produced channels
     * @param tiles       tiles of the batch
     */
    static boolean once(int frequencies, int depth, int produced, long tiles) {
        return (long) frequencies * depth * produced > KERNELS_ONCE && frequencies * depth * tiles <= INPUTS_NEAR;
    }

    private static int chain(int most) {
        return Math.clamp(most / STEPS * STEPS, STEPS, CHAIN);
    }

    private Tiling or(Tiling larger, long planes, int height, int width, int kernelTiles) {
        double cost = cost(planes, height, width, kernelTiles);
        return larger.cost(planes, height, width, kernelTiles) <= PAYS * cost ? larger : this;
    }

    private double cost(long planes, int height, int width, int kernelTiles) {
        long tiles = planes * tiles(height, width, outputHeight, outputWidth);
        long products = points(height, 1, outputHeight) * points(width, 1, outputWidth);
        return (double) products * (Math.ceilDiv(tiles, COLUMNS) * COLUMNS + kernelTiles);
    }

    /** Whether some tile along an axis has all its pixels, where those a dilation apart are a plane of their own. */
    static boolean fills(int size, int dilation, int tile) {
        return Math.ceilDiv(size, dilation) >= tile;
    }

    /** Points along an axis at which there are products: a last one, infinity, counts for a tile's last pixel alone. */
    static long points(int size, int dilation, int tile) {
        return fills(size, dilation, tile) ? tile + 2 : tile + 1;
    }

    /** Tiles of a plane of which pixels a dilation apart are a plane of their own. */
    static long tiles(int height, int width, int dilationH, int dilationW, int tileHeight, int tileWidth) {
        return (long) dilationH * dilationW
                * tiles(Math.ceilDiv(height, dilationH), Math.ceilDiv(width, dilationW), tileHeight, tileWidth);
    }

    /** Tiles of a plane. */
    static long tiles(int height, int width, int tileHeight, int tileWidth) {
        return (long) Math.ceilDiv(height, tileHeight) * Math.ceilDiv(width, tileWidth);
    }
}
