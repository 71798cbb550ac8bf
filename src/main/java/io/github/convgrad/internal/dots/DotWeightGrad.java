package io.github.convgrad.internal.dots;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.SumStage;
import java.util.List;

/** {@code dw} and {@code db} as dot products of pixels; either may be left out at execute time. */
public final class DotWeightGrad {
    /** Fewest pixels of a plane: runs have to pay for their sums, which come and go with each. */
    private static final int MIN_PIXELS = 512;
    /** Fewest filters that fill tiles. */
    private static final int MIN_FILTERS = 5;
    /**
     * Most sums of a filter. Of more, turning pixels is a small part, and tiles for sixteen vector registers, which load
     * two runs for three products, would take up to twice as long as those of turned pixels.
     */
    private static final int MAX_SUMS = 64;
    /** Most floats of the chains of all sums: they share a second level of the cache with the runs. */
    private static final int MAX_CHAINS = 128 << 10;

    /**
     * What a sum costs for each vector of pixels in multiply-adds, if the rows of a copy begin with half a line of the
     * cache or somewhere in one, and what a channel does, once and for each column of the kernel; where these lie a stride
     * apart, a channel costs twice as much. All of these are fitted to some thirty layers (bench/notes/111).
     */
    private static final double SUM = 1.05, SUM_APART = 1.25, CHANNEL = 8, COLUMN = 4;
    private static final int HALF_LINE = 8;
    /**
     * The same for the product of turned pixels, whose filters lie side by side in tiles or one above the other: a sum,
     * turning and adding up those of a filter, turning those of a channel.
     */
    private static final double BESIDE = 1.03, ABOVE = 1.12, TURN_FILTER = 8, TURN_CHANNEL = 5;
    private static final int TILE = 32, VECTOR = 16;

    private DotWeightGrad() {
    }

    /** Why dw does not pay this way, or null if it does. */
    public static String refusal(ConvShape s) {
        int pixels = s.outHeight() * s.outWidth();
        if (pixels < MIN_PIXELS) {
            return "planes of " + pixels + " pixels are short runs, dot products pay from " + MIN_PIXELS;
        }
        if (s.outChannelsPerGroup() < MIN_FILTERS) {
            return s.outChannelsPerGroup() + " filters of a group leave tiles idle, dot products pay from " + MIN_FILTERS;
        }
        int sums = s.inChannelsPerGroup() * s.taps();
        if (sums > MAX_SUMS) {
            return "a filter has " + sums + " sums, dot products pay up to " + MAX_SUMS;
        }
        long chains = s.wLength() / s.groups() * DepthwiseRows.PARTIALS;
        if (chains > MAX_CHAINS) {
            return "the chains of its sums are " + chains + " floats, the cache has room for " + MAX_CHAINS;
        }
        int channels = s.inChannelsPerGroup(), filters = s.outChannelsPerGroup();
        int row = channels * s.kernelWidth(), fours = roundUp(filters, 4);
        double copies = (channels * CHANNEL + row * COLUMN) * (s.strideW() == 1 ? 1 : 2);
        double dots = (s.outWidth() % HALF_LINE == 0 ? SUM : SUM_APART) * (sums + 1) * fours + copies;
        double turned = Math.min(BESIDE * sums * roundUp(filters, TILE),
                ABOVE * sums / row * roundUp(row, VECTOR) * fours) + TURN_FILTER * filters + TURN_CHANNEL * channels;
        if (dots > turned) {
            return "dot products of " + sums + " by " + filters + " cost " + Math.round(dots)
                    + " for each vector of pixels, turning them costs " + Math.round(turned);
        }
        return null;
    }

    private static int roundUp(int count, int step) {
        return Math.ceilDiv(count, step) * step;
    }

    /** Plans the pass of a shape that is not refused. */
    public static Pass plan(ConvShape s, KernelSet kernels) {
        PixelDots dots = new PixelDots(s, kernels);
        List<Stage> stages = dots.chunks() == 1 ? List.of(dots)
                : List.of(dots, new SumStage(dots.chunks(), dots.chunkFloats(), Math.toIntExact(s.wLength())));
        return new Pass("dot products of pixels: " + dots, stages, 0, dots.sharedFloats(), dots.floats());
    }
}
