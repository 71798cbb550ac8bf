package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.FasterWay;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * The products of dw: for a chunk of the batch's tiles, run after run,
 *
 * <pre>
 *   dy --stage--> pixels --A dy A^T--> D[frequency][row panel][tile][mr]
 *                                          x
 *   x  --stage--> pixels --B^T d B-->  X[frequency][channel panel][tile][width]
 *                                          +=
 *                                      S[chunk][group][product][row panel][channel panel][mr][width]   (shared)
 * </pre>
 *
 * <p>With a kernel of several pieces ({@link KernelPieces}) D serves them all, X is made and multiplied piece by piece.
 *
 * <p>Where sums are so many that they come from memory, several runs lie one behind the other in D and X and are multiplied
 * in one call, each a chain of its own as before: sums come and go once for all of them (bench/notes/102).
 *
 * <p>A task owns some filters and some channels of one chunk. An element of S is the sum of a chain for each run of
 * its tiles; {@link GradientSum} adds the chunks up. A single chunk is not kept: S is the task's own then,
 * {@code [product][row panel][channel panel][mr][width]} of its panels, stays in the cache, and is transformed back at
 * the task's end. The tasks of the first channels also sum their filters' dy for db.
 */
final class GradientProduct implements Stage {
    private static final int FEW = 0;

    private final ConvShape shape;
    private final PanelTile tile;
    private final PanelCopy copy;
    private final WinogradGradient transform;
    private final RowPanels panels;
    private final TileRuns runs;
    private final KernelPieces pieces;
    private final GradientStore store;
    private final ChannelPixels[] source;
    private final ChannelPixels gradient;
    private final int lanes;
    private final int width;
    private final int channelPanels;
    private final int filterBlocks;
    private final int channelBlocks;
    private final int runsTogether;
    private final int fewTogether;
    /** Which of the two is the faster: how much of a third level is ours, nobody tells. */
    private final FasterWay faster = FasterWay.ofLargePieces(FEW);
    private final int gradientAt;
    private final int stageAt;
    private final int biasAt;
    private final int sumsAt;
    private final int workerFloats;

    /**
     * Cuts the product.
     *
     * @param blocks tasks that share a chunk's filters and channels
     */
    GradientProduct(ConvShape shape, KernelSet kernels, WinogradGradient transform, KernelPieces pieces,
            RowPanels panels, TileRuns runs, GradientStore store, GradientBlocks blocks) {
        this.shape = shape;
        this.transform = transform;
        this.pieces = pieces;
        this.panels = panels;
        this.runs = runs;
        this.store = store;
        tile = kernels.panelTile();
        copy = kernels.panelCopy();
        lanes = transform.lanes();
        width = 2 * lanes;
        channelPanels = (shape.inChannelsPerGroup() + width - 1) / width;
        channelBlocks = Math.min(channelPanels, blocks.channels());
        filterBlocks = Math.min(panels.count(), blocks.filters());
        long columns = (long) mostChannelPanels() * width;
        long rows = mostOfBlocks(block -> rowsBefore(firstRowPanel(block + 1)) - rowsBefore(firstRowPanel(block)));
        runsTogether = runs.together(pieces.products() * rows * columns, frequencies() * (rows + columns));
        fewTogether = runs.fewTogether(pieces.products() * rows * columns, frequencies() * (rows + columns));
        source = IntStream.range(0, pieces.size()).mapToObj(i -> ChannelPixels.source(shape, pieces.get(i), runs, transform))
                .toArray(ChannelPixels[]::new);
        gradient = ChannelPixels.gradient(shape, runs, transform);
        int room = runsTogether * runs.mostTiles();
        gradientAt = TileProduct.ALIGN + frequencies() * sourcePitch(mostChannelPanels(), room);
        stageAt = gradientAt + frequencies() * mostOfBlocks(block -> gradientPitch(block, room));
        biasAt = stageAt + Math.max(source[0].size(), gradient.size());
        // What is transformed back needs no factors any more, and goes where they began.
        sumsAt = Workspace.line(Math.max(biasAt + lanes, store.workerFloats()));
        workerFloats = sumsAt + (single() ? Math.multiplyExact(pieces.products(),
                mostOfBlocks(block -> blockPitch(block, mostChannelPanels()))) : 0);
    }

    /** Tiles that are transformed and multiplied at a time, and of how many chains. */
    String tilesAtATime() {
        return runsTogether * runs.mostTiles() + " tiles at a time"
                + (runsTogether > 1 ? " in " + runsTogether + " chains" : "")
                + (runsTogether > fewTogether ? " or, if faster, " + fewTogether : "");
    }

    /** Floats a worker needs. */
    int workerFloats() {
        return workerFloats;
    }

    private int frequencies() {
        return transform.frequencies();
    }

    /** Whether a task's sums are all there is of them: then it keeps them to itself and transforms them back. */
    boolean single() {
        return runs.chunks() == 1;
    }

    int chunks() {
        return runs.chunks();
    }

    /** Floats in shared scratch. */
    long sharedFloats() {
        return runs.chunks() * (chunkSize() + shape.outChannels());
    }

    private int mostOfBlocks(IntUnaryOperator ofBlock) {
        return IntStream.range(0, filterBlocks).map(ofBlock).max().orElse(0);
    }

    /** Distance between products of a task's own sums. */
    private int blockPitch(int filterBlock, int blockPanels) {
        int first = firstRowPanel(filterBlock), end = firstRowPanel(filterBlock + 1);
        return (rowsBefore(end) - rowsBefore(first)) * blockPanels * width + width;
    }

    private int rowsBefore(int panel) {
        return panel == panels.count() ? panels.paddedRows() : panels.start(panel);
    }

    private int mostChannelPanels() {
        return (channelPanels + channelBlocks - 1) / channelBlocks;
    }

    /** Distance between frequencies of X with room for so many tiles. */
    private int sourcePitch(int blockPanels, int room) {
        return blockPanels * room * width + width;
    }

    /** Distance between frequencies of D; panels have room for a vector that hangs over. */
    private int gradientPitch(int block, int room) {
        int first = firstRowPanel(block), end = firstRowPanel(block + 1);
        return gradientPanel(end, first, room) + lanes;
    }

    /** Where a panel begins within a frequency of D whose first panel is {@code first}. */
    private int gradientPanel(int panel, int first, int room) {
        return (rowsBefore(panel) - panels.start(first)) * room + (panel - first) * lanes;
    }

    private int firstRowPanel(int block) {
        return panels.count() * block / filterBlocks;
    }

    private int firstChannelPanel(int block) {
        return channelPanels * block / channelBlocks;
    }

    /** Distance between products of S. */
    int sumPitch() {
        return panels.paddedRows() * channelPanels * width + width;
    }

    /** Floats of the sums of one chunk. */
    long chunkSize() {
        return single() ? 0 : (long) shape.groups() * pieces.products() * sumPitch();
    }

    /** Where a tile of S begins within its chunk, for product 0. */
    int sumTile(int group, int panel, int channelPanel) {
        return group * pieces.products() * sumPitch()
                + (panels.start(panel) * channelPanels + channelPanel * panels.height(panel)) * width;
    }

    int channelPanels() {
        return channelPanels;
    }

    @Override
    public int tasks() {
        return runs.chunks() * shape.groups() * filterBlocks * channelBlocks;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int channelBlock = task % channelBlocks, filterBlock = task / channelBlocks % filterBlocks;
        int group = task / (channelBlocks * filterBlocks) % shape.groups();
        int chunk = task / (channelBlocks * filterBlocks * shape.groups());
        int biasSums = biasSums(chunk) + group * shape.outChannelsPerGroup();
        boolean bias = tensors.db != null && channelBlock == 0;
        if (tensors.dw == null && !bias) {
            return;
        }
        int end = runs.firstUnit(chunk + 1);
        for (int unit = runs.firstUnit(chunk), stop; unit < end; unit = stop) {
            boolean fresh = unit == runs.firstUnit(chunk);
            boolean tried = runsTogether > fewTogether && tensors.dw != null;
            long part = tried ? faster.begin() : faster.way();
            int together = FasterWay.way(part) == FEW ? fewTogether : runsTogether, room = together * runs.mostTiles();
            int tiles = 0;
            stop = unit;
            for (int run = 0; run < together && stop < end; run++) {
                int last = runs.endOfRun(stop, chunk);
                transformGradient(tensors, group, filterBlock, room, stop, last, tiles, bias, fresh && run == 0, shared,
                        biasSums, own);
                tiles += tilesOf(stop, last);
                stop = last;
            }
            for (int piece = 0; piece < pieces.size() && tensors.dw != null; piece++) {
                for (int first = unit, last, before = 0; first < stop; first = last) {
                    last = runs.endOfRun(first, chunk);
                    transformSource(source[piece], tensors.x, group, channelBlock, room, first, last, before, own);
                    before += tilesOf(first, last);
                }
                multiply(pieces.get(piece), group, filterBlock, channelBlock, room, tiles, fresh, chunk, shared, own);
            }
            if (tried) {
                faster.end(part, stop - unit);
            }
        }
        if (single()) {
            store(tensors, group, filterBlock, channelBlock, bias, shared, own);
        }
    }

    /** The end of a task that has the only sums of its filters and channels. */
    private void store(Tensors tensors, int group, int filterBlock, int channelBlock, boolean bias, float[] shared,
            float[] own) {
        int firstRow = firstRowPanel(filterBlock), firstChannel = firstChannelPanel(channelBlock);
        int blockPanels = firstChannelPanel(channelBlock + 1) - firstChannel;
        int pitch = blockPitch(filterBlock, blockPanels);
        for (int p = firstRow; p < firstRowPanel(filterBlock + 1); p++) {
            if (bias) {
                storeBias(group, p, shared, tensors.db);
            }
            for (int c = 0; c < blockPanels && tensors.dw != null; c++) {
                store.store(group, p, firstChannel + c, 1, 0, own, blockTile(p, firstRow, c, blockPanels), pitch, own,
                        tensors.dw);
            }
        }
    }

    /** Where a tile of a task's own sums begins, for product 0. */
    private int blockTile(int panel, int firstRow, int channelPanel, int blockPanels) {
        int rows = panels.start(panel) - panels.start(firstRow);
        return sumsAt + (rows * blockPanels + channelPanel * panels.height(panel)) * width;
    }

    private int biasSums(int chunk) {
        return runs.chunks() * (int) chunkSize() + chunk * shape.outChannels();
    }

    /** Adds up the chunks' sums of dy for the filters of a row panel. */
    void storeBias(int group, int panel, float[] shared, float[] db) {
        int filter = store.filter(group, panel);
        for (int i = filter; i < filter + store.live(panel); i++) {
            float sum = 0f;
            for (int chunk = 0; chunk < runs.chunks(); chunk++) {
                sum += shared[biasSums(chunk) + i];
            }
            db[i] = sum;
        }
    }

    private int tilesOf(int first, int end) {
        return end - first == 1 ? runs.tiles(first) : (end - first) * runs.across();
    }

    private void transformGradient(Tensors tensors, int group, int block, int room, int first, int end, int before,
            boolean bias, boolean fresh, float[] shared, int biasSums, float[] own) {
        int a = transform.inputTile(), pitch = gradientPitch(block, room), firstPanel = firstRowPanel(block);
        for (int p = firstPanel; p < firstRowPanel(block + 1); p++) {
            int mr = panels.height(p), live = Math.min(mr, shape.outChannelsPerGroup() - panels.start(p));
            // The last vector of a panel's row first: what it overhangs belongs to the next tile's first vector.
            for (int r = (mr - 1) / lanes * lanes; r >= 0; r -= lanes) {
                int count = Math.min(lanes, live - r);
                if (count <= 0) {
                    continue;
                }
                int filter = panels.start(p) + r;
                gradient.stage(copy, tensors.dy, (group * shape.outChannelsPerGroup() + filter) * shape.outPixels(),
                        count, shape.outChannels() * shape.outPixels(), first, end, own, stageAt);
                if (bias) {
                    addBias(count, first, end, fresh, shared, biasSums + filter, own);
                }
                if (tensors.dw == null) {
                    continue;
                }
                int to = gradientAt + gradientPanel(p, firstPanel, room) + before * mr + r;
                for (int unit = first; unit < end; unit++) {
                    int from = stageAt + gradient.row(unit, first) * gradient.rowPitch();
                    transform.outputGradient(runs.tiles(unit), own, from, gradient.rowPitch(),
                            own, to, a * pitch, pitch, mr);
                    to += runs.tiles(unit) * mr;
                }
            }
        }
    }

    private void addBias(int count, int first, int end, boolean fresh, float[] shared, int to, float[] own) {
        Arrays.fill(own, biasAt, biasAt + lanes, 0f);
        if (runs.parts() == 1) {
            copy.addGroups(lanes, gradient.count(first, end), own, stageAt, own, biasAt);
        } else {
            // Behind a part that is narrower than others lie pixels of the next one.
            for (int row = 0; row < transform.outputTile(); row++) {
                copy.addGroups(lanes, runs.tiles(first) * transform.outputTile(), own,
                        stageAt + row * gradient.rowPitch(), own, biasAt);
            }
        }
        for (int i = 0; i < count; i++) {
            shared[to + i] = fresh ? own[biasAt + i] : shared[to + i] + own[biasAt + i];
        }
    }

    private void transformSource(ChannelPixels source, float[] x, int group, int block, int room, int first, int end,
            int before, float[] own) {
        int firstPanel = firstChannelPanel(block), blockPanels = firstChannelPanel(block + 1) - firstPanel;
        int a = transform.inputTile(), pitch = sourcePitch(blockPanels, room);
        for (int c = firstPanel * width; c < (firstPanel + blockPanels) * width; c += lanes) {
            int live = Math.min(lanes, shape.inChannelsPerGroup() - c);
            if (live <= 0) {
                continue;
            }
            source.stage(copy, x, (group * shape.inChannelsPerGroup() + c) * shape.inPixels(), live,
                    shape.inChannels() * shape.inPixels(), first, end, own, stageAt);
            int to = TileProduct.ALIGN + ((c / width - firstPanel) * room + before) * width + c % width;
            for (int unit = first; unit < end; unit++) {
                transform.channelInput(runs.tiles(unit), own, stageAt + source.row(unit, first) * source.rowPitch(),
                        source.rowPitch(), own, to, a * pitch, pitch);
                to += runs.tiles(unit) * width;
            }
        }
    }

    private void multiply(KernelPieces.Piece piece, int group, int filterBlock, int channelBlock, int room, int tiles,
            boolean fresh, int chunk, float[] shared, float[] own) {
        int firstRow = firstRowPanel(filterBlock), endRow = firstRowPanel(filterBlock + 1);
        int firstChannel = firstChannelPanel(channelBlock), endChannel = firstChannelPanel(channelBlock + 1);
        int blockPanels = endChannel - firstChannel;
        int xPitch = sourcePitch(blockPanels, room), dPitch = gradientPitch(filterBlock, room);
        float[] sums = single() ? own : shared;
        int sumPitch = single() ? blockPitch(filterBlock, blockPanels) : sumPitch();
        for (int q = 0; q < frequencies(); q++) {
            int product = piece.products()[q];
            if (product < 0) {
                continue;
            }
            for (int c = firstChannel; c < endChannel; c++) {
                int x = TileProduct.ALIGN + q * xPitch + (c - firstChannel) * room * width;
                for (int p = firstRow; p < endRow; p++) {
                    int d = gradientAt + q * dPitch + gradientPanel(p, firstRow, room);
                    int s = product * sumPitch + (single() ? blockTile(p, firstRow, c - firstChannel, blockPanels)
                            : chunk * (int) chunkSize() + sumTile(group, p, c));
                    multiply(fresh, tiles > runs.mostTiles(), store.half(c), panels.height(p), tiles, own, d, x, sums, s);
                }
            }
        }
    }

    /** One tile of sums, stored or added; with several runs a chain for each, with few channels of half the width. */
    private void multiply(boolean fresh, boolean several, boolean half, int mr, int tiles, float[] own, int d, int x,
            float[] sums, int s) {
        if (several && fresh) {
            tile.multiplyChains(mr, tiles, runs.mostTiles(), own, d, own, x, sums, s);
        } else if (several) {
            tile.addChains(mr, tiles, runs.mostTiles(), own, d, own, x, sums, s);
        } else if (half && fresh) {
            tile.multiplyHalf(mr, tiles, own, d, own, x, sums, s);
        } else if (half) {
            tile.addHalf(mr, tiles, own, d, own, x, sums, s);
        } else if (fresh) {
            tile.multiply(mr, tiles, own, d, own, x, sums, s);
        } else {
            tile.add(mr, tiles, own, d, own, x, sums, s);
        }
    }
}
