package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DepthwiseRows.ColumnTaps;
import io.github.convgrad.internal.kernel.DirectRows;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Results that are sums of few sources slid by taps: {@code y} from {@code x}, and {@code dx} from {@code dy}. The two
 * differ in their {@link SlideAxis axes} and in which side of {@code w} they read; nothing else.
 *
 * <p>The work is a row of items (image, group, result plane, tile), in the order of the tensors; a task is a stretch of
 * it. Scratch of a worker: the source lattices of all slots, the result lattices of one channel, the group's weights in
 * the order the kernels read them.
 */
final class SlideStage implements Stage {
    /** Floats of tensors a task should read or write, so that handing it out costs nothing beside it. */
    private static final long TASK_FLOATS = 48 * 1024;

    /** Results that are summed together where there are as many. */
    private static final int FOUR = 4;

    /** Planes of one call: enough to make little of a call, few enough for the JIT to see many. */
    static final int RUN = 8;

    private final SlideGeometry g;
    private final DepthwiseRows kernel;
    private final boolean forward;
    private final DirectRows direct;
    /** What {@link #direct} is to slide over, or null if it does not take these planes. */
    private final DirectRows.Plane directPlane;
    private final PlaneSlots planes;
    private final SourceLattice lattice;
    private final int tasks;
    private final long items;

    /** For each pair of result phases, where its taps begin in {@link #tapIndex}; one more entry for the end. */
    private final int[] firstTap;
    /** Place of a tap in a kernel plane, by pair of result phases. */
    private final int[] tapIndex;
    /** Offsets of taps, by pair of result phases, then slot, then tap. */
    private final int[] offsets;
    private final int slots;
    private final int resultsAt;
    private final int startsAt;
    private final int weightsAt;
    private final int groupWeights;
    /** Whether the kernels can read the weights where they lie. */
    private final boolean plainWeights;
    /** Whether the tall kernels are used, which leave nothing to arrange or to weave. */
    private final boolean tall;
    /** What they slide where there are several sources, else null. */
    private final ColumnTaps columnTaps;

    SlideStage(SlideGeometry g, DirectRows.Plane directPlane, KernelSet kernels, boolean forward) {
        this.g = g;
        this.kernel = kernels.depthwiseRows();
        this.forward = forward;
        this.direct = kernels.directRows();
        this.directPlane = directPlane == null || forward || directPlane.stride() == 2 ? directPlane
                : directPlane.gradient();
        planes = new PlaneSlots(g.depth());
        slots = g.sources() * g.depth().taps().size();
        int pairs = g.height().resultStep() * g.width().resultStep();
        int reach = g.width().maxShift() - g.width().minShift();
        int rows = g.height().taps().size();
        boolean byColumns = directPlane == null && g.byColumns();
        int together = g.results() >= FOUR ? FOUR : 1;
        SourceLattice free = SourceLattice.of(g.height(), g.width(), slots, together * pairs, 0, 1);
        SourceLattice fixed = byColumns && (slots == 1 ? kernel.tall(rows) : kernel.columns(rows))
                && 2 * reach < DepthwiseRows.TALL_PITCH
                && IntStream.range(0, g.depth().results()).allMatch(p -> planes.count(p) == 1)
                ? SourceLattice.of(g.height(), g.width(), slots, 0, DepthwiseRows.TALL_PITCH, DepthwiseRows.TALL_ROWS)
                : null;
        tall = fixed != null && fixed.isTall(free, kernels.lanes());
        lattice = tall ? fixed : free;
        columnTaps = tall && slots > 1 ? columnTaps() : null;

        firstTap = new int[pairs + 1];
        tapIndex = new int[g.kernelPlane()];
        offsets = new int[slots * g.kernelPlane()];
        int taps = 0;
        for (int pair = 0; pair < pairs; pair++) {
            firstTap[pair] = taps;
            List<int[]> pairOffsets = new ArrayList<>();
            List<Tap[]> order = g.chain(pair, byColumns);
            for (Tap[] tap : order) {
                tapIndex[taps++] = tap[0].index() * g.width().taps().size() + tap[1].index();
                pairOffsets.add(IntStream.range(0, slots).map(slot -> lattice.offset(slot, tap[0], tap[1])).toArray());
            }
            int count = taps - firstTap[pair];
            for (int slot = 0; slot < slots; slot++) {
                for (int t = 0; t < count; t++) {
                    offsets[firstTap[pair] * slots + slot * count + t] = pairOffsets.get(t)[slot];
                }
            }
        }
        firstTap[pairs] = taps;

        resultsAt = Math.multiplyExact(slots, lattice.slotFloats);
        startsAt = Math.addExact(resultsAt, Math.multiplyExact(pairs * together, lattice.resultFloats));
        weightsAt = Math.addExact(startsAt, FOUR);
        groupWeights = g.results() * slots * g.kernelPlane();

        plainWeights = forward && !byColumns && g.depth().taps().size() == 1
                && IntStream.range(0, g.depth().results()).allMatch(p -> planes.count(p) == 1);

        items = (long) g.batch() * g.groups() * g.depth().results()
                * (directPlane == null ? lattice.rowTiles * lattice.columnTiles : 1);
        long touched = (long) g.batch() * g.groups() * ((long) g.sources() * g.depth().sources() * g.sourcePlane()
                + (long) g.results() * g.depth().results() * g.resultPlane());
        tasks = (int) Math.min(items, Math.clamp(touched / TASK_FLOATS, 1, 1024));
    }

    /** Floats of scratch a worker needs. */
    int ownFloats() {
        return Math.addExact(weightsAt, groupWeights);
    }

    /** One line on how it is done. */
    String algorithm() {
        return directPlane != null ? "depthwise, planes where they lie"
                : (tall ? "depthwise rows from the top, tiles of " : "depthwise rows, tiles of ")
                + lattice.tileRows + "x" + lattice.tileColumns;
    }

    @Override
    public int tasks() {
        return tasks;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        long first = items * task / tasks;
        int count = (int) (items * (task + 1) / tasks - first);
        if (directPlane != null) {
            runPlanes(tensors, (int) first, count, own);
        } else {
            runTiles(tensors, first, count, own);
        }
    }

    /** Whole planes where they lie; one that the kernel could not read without leaving the array, tile by tile. */
    private void runPlanes(Tensors tensors, int first, int count, float[] own) {
        float[] src = forward ? tensors.x : tensors.dy;
        float[] dst = forward ? tensors.y : tensors.dx;
        boolean back = !forward && directPlane.stride() == 2;
        int depth = g.depth().results();
        int sourcePlane = g.sourcePlane();
        int resultPlane = g.resultPlane();
        int reach = directPlane.reach();
        int lastInside = (src.length - reach) / sourcePlane - 1;
        for (int i = first; i < first + count;) {
            int group = i / depth % g.groups();
            int from = i * sourcePlane;
            int run = depth > 1 ? 1 : Math.min(Math.min(g.groups() - group, first + count - i), RUN);
            if (from < reach || i > lastInside) {
                run = 1;
                int tiles = lattice.rowTiles * lattice.columnTiles;
                runTiles(tensors, (long) i * tiles, tiles, own);
            } else {
                run = Math.min(run, lastInside + 1 - i);
                if (!back && sourcePlane >= SourceLattice.FETCHED * directPlane.stride()) {
                    run = Math.min(run, Math.max(1, SourceLattice.TOGETHER / sourcePlane));
                    MemoryLines.fetch(1, 0, src, from, run * sourcePlane, own, 0);
                }
                if (back) {
                    direct.slideBack(directPlane, run, src, from, tensors.w, group * 9, dst, i * resultPlane);
                } else {
                    int wo = forward ? group * 9 : group * 9 + 8;
                    direct.slide(directPlane, run, src, from, tensors.w, wo, forward ? 1 : -1,
                            forward ? tensors.b : null, group, dst, i * resultPlane);
                }
            }
            i += run;
        }
    }

    private void runTiles(Tensors tensors, long first, int count, float[] own) {
        int tiles = lattice.rowTiles * lattice.columnTiles;
        int rowTile = (int) (first / lattice.columnTiles % lattice.rowTiles);
        int columnTile = (int) (first % lattice.columnTiles);
        int plane = (int) (first / tiles % g.depth().results());
        long rest = first / tiles / g.depth().results();
        int group = (int) (rest % g.groups());
        int image = (int) (rest / g.groups());

        int clearedColumn = -1;
        int clearedRow = -1;
        boolean arranged = plainWeights || tall;
        for (int item = 0; item < count; item++) {
            if (!arranged) {
                arrangeWeights(tensors.w, group, plane, own);
                arranged = true;
            }
            if (columnTile != clearedColumn) {
                lattice.clear(own, slots);
            } else if (rowTile != clearedRow) {
                lattice.clearRows(rowTile, own, slots);
            }
            clearedColumn = columnTile;
            clearedRow = rowTile;
            runTile(tensors, image, group, plane, rowTile, columnTile, own);
            if (tiles > 1) {
                if (++columnTile < lattice.columnTiles) {
                    continue;
                }
                columnTile = 0;
                if (++rowTile < lattice.rowTiles) {
                    continue;
                }
                rowTile = 0;
            }
            if (g.depth().results() > 1) {
                arranged = plainWeights || tall;
                if (++plane < g.depth().results()) {
                    continue;
                }
                plane = 0;
            }
            if (g.groups() > 1) {
                arranged = plainWeights || tall;
                if (++group < g.groups()) {
                    continue;
                }
                group = 0;
            }
            image++;
        }
    }

    /** Copies a group's weights into the order of {@link #offsets}, of the taps that are live at this plane. */
    private void arrangeWeights(float[] w, int group, int plane, float[] own) {
        int perSource = forward ? g.taps() : g.results() * g.taps();
        int perResult = forward ? g.sources() * g.taps() : g.taps();
        int base = group * g.results() * g.sources() * g.taps();
        int live = planes.count(plane);
        int to = weightsAt;
        for (int result = 0; result < g.results(); result++) {
            for (int pair = 0; pair < firstTap.length - 1; pair++) {
                for (int source = 0; source < g.sources(); source++) {
                    for (int i = 0; i < live; i++) {
                        int kernelPlane = base + result * perResult + source * perSource
                                + planes.kernelIndex(plane, i) * g.kernelPlane();
                        for (int t = firstTap[pair]; t < firstTap[pair + 1]; t++) {
                            own[to++] = w[kernelPlane + tapIndex[t]];
                        }
                    }
                }
            }
        }
    }

    private void runTile(Tensors tensors, int image, int group, int plane, int rowTile, int columnTile, float[] own) {
        float[] src = forward ? tensors.x : tensors.dy;
        float[] dst = forward ? tensors.y : tensors.dx;
        if (g.depth().sources() == 1 && g.sourcePlane() >= SourceLattice.FETCHED) {
            lattice.fetch(src, (image * g.groups() + group) * g.sources() * g.sourcePlane(), g.sources(), rowTile,
                    columnTile, own, resultsAt);
        }
        int live = planes.count(plane);
        for (int source = 0, slot = 0; source < g.sources(); source++) {
            int channel = (image * g.groups() + group) * g.sources() + source;
            for (int i = 0; i < live; i++, slot++) {
                int from = (channel * g.depth().sources() + planes.source(plane, i)) * g.sourcePlane();
                lattice.stage(kernel, src, from, rowTile, columnTile, own, slot);
            }
        }

        int rowStep = g.height().resultStep();
        int columnStep = g.width().resultStep();
        int firstRow = rowTile * lattice.tileRows * rowStep;
        int firstColumn = columnTile * lattice.tileColumns * columnStep;
        int rows = Math.min(g.height().results() - firstRow, lattice.rowsOf(rowTile) * rowStep);
        int columns = Math.min(g.width().results() - firstColumn, lattice.columnsOf(columnTile) * columnStep);
        int run = lattice.rowsOf(rowTile) * lattice.pitch;
        if (tall) {
            slideTall(tensors, image, group, plane, rowTile, columnTile, own);
            return;
        }
        float[] w = plainWeights ? tensors.w : own;
        int weights = plainWeights ? group * g.results() * g.sources() * g.taps() : weightsAt;
        int pairs = firstTap.length - 1;
        int resultWeights = live * g.sources() * g.kernelPlane();
        for (int result = 0; result < g.results();) {
            int channel = group * g.results() + result;
            int together = g.results() - result >= FOUR ? FOUR : 1;
            for (int r = 0; r < FOUR; r++) {
                own[startsAt + r] = forward && tensors.b != null && r < together ? tensors.b[channel + r] : 0f;
            }
            for (int pair = 0; pair < pairs; pair++) {
                int taps = live * g.sources() * (firstTap[pair + 1] - firstTap[pair]);
                int wo = weights + live * g.sources() * firstTap[pair];
                int out = resultsAt + pair * lattice.resultFloats;
                if (together == FOUR) {
                    kernel.slideFour(taps, own, lattice.origin(columnTile), offsets, firstTap[pair] * slots,
                            w, wo, resultWeights, own, startsAt, own, out, pairs * lattice.resultFloats, run);
                } else {
                    kernel.slide(taps, own, lattice.origin(columnTile), offsets, firstTap[pair] * slots,
                            w, wo, own[startsAt], own, out, run);
                }
            }
            for (int r = 0; r < together; r++) {
                int to = ((image * g.groups() * g.results() + channel + r) * g.depth().results() + plane) * g.resultPlane()
                        + firstRow * g.width().results() + firstColumn;
                kernel.weave(own, resultsAt + r * pairs * lattice.resultFloats, lattice.pitch,
                        rowStep, columnStep * lattice.resultFloats, columnStep, lattice.resultFloats,
                        dst, to, g.width().results(), rows, columns);
            }
            weights += together * resultWeights;
            result += together;
        }
    }

    private void slideTall(Tensors tensors, int image, int group, int plane, int rowTile, int columnTile, float[] own) {
        List<Tap> across = g.width().taps();
        int columnStep = across.size() == 1 ? 0 : across.get(1).shift() - across.get(0).shift();
        int origin = lattice.origin(columnTile), outPitch = g.width().results();
        float[] dst = forward ? tensors.y : tensors.dx;
        for (int result = 0; result < g.results(); result++) {
            int channel = group * g.results() + result;
            float start = forward && tensors.b != null ? tensors.b[channel] : 0f;
            int to = ((image * g.groups() * g.results() + channel) * g.depth().results() + plane) * g.resultPlane()
                    + rowTile * lattice.tileRows * outPitch + columnTile * lattice.tileColumns;
            int rows = lattice.rowsOf(rowTile), columns = lattice.columnsOf(columnTile);
            if (columnTaps != null) {
                kernel.slideColumns(columnTaps, own, origin, tensors.w,
                        group * groupWeights + result * (forward ? g.sources() : 1) * g.taps(), start, dst, to, outPitch,
                        rows, columns);
            } else {
                kernel.slideTall(g.height().taps().size(), across.size(), own, origin + across.get(0).shift(), columnStep,
                        tensors.w, forward ? channel * g.taps() : (channel + 1) * g.taps() - 1, forward ? 1 : -1, start,
                        dst, to, outPitch, rows, columns);
            }
        }
    }

    /** The columns of taps of all sources of a result. */
    private ColumnTaps columnTaps() {
        Tap top = g.height().taps().getFirst();
        List<Tap> columns = g.width().taps();
        int perSource = forward ? g.taps() : g.results() * g.taps();
        int[] starts = new int[g.sources() * columns.size()], weights = new int[starts.length];
        for (int j = 0; j < starts.length; j++) {
            int source = j / columns.size();
            Tap column = columns.get(j % columns.size());
            starts[j] = lattice.offset(source, top, column);
            weights[j] = source * perSource + top.index() * columns.size() + column.index();
        }
        return new ColumnTaps(g.height().taps().size(), starts, weights, forward ? columns.size() : -columns.size());
    }
}
