package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.parallel.Pass;
import java.util.List;

/**
 * The gradients of weights and bias by Winograd: dw and db from x and dy. The outputs of the algorithm are the
 * taps, so the transform back is paid once for each pair of channels.
 */
public final class WinogradWeightGrad {
    /** Filters and channels of a task: each task transforms its part of dy and x. */
    private static final int BLOCK = 128;
    /** Tasks aimed at. */
    private static final int TASKS = 16;
    /** Fewest tiles of a chunk, each of which has sums of its own. */
    private static final int CHUNK = 512;
    /** Sums of all chunks, in floats, unless a single chunk has more. */
    private static final long MOST_SUMS = 1 << 24;

    private WinogradWeightGrad() {
    }

    /** Why the algorithm does not exist or pay for a shape, or null if it does. */
    public static String refusal(ConvShape shape) {
        String refusal = Applicability.refusal(shape);
        return refusal != null ? refusal : Applicability.sumRefusal(shape);
    }

    /**
     * Plans the pass. It computes whichever of dw and db the call asks for.
     *
     * @param shape   a shape that is not refused
     * @param kernels the kernels to run on
     * @param tiling  of dy; as many tiles as a chain has are transformed and multiplied at a time
     */
    public static Pass plan(ConvShape shape, KernelSet kernels, Tiling tiling) {
        int outputTile = tiling.outputHeight();
        WinogradGradient transform = kernels.winogradGradient(outputTile);
        RowPanels panels = TileProduct.evenPanels(shape.outChannelsPerGroup(), kernels.panelTile().heights());
        int down = (shape.outHeight() + outputTile - 1) / outputTile;
        int across = (shape.outWidth() + outputTile - 1) / outputTile;
        int filterBlocks = Math.ceilDiv(shape.outChannelsPerGroup(), BLOCK);
        int channelBlocks = Math.ceilDiv(shape.inChannelsPerGroup(), BLOCK);
        KernelPieces pieces = KernelPieces.of(Correlation.forward(shape), transform);
        int chunks = chunks((long) shape.batch() * down * across, shape.groups() * filterBlocks * channelBlocks,
                (long) pieces.products() * shape.outChannels() * shape.inChannelsPerGroup());
        TileRuns runs = TileRuns.of(shape.batch(), down, across, tiling.chain(), chunks);
        GradientProduct product = new GradientProduct(shape, kernels, transform, pieces, panels, runs, filterBlocks,
                channelBlocks);
        GradientSum sum = new GradientSum(shape, product, transform, pieces, panels, runs.chunks());
        String algorithm = "Winograd F(" + shape.kernelHeight() + "x" + shape.kernelWidth()
                + (pieces.size() > 1 ? " in " + pieces.size() + " pieces" : "") + ", " + outputTile + "x" + outputTile
                + "), " + runs.mostTiles()
                + " tiles at a time, " + runs.chunks() + " chunks, rows " + panels;
        return new Pass(algorithm, List.of(product, sum),
                Math.toIntExact(runs.chunks() * (product.chunkSize() + shape.outChannels())),
                Math.max(product.workerFloats(), sum.workerFloats()));
    }

    /** Chunks of the depth: enough for the tasks aimed at, none so short that adding chunks up would cost much. */
    private static int chunks(long tiles, int blocks, long sums) {
        return (int) Math.clamp(Math.min(Math.min(Math.ceilDiv(TASKS, blocks), tiles / CHUNK), MOST_SUMS / sums), 1,
                TASKS);
    }
}
