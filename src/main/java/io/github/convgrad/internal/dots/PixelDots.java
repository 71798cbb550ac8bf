package io.github.convgrad.internal.dots;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DotTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The product {@code dw[f][(channel, tap)] = dy[f][pixels] * patches(x)[pixels][(channel, tap)]} as dot products: its depth
 * runs along the vectors, so both sides are read as they lie in memory.
 *
 * <pre>
 *   chunk of the depth, group                      the tasks
 *   pc   blocks of output rows                     stage x, a copy for each tap column: a tap's pixels are one run
 *   jr     some filters                            their pixels of dy are runs of the tensor
 *   ir       some taps                             {@link DotTile}, for each pair of runs 16 chains of sums
 * </pre>
 *
 * <p>One more run beside those of the taps is all ones: its products with dy are db. Pixels of a run beyond whole vectors
 * are copied to lines of their own, filled up with zeros, and come last.
 *
 * <p>The chains of a task stay in its scratch until its chunk is done, then each sum is added up and left in shared
 * scratch, or in dw if there is one chunk. How the depth is cut depends on the shape alone, so that no bit depends on
 * workers or vectors.
 */
final class PixelDots implements Stage {
    /** Chunks of the depth are made until there are so many tasks. */
    private static final int TASKS = 16;
    /** Floats that the sums of all chunks may take together: 2 MiB. */
    private static final int MAX_SHARED = 1 << 19;
    /** Pixels of the batch that a chunk should have, so that adding chains up costs little. */
    private static final int CHUNK_PIXELS = 12 << 10;
    /** Chunks wanted for the sake of workers where there are fewer pixels, and how many a chunk should have then. */
    private static final int FEW_TASKS = 4, FEW_PIXELS = 2 << 10;
    /** Most pixels of a block: long runs are fetched faster, and sums come and go seldom. */
    private static final int POINTS = 7168;
    private static final int MIN_POINTS = 896;
    /** Floats that a stage should not exceed: it shares a second level of the cache with sums and runs of dy. */
    private static final int STAGED = 160 << 10;

    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private final PatchGeometry geometry;
    private final PanelCopy copy;
    private final DotTile tile;
    private final int groups;
    private final int m;
    private final int k;
    private final int outPlane;
    private final RowBlocks blocks;
    /** Channels of x, and one of ones. */
    private final PatchStage stage;
    private final int chunks;
    /** The taps' runs, and last the ones. */
    private final RowPanels panels;
    private final int columns;
    /** Where taps begin, counted from a run of the stage and from the lines that hold ends of runs. */
    private final int[] rows;
    private final int[] endRows;
    /** The same for filters, in dy and in the lines of their ends; spare ones are the last filter again. */
    private final int[] filters;
    private final int[] endFilters;
    /** Runs of a block, and floats of the ends of all of them. */
    private final int runs;
    private final int ends;
    private final int panelFloats;
    private final int stageAt;
    private final int endsAt;
    private final int dyEndsAt;
    private final int turnedPitch;
    private final int floats;

    PixelDots(ConvShape s, KernelSet kernels) {
        geometry = PatchGeometry.ofInput(s);
        copy = kernels.panelCopy();
        tile = kernels.dotTile();
        groups = s.groups();
        m = s.outChannelsPerGroup();
        k = geometry.k();
        outPlane = s.outPixels();
        blocks = blocks(s, geometry);
        stage = new PatchStage(geometry, blocks, geometry.channels() + 1, true);
        long pixels = (long) s.batch() * outPlane;
        long wanted = Math.max(Math.min(Math.ceilDiv(TASKS, groups), pixels / CHUNK_PIXELS),
                Math.min(Math.ceilDiv(FEW_TASKS, groups), pixels / FEW_PIXELS));
        chunks = (int) Math.clamp(Math.min(wanted, MAX_SHARED / chunkFloats()), 1, Math.max(1, blocks.count()));
        panels = new RowPanels(k + 1, tile.heights());
        columns = Math.ceilDiv(m, tile.width());
        runs = blocks.blocksPerRow() == 1 ? blocks.planesPerBlock() : blocks.maxRows();
        ends = runs * DotTile.STEP;
        panelFloats = panels.paddedRows() * tile.width() * PARTIALS;
        stageAt = Workspace.line(Math.multiplyExact(columns, panelFloats));
        endsAt = Workspace.line(stageAt + stage.size() + PARTIALS);
        dyEndsAt = endsAt + (k + 1) * ends;
        rows = runs(panels.paddedRows(), k, tap -> stage.rows()[tap]);
        endRows = runs(panels.paddedRows(), k, tap -> tap * ends);
        filters = runs(columns * tile.width(), m - 1, filter -> filter * outPlane);
        endFilters = runs(filters.length, m - 1, filter -> filter * ends);
        turnedPitch = Math.ceilDiv(panelFloats / PARTIALS, 16) * 16 + 16;
        // Chains are turned when all blocks are done: over the stage.
        floats = Math.max(dyEndsAt + m * ends + 1, stageAt + PARTIALS * turnedPitch + kernels.lanes());
    }

    /** Where runs begin, the last one again for those that are spare. */
    private static int[] runs(int count, int last, IntUnaryOperator start) {
        int[] at = new int[count];
        Arrays.setAll(at, i -> start.applyAsInt(Math.min(i, last)));
        return at;
    }

    /** As large as the stage allows. */
    private static RowBlocks blocks(ConvShape s, PatchGeometry geometry) {
        for (int points = POINTS;; points /= 2) {
            RowBlocks cut = RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(), s.outWidth(), points);
            long staged = (long) PatchStage.channelSize(geometry, cut, true) * geometry.channels() * cut.planesPerBlock();
            if (staged <= STAGED || points <= MIN_POINTS) {
                return cut;
            }
        }
    }

    /** Chunks that the depth is cut into. */
    int chunks() {
        return chunks;
    }

    /** Floats of the sums of a chunk: all weights, then all biases. */
    int chunkFloats() {
        return Math.multiplyExact(groups * m, k + 1);
    }

    /** Shared scratch, in floats: the sums of all chunks; a single one goes to dw and db itself. */
    int sharedFloats() {
        return chunks == 1 ? 0 : Math.multiplyExact(chunks, chunkFloats());
    }

    /** Worker scratch, in floats: chains of sums, the stage, ends of runs. */
    int floats() {
        return floats;
    }

    @Override
    public int tasks() {
        return chunks * groups;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        if (tensors.dw == null && tensors.db == null) {
            return;
        }
        int chunk = task / groups, group = task % groups;
        // Without dw the panel that has the ones is enough.
        int firstPanel = tensors.dw == null ? panels.count() - 1 : 0;
        Arrays.fill(own, 0, columns * panelFloats, 0f);
        for (int slab = 0; slab < blocks.planesPerBlock(); slab++) {
            int ones = stageAt + stage.origin(slab * blocks.slabRows()) + rows[k];
            Arrays.fill(own, ones, ones + blocks.slabRows() * stage.pitch(), 1f);
        }
        Arrays.fill(own, endsAt + endRows[k], dyEndsAt, 1f);
        int end = (int) ((long) blocks.count() * (chunk + 1) / chunks);
        for (int block = (int) ((long) blocks.count() * chunk / chunks); block < end; block++) {
            if (tensors.dw != null) {
                int channels = geometry.channels();
                stage.fill(copy, tensors.x, groups * channels * geometry.sourcePlane(),
                        group * channels * geometry.sourcePlane(), channels, block, own, stageAt);
            }
            addBlock(tensors.dy, group, block, firstPanel, own);
        }
        if (chunks == 1) {
            store(group, firstPanel, own, tensors.dw, 0, tensors.db, 0);
        } else {
            int at = chunk * chunkFloats();
            store(group, firstPanel, own, shared, at, shared, at + groups * m * k);
        }
    }

    private void addBlock(float[] dy, int group, int block, int firstPanel, float[] own) {
        boolean whole = blocks.blocksPerRow() == 1;
        int latticeDepth = geometry.d().count(), width = geometry.w().count();
        int length = (whole ? blocks.rowsPerPlane(block) : 1) * blocks.pointsPerRow(block);
        int xPitch = whole ? stage.origin(blocks.slabRows()) : stage.pitch();
        // Planes of different images lie farther apart than those of one.
        int planes = blocks.planeCount(block), together = latticeDepth == 1 ? planes : 1;
        for (int slab = 0; slab < planes; slab += together) {
            int plane = blocks.firstPlane(block) + slab;
            int from = ((plane / latticeDepth * groups + group) * m) * outPlane
                    + (plane % latticeDepth * geometry.h().count() + blocks.firstRow(block)) * width
                    + blocks.firstPoint(block);
            addRuns(whole ? together : blocks.rowsPerPlane(block), length, stageAt + slab * xPitch, xPitch, dy, from,
                    whole ? groups * m * outPlane : width, firstPanel, own);
        }
    }

    /** Adds the products of some runs of pixels, of all filters and taps. */
    private void addRuns(int count, int length, int xAt, int xPitch, float[] dy, int from, int dyPitch, int firstPanel,
            float[] own) {
        int whole = length / DotTile.STEP * DotTile.STEP, near = tile.near(), nr = tile.width();
        for (int jr = 0; jr < columns; jr++) {
            int live = Math.min(nr, m - jr * nr);
            for (int run = 0; run < count; run++) {
                MemoryLines.fetch(live, outPlane, dy, from + run * dyPitch + filters[jr * nr], whole, own,
                        dyEndsAt + m * ends);
            }
            if (whole <= near) {
                addTiles(jr, count, whole, xAt, xPitch, dy, from, dyPitch, firstPanel, own);
                continue;
            }
            for (int run = 0; run < count; run++) {
                for (int p = 0; p < whole; p += near) {
                    addTiles(jr, 1, Math.min(near, whole - p), xAt + run * xPitch + p, 0, dy, from + run * dyPitch + p, 0,
                            firstPanel, own);
                }
            }
        }
        if (whole < length) {
            copyEnds(count, length, xAt, xPitch, dy, from, dyPitch, own);
            addEnds(count * DotTile.STEP, firstPanel, own);
        }
    }

    /** The same for whole steps of runs, of some filters. */
    private void addTiles(int jr, int count, int length, int xAt, int xPitch, float[] dy, int from, int dyPitch,
            int firstPanel, float[] own) {
        for (int ir = firstPanel; ir < panels.count(); ir++) {
            tile.add(panels.height(ir), count, length, own, xAt, xPitch, rows, panels.start(ir), dy, from, dyPitch,
                    filters, jr * tile.width(), own, sumsAt(jr, ir));
        }
    }

    /** The same for the ends of runs. */
    private void addEnds(int length, int firstPanel, float[] own) {
        for (int jr = 0; jr < columns; jr++) {
            for (int ir = firstPanel; ir < panels.count(); ir++) {
                tile.add(panels.height(ir), 1, length, own, endsAt, 0, endRows, panels.start(ir), own, dyEndsAt, 0,
                        endFilters, jr * tile.width(), own, sumsAt(jr, ir));
            }
        }
    }

    private int sumsAt(int jr, int ir) {
        return jr * panelFloats + panels.start(ir) * tile.width() * PARTIALS;
    }

    /** Copies what runs have beyond whole vectors, filled up with zeros. */
    private void copyEnds(int count, int length, int xAt, int xPitch, float[] dy, int from, int dyPitch, float[] own) {
        int left = length % DotTile.STEP, whole = length - left;
        for (int run = 0; run < count; run++) {
            for (int tap = 0; tap < k; tap++) {
                copyEnd(own, xAt + run * xPitch + rows[tap] + whole, left, own, endsAt + endRows[tap] + run * DotTile.STEP);
            }
            for (int f = 0; f < m; f++) {
                copyEnd(dy, from + run * dyPitch + filters[f] + whole, left, own,
                        dyEndsAt + endFilters[f] + run * DotTile.STEP);
            }
        }
    }

    private static void copyEnd(float[] src, int from, int count, float[] dst, int to) {
        for (int i = 0; i < DotTile.STEP; i++) {
            dst[to + i] = i < count ? src[from + i] : 0f;
        }
    }

    /** Adds up the chains of each sum and leaves it where the weights and the biases begin; null if not asked for. */
    private void store(int group, int firstPanel, float[] own, float[] dw, int dwAt, float[] db, int dbAt) {
        int nr = tile.width(), first = panels.start(firstPanel) * nr, count = panelFloats / PARTIALS - first;
        for (int jr = 0; jr < columns; jr++) {
            copy.transpose(count, PARTIALS, own, jr * panelFloats + first * PARTIALS, PARTIALS, 1, own, stageAt,
                    turnedPitch);
            DotTile.totals(count, own, stageAt, turnedPitch);
            for (int j = 0; j < Math.min(nr, m - jr * nr); j++) {
                int filter = group * m + jr * nr + j, at = stageAt - first + j;
                for (int tap = panels.start(firstPanel); tap < k && dw != null; tap++) {
                    dw[dwAt + filter * k + tap] = own[at + tap * nr];
                }
                if (db != null) {
                    db[dbAt + filter] = own[at + k * nr];
                }
            }
        }
    }

    @Override
    public String toString() {
        return panels + " taps and a one by " + columns + "x" + tile.width() + " filters, blocks of " + blocks.maxRows()
                + " rows, " + chunks + " chunks of the depth, " + tasks() + " tasks";
    }
}
