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
    private static final int POINTS = Integer.getInteger("points",384);
    /** Rows of a block of C. */
    private static final int ROWS = 256;
    /** Depth of a panel of B: 32 columns of it are half a 64 KiB share of L2. */
    private static final int DEPTH = Integer.getInteger("depth",320);
    /** A product should have this many tasks at least, so that a few workers share it evenly. */
    private static final int TASKS = 24;

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
     */
    public BlockedGemm(PatchGeometry geometry, LatticeTarget target, int images, int groups, int m, RowPanels panels,
            WeightPanels weights, Function<Tensors, float[]> source, Function<Tensors, float[]> destination,
            boolean bias, KernelSet kernels) {
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
        long points = (long) planes * geometry.h().count() * rowPoints;
        int share = Math.clamp(points * groups / TASKS, 2 * nr, POINTS);
        blocks = RowBlocks.of(planes, geometry.h().count(), rowPoints, share);
        channelsAtATime = Math.clamp(DEPTH / geometry.taps(), 1, geometry.channels());
        stage = new PatchStage(geometry, blocks, channelsAtATime);
        map = TileMap.of(stage, blocks, rowPoints, nr, panels.paddedRows());
        int parts = (panels.paddedRows() + ROWS - 1) / ROWS;
        panelsPerBlock = (panels.count() + parts - 1) / parts;
        rowBlocks = (panels.count() + panelsPerBlock - 1) / panelsPerBlock;
        panelPitch = 3 * lanes;
        panelRows = new int[map.isGathered() ? channelsAtATime * geometry.taps() : 0];
        for (int k = 0; k < panelRows.length; k++) {
            panelRows[k] = k * panelPitch;
        }
        int maxHeight = 0;
        for (int i = 0; i < panels.count(); i += panelsPerBlock) {
            maxHeight = Math.max(maxHeight, blockHeight(i));
        }
        stageAt = Math.multiplyExact(map.tiles(), maxHeight * nr);
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
        int height = blockHeight(firstPanel);
        int rows = blocks.planeCount(block) == 1 ? blocks.rowsPerPlane(block)
                : blocks.planeCount(block) * blocks.slabRows();
        int tiles = map.tiles(rows);
        int taps = geometry.taps(), channels = geometry.channels();
        begin(tensors, group, firstPanel, tiles, height, own);
        float[] from = source.apply(tensors);
        int imageStride = groups * channels * geometry.sourcePlane();
        for (int pc = 0; pc < channels; pc += channelsAtATime) {
            int count = Math.min(channelsAtATime, channels - pc);
            stage.fill(from, imageStride, (group * channels + pc) * geometry.sourcePlane(), count, block, own,
                    stageAt);
            multiply(group, firstPanel, endPanel, height, tiles, pc * taps, count * taps, shared, own);
        }
        store(tensors, group, block, firstPanel, rows, tiles, height, own);
    }

    private void multiply(int group, int firstPanel, int endPanel, int height, int tiles, int k0, int kc,
            float[] shared, float[] own) {
        int[] stageRows = stage.rows();
        for (int jr = 0; jr < tiles; jr++) {
            int b = stageAt + map.origin(jr);
            int[] table = stageRows;
            if (map.isGathered()) {
                gather(jr, kc, own);
                b = panelAt;
                table = panelRows;
            }
            int c = jr * height * nr;
            for (int ir = firstPanel; ir < endPanel; ir++) {
                int mr = panels.height(ir);
                tile.accumulate(mr, kc, shared, weights.start(group, ir) + k0 * mr, own, b, b + nr / 2, table, 0,
                        own, c, nr);
                c += mr * nr;
            }
        }
    }

    private void gather(int jr, int kc, float[] own) {
        for (int s = map.firstSegment(jr); s < map.firstSegment(jr + 1); s++) {
            copy.gather(kc, own, stageAt + stage.origin(map.row(s)) + map.point(s), stage.rows(), 0, map.length(s),
                    own, panelAt + map.column(s), panelPitch);
        }
    }

    private void begin(Tensors tensors, int group, int firstPanel, int tiles, int height, float[] own) {
        if (!bias || tensors.b == null) {
            Arrays.fill(own, 0, tiles * height * nr, 0f);
            return;
        }
        int row = panels.start(firstPanel);
        for (int jr = 0; jr < tiles; jr++) {
            for (int r = 0; r < height; r++) {
                float value = row + r < m ? tensors.b[group * m + row + r] : 0f;
                int at = (jr * height + r) * nr;
                Arrays.fill(own, at, at + nr, value);
            }
        }
    }

    private void store(Tensors tensors, int group, int block, int firstPanel, int rows, int tiles, int height,
            float[] own) {
        float[] to = destination.apply(tensors);
        int firstRow = panels.start(firstPanel);
        int live = Math.min(height, m - firstRow);
        int plane = target.plane();
        for (int jr = 0; jr < tiles; jr++) {
            for (int s = map.firstSegment(jr); s < map.firstSegment(jr + 1); s++) {
                int row = map.row(s);
                if (row >= rows) {
                    break;
                }
                int at = target.rowStart(blocks.firstPlane(block) + row / blocks.slabRows(),
                        blocks.firstRow(block) + row % blocks.slabRows(), group * m + firstRow)
                        + map.point(s) * target.stepW();
                int c = jr * height * nr + map.column(s);
                copy.scatter(live, map.length(s), own, c, nr, to, at, plane, target.stepW());
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
