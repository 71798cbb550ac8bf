package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import java.util.List;

/**
 * The gradients of weights and bias by Winograd: dw and db from x and dy. The outputs of the algorithm are the
 * taps, so the transform back is paid once for each pair of channels.
 */
public final class WinogradWeightGrad {
    /** Filters and channels of the blocks by which chunks are counted, however workers share them. */
    private static final int BLOCK = 128;
    /** Tasks aimed at with such blocks. */
    private static final int TASKS = 16;
    /** Fewest tiles of a chunk, each of which has sums of its own. */
    private static final int CHUNK = 512;
    /** Sums of all chunks, in floats, unless a single chunk has more. */
    private static final long MOST_SUMS = 1 << 24;

    private WinogradWeightGrad() {
    }

    /** Why the algorithm does not exist or pay for a shape and a tiling of dy, or null if it does. */
    public static String refusal(ConvShape shape, Tiling tiling) {
        String refusal = Applicability.sumRefusal(shape);
        return refusal != null ? refusal : Applicability.sumRefusal(shape, tiling.outputHeight());
    }

    /**
     * Plans the pass. It computes whichever of dw and db the call asks for.
     *
     * @param shape   a shape that is not refused
     * @param kernels the kernels to run on
     * @param tiling  of dy; as many tiles as a chain has are transformed and multiplied at a time
     * @param workers who share the tasks; decides how they are cut, which changes no bit
     */
    public static Pass plan(ConvShape shape, KernelSet kernels, Tiling tiling, int workers) {
        int outputTile = tiling.outputHeight();
        WinogradGradient transform = kernels.winogradGradient(outputTile);
        PanelTile tile = kernels.panelTile();
        RowPanels panels = TileProduct.evenPanels(shape.outChannelsPerGroup(),
                shape.inChannelsPerGroup() <= tile.lanes() ? tile.halfHeights() : tile.heights());
        // Pixels a dilation apart are an image of their own.
        int images = Math.multiplyExact(shape.batch(), Math.multiplyExact(shape.dilationH(), shape.dilationW()));
        int down = Math.ceilDiv(Math.ceilDiv(shape.outHeight(), shape.dilationH()), outputTile);
        int across = Math.ceilDiv(Math.ceilDiv(shape.outWidth(), shape.dilationW()), outputTile);
        KernelPieces pieces = KernelPieces.ofGradient(shape, transform);
        int chunks = chunks((long) images * down * across, blocks(shape),
                (long) pieces.products() * shape.outChannels() * shape.inChannelsPerGroup());
        TileRuns runs = TileRuns.of(images, down, across, tiling.chain(), chunks);
        GradientBlocks blocks = GradientBlocks.of(shape.outChannelsPerGroup(), shape.inChannelsPerGroup(),
                runs.chunks() * shape.groups(), workers);
        GradientStore store = new GradientStore(shape, transform, pieces, panels, kernels.panelCopy());
        GradientProduct product = new GradientProduct(shape, kernels, transform, pieces, panels, runs, store, blocks);
        List<Stage> stages = product.single() ? List.of(product)
                : List.of(product, new GradientSum(product, store, panels, shape.groups()));
        String algorithm = "Winograd F(" + shape.kernelHeight() + "x" + shape.kernelWidth()
                + (pieces.size() > 1 ? " in " + pieces.size() + " pieces" : "") + ", " + outputTile + "x" + outputTile
                + "), " + product.tilesAtATime() + ", " + runs.chunks() + " chunks, rows " + panels;
        return new Pass(algorithm, stages, 0, Math.toIntExact(product.sharedFloats()), product.workerFloats());
    }

    private static int blocks(ConvShape shape) {
        return shape.groups() * Math.ceilDiv(shape.outChannelsPerGroup(), BLOCK)
                * Math.ceilDiv(shape.inChannelsPerGroup(), BLOCK);
    }

    /**
     * Chunks of the depth: enough for the tasks aimed at, none so short that adding chunks up would cost much. Of three
     * tasks, one of two workers does two and the other waits.
     */
    static int chunks(long tiles, int blocks, long sums) {
        int chunks = (int) Math.clamp(Math.min(Math.min(Math.ceilDiv(TASKS, blocks), tiles / CHUNK), MOST_SUMS / sums),
                1, TASKS);
        boolean odd = chunks > 1 && chunks * blocks % 2 == 1;
        return odd && (chunks + 1) * sums <= MOST_SUMS ? chunks + 1 : chunks;
    }
}
