package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.RunTile;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The product of {@link BlockedGemm} with its sides exchanged: points are rows, channels of the result are columns. A
 * point is broadcast from where it lies in a stage, so that no patch is copied and it does not matter where in a line of
 * the cache points begin; in return every element of C is turned when it is stored.
 *
 * <pre>
 *   jc   blocks of lattice points, panels of channels  the tasks
 *   pc     depth, some channels at a time              source rows -> band with halo
 *   jr       panels of 2 * lanes channels of W         from L2, or L1 where the depth is short
 *   ir         runs of mr points                       the micro-kernel: C tile += run * panel
 *            after the last depth                      the points of a panel are turned: [point][channel] -> planes
 * </pre>
 *
 * <p>Every element is the same chain of multiply-adds as in {@link BlockedGemm}: which of the two computes it changes no
 * bit.
 */
public final class TurnedGemm implements Stage {
    /** Rows of a tile of {@link BlockedGemm} that cost as much as one of this one's, as turning an element of C. */
    private static final double ROW = 0.95;
    private static final double TURNED = 0.75;
    /** The same for a row of a tile that is fetched and stored between two depths. */
    private static final double KEPT = 2;
    /** Points of a block. */
    private static final int POINTS = 384;
    /** Fewest points of a block. */
    private static final int MIN_POINTS = 96;
    /** Depths up to this are done at once, others in parts of about so much. */
    private static final int WHOLE_DEPTH = GemmTile.MAX_DEPTH;
    private static final int DEPTH = 576;
    /** Floats that a stage should not exceed: all depths of a block stay in a second level (bench/notes/108). */
    private static final int STAGED = 160 << 10;
    /** Floats of C that may be kept from one depth to the next. */
    private static final int MOST_KEPT = 96 << 10;

    private final PatchGeometry geometry;
    private final Function<Tensors, float[]> source;
    private final Function<Tensors, float[]> destination;
    private final boolean bias;
    private final WeightPanels weights;
    private final RowPanels panels;
    private final LatticeTarget target;
    private final RunTile tile;
    private final PanelCopy copy;
    private final RowBlocks blocks;
    private final PatchStage stage;
    private final PointRuns runs;
    private final PointPieces pieces;
    private final int[][] rows;
    private final int imageStride;
    private final int groups;
    private final int m;
    private final int nr;
    private final int lanes;
    private final int channelsAtATime;
    private final int panelsPerTask;
    private final int panelTasks;
    private final int keptPanels;
    private final int sumsAt;
    private final int asideAt;
    private final int stageAt;
    private final int floats;

    /** How wide the columns of a tile are, and how rows of W are cut into them. */
    public static RowPanels panels(int m, KernelSet kernels) {
        return new RowPanels(m, new int[] {2 * kernels.lanes()});
    }

    /**
     * Plans a product.
     *
     * @param geometry    the patches of one group
     * @param weights     W, packed in {@link #panels}
     * @param target      where C goes, points side by side
     * @param images      images of the batch
     * @param groups      groups
     * @param m           rows of W in a group
     * @param source      picks the tensor the patches are taken from
     * @param destination picks the tensor C is stored to
     * @param bias        whether the sums begin with {@code tensors.b}, if there is one
     * @param kernels     what computes
     * @param tasks       fewest tasks wanted; decides how C is cut, which changes no bit
     */
    public TurnedGemm(PatchGeometry geometry, WeightPanels weights, LatticeTarget target, int images, int groups, int m,
            Function<Tensors, float[]> source, Function<Tensors, float[]> destination, boolean bias, KernelSet kernels,
            int tasks) {
        this.geometry = geometry;
        this.weights = weights;
        this.target = target;
        this.groups = groups;
        this.m = m;
        this.source = source;
        this.destination = destination;
        this.bias = bias;
        tile = kernels.runTile();
        copy = kernels.panelCopy();
        lanes = kernels.lanes();
        nr = 2 * lanes;
        panels = panels(m, kernels);
        int channels = geometry.channels();
        RowBlocks cut = blocks(images, POINTS);
        boolean atOnce = geometry.k() <= WHOLE_DEPTH;
        int most = Math.clamp((atOnce ? geometry.k() : DEPTH) / geometry.taps(), 1, channels);
        most = Math.clamp(STAGED / PatchStage.channelSize(geometry, cut, false), 1, most);
        channelsAtATime = Math.ceilDiv(channels, Math.ceilDiv(channels, most));
        boolean keeps = channelsAtATime < channels;
        int parts = 1;
        if (keeps) {
            PatchStage whole = new PatchStage(geometry, cut, channelsAtATime, false);
            int kept = new PointRuns(cut, whole, tile.heights(), true).rows() * nr;
            parts = Math.ceilDiv(panels.count(), Math.max(1, MOST_KEPT / kept));
        }
        while (cut.count() * groups * parts < tasks && panels.count() > parts) {
            parts++;
        }
        if (cut.count() * groups * parts < tasks) {
            long all = (long) images * geometry.rows() * geometry.w().count();
            cut = blocks(images, (int) Math.clamp(all * groups * parts / tasks, MIN_POINTS, POINTS));
        }
        blocks = cut;
        panelsPerTask = Math.ceilDiv(panels.count(), parts);
        panelTasks = Math.ceilDiv(panels.count(), panelsPerTask);
        keptPanels = keeps ? panelsPerTask : 1;
        stage = new PatchStage(geometry, blocks, channelsAtATime, false);
        runs = new PointRuns(blocks, stage, tile.heights(), keeps);
        pieces = new PointPieces(blocks, runs, target, lanes);
        rows = PatchPanels.slices(stage.rows(), GemmTile.MAX_DEPTH);
        imageStride = groups * channels * geometry.sourcePlane();
        sumsAt = Workspace.line(nr);
        asideAt = Math.addExact(sumsAt, Math.multiplyExact(keptPanels, Math.multiplyExact(runs.rows(), nr)));
        stageAt = Workspace.line(asideAt + nr * lanes + lanes);
        // A run that overhangs the last row reads behind the stage.
        floats = Math.addExact(stageAt, stage.size() + stage.pitch() + tile.heights()[0]);
    }

    private RowBlocks blocks(int images, int points) {
        return RowBlocks.of(images * geometry.d().count(), geometry.h().count(), geometry.w().count(), points);
    }

    /** Worker scratch, in floats: what sums begin with, sums, points being turned, the stage. */
    public int floats() {
        return floats;
    }

    /** What a point costs for each channel, in rows of a tile of {@link BlockedGemm}. */
    public double cost() {
        int points = blocks.maxRows() * blocks.slabPoints();
        double tiles = ROW * geometry.taps() * blocks.planesPerBlock() * runs.cost() * panels.count();
        double kept = channelsAtATime < geometry.channels() ? KEPT * panels.count() / channelsAtATime : 0;
        return (tiles + PatchWay.staged(geometry, blocks)) / points + kept + TURNED * m / geometry.channels();
    }

    @Override
    public int tasks() {
        return blocks.count() * panelTasks * groups;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int block = task / (panelTasks * groups), group = task / panelTasks % groups;
        int firstPanel = task % panelTasks * panelsPerTask;
        int endPanel = Math.min(firstPanel + panelsPerTask, panels.count());
        float[] from = source.apply(tensors), to = destination.apply(tensors), b = bias ? tensors.b : null;
        int channels = geometry.channels(), count = runs.count(block);
        for (int pc = 0; pc < channels; pc += channelsAtATime) {
            int depth = Math.min(channelsAtATime, channels - pc);
            stage.fill(copy, from, imageStride, (group * channels + pc) * geometry.sourcePlane(), depth, block, own,
                    stageAt);
            for (int jr = firstPanel; jr < endPanel; jr++) {
                int c = sumsAt + (keptPanels == 1 ? 0 : jr - firstPanel) * runs.rows() * nr;
                if (pc == 0) {
                    begin(b, group, jr, own);
                }
                int bo = weights.start(group, jr) + pc * geometry.taps() * nr;
                boolean last = pc + depth == channels;
                for (int ir = 0; ir < count; ir++) {
                    multiply(ir, depth * geometry.taps(), pc == 0, shared, bo, own, c + runs.row(ir) * nr);
                    if (last) {
                        // Between tiles, so that stores wait for memory while the next tile is computed.
                        store(pieces.first(ir), pieces.end(ir, count), block, group, jr, own, c, to);
                    }
                }
            }
        }
    }

    /** Writes what the sums of a panel begin with: the bias of each channel or zero. */
    private void begin(float[] b, int group, int panel, float[] own) {
        int live = b == null ? 0 : Math.min(nr, m - panels.start(panel));
        if (live > 0) {
            System.arraycopy(b, group * m + panels.start(panel), own, 0, live);
        }
        Arrays.fill(own, live, nr, 0f);
    }

    private void multiply(int ir, int depth, boolean first, float[] shared, int bo, float[] own, int c) {
        int mr = runs.height(ir), a = stageAt + runs.start(ir), whole = Math.min(depth, GemmTile.MAX_DEPTH);
        tile.multiply(mr, whole, own, a, rows[0], shared, bo, own, first ? 0 : c, first ? 0 : nr, own, c, nr);
        for (int k = whole; k < depth; k += GemmTile.MAX_DEPTH) {
            tile.multiply(mr, Math.min(depth - k, GemmTile.MAX_DEPTH), own, a, rows[k / GemmTile.MAX_DEPTH], shared,
                    bo + k * nr, own, c, nr, own, c, nr);
        }
    }

    /** Turns pieces of points into the planes of a panel's channels. */
    private void store(int first, int end, int block, int group, int panel, float[] own, int c, float[] to) {
        int live = Math.min(nr, m - panels.start(panel)), channel = group * m + panels.start(panel);
        for (int i = first; i < end; i++) {
            int length = pieces.length(i, block), from = c + pieces.rowOfC(i) * nr;
            if (length <= 0) {
                continue;
            }
            int at = target.rowStart(blocks.firstPlane(block) + pieces.slab(i), blocks.firstRow(block) + pieces.row(i),
                    channel) + blocks.firstPoint(block) + pieces.point(i);
            if (length == lanes) {
                copy.transpose(lanes, live, own, from, nr, 1, to, at, target.plane());
            } else {
                copy.transpose(length, live, own, from, nr, 1, own, asideAt, lanes);
                copy.scatter(live, length, own, asideAt, lanes, to, at, target.plane(), 1);
            }
        }
    }

    @Override
    public String toString() {
        return "turned, " + runs + " points by tiles of " + nr + " channels, " + channelsAtATime + " of "
                + geometry.channels() + " channels at a time, " + tasks() + " tasks";
    }
}
