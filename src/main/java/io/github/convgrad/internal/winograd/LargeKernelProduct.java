package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;
import java.util.List;

/**
 * Forward and dx with kernels of 4 taps and more: a correlation of transformed tiles with transformed pieces of the
 * kernel ({@link KernelPieces}), at each frequency for itself. Pieces begin two pixels apart, and so do tiles: what a
 * piece needs of a tile is what the first piece needs of a neighbour, and inputs are transformed once for all pieces.
 *
 * <pre>
 *   src --stage--> planes --B^T d B--> V[frequency][k][tile of the line]
 *                                           |            x  U[frequency][row panel][piece][k][mr]   (KernelPanels)
 *                                           v            row (piece, k) of B: line k of V from the piece's shift on
 *   dst &lt;--store-- rows &lt;--A^T M A-- M[frequency][row panel][panel][mr][width]
 * </pre>
 *
 * <p>A task owns one block of tiles, or one part of its rows where workers share it. Every element of M is one chain
 * over chunks of k, pieces and k; neither block sizes nor tasks change a bit.
 */
final class LargeKernelProduct implements Stage {
    /** Only tiles of two outputs lie as far apart as pieces do. */
    private static final int M = 2;
    /** Inputs of a tile along each axis. */
    private static final int A = 4;
    private static final int FREQUENCIES = A * A;

    /** Channels staged together. */
    private static final int CHANNELS = 16;
    /** Depth of one call of the tile, over all pieces: its rows of V stay in the first-level cache. */
    private static final int CHUNK = 256;
    /** Floats of V and M together that a block aims at: most of a second-level cache. */
    private static final int BLOCK = 240_000;
    /** Tasks aimed at, should there be workers to share them. */
    private static final int TASKS = 16;
    /** Fewest produced channels of a part of the rows: each part transforms the inputs anew. */
    private static final int SHARED_ROWS = 192;

    private final Correlation shape;
    private final boolean forward;
    private final GemmTile tile;
    private final WinogradTransform transform;
    private final RowPanels panels;
    private final KernelPieces pieces;
    private final int chunk;
    private final KernelPanels kernels;
    private final TileLines lines;
    private final SourceTiles source;
    private final ProducedTiles produced;
    private final int rowParts;
    private final int lanes;
    private final int width;
    private final int linePitch;
    /** For each frequency the rows of B in a chunk of the depth, and those in the last one. */
    private final int[][] wholeChunk = new int[FREQUENCIES][];
    private final int[][] lastChunk = new int[FREQUENCIES][];
    private final int zerosAt;
    private final int productsAt;
    private final int stageAt;
    private final int workerFloats;

    private LargeKernelProduct(Correlation shape, boolean forward, KernelSet kernelSet, int workers) {
        this.shape = shape;
        this.forward = forward;
        tile = kernelSet.gemmTile();
        transform = kernelSet.winogradTransform(M);
        lanes = transform.lanes();
        width = 2 * lanes;
        panels = new RowPanels(shape.rows(), tile.heights());
        pieces = new KernelPieces(shape.kernelHeight(), shape.kernelWidth(), A);
        chunk = Math.max(CHANNELS, CHUNK / pieces.size() / CHANNELS * CHANNELS);
        kernels = new KernelPanels(shape, pieces, panels, transform, chunk);
        lines = TileLines.of(shape, pieces, width, panelsOfBlock());
        rowParts = workers == 1 ? 1 : Math.clamp(Math.ceilDiv(TASKS, Math.max(1, shape.groups() * lines.blocks())), 1,
                Math.max(1, shape.rows() / SHARED_ROWS));
        // An odd number of vectors, so that lines fall into different sets of the cache.
        linePitch = (Math.ceilDiv(lines.mostRead(), lanes) | 1) * lanes;
        for (int q = 0; q < FREQUENCIES; q++) {
            wholeChunk[q] = rows(q, Math.min(chunk, shape.depth()));
            lastChunk[q] = rows(q, (shape.depth() - 1) % chunk + 1);
        }
        source = new SourceTiles(shape, kernelSet, transform, CHANNELS);
        produced = new ProducedTiles(shape, kernelSet.tileRows(), M, panels.height(0) * transform.rowPitch());
        zerosAt = TileProduct.ALIGN;
        productsAt = zerosAt + width + FREQUENCIES * inputPitch();
        int most = 0;
        for (int part = 0; part < rowParts; part++) {
            most = Math.max(most, productPitch(lines.mostPanels(), part));
        }
        stageAt = productsAt + FREQUENCIES * most;
        workerFloats = stageAt + Math.max(source.size(), M * panels.height(0) * transform.rowPitch());
    }

    /** Plans forward or dx. */
    static Pass plan(Correlation shape, boolean forward, KernelSet kernelSet, int workers) {
        LargeKernelProduct product = new LargeKernelProduct(shape, forward, kernelSet, workers);
        String algorithm = "Winograd F(2x2, " + shape.kernelHeight() + "x" + shape.kernelWidth() + " in "
                + product.pieces.size() + " pieces), " + product.lines.total() + " tiles in blocks of "
                + product.lines.mostPanels() * product.width + ", rows " + product.panels
                + (product.rowParts > 1 ? " in " + product.rowParts + " parts" : "");
        return new Pass(algorithm, List.of(product.kernels, product), Math.toIntExact(product.kernels.size()),
                Math.max(product.workerFloats, product.kernels.workerFloats()));
    }

    private int panelsOfBlock() {
        return Math.clamp(BLOCK / ((long) FREQUENCIES * (Math.min(chunk, shape.depth()) + shape.rows()) * width), 2, 8);
    }

    private int[] rows(int frequency, int kc) {
        int[] rows = new int[pieces.count(frequency) * kc];
        int next = 0;
        for (int i = 0; i < pieces.size(); i++) {
            KernelPieces.Piece piece = pieces.get(i);
            if (piece.products()[frequency] >= 0) {
                int shift = piece.rows().offset() / M * lines.pitch() + piece.columns().offset() / M;
                for (int k = 0; k < kc; k++) {
                    rows[next++] = shift + k * linePitch;
                }
            }
        }
        return rows;
    }

    /** Distance between frequencies of V; the room behind them keeps their lines in different sets of the cache. */
    private int inputPitch() {
        return Math.min(chunk, shape.depth()) * linePitch + lanes;
    }

    /** Distance between frequencies of M, which holds the row panels of one task. */
    private int productPitch(int tilePanels, int part) {
        int end = lastPanel(part) - 1;
        int rows = panels.start(end) + panels.height(end) - panels.start(firstPanel(part));
        return tilePanels * rows * width + width;
    }

    private int firstPanel(int part) {
        return panels.count() * part / rowParts;
    }

    private int lastPanel(int part) {
        return firstPanel(part + 1);
    }

    @Override
    public int tasks() {
        return shape.groups() * lines.blocks() * rowParts;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int part = task % rowParts, block = task / rowParts % lines.blocks();
        int group = task / (lines.blocks() * rowParts);
        int firstPanel = lines.firstPanel(block), tilePanels = lines.firstPanel(block + 1) - firstPanel;
        int first = firstPanel * width, last = Math.min(lines.total(), first + tilePanels * width);
        Arrays.fill(own, zerosAt, zerosAt + width, 0f);
        for (int k = 0; k < shape.depth(); k += chunk) {
            transformInputs(forward ? tensors.x : tensors.dy, group, k, first,
                    Math.min(lines.total(), last + lines.reach()), own);
            multiply(group, part, k, tilePanels, shared, own);
        }
        store(group, part, first, last, tilePanels, tensors, own);
    }

    private void transformInputs(float[] src, int group, int chunkAt, int first, int last, float[] own) {
        int plane = shape.sourcePixels(), image = shape.groups() * shape.depth() * plane;
        int depth = Math.min(chunk, shape.depth() - chunkAt);
        for (int t = first; t < last; t += transform.tilesOfRow()) {
            int end = Math.min(last, t + transform.tilesOfRow());
            for (int k = 0; k < depth; k += CHANNELS) {
                int count = Math.min(CHANNELS, depth - k);
                int channel = (group * shape.depth() + chunkAt + k) * plane;
                for (int begin = t, next; begin < end; begin = next) {
                    int line = begin / lines.pitch(), strip = line / lines.lines() % lines.strips();
                    next = Math.min(end, (line + 1) * lines.pitch());
                    source.stageLine(src, channel + line / (lines.lines() * lines.strips()) * image, count,
                            M * (line % lines.lines()) - shape.padTop(),
                            M * (lines.firstColumn(strip) + begin % lines.pitch()) - shape.padLeft(),
                            M * (next - begin), own, stageAt + M * (begin - t));
                }
                for (int v = t; v < end; v += lanes) {
                    transform.input(count, own, stageAt + M * (v - t), source.second(), source.rowPitch(),
                            own, zerosAt + width + k * linePitch + v - first, A * inputPitch(), inputPitch(), linePitch);
                }
            }
        }
    }

    private void multiply(int group, int part, int k, int tilePanels, float[] shared, float[] own) {
        int mPitch = productPitch(tilePanels, part), top = panels.start(firstPanel(part));
        for (int q = 0; q < FREQUENCIES; q++) {
            int[] rows = shape.depth() - k > chunk ? wholeChunk[q] : lastChunk[q];
            for (int t = 0; t < tilePanels; t++) {
                int v = zerosAt + width + q * inputPitch() + t * width;
                for (int p = firstPanel(part); p < lastPanel(part); p++) {
                    int mr = panels.height(p), u = kernels.start(group, q, k, p);
                    int c = productsAt + q * mPitch + ((panels.start(p) - top) * tilePanels + t * mr) * width;
                    tile.multiply(mr, rows.length, shared, u, own, v, rows, own, k == 0 ? zerosAt : c,
                            k == 0 ? 0 : width, own, c, width);
                }
            }
        }
    }

    private void store(int group, int part, int first, int last, int tilePanels, Tensors tensors, float[] own) {
        float[] dst = forward ? tensors.y : tensors.dx;
        float[] bias = forward ? tensors.b : null;
        int plane = shape.outPixels(), image = shape.groups() * shape.rows() * plane;
        for (int p = firstPanel(part); p < lastPanel(part); p++) {
            int row = group * shape.rows() + panels.start(p);
            int live = Math.min(panels.height(p), shape.rows() - panels.start(p));
            for (int t = first; t < last; t += transform.tilesOfRow()) {
                int end = Math.min(last, t + transform.tilesOfRow());
                transformProducts(p, part, tilePanels, t - first, end - first, own);
                for (int begin = t, next; begin < end; begin = next) {
                    int line = begin / lines.pitch(), strip = line / lines.lines() % lines.strips();
                    int ty = line % lines.lines(), tx = lines.firstColumn(strip) + begin % lines.pitch();
                    next = Math.min(end, (line + 1) * lines.pitch());
                    int tiles = Math.min(next - begin, lines.firstColumn(strip + 1) - tx);
                    int to = line / (lines.lines() * lines.strips()) * image + row * plane;
                    for (int r = 0; r < live && ty < lines.down() && tiles > 0; r++) {
                        produced.storeLine(own, stageAt + r * transform.rowPitch() + M * (begin - t),
                                bias == null ? 0f : bias[row + r], ty, tx, tiles, dst, to + r * plane);
                    }
                }
            }
        }
    }

    private void transformProducts(int panel, int part, int tilePanels, int first, int last, float[] own) {
        int pitch = productPitch(tilePanels, part), mr = panels.height(panel);
        int from = productsAt + (panels.start(panel) - panels.start(firstPanel(part))) * tilePanels * width;
        for (int t = first; t < last; t += lanes) {
            transform.output(mr, own, from + t / width * mr * width + t % width, A * pitch, pitch,
                    own, stageAt + M * (t - first), panels.height(0) * transform.rowPitch());
        }
    }
}
