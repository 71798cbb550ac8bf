package io.github.convgrad.internal.depthwise;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.parallel.EitherStage;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;

/**
 * {@code dw} and {@code db} of small groups: every tap is a dot product of {@code dy} with {@code x} moved by the tap.
 *
 * <p>A task owns a block of groups and walks through a stretch of all (image, plane, tile); its sums stay in scratch,
 * in {@link DepthwiseRows#PARTIALS} chains each, until the walk ends. Where there are too few groups to go round, the
 * walk is split, each part leaves its sums in shared scratch, and {@link SumStage} adds them up.
 */
final class DotStage implements Stage {
    /** Floats of tensors a task should read, so that handing it out costs nothing beside it. */
    private static final long TASK_FLOATS = 48 * 1024;

    /** Floats of sums in scratch. The more groups a block has, the longer the stretches of memory that are read. */
    private static final int SUMS_AIM = 16 * 1024;

    /** Floats of tensors that each part of a group must have if it is split. */
    private static final long SPLIT_FLOATS = 8 * 1024;

    /** Floats of sums that may lie in shared scratch. */
    private static final long SHARED_AIM = 512 * 1024;

    /** Tasks wanted where there is work for them. */
    private static final int TASKS = 32;

    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    /** Floats of a plane of x from which on it may be brought into the cache before it is read where it lies. */
    private static final int FETCHED = 768;
    /** Floats from which it is. */
    private static final int SURELY_FETCHED = 4096;
    /** Floats of x and dy below which they are likely to be there. */
    private static final int FETCHED_FLOATS = 1 << 19;

    /** What a product costs in strips of the tall kernels, as a share of what it costs along a lattice. */
    private static final double TALL_COST = 0.72;

    private final ConvShape s;
    private final boolean fetches;
    private final DepthwiseRows kernel;
    private final DirectRows direct;
    /** What {@link #direct} is to walk over, or null if it does not take these planes. */
    private final DirectRows.Plane directPlane;
    private final PlaneSlots planes;
    private final SourceLattice lattice;
    /** Whether rows of taps meet neighbouring rows and the tall kernels are used, over lattices of their pitch. */
    private final boolean tall;
    /** Between two tap columns in a lattice. */
    private final int columnStep;
    private final int kernelPlane;
    private final int[] offsets;
    private final int slots;
    private final int dyAt;
    private final int dyFloats;
    private final int sumsAt;
    /** Sums of one group: its weights', then its biases'. */
    private final int groupWeights;
    private final int groupSums;

    private final int block;
    private final int blocks;
    private final int splits;
    private final long walk;

    /**
     * Makes the stage of a shape.
     *
     * @param fetches whether planes that are read where they lie are brought into the cache before; changes no bit
     */
    DotStage(ConvShape s, KernelSet kernels, boolean fetches) {
        this.s = s;
        this.fetches = fetches;
        kernel = kernels.depthwiseRows();
        direct = kernels.directRows();
        directPlane = Axes.directPlane(s);
        SlideAxis depth = Axes.depthForward(s);
        SlideAxis height = Axes.heightForward(s);
        SlideAxis width = Axes.widthForward(s);
        planes = new PlaneSlots(depth);
        slots = s.inChannelsPerGroup() * s.kernelDepth();
        SourceLattice free = SourceLattice.of(height, width, slots, s.outChannelsPerGroup(), 0, 1);
        SourceLattice fixed = takesTall(height, width) ? SourceLattice.of(height, width, slots, s.outChannelsPerGroup(),
                DepthwiseRows.TALL_PITCH, DepthwiseRows.TALL_DOT_ROWS) : null;
        // The order of the sums depends on it, so it may depend on nothing but the shape.
        tall = fixed != null && TALL_COST * fixed.stripFloats() < free.runFloats();
        lattice = tall ? fixed : free;
        columnStep = s.kernelWidth() == 1 ? 0 : width.taps().get(1).shift() - width.taps().get(0).shift();
        kernelPlane = s.kernelHeight() * s.kernelWidth();
        offsets = new int[slots * kernelPlane];
        int i = 0;
        for (int slot = 0; slot < slots; slot++) {
            for (Tap row : height.taps()) {
                for (Tap column : width.taps()) {
                    offsets[i++] = lattice.offset(slot, row, column);
                }
            }
        }
        dyAt = Workspace.line(Math.multiplyExact(slots, lattice.slotFloats));
        dyFloats = lattice.resultFloats;
        sumsAt = Workspace.line(Math.addExact(dyAt, Math.multiplyExact(s.outChannelsPerGroup(), dyFloats)));
        groupWeights = s.outChannelsPerGroup() * s.inChannelsPerGroup() * s.taps();
        groupSums = (groupWeights + s.outChannelsPerGroup()) * PARTIALS;

        walk = (long) s.batch() * s.outDepth() * (directPlane == null ? lattice.rowTiles * lattice.columnTiles : 1);
        // Splits cost a total of every chain, blocks cut memory into shorter stretches: first as many as are cheap of
        // the one, then as few as it takes of the other.
        long floats = s.xLength() + s.yLength();
        long wanted = Math.clamp(floats / TASK_FLOATS, 1, TASKS);
        long cheap = Math.min(floats / s.groups() / SPLIT_FLOATS, SHARED_AIM / splitFloats());
        long parts = Math.clamp(Math.min(cheap, walk), 1, wanted);
        long most = Math.clamp(s.groups() * parts / wanted, 1, Math.max(1, SUMS_AIM / groupSums));
        block = (int) Math.min(most, s.groups());
        blocks = (s.groups() + block - 1) / block;
        splits = (int) Math.clamp((wanted + blocks - 1) / blocks, 1, parts);
    }

    /** This stage, or the same with fetches. Machines differ in what they read ahead themselves, so some find out. */
    Stage fetchingIfFaster(KernelSet kernels) {
        int plane = s.inHeight() * s.inWidth();
        if (directPlane == null || plane < FETCHED || s.xLength() + s.yLength() < FETCHED_FLOATS) {
            return this;
        }
        DotStage fetching = new DotStage(s, kernels, true);
        return plane >= SURELY_FETCHED ? fetching : EitherStage.of(true, fetching, this);
    }

    private static boolean takesTall(SlideAxis height, SlideAxis width) {
        int rows = height.taps().size(), reach = width.maxShift() - width.minShift();
        return height.sourceStep() * width.sourceStep() == 1 && DepthwiseRows.dotsTall(rows)
                && height.maxShift() - height.minShift() == rows - 1 && 2 * reach < DepthwiseRows.TALL_PITCH;
    }

    /** Parts of the walk; with more than one, sums lie in shared scratch, {@link #splitFloats} floats for each part. */
    int splits() {
        return splits;
    }

    /** Floats of one part's sums: all weights, then all biases. */
    int splitFloats() {
        return Math.addExact(s.groups() * groupWeights, s.outChannels());
    }

    /** Floats of scratch a worker needs. */
    int ownFloats() {
        return Math.addExact(sumsAt, Math.multiplyExact(block, groupSums));
    }

    /** One line on how it is done. */
    String algorithm() {
        return (directPlane != null ? "depthwise, planes where they lie"
                : (tall ? "depthwise rows from the top, tiles of " : "depthwise rows, tiles of ")
                + lattice.tileRows + "x" + lattice.tileColumns)
                + (splits > 1 ? ", sums in " + splits + " parts" : "");
    }

    @Override
    public int tasks() {
        return blocks * splits;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int split = task % splits;
        int firstGroup = task / splits * block;
        int groups = Math.min(block, s.groups() - firstGroup);
        Arrays.fill(own, sumsAt, sumsAt + groups * groupSums, 0f);

        long first = walk * split / splits;
        int steps = (int) (walk * (split + 1) / splits - first);
        if (directPlane != null) {
            walkPlanes(tensors, (int) first, steps, firstGroup, groups, own);
        } else {
            walkTiles(tensors, first, steps, firstGroup, groups, own);
        }
        float[] dw = splits == 1 ? tensors.dw : shared;
        float[] db = splits == 1 ? tensors.db : shared;
        int dwAt = splits == 1 ? 0 : split * splitFloats();
        int dbAt = splits == 1 ? 0 : dwAt + s.groups() * groupWeights;
        for (int i = 0; i < groups; i++) {
            int sums = sumsAt + i * groupSums;
            if (tensors.dw != null) {
                store(own, sums, groupWeights, dw, dwAt + (firstGroup + i) * groupWeights);
            }
            if (tensors.db != null) {
                store(own, sums + groupWeights * PARTIALS, s.outChannelsPerGroup(),
                        db, dbAt + (firstGroup + i) * s.outChannelsPerGroup());
            }
        }
    }

    /** Whole planes where they lie; those that could not be read without leaving the array, tile by tile. */
    private void walkPlanes(Tensors tensors, int first, int steps, int firstGroup, int groups, float[] own) {
        int dyPlane = directPlane.outHeight() * directPlane.outWidth();
        int xPlane = directPlane.inHeight() * directPlane.inWidth();
        int reach = directPlane.reach();
        // From the shape alone: db must not depend on whether dw is asked for.
        int lastInside = (int) Math.min((s.yLength() - reach) / dyPlane, (s.xLength() - reach) / xPlane) - 1;
        for (int step = first; step < first + steps; step++) {
            for (int i = 0; i < groups;) {
                int group = step / s.outDepth() * s.groups() + firstGroup + i;
                int index = group * s.outDepth() + step % s.outDepth();
                int run = s.outDepth() > 1 ? 1 : Math.min(groups - i, SlideStage.RUN);
                int sums = sumsAt + i * groupSums;
                boolean inside = Math.min(index * xPlane, index * dyPlane) >= reach && index <= lastInside;
                if (!inside) {
                    run = 1;
                    int tiles = lattice.rowTiles * lattice.columnTiles;
                    walkTiles(tensors, (long) step * tiles, tiles, firstGroup + i, 1, own);
                } else {
                    run = Math.min(run, lastInside + 1 - index);
                    if (fetches) {
                        run = Math.min(run, Math.max(1, SourceLattice.TOGETHER / xPlane));
                        int read = tensors.dw == null ? 0 : run * xPlane;
                        MemoryLines.fetch(1, 0, tensors.x, index * xPlane, read, own, 0);
                        MemoryLines.fetch(1, 0, tensors.dy, index * dyPlane, run * dyPlane, own, 0);
                    }
                    if (tensors.dw != null) {
                        direct.dots(directPlane, run, tensors.x, index * xPlane, tensors.dy, index * dyPlane,
                                own, sums, groupSums);
                    }
                    for (int n = 0; n < run && tensors.db != null; n++) {
                        addBias(tensors.dy, (index + n) * dyPlane, dyPlane, own, sums + n * groupSums + 9 * PARTIALS);
                    }
                }
                i += run;
            }
        }
    }

    private void addBias(float[] dy, int at, int count, float[] own, int sums) {
        int whole = count / PARTIALS * PARTIALS;
        kernel.tally(dy, at, whole, own, sums);
        for (int i = whole; i < count; i++) {
            own[sums + i - whole] += dy[at + i];
        }
    }

    private void walkTiles(Tensors tensors, long first, int steps, int firstGroup, int groups, float[] own) {
        int tiles = lattice.rowTiles * lattice.columnTiles;
        int tile = (int) (first % tiles);
        int plane = (int) (first / tiles % s.outDepth());
        int image = (int) (first / tiles / s.outDepth());
        int clearedColumn = -1;
        int clearedRow = -1;
        for (int step = 0; step < steps; step++) {
            int rowTile = tile / lattice.columnTiles;
            int columnTile = tile % lattice.columnTiles;
            if (columnTile != clearedColumn) {
                lattice.clear(own, slots);
                Arrays.fill(own, dyAt, sumsAt, 0f);
            } else if (rowTile != clearedRow) {
                lattice.clearRows(rowTile, own, slots);
            }
            clearedColumn = columnTile;
            clearedRow = rowTile;
            for (int i = 0; i < groups; i++) {
                int sums = sumsAt + (firstGroup + i) % block * groupSums;
                stageGradient(tensors, image, firstGroup + i, plane, rowTile, columnTile, own, sums);
                if (tensors.dw != null) {
                    addProducts(tensors, image, firstGroup + i, plane, rowTile, columnTile, own, sums);
                }
            }
            if (++tile == tiles) {
                tile = 0;
                if (++plane == s.outDepth()) {
                    plane = 0;
                    image++;
                }
            }
        }
    }

    private static void store(float[] own, int sums, int count, float[] dst, int to) {
        for (int i = 0; i < count; i++) {
            dst[to + i] = DepthwiseRows.total(own, sums + i * PARTIALS);
        }
    }

    /** Length of a tile's lattice of {@code dy}, in whole steps of the kernels. */
    private int run(int rowTile) {
        return tall ? tallRows(rowTile) * lattice.pitch
                : (lattice.rowsOf(rowTile) * lattice.pitch + PARTIALS - 1) / PARTIALS * PARTIALS;
    }

    /** Rows of a tile's lattice of {@code dy} for the tall kernels. */
    private int tallRows(int rowTile) {
        return Math.ceilDiv(lattice.rowsOf(rowTile), DepthwiseRows.TALL_DOT_ROWS) * DepthwiseRows.TALL_DOT_ROWS;
    }

    private void stageGradient(Tensors tensors, int image, int group, int plane, int rowTile, int columnTile,
            float[] own, int sums) {
        int rows = lattice.rowsOf(rowTile);
        int end = rows * lattice.pitch;
        int run = run(rowTile);
        fetch(tensors, image * s.groups() + group, rowTile, columnTile, rows, own);
        for (int f = 0; f < s.outChannelsPerGroup(); f++) {
            int channel = (image * s.groups() + group) * s.outChannelsPerGroup() + f;
            int from = ((channel * s.outDepth() + plane) * s.outHeight() + rowTile * lattice.tileRows) * s.outWidth()
                    + columnTile * lattice.tileColumns;
            int to = dyAt + f * dyFloats;
            kernel.stage(tensors.dy, from, s.outWidth(), rows, lattice.columnsOf(columnTile), 1,
                    own, to, lattice.pitch, 0);
            Arrays.fill(own, to + end, to + run, 0f);
            if (tensors.db != null && tall && lattice.columnTiles == 1) {
                // A lattice of that pitch may be much wider than the image.
                addBias(tensors.dy, from, rows * s.outWidth(), own, sums + (groupWeights + f) * PARTIALS);
            } else if (tensors.db != null) {
                kernel.tally(own, to, run, own, sums + (groupWeights + f) * PARTIALS);
            }
        }
    }

    /** Brings what a tile reads of large planes into the cache; {@code own[dyAt]} is lost. */
    private void fetch(Tensors tensors, int group, int rowTile, int columnTile, int rows, float[] own) {
        if (s.inDepth() > 1 || s.outDepth() > 1 || s.inPixels() < SourceLattice.FETCHED) {
            return;
        }
        if (tensors.dw != null) {
            lattice.fetch(tensors.x, group * s.inChannelsPerGroup() * s.inPixels(), s.inChannelsPerGroup(), rowTile,
                    columnTile, own, dyAt);
        }
        MemoryLines.fetch(s.outChannelsPerGroup(), s.outPixels(), rows, s.outWidth(), tensors.dy,
                group * s.outChannelsPerGroup() * s.outPixels() + rowTile * lattice.tileRows * s.outWidth()
                        + columnTile * lattice.tileColumns, lattice.columnsOf(columnTile), own, dyAt);
    }

    private void addProducts(Tensors tensors, int image, int group, int plane, int rowTile, int columnTile,
            float[] own, int sums) {
        int live = planes.count(plane);
        int run = run(rowTile);
        for (int c = 0, slot = 0; c < s.inChannelsPerGroup(); c++) {
            int channel = (image * s.groups() + group) * s.inChannelsPerGroup() + c;
            for (int i = 0; i < live; i++, slot++) {
                int from = (channel * s.inDepth() + planes.source(plane, i)) * s.inHeight() * s.inWidth();
                lattice.stage(kernel, tensors.x, from, rowTile, columnTile, own, slot);
                int perResult = s.inChannelsPerGroup() * s.taps();
                int weight = c * s.taps() + planes.kernelIndex(plane, i) * kernelPlane;
                if (tall) {
                    addTall(slot, rowTile, columnTile, own, sums + weight * PARTIALS, perResult * PARTIALS);
                    continue;
                }
                for (int f = 0; f < s.outChannelsPerGroup(); f++, weight += perResult) {
                    kernel.dots(kernelPlane, own, lattice.origin(columnTile), offsets, slot * kernelPlane,
                            own, dyAt + f * dyFloats, run, own, sums + weight * PARTIALS);
                }
            }
        }
    }

    /** One source with all results, two at a time where there is a kernel for it. */
    private void addTall(int slot, int rowTile, int columnTile, float[] own, int sums, int sumsPitch) {
        int at = lattice.origin(columnTile) + offsets[slot * kernelPlane], results = s.outChannelsPerGroup();
        int rows = tallRows(rowTile), columns = lattice.columnsOf(columnTile);
        for (int f = 0, together; f < results; f += together) {
            int dy = dyAt + f * dyFloats, to = sums + f * sumsPitch;
            together = s.kernelHeight() == 3 && f + 1 < results ? 2 : 1;
            if (together == 2) {
                kernel.dotsTallPair(s.kernelWidth(), own, at, columnStep, own, dy, dyFloats, rows, columns, own, to,
                        sumsPitch);
            } else {
                kernel.dotsTall(s.kernelHeight(), s.kernelWidth(), own, at, columnStep, own, dy, rows, columns, own, to);
            }
        }
    }
}
