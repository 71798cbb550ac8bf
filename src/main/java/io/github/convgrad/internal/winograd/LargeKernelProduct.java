package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TileRows;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Forward and dx with kernels larger than 3 x 3, or with a stride: a correlation of transformed tiles with transformed
 * pieces of the kernel ({@link KernelPieces}), at each frequency for itself. Pieces begin two pixels apart, and so do
 * tiles: what a piece needs of a tile is what the first piece needs of a neighbour, and inputs are transformed once for
 * all pieces.
 *
 * <pre>
 *   src --stage--> planes --B^T d B--> V[frequency][k][tile of the line]
 *                                           |            x  U[frequency][row panel][piece][k][mr]   (KernelPanels)
 *                                           v            row (piece, k) of B: line k of V from the piece's shift on
 *   dst &lt;--store-- rows &lt;--A^T M A-- M[frequency][row panel][panel][mr][width]
 * </pre>
 *
 * <p>With a stride dx has phases, whose kernels differ and whose source is the same: V serves them all, U and M are
 * there for each. Forward has phases whose sources differ: each is so many lines of V more, and so many steps of the
 * depth.
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

    /** Channels staged together, and the shortest depth of a piece in a call of the tile. */
    static final int CHANNELS = 16;
    /** Depth of one call of the tile, over all pieces: its rows of V stay in the first-level cache. */
    private static final int CHUNK = 256;
    /** Floats of V and M together that a block aims at: most of a second-level cache. */
    private static final int BLOCK = 240_000;
    /** Tasks aimed at, should there be workers to share them. */
    private static final int TASKS = 16;
    /** Fewest produced channels of a part of the rows: each part transforms the inputs anew. */
    private static final int SHARED_ROWS = 192;

    /**
     * Output pixels that lie a stride apart.
     *
     * @param down       the phase along a column
     * @param across     the phase along a row
     * @param kernels    panels of its pieces
     * @param wholeChunk for each frequency the rows of B in a chunk of the depth
     * @param lastChunk  the same for the last chunk
     */
    private record Phase(AxisPhases.Phase down, AxisPhases.Phase across, KernelPanels kernels, int[][] wholeChunk,
            int[][] lastChunk) {
    }

    private final Correlation shape;
    private final boolean forward;
    private final GemmTile tile;
    private final WinogradTransform transform;
    private final RowPanels panels;
    private final List<Phase> phases = new ArrayList<>();
    private final int chunk;
    private final TileLines lines;
    private final SourceTiles sourceTiles;
    /**
     * Whether tiles of a line share the pixels of their columns in the stage. The last tile's neighbour is the first of the
     * next line; where that begins with padding, and the line ends with it, both are zeros.
     */
    private final boolean stagedOnce;
    private final int stagedTiles;
    private final TileRows tileRows;
    private final PanelCopy copy;
    private final RowParts parts;
    private final int lanes;
    private final int width;
    private final int linePitch;
    private final int kernelFloats;
    private final int zerosAt;
    private final int productsAt;
    private final int stageAt;
    /** Whether the columns of two phases take turns in a row of what is produced; the second follows the first. */
    private final boolean zipped;
    private final int stageFloats;
    private final int workerFloats;

    private LargeKernelProduct(Correlation shape, boolean forward, KernelSet kernelSet, int workers) {
        this.shape = shape;
        this.forward = forward;
        tile = kernelSet.gemmTile();
        transform = kernelSet.winogradTransform(M, M);
        lanes = transform.lanes();
        width = 2 * lanes;
        panels = new RowPanels(shape.rows(), tile.heights());
        chunk = Math.max(CHANNELS, CHUNK / shape.mostPieces() / CHANNELS * CHANNELS);
        lines = TileLines.of(shape, width, panelsOfBlock());
        int wanted = workers == 1 ? 1 : Math.ceilDiv(TASKS, Math.max(1, shape.groups() * lines.blocks()));
        parts = new RowParts(panels, Math.clamp(wanted, 1, Math.max(1, shape.rows() / SHARED_ROWS)));
        // An odd number of vectors, so that lines fall into different sets of the cache.
        linePitch = (Math.ceilDiv(lines.mostRead(), lanes) | 1) * lanes;
        long base = 0;
        for (AxisPhases.Phase down : shape.down().phases()) {
            for (AxisPhases.Phase across : shape.across().phases()) {
                KernelPieces pieces = new KernelPieces(down.pieces(), across.pieces(), A, A, true, true);
                KernelPanels kernels = new KernelPanels(shape, pieces, panels, transform,
                        kernelSet.panelCopy(), chunk, Math.toIntExact(base), workers);
                base += kernels.size();
                phases.add(new Phase(down, across, kernels, tables(pieces, Math.min(chunk, shape.depth())),
                        tables(pieces, (shape.depth() - 1) % chunk + 1)));
            }
        }
        kernelFloats = Math.toIntExact(base);
        sourceTiles = new SourceTiles(shape, kernelSet, transform, CHANNELS);
        stagedOnce = shape.sources() == 1 && lines.strips() == 1 && shape.padLeft() >= M
                && M * lines.pitch() - shape.padLeft() >= shape.liveWidth();
        // Behind the last tile there is room for two columns more and the rest of a vector.
        stagedTiles = transform.tilesOfRow() - (stagedOnce ? lanes : 0);
        tileRows = kernelSet.tileRows();
        copy = kernelSet.panelCopy();
        zerosAt = TileProduct.ALIGN;
        productsAt = zerosAt + width + FREQUENCIES * inputPitch();
        int most = 0;
        for (int part = 0; part < parts.count(); part++) {
            most = Math.max(most, productPitch(lines.mostPanels(), part));
        }
        stageAt = productsAt + phases.size() * FREQUENCIES * most;
        zipped = shape.across().outStride() == 2 && shape.across().phases().size() == 2;
        stageFloats = M * panels.height(0) * transform.rowPitch();
        workerFloats = stageAt + Math.max(sourceTiles.size(), (zipped ? 2 : 1) * stageFloats);
    }

    /** Plans forward or dx. */
    static Pass plan(Correlation shape, boolean forward, KernelSet kernelSet, int workers) {
        LargeKernelProduct product = new LargeKernelProduct(shape, forward, kernelSet, workers);
        int phases = product.phases.size();
        String algorithm = "Winograd F(2x2, " + shape.kernelHeight() + "x" + shape.kernelWidth() + " in pieces), "
                + (phases == 1 ? "" : phases + " phases, ") + product.lines.total() + " tiles in blocks of "
                + product.lines.mostPanels() * product.width + ", rows " + product.panels
                + (product.parts.count() > 1 ? " in " + product.parts.count() + " parts" : "");
        List<Stage> stages = new ArrayList<>();
        int workerFloats = product.workerFloats;
        for (Phase phase : product.phases) {
            stages.add(phase.kernels);
            workerFloats = Math.max(workerFloats, phase.kernels.workerFloats());
        }
        stages.add(product);
        return new Pass(algorithm, stages, product.kernelFloats, 0, workerFloats);
    }

    /** Lines of V for each phase of the source. */
    private int linesOfSource() {
        return Math.min(chunk, shape.depth());
    }

    private int panelsOfBlock() {
        int products = shape.rows() * shape.down().phases().size() * shape.across().phases().size();
        return Math.clamp(BLOCK / ((long) FREQUENCIES * (shape.sources() * linesOfSource() + products) * width), 2, 8);
    }

    private int[][] tables(KernelPieces pieces, int kc) {
        int[][] tables = new int[FREQUENCIES][];
        for (int q = 0; q < FREQUENCIES; q++) {
            tables[q] = new int[pieces.count(q) * kc];
            int next = 0;
            for (int i = 0; i < pieces.size(); i++) {
                KernelPieces.Piece piece = pieces.get(i);
                if (piece.products()[q] >= 0) {
                    int source = shape.down().source(piece.rows()) * shape.across().inStride()
                            + shape.across().source(piece.columns());
                    int shift = piece.rows().shift() * lines.pitch() + piece.columns().shift()
                            + source * linesOfSource() * linePitch;
                    for (int k = 0; k < kc; k++) {
                        tables[q][next++] = shift + k * linePitch;
                    }
                }
            }
        }
        return tables;
    }

    /** Distance between frequencies of V; the room behind them keeps their lines in different sets of the cache. */
    private int inputPitch() {
        return shape.sources() * linesOfSource() * linePitch + lanes;
    }

    /** Distance between frequencies of M, which holds the row panels of one task. */
    private int productPitch(int tilePanels, int part) {
        return tilePanels * parts.rows(part) * width + width;
    }

    @Override
    public int tasks() {
        return shape.groups() * lines.blocks() * parts.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int part = task % parts.count(), block = task / parts.count() % lines.blocks();
        int group = task / (lines.blocks() * parts.count());
        int firstPanel = lines.firstPanel(block), tilePanels = lines.firstPanel(block + 1) - firstPanel;
        int first = firstPanel * width, last = Math.min(lines.total(), first + tilePanels * width);
        Arrays.fill(own, zerosAt, zerosAt + width, 0f);
        for (int k = 0; k < shape.depth(); k += chunk) {
            for (int source = 0; source < shape.sources(); source++) {
                transformInputs(forward ? tensors.x : tensors.dy, source, group, k, first,
                        Math.min(lines.total(), last + lines.reach()), own);
            }
            for (int phase = 0; phase < phases.size(); phase++) {
                multiply(group, phase, part, k, tilePanels, shared, own);
            }
        }
        for (int phase = 0; phase < phases.size(); phase += zipped ? 2 : 1) {
            store(group, phase, part, first, last, tilePanels, tensors, own);
        }
    }

    private void transformInputs(float[] src, int source, int group, int chunkAt, int first, int last, float[] own) {
        int rowBegin = source / shape.across().inStride() - shape.padTop(), rowStep = M * shape.down().inStride();
        int columnBegin = source % shape.across().inStride() - shape.padLeft();
        int columnStep = M * shape.across().inStride(), to = zerosAt + width + source * linesOfSource() * linePitch;
        int plane = shape.sourcePixels(), image = shape.groups() * shape.depth() * plane;
        int depth = Math.min(chunk, shape.depth() - chunkAt);
        for (int t = first; t < last; t += stagedTiles) {
            int end = Math.min(last, t + stagedTiles);
            for (int k = 0; k < depth; k += CHANNELS) {
                int count = Math.min(CHANNELS, depth - k);
                int channel = (group * shape.depth() + chunkAt + k) * plane;
                fetch(src, channel, count, image, t, end, rowBegin, rowStep, own);
                for (int begin = t, next; begin < end; begin = next) {
                    int line = begin / lines.pitch(), strip = line / lines.lines() % lines.strips();
                    next = Math.min(end, (line + 1) * lines.pitch());
                    sourceTiles.stageLine(src, channel + line / (lines.lines() * lines.strips()) * image, count,
                            rowStep * (line % lines.lines()) + rowBegin,
                            columnStep * (lines.firstColumn(strip) + begin % lines.pitch()) + columnBegin,
                            M * (next - begin), stagedOnce, own, stageAt + M * (begin - t));
                }
                for (int v = t; v < end; v += lanes) {
                    transform.input(count, own, stageAt + M * (v - t), stagedOnce ? M : sourceTiles.second(),
                            sourceTiles.rowPitch(), own, to + k * linePitch + v - first, A * inputPitch(), inputPitch(),
                            linePitch, transform.rowPitch());
                }
            }
        }
    }

    /** Brings what a stretch of tiles reads into the cache, where lines of tiles are whole rows of images. */
    private void fetch(float[] src, int channel, int count, int image, int first, int last, int rowBegin, int rowStep,
            float[] own) {
        if (lines.strips() > 1) {
            return;
        }
        int begin = first / lines.pitch(), end = (last - 1) / lines.pitch() + 1;
        for (int line = begin, next; line < end; line = next) {
            int n = line / lines.lines(), ty = line % lines.lines();
            next = Math.min(end, line - ty + lines.lines());
            sourceTiles.fetchRows(src, channel + n * image, count, rowStep * ty + rowBegin,
                    rowStep * (next - line - 1) + A * shape.down().inStride(), 1, shape.sourceWidth(), own, stageAt);
        }
    }

    private void multiply(int group, int number, int part, int k, int tilePanels, float[] shared, float[] own) {
        int mPitch = productPitch(tilePanels, part);
        Phase phase = phases.get(number);
        for (int q = 0; q < FREQUENCIES; q++) {
            int[] rows = shape.depth() - k > chunk ? phase.wholeChunk[q] : phase.lastChunk[q];
            for (int t = 0; t < tilePanels; t++) {
                int v = zerosAt + width + q * inputPitch() + t * width;
                for (int p = parts.firstPanel(part); p < parts.endPanel(part); p++) {
                    int mr = panels.height(p), u = phase.kernels.start(group, q, k, p);
                    int c = productsAt + (number * FREQUENCIES + q) * mPitch
                            + (parts.start(part, p) * tilePanels + t * mr) * width;
                    tile.multiply(mr, rows.length, shared, u, own, v, rows, own, k == 0 ? zerosAt : c,
                            k == 0 ? 0 : width, own, c, width);
                }
            }
        }
    }

    /** Stores what a phase produced, or two phases whose columns take turns. */
    private void store(int group, int number, int part, int first, int last, int tilePanels, Tensors tensors,
            float[] own) {
        float[] dst = forward ? tensors.y : tensors.dx;
        boolean biased = forward && tensors.b != null;
        float[] bias = biased ? tensors.b : TileProduct.NO_BIAS;
        int plane = shape.outPixels(), image = shape.groups() * shape.rows() * plane;
        Phase phase = phases.get(number);
        for (int p = parts.firstPanel(part); p < parts.endPanel(part); p++) {
            int row = group * shape.rows() + panels.start(p);
            int live = Math.min(panels.height(p), shape.rows() - panels.start(p));
            for (int t = first; t < last; t += transform.tilesOfRow()) {
                int end = Math.min(last, t + transform.tilesOfRow());
                transformProducts(p, number, part, tilePanels, t - first, end - first, live, bias, biased ? row : 0,
                        own, stageAt);
                if (zipped) {
                    transformProducts(p, number + 1, part, tilePanels, t - first, end - first, live, bias,
                            biased ? row : 0, own, stageAt + stageFloats);
                }
                for (int begin = t, next; begin < end; begin = next) {
                    int line = begin / lines.pitch(), strip = line / lines.lines() % lines.strips();
                    int ty = line % lines.lines(), tx = lines.firstColumn(strip) + begin % lines.pitch();
                    next = Math.min(end, (line + 1) * lines.pitch());
                    int tiles = Math.min(next - begin, lines.firstColumn(strip + 1) - tx);
                    int height = Math.min(M, phase.down.size() - M * ty);
                    int length = Math.min(M * tiles, phase.across.size() - M * tx);
                    int odd = zipped ? Math.min(M * tiles, phases.get(number + 1).across.size() - M * tx) : 0;
                    if (height > 0 && length > 0) {
                        int to = line / (lines.lines() * lines.strips()) * image + row * plane
                                + (phase.down.first() + M * ty * shape.down().outStride()) * shape.outWidth()
                                + phase.across.first() + M * tx * shape.across().outStride();
                        storeLine(height, length + Math.max(0, odd), live, own, stageAt + M * (begin - t), dst, to);
                    }
                }
            }
        }
    }

    private void storeLine(int height, int length, int live, float[] own, int from, float[] dst, int to) {
        int stagePitch = panels.height(0) * transform.rowPitch(), pitch = shape.down().outStride() * shape.outWidth();
        if (shape.across().outStride() == 1) {
            for (int r = 0; r < live; r++) {
                tileRows.store(height, length, own, from + r * transform.rowPitch(), stagePitch, dst,
                        to + r * shape.outPixels(), pitch);
            }
        } else if (zipped) {
            for (int i = 0; i < height; i++) {
                int even = from + i * stagePitch;
                copy.zip(live, length, own, even, even + stageFloats, transform.rowPitch(), dst, to + i * pitch,
                        shape.outPixels());
            }
        } else {
            for (int i = 0; i < height; i++) {
                copy.scatter(live, length, own, from + i * stagePitch, transform.rowPitch(), dst, to + i * pitch,
                        shape.outPixels(), shape.across().outStride());
            }
        }
    }

    private void transformProducts(int panel, int number, int part, int tilePanels, int first, int last, int live,
            float[] bias, int biasAt, float[] own, int to) {
        int pitch = productPitch(tilePanels, part), mr = panels.height(panel);
        int from = productsAt + number * FREQUENCIES * pitch
                + parts.start(part, panel) * tilePanels * width;
        for (int t = first; t < last; t += lanes) {
            transform.output(live, own, from + t / width * mr * width + t % width, A * pitch, pitch, bias, biasAt,
                    own, to + M * (t - first), panels.height(0) * transform.rowPitch(), transform.rowPitch());
        }
    }
}
