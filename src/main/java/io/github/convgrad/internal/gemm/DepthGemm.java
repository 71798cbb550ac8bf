package io.github.convgrad.internal.gemm;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PixelOrder;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.List;

/**
 * The blocked product {@code dw[m][(tap, channel)] = dy[m][pixels] * patches(x)[pixels][(tap, channel)]}, whose depth is
 * all pixels of the batch, and the row sums of dy that are the gradient of the bias.
 *
 * <pre>
 *   chunk of the depth, range of channels          the tasks
 *   pc   blocks of output rows, {@link PixelOrder}   pack dy: [panel][pixel][filter]; sum it for db
 *   jc     blocks of channels                      stage x, turned: [pixel][channel]
 *   jr, ir   tiles of (tap, channel) and filters   {@link TapTiles}: filters are rows or columns
 * </pre>
 *
 * <p>Where a layer has many channels and few pixels, as last layers have, all of dy is packed first and once, for all
 * ranges of channels; elsewhere by each of them, block by block.
 *
 * <p>The sums of a task stay where they are through all blocks: in shared scratch, or its own if there is one chunk. How
 * the depth is cut into chunks depends on the shape alone; within a chunk each sum is one chain over ascending pixels, and
 * chunks are added in ascending order by {@link Reduction}. Ranges of channels change no bit: without workers to share
 * them they are wider, and dy is packed less often.
 *
 * <p>A layer that is {@linkplain Mirror mirrored} takes its pixels from x, its patches from dy, and leaves the result in
 * shared scratch.
 */
public final class DepthGemm implements Stage {
    /** Chunks and ranges are made until there are this many tasks. */
    private static final int TASKS = 24;
    /** Most chunks a depth is cut into. */
    private static final int MAX_CHUNKS = 16;
    /** Floats that the sums of all chunks may take together: 3 MiB, so that they and a worker's panels stay below 4. */
    private static final int MAX_PARTIALS = 3 << 18;
    /** Floats that the sums of one task should not exceed: they share L2 with a stage and packed dy. */
    private static final int MAX_SUMS = 160 << 10;
    /** The same where a single worker packs dy for every range of channels. */
    private static final int MAX_SUMS_ALONE = 256 << 10;
    /** Floats of packed dy that a block should not exceed. */
    private static final int MAX_PACKED = 192 << 10;
    /** The same for kernels with dilated rows: of higher blocks fewer rows are left out. */
    private static final int MAX_PACKED_APART = 128 << 10;
    /** Floats of a block's columns that should not be exceeded where they are cut into panels. */
    private static final int MAX_COLUMNS = 192 << 10;
    /** Floats of dy that are packed once for all ranges of channels: 2 MiB. */
    private static final int MAX_PACKED_ONCE = 1 << 19;
    /** Channels that the cut of the shape counts by; not the width of a vector, which must not matter. */
    private static final int CHANNEL_STEP = 32;
    /** Pixels of a filter in a block, from which it pays to fetch them before they are packed. */
    private static final int FETCHED = 128;

    private final PatchGeometry geometry;
    private final PanelCopy copy;
    private final boolean mirrored;
    private final int weights;
    private final int groups;
    private final int m;
    private final int outPlane;
    private final int lanes;
    private final RowBlocks blocks;
    private final PixelOrder order;
    private final int chunks;
    private final int rangeChannels;
    private final int ranges;
    private final int width;
    private final TapLayout layout;
    private final RowPanels panels;
    private final boolean packedOnce;
    private final int sumsPitch;
    private final int packedPitch;
    private final int packedAt;
    private final int stageAt;
    private final int floats;

    /**
     * Plans the product of a shape.
     *
     * @param mirrored whether it is the mirror of the layer
     * @param workers  who share the tasks; decides how channels are cut, which changes no bit
     */
    public DepthGemm(ConvShape s, KernelSet kernels, boolean mirrored, int workers) {
        this.mirrored = mirrored;
        weights = (int) s.wLength();
        geometry = PatchGeometry.ofInput(s);
        copy = kernels.panelCopy();
        lanes = kernels.lanes();
        groups = s.groups();
        m = s.outChannelsPerGroup();
        outPlane = s.outPixels();
        int columns = Math.multiplyExact(geometry.taps(), Math.min(geometry.channels(), CHANNEL_STEP));
        boolean apart = geometry.h().taps() > 1 && geometry.h().offset(1) - geometry.h().offset(0) > 1;
        int most = (apart ? MAX_PACKED_APART : MAX_PACKED) / m;
        int points = Math.clamp(Math.min(most, MAX_COLUMNS / columns), 128, 768);
        blocks = RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(), s.outWidth(), points);
        order = PixelOrder.of(geometry, blocks);
        int channels = geometry.channels(), sharedRanges = Math.ceilDiv(channels, rangeOf(MAX_SUMS));
        chunks = chunks((long) groups * sharedRanges, s.wLength(), blocks.count());
        rangeChannels = rangeOf(workers == 1 ? MAX_SUMS_ALONE : MAX_SUMS);
        ranges = Math.ceilDiv(channels, rangeChannels);
        width = Math.min(channels, Math.min(2 * lanes, CHANNEL_STEP));
        layout = TapLayout.of(geometry, blocks, order, width, m, kernels);
        panels = layout.panels();
        int sums = Math.max(sumsOf(0, channelBlocks(0)), sumsOf(ranges - 1, channelBlocks(ranges - 1)));
        sumsPitch = Math.ceilDiv(sums, 16) * 16;
        packedAt = Workspace.line(chunks == 1 ? sumsPitch : 0);
        // A whole number of lines: what one task writes behind the end of its block is read by no other.
        packedPitch = Math.ceilDiv(blocks.maxRows() * blocks.slabPoints() * panels.paddedRows() + lanes, 16) * 16;
        packedOnce = ranges > 1 && !order.columnsFirst()
                && (long) blocks.count() * groups * packedPitch <= MAX_PACKED_ONCE;
        stageAt = Workspace.line(packedAt + (packedOnce ? 0 : packedPitch));
        int turned = order.columnsFirst() ? blocks.slabPoints() * panels.height(0) : 0;
        floats = stageAt + Math.max(turned, Math.max(layout.whole().floats(), layout.last().floats())) + 2 * lanes;
    }

    /**
     * Chunks of the depth, by the shape alone.
     *
     * @param tasks  tasks of a chunk, if workers share them
     * @param sums   floats of the sums of a chunk
     * @param blocks the most there can be
     */
    static int chunks(long tasks, long sums, int blocks) {
        long wanted = Math.ceilDiv(TASKS, tasks), most = Math.min(MAX_PARTIALS / Math.max(1, sums), blocks);
        int chunks = (int) Math.max(1, Math.min(Math.min(wanted, MAX_CHUNKS), most));
        // Of five tasks, one of two workers does three and the other waits.
        boolean odd = chunks > 1 && chunks * tasks % 2 == 1;
        return !odd ? chunks : chunks < most ? chunks + 1 : chunks - 1;
    }

    /** Channels of a range whose sums should not exceed so many floats. */
    private int rangeOf(int mostSums) {
        int channels = geometry.channels(), steps = Math.ceilDiv(channels, CHANNEL_STEP);
        long stepSums = (long) m * geometry.taps() * Math.min(channels, CHANNEL_STEP);
        int mostRanges = (int) Math.ceilDiv(steps, Math.max(1, mostSums / stepSums));
        return Math.min(Math.ceilDiv(steps, mostRanges) * CHANNEL_STEP, channels);
    }

    /** Channel blocks of a range. */
    private int channelBlocks(int range) {
        int channels = Math.min(rangeChannels, geometry.channels() - range * rangeChannels);
        return (channels + width - 1) / width;
    }

    private boolean isLast(int range, int block) {
        return range * rangeChannels + (block + 1) * width >= geometry.channels();
    }

    private TapTiles tiles(int range, int block) {
        return isLast(range, block) ? layout.last() : layout.whole();
    }

    private int sumsOf(int range, int channelBlocks) {
        int sums = 0;
        for (int block = 0; block < channelBlocks; block++) {
            sums += tiles(range, block).sums(panels);
        }
        return sums;
    }

    /** Worker scratch, in floats: the sums if there is one chunk, packed dy, the turned input. */
    public int floats() {
        return floats;
    }

    /**
     * Shared scratch, in floats: sums of all chunks unless there is only one, and of db; the result of a mirror; packed dy
     * if it is packed once.
     */
    public int sharedFloats() {
        return packedOnceAt() + (packedOnce ? blocks.count() * groups * packedPitch : 0);
    }

    /** The product, after what it needs, and what adds its chunks up. */
    public List<Stage> stages() {
        Stage reduction = new Reduction();
        return packedOnce ? List.of(new Packing(), this, reduction) : List.of(this, reduction);
    }

    private int packedOnceAt() {
        return Workspace.line(mirrored ? mirrorAt() + weights + lanes : mirrorAt());
    }

    private int packedOnceAt(int group, int block) {
        return packedOnceAt() + (block * groups + group) * packedPitch;
    }

    /** Where the result of a mirror begins. */
    public int mirrorAt() {
        return partialAt(0, 0, 0) + (chunks == 1 ? 0 : Math.multiplyExact(chunks * groups * ranges, sumsPitch));
    }

    private int biasFloats() {
        return chunks * groups * panels.paddedRows() + lanes;
    }

    private int partialAt(int chunk, int group, int range) {
        return Workspace.line(biasFloats()) + ((chunk * groups + group) * ranges + range) * sumsPitch;
    }

    private int biasAt(int chunk, int group) {
        return (chunk * groups + group) * panels.paddedRows();
    }

    @Override
    public int tasks() {
        return chunks * groups * ranges;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int chunk = task / (groups * ranges), group = task / ranges % groups, range = task % ranges;
        boolean bias = tensors.db != null && range == 0 && !mirrored;
        if (tensors.dw == null && !bias) {
            return;
        }
        int channelBlocks = channelBlocks(range);
        float[] c = chunks == 1 ? own : shared;
        int sums = chunks == 1 ? 0 : partialAt(chunk, group, range);
        Arrays.fill(c, sums, sums + sumsPitch, 0f);
        if (bias) {
            Arrays.fill(shared, biasAt(chunk, group), biasAt(chunk, group) + panels.paddedRows(), 0f);
        }
        int end = (int) ((long) blocks.count() * (chunk + 1) / chunks);
        for (int block = (int) ((long) blocks.count() * chunk / chunks); block < end; block++) {
            float[] packed = packedOnce ? shared : own;
            int at = packedOnce ? packedOnceAt(group, block) : packedAt;
            if (!packedOnce) {
                pack(mirrored ? tensors.x : tensors.dy, group, block, own, at, own);
            }
            if (bias) {
                addRowSums(chunk, group, block, packed, at, shared);
            }
            if (tensors.dw != null) {
                multiply(mirrored ? tensors.dy : tensors.x, group, range, channelBlocks, block, packed, at, own, c, sums);
            }
        }
        if (tensors.dw != null && chunks == 1) {
            store(group, range, own, 0, mirrored ? shared : tensors.dw);
        }
    }

    private int pixels(int block) {
        return blocks.rows(block) * blocks.pointsPerRow(block);
    }

    /** Packs the rows of dy that a block covers, panel after panel. */
    private void pack(float[] dy, int group, int block, float[] packed, int start, float[] own) {
        int latticeDepth = geometry.d().count(), width = geometry.w().count(), points = blocks.pointsPerRow(block);
        boolean whole = points == width && !order.columnsFirst();
        int runs = whole ? 1 : blocks.rowsPerPlane(block), run = whole ? blocks.rowsPerPlane(block) * points : points;
        int rows = blocks.rows(block), pixels = pixels(block);
        for (int i = 0; i < panels.count(); i++) {
            int mr = panels.height(i), live = Math.min(mr, m - panels.start(i));
            int channel = group * m + panels.start(i);
            int to = start + panels.packedStart(i, pixels);
            for (int slab = 0; slab < blocks.planeCount(block); slab++) {
                int plane = blocks.firstPlane(block) + slab;
                int from = (plane / latticeDepth * groups * m + channel) * outPlane
                        + (plane % latticeDepth * geometry.h().count() + blocks.firstRow(block)) * width
                        + blocks.firstPoint(block);
                if (runs * run >= FETCHED) {
                    MemoryLines.fetch(live, outPlane, runs, width, dy, from, run, own, stageAt);
                }
                for (int r = 0; r < runs; r++) {
                    int at = to + (slab * blocks.rowsPerPlane(block) + r) * order.rowStep(points) * mr;
                    if (order.columnsFirst()) {
                        copy.deal(live, run, dy, from + r * width, outPlane, mr, own, stageAt, at, rows * mr);
                    } else {
                        copy.transpose(live, run, dy, from + r * width, outPlane, 1, packed, at, mr);
                    }
                }
            }
        }
    }

    private void addRowSums(int chunk, int group, int block, float[] packed, int at, float[] shared) {
        int pixels = pixels(block);
        for (int i = 0; i < panels.count(); i++) {
            copy.addGroups(panels.height(i), pixels, packed, at + panels.packedStart(i, pixels), shared,
                    biasAt(chunk, group) + panels.start(i));
        }
    }

    private void multiply(float[] x, int group, int range, int channelBlocks, int block, float[] packed, int at,
            float[] own, float[] c, int sums) {
        int pixels = pixels(block);
        int plane = geometry.sourcePlane(), channels = geometry.channels();
        for (int jc = 0; jc < channelBlocks; jc++) {
            TapTiles tiles = tiles(range, jc);
            tiles.fill(copy, x, groups * channels * plane,
                    (group * channels + range * rangeChannels + jc * width) * plane, block, own, stageAt);
            tiles.multiply(panels, block, pixels, packed, at, own, stageAt, c, sums);
            sums += tiles.sums(panels);
        }
    }

    /** Stores the sums of a range, which lie at {@code sums} in tile order, to dw. */
    private void store(int group, int range, float[] from, int sums, float[] dw) {
        int filter = geometry.k(), at = mirrored ? mirrorAt() : 0;
        for (int jc = 0; jc < channelBlocks(range); jc++) {
            TapTiles tiles = tiles(range, jc);
            tiles.store(copy, panels, m, from, sums, dw,
                    at + group * m * filter + (range * rangeChannels + jc * width) * geometry.taps());
            sums += tiles.sums(panels);
        }
    }

    /** Packs dy for all ranges of channels: a task packs a block. */
    private final class Packing implements Stage {
        @Override
        public int tasks() {
            return blocks.count() * groups;
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            if (tensors.dw == null && (tensors.db == null || mirrored)) {
                return;
            }
            int block = task / groups, group = task % groups;
            pack(mirrored ? tensors.x : tensors.dy, group, block, shared, packedOnceAt(group, block), own);
        }
    }

    /** Adds the chunks' sums in ascending order and stores them. */
    private final class Reduction implements Stage {
        @Override
        public int tasks() {
            return 1 + (chunks == 1 ? 0 : groups * ranges);
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            if (task == 0) {
                storeBias(tensors, shared);
            } else if (tensors.dw != null) {
                int group = (task - 1) / ranges, range = (task - 1) % ranges;
                int to = partialAt(0, group, range);
                for (int chunk = 1; chunk < chunks; chunk++) {
                    copy.addGroups(sumsPitch, 1, shared, partialAt(chunk, group, range), shared, to);
                }
                store(group, range, shared, to, mirrored ? shared : tensors.dw);
            }
        }

        private void storeBias(Tensors tensors, float[] shared) {
            if (tensors.db == null || mirrored) {
                return;
            }
            for (int f = 0; f < groups * m; f++) {
                float sum = 0f;
                for (int chunk = 0; chunk < chunks; chunk++) {
                    sum += shared[biasAt(chunk, f / m) + f % m];
                }
                tensors.db[f] = sum;
            }
        }
    }

    @Override
    public String toString() {
        return layout + ", " + chunks + " chunks of the depth, " + ranges + " ranges of channels, blocks of "
                + blocks.maxRows() + " rows" + (packedOnce ? ", dy packed once" : "")
                + (order.columnsFirst() ? ", columns first" : "") + ", " + tasks() + " tasks";
    }
}
