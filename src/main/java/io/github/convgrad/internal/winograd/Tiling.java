package io.github.convgrad.internal.winograd;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;

/**
 * How an output plane is cut, and how products are summed. Tiles have 2 x 2 pixels, by F(2 x 2, 3 x 3), 16 products for
 * 4 pixels, or 4 x 4, by F(4 x 4, 3 x 3), 36 products for 16 pixels. The small tile's numbers are exact in binary, so
 * that sums of small integers are. The large one rounds more often, in its transforms; yet a naive loop rounds at every
 * product, and from some number of products on the loop is further off. So {@link Accuracy#STANDARD} has the large tile
 * for dw of batches that add up many pixels (bench/notes/057), and {@link Accuracy#RELAXED} everywhere.
 *
 * @param outputTile pixels of a tile along each axis, 2 or 4
 * @param chain      terms added up before they are added to what went before, a multiple of 16: a sum of several chains
 *                   errs less than a long one
 */
public record Tiling(int outputTile, int chain) {
    /** As many as stay in the first-level cache with the panel they belong to. */
    private static final int CHAIN = 128;
    /** The same for dw with the larger tile: both its factors are transformed, and 36 numbers a tile fill the cache. */
    private static final int SHORT_CHAIN = 64;

    /** Products of the larger tiles for one of the smaller, above which their transforms do not pay. */
    private static final double MOST_SHARE = 0.75;
    /** Larger tiles of a batch that fill the columns of a product. */
    private static final int LEAST_TILES = 32;
    /** Tiles of a batch from which dw's products outweigh its sums, 36 for each pair of channels. */
    private static final int LEAST_SUM_TILES = 64;
    /**
     * Pixels of a batch's dy, the products in each element of dw, from which the large tile errs less than a naive loop:
     * 0.55 times as much on data of zero mean, 0.9 times on x behind a ReLU and a dy of which it blocks half.
     */
    private static final int EXACT_PIXELS = 1 << 13;

    /** What every accuracy allows. */
    public static final Tiling SMALL = new Tiling(2, CHAIN);

    /** For y. */
    public static Tiling forward(ConvShape s, Accuracy accuracy) {
        return of(s.batch(), s.outHeight(), s.outWidth(), accuracy);
    }

    /** For dx. */
    public static Tiling dataGradient(ConvShape s, Accuracy accuracy) {
        return of(s.batch(), s.inHeight(), s.inWidth(), accuracy);
    }

    /** For dw. */
    public static Tiling weightGradient(ConvShape s, Accuracy accuracy) {
        boolean exact = accuracy == Accuracy.RELAXED || (long) s.batch() * s.outPixels() >= EXACT_PIXELS;
        boolean pays = s.batch() * tiles(s.outHeight(), s.outWidth(), 4) >= LEAST_SUM_TILES
                && share(s.outHeight(), s.outWidth()) <= MOST_SHARE;
        return exact && pays ? new Tiling(4, SHORT_CHAIN) : SMALL;
    }

    /** The least batch that is cut like all larger ones. */
    public static int fewestImages(ConvShape s) {
        return Math.ceilDiv(EXACT_PIXELS, s.outPixels());
    }

    private static Tiling of(int batch, int height, int width, Accuracy accuracy) {
        boolean pays = batch * tiles(height, width, 4) >= LEAST_TILES && share(height, width) <= MOST_SHARE;
        return accuracy == Accuracy.RELAXED && pays ? new Tiling(4, CHAIN) : SMALL;
    }

    private static double share(int height, int width) {
        return 36.0 * tiles(height, width, 4) / (16.0 * tiles(height, width, 2));
    }

    /** Tiles of a plane. */
    static long tiles(int height, int width, int tile) {
        return (long) Math.ceilDiv(height, tile) * Math.ceilDiv(width, tile);
    }
}
