package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * Forward and dx: a block of tiles goes through transform, products and transform back while it is in the cache.
 *
 * <pre>
 *   src --(stage)--> planes --B^T d B--> V[frequency][panel][k][width]
 *                                           |            x  U[frequency][row panel][k][mr]   (KernelPanels, shared)
 *                                           v
 *   dst &lt;--(store)-- rows &lt;--A^T M A-- M[frequency][row panel][panel][mr][width]
 * </pre>
 *
 * <p>A vector of tiles that lies in one row of tiles, clear of all margins, is transformed from where it lies in the
 * image and to where it belongs; only the others go through a stage.
 *
 * <p>Where one block holds all tiles, each of U's panels is used but once: the task that multiplies with some of them
 * transforms them before, into its own scratch, and none goes to memory and back (bench/notes/101).
 *
 * <p>Tiles that lack rows stand last ({@link TileGrid}): their panels have no products at the last point of a column.
 * Where all tiles lack rows, or columns, those products are none of the {@link KernelPieces}.
 *
 * <p>A task owns one block of tiles, or one part of its rows where workers share it: then V of all blocks is made
 * before, together with U ({@link SharedTransforms}), as long as there is room. Every element of M is the same sum of
 * chains over k ({@link Tiling}) whatever the blocks and tasks, so these change no bit.
 */
final class TileProduct implements Stage {
    /** The bias of every row of a panel where there is none: as many zeros as a panel may have rows. */
    static final float[] NO_BIAS = new float[32];

    /** Where scratch begins. */
    static final int ALIGN = Workspace.line(0);

    /** Depth of one call of the tile: its part of V stays in the first-level cache. */
    private static final int CHUNK = 128;

    /** Floats of V and M together that a block aims at: most of a second-level cache. */
    private static final int BLOCK = 240_000;
    private static final int MOST_PANELS = 8;
    /** Floats of U that come from memory, or as good as: with a block as large as may be they come less often. */
    private static final long KERNELS_AFAR = 1 << 22;

    /** How much more time workers may take than if each had the same to do, for the sake of larger blocks. */
    private static final double UNEVEN = 1.15;

    /** Most floats of V that workers share: 32 MB. */
    private static final long SHARED_INPUTS = 8 << 20;

    /** Floats of U that are transformed at a time where each is used but once. */
    private static final int KERNELS_OF_PART = 500_000;
    /** The same in panels, at least: V is read again for each part. */
    private static final int PANELS_OF_PART = 2;

    /** Tasks aimed at, should there be workers to share them. */
    private static final int TASKS = 16;
    /** Fewest produced channels of a part of the rows: with workers each part transforms the inputs anew. */
    private static final int SHARED_ROWS = 192;

    private final Correlation shape;
    private final boolean forward;
    private final int chain;
    private final int chunk;
    private final PanelTile tile;
    private final WinogradTransform transform;
    private final RowPanels panels;
    /** Which of the frequencies have a product. */
    private final KernelPieces kernel;
    private final KernelPanels kernels;
    private final TileGrid grid;
    private final TileInputs inputs;
    private final ProducedTiles produced;
    private final RowParts parts;
    private final int partsPerTask;
    private final int lanes;
    private final int width;
    private final int frequencies;
    /** Where all blocks of V lie in shared scratch, or 0 if each task transforms its own. */
    private final int inputsAt;
    private final int productsAt;
    private final int stageAt;
    private final int workerFloats;
    /** Whether each transformed kernel is used but once, by a task that transforms it. */
    private final boolean usedOnce;
    private final int kernelsAt;

    private TileProduct(Correlation shape, boolean forward, KernelSet kernelSet, Tiling tiling, int workers) {
        this.shape = shape;
        this.forward = forward;
        chain = tiling.chain();
        chunk = Math.max(1, CHUNK / chain) * chain;
        tile = kernelSet.panelTile();
        transform = kernelSet.winogradTransform(tiling.outputHeight(), tiling.outputWidth());
        lanes = transform.lanes();
        width = 2 * lanes;
        frequencies = transform.frequencies();
        panels = evenPanels(shape.rows(), tile.heights());
        kernel = KernelPieces.of(shape, transform);
        kernels = new KernelPanels(shape, kernel, panels, transform, kernelSet.panelCopy(), chunk, 0, workers);
        TileGrid ofPanels = TileGrid.of(shape, tiling.outputHeight(), tiling.outputWidth(), width, 1);
        boolean once = Tiling.once(frequencies, shape.depth(), shape.rows(), (long) ofPanels.blocks() * width);
        TileGrid alone = ofPanels.blocksOf(once ? ofPanels.blocks() : panelsOfBlock(ofPanels.blocks(), workers));
        int partsAlone = partsOfRows(alone.blocks());
        TileGrid together = once ? alone : ofPanels.blocksOf(afar() ? MOST_PANELS : panelsThatFit());
        TileInputs shared = new TileInputs(shape, forward, kernelSet, transform, together);
        boolean scarce = workers > 1 && (partsAlone > 1 || !even(shape.groups() * alone.blocks(), workers));
        boolean shares = scarce && shared.floats() <= SHARED_INPUTS;
        grid = shares ? together : alone;
        inputs = shares ? shared : new TileInputs(shape, forward, kernelSet, transform, alone);
        usedOnce = once && (shares || workers == 1);
        int partsOfBlock = shares ? partsOfWorkers(workers) : partsAlone;
        int panelsOfPart = Math.max(PANELS_OF_PART, KERNELS_OF_PART / (frequencies * shape.depth() * panels.height(0)));
        parts = new RowParts(panels, usedOnce ? Math.ceilDiv(panels.count(), panelsOfPart * partsOfBlock) * partsOfBlock
                : partsOfBlock);
        partsPerTask = workers == 1 ? parts.count() : 1;
        inputsAt = shares ? Workspace.line(Math.max(1, packedFloats())) : 0;
        int tallest = panels.height(0);
        produced = new ProducedTiles(shape, kernelSet, transform, tallest * transform.rowPitch());
        productsAt = ALIGN + (shares ? 0 : frequencies * inputs.pitch(grid.mostPanels()));
        int most = 0;
        for (int part = 0; part < parts.count(); part++) {
            most = Math.max(most, productPitch(grid.mostPanels(), part));
        }
        stageAt = productsAt + frequencies * most;
        int stage = Math.max(inputs.stageFloats(), tiling.outputHeight() * tallest * transform.rowPitch());
        kernelsAt = Workspace.line(stageAt + Math.max(stage, usedOnce ? kernels.workerFloats() : 0));
        int kernelRows = 0;
        for (int part = 0; usedOnce && part < parts.count(); part++) {
            kernelRows = Math.max(kernelRows, parts.rows(part));
        }
        workerFloats = usedOnce ? kernelsAt + kernels.sizeOfPart(kernelRows) : stageAt + stage;
    }

    /** Panels of the two tallest heights alone where they fit: a low tile reads B more often for the same work. */
    static RowPanels evenPanels(int rows, int[] heights) {
        RowPanels any = new RowPanels(rows, heights);
        RowPanels tall = new RowPanels(rows, Arrays.copyOf(heights, Math.min(2, heights.length)));
        return tall.paddedRows() <= any.paddedRows() ? tall : any;
    }

    /** Plans forward or dx. */
    static Pass plan(Correlation shape, boolean forward, KernelSet kernelSet, Tiling tiling, int workers) {
        TileProduct product = new TileProduct(shape, forward, kernelSet, tiling, workers);
        String algorithm = "Winograd F(" + tiling.outputHeight() + "x" + tiling.outputWidth() + ", 3x3), "
                + product.grid.total() + " tiles in blocks of " + product.grid.mostPanels() * product.width + ", rows "
                + product.panels
                + (product.parts.count() > 1 ? " in " + product.parts.count() + " parts" : "")
                + (product.usedOnce ? ", kernels transformed part by part" : "");
        int own = Math.max(product.workerFloats, product.kernels.workerFloats());
        int packed = product.packedFloats();
        if (product.inputsAt == 0) {
            return new Pass(algorithm, product.usedOnce ? List.of(product) : List.of(product.kernels, product), packed, 0,
                    own);
        }
        Stage transforms = new SharedTransforms(product.usedOnce ? 0 : product.kernels.tasks(), product.kernels,
                product.inputs, product.grid, product.inputsAt);
        int shared = Math.addExact(product.inputsAt - packed, Math.toIntExact(product.inputs.floats()));
        return new Pass(algorithm + ", inputs transformed once", List.of(transforms, product), packed, shared, own);
    }

    /** Floats of U in shared scratch. */
    private int packedFloats() {
        return usedOnce ? 0 : kernels.sizeInFloats();
    }

    /** Panels of a block. Where kernels come from afar, as many as leave all workers about as much to do. */
    private int panelsOfBlock(int all, int workers) {
        int fits = panelsThatFit();
        for (int most = MOST_PANELS; afar() && most > fits; most--) {
            int blocks = Math.ceilDiv(all, most);
            if (even(shape.groups() * blocks * partsOfRows(blocks), workers)) {
                return most;
            }
        }
        return fits;
    }

    /** Two at least: kernels are read once for each block. */
    private int panelsThatFit() {
        return Math.clamp(BLOCK / ((long) frequencies * (shape.depth() + shape.rows()) * width), 2, MOST_PANELS);
    }

    private boolean afar() {
        return (long) frequencies * shape.depth() * shape.rows() > KERNELS_AFAR;
    }

    /** Whether all workers have something to do, and about as much. */
    private static boolean even(int tasks, int workers) {
        return tasks >= workers && Math.ceilDiv(tasks, workers) * workers <= UNEVEN * tasks;
    }

    /** Parts of the rows that give every worker a task, where inputs are transformed before. */
    private int partsOfWorkers(int workers) {
        int parts = 1, most = Math.max(1, panels.count() / 2), blocks = shape.groups() * grid.blocks();
        while (parts < most && !even(blocks * parts, workers)) {
            parts++;
        }
        return parts;
    }

    /** Parts of the rows, should there be workers to share them. */
    private int partsOfRows(int blocks) {
        int wanted = Math.ceilDiv(TASKS, Math.max(1, shape.groups() * blocks));
        return Math.clamp(wanted, 1, Math.max(1, shape.rows() / SHARED_ROWS));
    }

    /** Distance between frequencies of M, which holds the row panels of one task. */
    private int productPitch(int tilePanels, int part) {
        return tilePanels * parts.rows(part) * width + width;
    }

    @Override
    public int tasks() {
        return shape.groups() * grid.blocks() * (parts.count() / partsPerTask);
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int tasksPerBlock = parts.count() / partsPerTask;
        int group = task / (grid.blocks() * tasksPerBlock), block = task / tasksPerBlock % grid.blocks();
        int firstPanel = grid.firstPanel(block), tilePanels = grid.firstPanel(block + 1) - firstPanel;
        int first = firstPanel * width, last = Math.min(grid.total(), first + tilePanels * width);
        if (inputsAt == 0) {
            inputs.transform(tensors, group, first, last, tilePanels, 0, shape.depth(), own, ALIGN, own, stageAt);
        }
        int begin = task % tasksPerBlock * partsPerTask;
        for (int part = begin; part < begin + partsPerTask; part++) {
            if (usedOnce) {
                kernels.transform(group, parts, part, tensors.w, own, kernelsAt, stageAt);
            }
            multiply(group, block, firstPanel, part, tilePanels, shared, own);
            store(group, part, first, last, tilePanels, tensors, own);
        }
    }

    private void store(int group, int part, int first, int last, int tilePanels, Tensors tensors, float[] own) {
        float[] dst = forward ? tensors.y : tensors.dx;
        boolean biased = forward && tensors.b != null;
        float[] bias = biased ? tensors.b : NO_BIAS;
        int m = transform.outputWidth(), plane = shape.outPixels(), image = shape.groups() * shape.rows() * plane;
        int rowPitch = transform.rowPitch(), stagePitch = panels.height(0) * rowPitch;
        for (int p = parts.firstPanel(part); p < parts.endPanel(part); p++) {
            int row = group * shape.rows() + panels.start(p), biasAt = biased ? row : 0;
            int live = Math.min(panels.height(p), shape.rows() - panels.start(p));
            for (int v = first, next; v < last; v = next) {
                next = v + lanes;
                int whole = produced.whole(grid, v, image);
                if (whole >= 0) {
                    output(p, part, tilePanels, v - first, live, own, bias, biasAt, dst, row * plane + whole,
                            shape.outWidth(), plane);
                    continue;
                }
                while (next < last && next - v < transform.tilesOfRow() && produced.whole(grid, next, image) < 0) {
                    next += lanes;
                }
                for (int u = v; u < next; u += lanes) {
                    output(p, part, tilePanels, u - first, live, own, bias, biasAt, own, stageAt + m * (u - v),
                            stagePitch, rowPitch);
                }
                for (int r = 0; r < live; r++) {
                    produced.store(grid, own, stageAt + r * rowPitch, v, Math.min(next, last), dst, (row + r) * plane,
                            image);
                }
            }
        }
    }

    /** Transforms the products of a vector of tiles, counted from the block's first, for the rows of a panel. */
    private void output(int panel, int part, int tilePanels, int tile, int count, float[] own, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        int pitch = productPitch(tilePanels, part), mr = panels.height(panel);
        int from = productsAt + (parts.start(part, panel) * tilePanels + tile / width * mr) * width + tile % width;
        transform.output(count, own, from, transform.inputWidth() * pitch, pitch, bias, biasAt, dst, to, dstRow,
                dstStep);
    }

    private void multiply(int group, int block, int firstPanel, int part, int tilePanels, float[] shared, float[] own) {
        int depth = shape.depth(), vPitch = inputs.pitch(tilePanels), mPitch = productPitch(tilePanels, part);
        float[] b = inputsAt == 0 ? own : shared;
        int vAt = inputsAt == 0 ? ALIGN : inputsAt + inputs.start(group, block);
        for (int q = 0; q < frequencies; q++) {
            boolean last = q >= frequencies - transform.inputWidth();
            int counted = kernel.count(q) == 0 ? 0
                    : last ? Math.clamp(grid.wholePanels() - firstPanel, 0, tilePanels) : tilePanels;
            for (int t = 0; t < counted; t++) {
                for (int k = 0; k < depth; k += chunk) {
                    int kc = Math.min(chunk, depth - k), v = vAt + q * vPitch + (t * depth + k) * width;
                    for (int p = parts.firstPanel(part); p < parts.endPanel(part); p++) {
                        int mr = panels.height(p), u = usedOnce ? kernels.start(kernelsAt, parts, part, q, k, p)
                                : kernels.start(group, q, k, p);
                        int c = productsAt + q * mPitch + (parts.start(part, p) * tilePanels + t * mr) * width;
                        multiply(k == 0, mr, kc, usedOnce ? own : shared, u, b, v, own, c);
                    }
                }
            }
        }
    }

    /** One tile of M, or what a chunk of the depth adds to it. */
    private void multiply(boolean first, int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        if (kc > chain) {
            if (first) {
                tile.multiplyChains(mr, kc, chain, a, ao, b, bo, c, co);
            } else {
                tile.addChains(mr, kc, chain, a, ao, b, bo, c, co);
            }
        } else if (first) {
            tile.multiply(mr, kc, a, ao, b, bo, c, co);
        } else {
            tile.add(mr, kc, a, ao, b, bo, c, co);
        }
    }
}
