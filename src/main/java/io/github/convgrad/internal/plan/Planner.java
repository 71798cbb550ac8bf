package io.github.convgrad.internal.plan;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.columns.ColumnPasses;
import io.github.convgrad.internal.depthwise.DepthwiseDataGrad;
import io.github.convgrad.internal.depthwise.DepthwiseForward;
import io.github.convgrad.internal.depthwise.DepthwiseLimits;
import io.github.convgrad.internal.depthwise.DepthwiseWeightGrad;
import io.github.convgrad.internal.dots.DotWeightGrad;
import io.github.convgrad.internal.images.ImagePasses;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.pass.DataGradPass;
import io.github.convgrad.internal.pass.ForwardPass;
import io.github.convgrad.internal.pass.WeightGradPass;
import io.github.convgrad.internal.winograd.Tiling;
import io.github.convgrad.internal.winograd.WinogradDataGrad;
import io.github.convgrad.internal.winograd.WinogradForward;
import io.github.convgrad.internal.winograd.WinogradWeightGrad;
import java.util.List;
import java.util.function.Supplier;

/**
 * Chooses how each pass is computed: for every pass a table of candidates, best first, read from the top. A candidate
 * either refuses with a reason a user can read, or is taken. The last one takes every shape.
 */
public final class Planner {
    /** Pairs of channels in a group above which a tile of the product is full enough. */
    private static final int MAX_ROW_PAIRS = 16;
    /** The same for kernels of three or five rows without stride, by output pixels from which there are as many. */
    private static final int MAX_COLUMN_PAIRS = 36, COLUMN_PIXELS = 14 * 14;
    private static final int MAX_LARGE_COLUMN_PAIRS = 64, LARGE_COLUMN_PIXELS = 28 * 28;
    /** Channels on either side of a group up to which dw takes as many: more filters fill the product's tiles. */
    private static final int MAX_SUMMED_CHANNELS = 8;
    /** Rows of a product that leave most of a tile idle. */
    private static final int MAX_IDLE_ROWS = 3;

    /** Results of a group, and of each of its sources, and pixels of a row under few taps, from which tiles are full. */
    private static final int MIN_FULL_ROWS = 8, MANY_RESULTS = 4, FULL_WIDTH = 32;

    /** Output pixels up to which several images at once beat Winograd. */
    private static final int MAX_IMAGES_PIXELS = 16;

    /** Channels on both sides from which Winograd with tiles enough beats several images at once. */
    private static final int MIN_WINOGRAD_CHANNELS = 32;
    /**
     * Output pixels of a batch from which dw goes through Winograd: with fewer the inverse transform of the taps weighs
     * too much, in time and in rounding.
     */
    private static final int MIN_WINOGRAD_PIXELS = 256;

    private final StringBuilder refusals = new StringBuilder();

    /** The passes of a plan. */
    public record Passes(Pass forward, Pass dataGrad, Pass weightGrad, String refusals) {
    }

    /** A way to compute a pass. */
    private record Candidate(String name, String refusal, Supplier<Pass> pass) {
    }

    /** Plans all passes of a shape. */
    public static Passes plan(ConvShape shape, Accuracy accuracy, KernelSet kernels, int workers) {
        ConvShape s = flattened(shape);
        Planner planner = new Planner();
        Tiling forwardTiling = Tiling.forward(s, accuracy), dataTiling = Tiling.dataGradient(s, accuracy);
        Tiling weightTiling = Tiling.weightGradient(s, accuracy);
        String forwardRefusal = WinogradForward.refusal(s, forwardTiling);
        String dataRefusal = WinogradDataGrad.refusal(s, dataTiling);
        Pass forward = planner.choose("forward", List.of(
                new Candidate("columns", ColumnPasses.forwardRefusal(s), () -> ColumnPasses.forward(s, kernels)),
                new Candidate("depthwise rows", rowsRefusal(s, s.outChannelsPerGroup(), maxSlidPairs(s)),
                        () -> DepthwiseForward.plan(s, kernels)),
                new Candidate("images", imagesRefusal(s, ImagePasses.forwardRefusal(s),
                        forwardRefusal == null && WinogradForward.paysBesideFullSums(s, forwardTiling)),
                        () -> ImagePasses.forward(s, kernels, workers)),
                new Candidate("Winograd", forwardRefusal,
                        () -> WinogradForward.plan(s, kernels, forwardTiling, workers)),
                new Candidate("gemm", null, () -> ForwardPass.plan(s, kernels, workers))));
        Pass dataGrad = planner.choose("dx", List.of(
                new Candidate("columns", ColumnPasses.dataGradRefusal(s), () -> ColumnPasses.dataGrad(s, kernels)),
                new Candidate("depthwise rows", rowsRefusal(s, s.inChannelsPerGroup(), maxSlidPairs(s)),
                        () -> DepthwiseDataGrad.plan(s, kernels)),
                new Candidate("images", imagesRefusal(s, ImagePasses.dataGradRefusal(s),
                        dataRefusal == null && WinogradDataGrad.paysBesideFullSums(s, dataTiling)),
                        () -> ImagePasses.dataGrad(s, kernels, workers)),
                new Candidate("Winograd", dataRefusal,
                        () -> WinogradDataGrad.plan(s, kernels, dataTiling, workers)),
                new Candidate("gemm", null, () -> DataGradPass.plan(s, kernels, workers))));
        Pass weightGrad = planner.choose("dw, db", List.of(
                new Candidate("depthwise rows", rowsRefusal(s, Integer.MAX_VALUE, maxSummedPairs(s)),
                        () -> DepthwiseWeightGrad.plan(s, kernels)),
                new Candidate("Winograd", winogradSumRefusal(s, weightTiling),
                        () -> WinogradWeightGrad.plan(s, kernels, weightTiling, workers)),
                new Candidate("dot products", DotWeightGrad.refusal(s), () -> DotWeightGrad.plan(s, kernels)),
                new Candidate("gemm", null, () -> WeightGradPass.plan(s, kernels, workers))));
        return new Passes(forward, dataGrad, weightGrad, planner.refusals.toString());
    }

    /**
     * The same layer over the same tensors in the simplest form. A layer that looks at one pixel at a time sees an image
     * as one row, with no short rows in it. A layer whose kernel is the whole image, a dense layer, sees an image as one
     * pixel whose channels are the image's elements. A layer of images that are one pixel wide or high sees them lying
     * down: pixels that follow each other in memory form a row.
     */
    static ConvShape flattened(ConvShape s) {
        if (s.inWidth() == 1 && s.kernelWidth() == 1 && s.outWidth() == 1 && s.padLeft() == 0
                && s.inHeight() * s.inDepth() > 1) {
            return flattened(like(s).input(s.inDepth(), s.inHeight()).kernel(s.kernelDepth(), s.kernelHeight())
                    .stride(s.strideD(), s.strideH()).dilation(s.dilationD(), s.dilationH())
                    .padBegin(s.padFront(), s.padTop()).padEnd(s.padBack(), s.padBottom()).build());
        }
        if (s.inHeight() == 1 && s.kernelHeight() == 1 && s.outHeight() == 1 && s.padTop() == 0 && s.inDepth() > 1) {
            return flattened(like(s).input(s.inDepth(), s.inWidth()).kernel(s.kernelDepth(), s.kernelWidth())
                    .stride(s.strideD(), s.strideW()).dilation(s.dilationD(), s.dilationW())
                    .padBegin(s.padFront(), s.padLeft()).padEnd(s.padBack(), s.padRight()).build());
        }
        boolean unpadded = s.padFront() == 0 && s.padTop() == 0 && s.padLeft() == 0;
        boolean pointwise = s.taps() == 1 && s.inPixels() == s.outPixels() && unpadded
                && s.strideD() * s.strideH() * s.strideW() == 1;
        boolean dense = s.taps() > 1 && s.outPixels() == 1 && unpadded
                && s.padBack() == 0 && s.padBottom() == 0 && s.padRight() == 0 && s.kernelDepth() == s.inDepth()
                && s.kernelHeight() == s.inHeight() && s.kernelWidth() == s.inWidth();
        if (!pointwise && !dense) {
            return s;
        }
        return like(s).inChannels(dense ? s.inChannels() * s.taps() : s.inChannels())
                .input(dense ? 1 : s.inPixels()).kernel(1).build();
    }

    /** A layer with the same batch, channels, groups and layout. */
    private static ConvShape.Builder like(ConvShape s) {
        return ConvShape.builder().batch(s.batch()).channels(s.inChannels(), s.outChannels()).groups(s.groups())
                .layout(s.layout());
    }

    /**
     * Row kernels pay where a group is too small for the product: where it has few pairs of channels, or where the
     * product would have so few rows that most of a tile is idle.
     *
     * @param maxPairs up to which pairs are few
     */
    private static String rowsRefusal(ConvShape s, int productRows, int maxPairs) {
        long pairs = (long) s.inChannelsPerGroup() * s.outChannelsPerGroup();
        // A pixel of one tap is read once whatever the tile.
        if (pairs > maxPairs && (productRows > MAX_IDLE_ROWS || s.taps() == 1)) {
            return "a group has " + pairs + " pairs of channels and its product " + productRows
                    + " rows; row kernels pay up to " + maxPairs + " pairs, or of several taps " + MAX_IDLE_ROWS + " rows";
        }
        int fullWidth = s.taps() <= 9 ? FULL_WIDTH : 2 * FULL_WIDTH;
        if (productRows < Integer.MAX_VALUE && productRows >= MIN_FULL_ROWS
                && productRows >= MANY_RESULTS * (pairs / productRows)
                && Math.min(s.inWidth(), s.outWidth()) >= fullWidth) {
            return "a group has " + productRows + " results of " + pairs / productRows + " sources in rows of "
                    + s.outWidth() + " pixels; row kernels pay below " + MIN_FULL_ROWS + " results, or " + MANY_RESULTS
                    + " for each source, or " + fullWidth + " pixels";
        }
        return DepthwiseLimits.refusal(s);
    }

    /** Pairs of channels up to which rows are slid: more where rows of taps meet neighbouring rows. */
    private static int maxSlidPairs(ConvShape s) {
        if (!meetsNeighbours(s) || s.kernelHeight() != 3 && s.kernelHeight() != 5) {
            return MAX_ROW_PAIRS;
        }
        int pixels = Math.min(s.outPixels(), s.inPixels());
        return pixels >= LARGE_COLUMN_PIXELS ? MAX_LARGE_COLUMN_PAIRS
                : pixels >= COLUMN_PIXELS ? MAX_COLUMN_PAIRS : MAX_ROW_PAIRS;
    }

    /** The same for the dot products of rows. */
    private static int maxSummedPairs(ConvShape s) {
        boolean few = Math.max(s.inChannelsPerGroup(), s.outChannelsPerGroup()) <= MAX_SUMMED_CHANNELS;
        return few && meetsNeighbours(s) && s.kernelHeight() == 3 && s.outPixels() >= COLUMN_PIXELS ? MAX_COLUMN_PAIRS
                : MAX_ROW_PAIRS;
    }

    private static boolean meetsNeighbours(ConvShape s) {
        return s.kernelDepth() == 1 && s.strideH() * s.strideW() == 1 && s.dilationH() == 1;
    }

    /** Several images at once, unless Winograd pays and has tiles enough: fewer products outweigh full columns. */
    private static String imagesRefusal(ConvShape s, String refusal, boolean winograd) {
        int fewest = Math.min(s.inChannelsPerGroup(), s.outChannelsPerGroup());
        if (refusal == null && s.outPixels() > MAX_IMAGES_PIXELS && fewest >= MIN_WINOGRAD_CHANNELS
                && winograd) {
            return "planes of " + s.outPixels() + " pixels have tiles enough for Winograd";
        }
        return refusal;
    }

    private static String winogradSumRefusal(ConvShape s, Tiling tiling) {
        long pixels = (long) s.batch() * s.outPixels();
        if (pixels < MIN_WINOGRAD_PIXELS) {
            return "the batch has " + pixels + " output pixels, transforms pay from " + MIN_WINOGRAD_PIXELS;
        }
        return WinogradWeightGrad.refusal(s, tiling);
    }

    private Pass choose(String pass, List<Candidate> candidates) {
        for (Candidate candidate : candidates) {
            if (candidate.refusal == null) {
                return candidate.pass.get();
            }
            refusals.append("  ").append(pass).append(": ").append(candidate.name).append(" refused, ")
                    .append(candidate.refusal).append(System.lineSeparator());
        }
        throw new AssertionError("no candidate for " + pass);
    }
}
