package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The blocked product {@code C[m][points] = W[m][k] * patches[k][points]} of the forward pass and of the gradient of the
 * input. A good place to start reading: these are the five loops, and the innermost call is {@link GemmTile}.
 *
 * <pre>
 *   jc   blocks of lattice rows, row blocks of W        the tasks
 *   pc     depth, some channels at a time               stage: source rows -> band with halo
 *   jr       tiles of nr points                         gather, where the tile map says so
 *   ir         panels of mr rows                        the micro-kernel: C tile += A panel * B
 *          then the block of C is stored                col2im is nothing but this store
 * </pre>
 *
 * <p>Every element of C is one chain of multiply-adds over ascending {@code k}, begun with the bias or zero; how the
 * depth is cut, and who computes which block, changes no bit.
 */
public final class BlockedGemm implements Stage {
    /** Points of a block of C: enough to use a panel of W often, few enough for block and stage to stay in L2. */
    private static final int POINTS = 384;
    /** Fewest points of a block. */
    private static final int MIN_POINTS = 96;
    /** Most rows of a block of C, and fewest. */
    private static final int MAX_ROWS = 256;
    private static final int MIN_ROWS = 64;
    /** Depth of a panel of B: 32 columns of it are about a L1. */
    private static final int DEPTH = 320;
    /** Floats that a stage should not exceed: more pages than the first-level TLB maps are slow to walk. */
    private static final int STAGED = 48 << 10;
    /** Tasks for each worker, so that several share a product evenly. */
    private static final int TASKS_PER_WORKER = 6;

    private final PatchGeometry geometry;
    private final LatticeTarget target;
    private final Function<Tensors, float[]> source;
    private final Function<Tensors, float[]> destination;
    private final boolean bias;
    private final GemmTile tile;
    private final PanelCopy copy;
    private final int groups;
    private final int m;
    private final RowPanels panels;
    private final WeightPanels weights;
    private final RowBlocks blocks;
    private final PatchStage stage;
    private final TileMap map;
    private final int nr;
    private final int channelsAtATime;
    private final int panelsPerBlock;
    private final int rowBlocks;
    private final int panelPitch;
    private final int[] panelRows;
    private final int maxHeight;
    private final int startAt;
    private final int stageAt;
    private final int panelAt;
    private final int floats;

    /**
     * Plans a product.
     *
     * @param geometry    the patches of one group
     * @param target      where C goes
     * @param images      images of the batch
     * @param groups      groups
     * @param m           rows of a group
     * @param panels      how the rows are cut
     * @param weights     the packed A
     * @param source      picks the tensor the patches are taken from
     * @param destination picks the tensor C is stored to
     * @param bias        whether the sums begin with {@code tensors.b}, if there is one
     * @param kernels     what computes
     * @param workers     who share the tasks; decides how C is cut, which changes no bit
     */
    public BlockedGemm(PatchGeometry geometry, LatticeTarget target, int images, int groups, int m, RowPanels panels,
            WeightPanels weights, Function<Tensors, float[]> source, Function<Tensors, float[]> destination,
            boolean bias, KernelSet kernels, int workers) {
        this.geometry = geometry;
        this.target = target;
        this.groups = groups;
        this.m = m;
        this.panels = panels;
        this.weights = weights;
        this.source = source;
        this.destination = destination;
        this.bias = bias;
        tile = kernels.gemmTile();
        copy = kernels.panelCopy();
        int lanes = tile.lanes();
        nr = 2 * lanes;
        int planes = images * geometry.d().count();
        int rowPoints = geometry.w().count();
        RowBlocks cut = RowBlocks.of(planes, geometry.h().count(), rowPoints, POINTS);
        int parts = (panels.paddedRows() + MAX_ROWS - 1) / MAX_ROWS;
        int tasks = workers == 1 ? 1 : TASKS_PER_WORKER * workers;
        while (cut.count() * groups * parts < tasks && panels.paddedRows() > MIN_ROWS * parts) {
            parts++;
        }
        if (cut.count() * groups * parts < tasks) {
            long points = (long) planes * geometry.h().count() * rowPoints;
            cut = RowBlocks.of(planes, geometry.h().count(), rowPoints,
                    Math.clamp(points * groups * parts / tasks, MIN_POINTS, POINTS));
        }
        blocks = cut;
        int room = Math.min(DEPTH / geometry.taps(), STAGED / PatchStage.channelSize(geometry, blocks));
        channelsAtATime = Math.clamp(room, 1, geometry.channels());
        stage = new PatchStage(geometry, blocks, channelsAtATime);
        map = TileMap.of(stage, blocks, rowPoints, nr, panels.paddedRows());
        panelsPerBlock = (panels.count() + parts - 1) / parts;
        rowBlocks = (panels.count() + panelsPerBlock - 1) / panelsPerBlock;
        panelPitch = 3 * lanes;
        panelRows = new int[map.isGathered() ? channelsAtATime * geometry.taps() : 0];
        for (int k = 0; k < panelRows.length; k++) {
            panelRows[k] = k * panelPitch;
        }
        int tallest = 0;
        for (int i = 0; i < panels.count(); i += panelsPerBlock) {
            tallest = Math.max(tallest, blockHeight(i));
        }
        maxHeight = tallest;
        startAt = Math.multiplyExact(map.tiles(), maxHeight * nr);
        stageAt = startAt + (bias ? maxHeight * nr : nr);
        panelAt = stageAt + stage.size() + nr + lanes;
        floats = panelAt + panelRows.length * panelPitch + lanes;
    }

    private int blockHeight(int firstPanel) {
        int last = Math.min(firstPanel + panelsPerBlock, panels.count()) - 1;
        return panels.start(last) + panels.height(last) - panels.start(firstPanel);
    }

    /** Worker scratch, in floats: the block of C, the staged band, one gathered panel. */
    public int floats() {
        return floats;
    }

    @Override
    public int tasks() {
        return blocks.count() * rowBlocks * groups;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int block = task / (rowBlocks * groups);
        int group = task / rowBlocks % groups;
        int firstPanel = task % rowBlocks * panelsPerBlock;
        int endPanel = Math.min(firstPanel + panelsPerBlock, panels.count());
        int rows = blocks.planeCount(block) * (blocks.planesPerBlock() > 1 ? blocks.slabRows()
                : blocks.rowsPerPlane(block));
        int tiles = map.tiles(rows);
        int taps = geometry.taps(), channels = geometry.channels();
        boolean biased = bias && tensors.b != null;
        begin(biased ? tensors.b : null, group, firstPanel, own);
        float[] from = source.apply(tensors), to = destination.apply(tensors);
        int imageStride = groups * channels * geometry.sourcePlane();
        for (int pc = 0; pc < channels; pc += channelsAtATime) {
            int count = Math.min(channelsAtATime, channels - pc);
            stage.fill(copy, from, imageStride, (group * channels + pc) * geometry.sourcePlane(), count, block, own,
                    stageAt);
            if (map.isGathered()) {
                for (int jr = 0; jr < tiles; jr++) {
                    gather(jr, count * taps, own);
                    for (int ir = firstPanel; ir < endPanel; ir++) {
                        multiply(ir, jr, group, firstPanel, block, pc, count * taps, biased, shared, own, to);
                    }
                }
            } else {
                // Panels outside: a panel of W stays in L1, and C is written along its rows.
                for (int ir = firstPanel; ir < endPanel; ir++) {
                    for (int jr = 0; jr < tiles; jr++) {
                        multiply(ir, jr, group, firstPanel, block, pc, count * taps, biased, shared, own, to);
                    }
                }
            }
        }
        for (int ir = firstPanel; ir < endPanel; ir++) {
            store(ir, tiles, group, firstPanel, block, rows, own, to);
        }
    }

    /** Writes what sums begin with: a row of zeros for all, or for each row of C its bias. */
    private void begin(float[] b, int group, int firstPanel, float[] own) {
        Arrays.fill(own, startAt, startAt + nr, 0f);
        if (b != null) {
            int row = panels.start(firstPanel);
            for (int r = 0; r < blockHeight(firstPanel); r++) {
                int at = startAt + r * nr;
                Arrays.fill(own, at, at + nr, row + r < m ? b[group * m + row + r] : 0f);
            }
        }
    }

    /** One tile, for the depth that is staged. */
    private void multiply(int ir, int jr, int group, int firstPanel, int block, int pc, int kc, boolean biased,
            float[] shared, float[] own, float[] to) {
        int mr = panels.height(ir), row = panels.start(ir) - panels.start(firstPanel);
        int b = map.isGathered() ? panelAt : stageAt + map.origin(jr);
        int[] table = map.isGathered() ? panelRows : stage.rows();
        boolean inPlace = inPlace(ir, jr);
        float[] c = inPlace ? to : own;
        int co = inPlace ? address(map.firstSegment(jr), group, block, panels.start(ir)) : slot(jr, row);
        int ldc = inPlace ? target.plane() : nr;
        int ao = weights.start(group, ir) + pc * geometry.taps() * mr;
        if (pc > 0) {
            tile.multiply(mr, kc, shared, ao, own, b, table, 0, c, co, ldc, c, co, ldc);
        } else {
            int so = biased ? startAt + row * nr : startAt, lds = biased ? nr : 0;
            tile.multiply(mr, kc, shared, ao, own, b, table, 0, own, so, lds, c, co, ldc);
        }
    }

    /** Whether a tile's sums can be kept in the tensor itself: whole, side by side, and no spare rows. */
    private boolean inPlace(int ir, int jr) {
        return map.whole(jr) && target.stepW() == 1 && panels.start(ir) + panels.height(ir) <= m;
    }

    /** Where the block of C keeps a row of a tile. */
    private int slot(int jr, int row) {
        return (jr * maxHeight + row) * nr;
    }

    private void gather(int jr, int kc, float[] own) {
        for (int s = map.firstSegment(jr); s < map.firstSegment(jr + 1); s++) {
            copy.gather(kc, own, stageAt + stage.origin(map.row(s)) + map.point(s), stage.rows(), 0, map.length(s),
                    own, panelAt + map.column(s), panelPitch);
        }
    }

    /** Where a row of C keeps the first point of a segment. */
    private int address(int segment, int group, int block, int row) {
        int at = map.row(segment);
        return target.rowStart(blocks.firstPlane(block) + at / blocks.slabRows(),
                blocks.firstRow(block) + at % blocks.slabRows(), group * m + row) + map.point(segment) * target.stepW();
    }

    /** Stores what of a panel was not computed in place. */
    private void store(int ir, int tiles, int group, int firstPanel, int block, int rows, float[] own, float[] to) {
        int live = Math.min(panels.height(ir), m - panels.start(ir));
        int row = panels.start(ir) - panels.start(firstPanel);
        for (int jr = 0; jr < tiles; jr++) {
            if (inPlace(ir, jr)) {
                continue;
            }
            for (int s = map.firstSegment(jr); s < map.firstSegment(jr + 1) && map.row(s) < rows; s++) {
                copy.scatter(live, map.length(s), own, slot(jr, row) + map.column(s), nr, to,
                        address(s, group, block, panels.start(ir)), target.plane(), target.stepW());
            }
        }
    }

    @Override
    public String toString() {
        return panels + " rows of W by tiles of " + nr + " points, "
                + (map.isGathered() ? "gathered" : "in place") + ", " + channelsAtATime + " of "
                + geometry.channels() + " channels staged at a time, " + tasks() + " tasks";
    }
}
