package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.LaneRows;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;
import java.util.List;

/**
 * What {@link SlideStage} computes, for narrow planes of one channel each: {@code y} from {@code x}, and {@code dx} from
 * {@code dy}, without a stride. Rows of seven pixels fill no vector, but as many channels do:
 *
 * <pre>
 *   planes --turn--> [pixel][lane] --stage--> rows with zeros on either side
 *                                               | slide
 *   planes &lt;--turn-- [pixel][lane]  &lt;-----------+
 * </pre>
 *
 * <p>Rows of taps that meet no row of the image are left out, columns of taps that leave it meet zeros. A sum is one
 * chain over the taps by row, then column, of the source. A task is a stretch of items (image, block of channels), in the
 * order of the tensors; kernels have been turned before, {@link Weights}.
 */
final class LaneStage implements Stage {
    /** Pixels of a row from which vectors along it are full enough. */
    private static final int MOST_COLUMNS = 7;
    /** Pixels of a plane of results: what turning them back writes behind a plane must lie in the next. */
    private static final int FEWEST_PIXELS = 16;
    /** Pixels of a staged plane, so that sixteen channels of it stay in the first level. */
    private static final int MOST_STAGED = 512;
    /** Channels that fill a vector; a constant, since every vector width must choose alike. */
    private static final int FEWEST_CHANNELS = 12;
    /** Taps from which there is enough to do to make up for turning. */
    private static final int FEWEST_TAPS = 9;
    /** Floats of tensors a task should read or write. */
    private static final long TASK_FLOATS = 48 * 1024;

    /** Where the stage begins: a vector of lanes is a line of the cache. */
    private static final int STAGE = Workspace.line(0);

    private final SlideStage.Geometry g;
    private final boolean forward;
    private final LaneRows kernel;
    private final PanelCopy copy;
    private final int lanes;
    private final int taps;
    private final int columnTaps;
    /** Floats of a staged row, zeros on either side included. */
    private final int pitch;
    private final int minShift;
    private final int[] offsets;
    /** For each row of results the first row of taps that meets the image, and the one behind the last. */
    private final int[] firstTapRow;
    private final int[] endTapRow;
    private final int blocks;
    private final int turnedAt;
    private final int resultAt;
    private final int startsAt;
    private final int ownFloats;
    private final int tasks;

    LaneStage(SlideStage.Geometry g, KernelSet kernels, boolean forward) {
        this.g = g;
        this.forward = forward;
        kernel = kernels.laneRows();
        copy = kernels.panelCopy();
        lanes = kernel.lanes();
        List<Tap> rows = g.height().taps(), columns = g.width().taps();
        taps = g.kernelPlane();
        columnTaps = columns.size();
        minShift = g.width().minShift();
        pitch = staged(g.width()) * lanes;
        offsets = new int[taps];
        for (int t = 0; t < taps; t++) {
            Tap column = columns.get(t % columnTaps);
            offsets[t] = rows.get(t / columnTaps).shift() * pitch + (column.shift() - minShift) * lanes;
        }
        firstTapRow = new int[g.height().results()];
        endTapRow = new int[firstTapRow.length];
        for (int row = 0; row < firstTapRow.length; row++) {
            int first = 0, end = rows.size();
            while (first < end && row + rows.get(first).shift() < 0) {
                first++;
            }
            while (end > first && row + rows.get(end - 1).shift() >= g.height().sources()) {
                end--;
            }
            firstTapRow[row] = first;
            endTapRow[row] = end;
        }
        blocks = Math.ceilDiv(g.groups(), lanes);
        int slack = (LaneRows.OVERRUN + 1) * lanes;
        turnedAt = Workspace.line(STAGE + g.height().sources() * pitch + slack);
        resultAt = Workspace.line(turnedAt + g.sourcePlane() * lanes + slack);
        startsAt = Workspace.line(resultAt + g.resultPlane() * lanes + slack);
        ownFloats = startsAt + lanes;
        long touched = (long) g.batch() * g.groups() * (g.sourcePlane() + g.resultPlane());
        tasks = (int) Math.min((long) blocks * g.batch(), Math.clamp(touched / TASK_FLOATS, 1, 1024));
    }

    /** Whether planes are narrow, and so many, that this is faster. */
    static boolean takes(SlideStage.Geometry g) {
        boolean flat = g.depth().taps().size() == 1 && g.depth().sources() == 1 && g.depth().results() == 1
                && g.depth().taps().getFirst().shift() == 0;
        boolean plain = g.sources() == 1 && g.results() == 1 && g.height().resultStep() * g.width().resultStep()
                * g.height().sourceStep() * g.width().sourceStep() == 1;
        return flat && plain && g.width().results() <= MOST_COLUMNS && g.resultPlane() >= FEWEST_PIXELS
                && g.kernelPlane() >= FEWEST_TAPS && g.groups() >= FEWEST_CHANNELS
                && (long) g.height().sources() * Math.max(staged(g.width()), g.width().sources()) <= MOST_STAGED;
    }

    /** Pixels of a row that taps can reach. */
    private static int staged(SlideAxis axis) {
        return axis.results() + axis.maxShift() - axis.minShift();
    }

    /** The pass that this is. */
    Pass pass() {
        Weights weights = new Weights();
        return new Pass("depthwise, " + lanes + " channels at once", List.of(weights, this), weights.floats(), 0,
                ownFloats);
    }

    @Override
    public int tasks() {
        return tasks;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        long items = (long) blocks * g.batch(), last = items * (task + 1) / tasks;
        Arrays.fill(own, 0, turnedAt, 0f);
        for (long item = items * task / tasks; item < last; item++) {
            int image = (int) (item / blocks), block = (int) (item % blocks);
            int channel = block * lanes, live = Math.min(lanes, g.groups() - channel);
            for (int l = 0; l < lanes; l++) {
                own[startsAt + l] = forward && tensors.b != null && l < live ? tensors.b[channel + l] : 0f;
            }
            stage(forward ? tensors.x : tensors.dy, (image * g.groups() + channel) * g.sourcePlane(), live, own);
            slide(shared, weights(block), own);
            store(own, live, forward ? tensors.y : tensors.dx, (image * g.groups() + channel) * g.resultPlane());
        }
    }

    /** Where the kernels of a block lie in shared scratch. */
    private int weights(int block) {
        return STAGE + block * taps * lanes;
    }

    /** Turns the kernels of all blocks: {@code [block][tap][lane]}. */
    final class Weights implements Stage {

        /** Floats in shared scratch; turning leaves rubbish behind. */
        int floats() {
            return weights(blocks) + lanes;
        }

        @Override
        public int tasks() {
            return 1;
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            for (int block = 0; block < blocks; block++) {
                int channel = block * lanes;
                copy.transpose(Math.min(lanes, g.groups() - channel), taps, tensors.w, channel * taps, taps, 1, shared,
                        weights(block), lanes);
            }
        }
    }

    private void stage(float[] src, int from, int live, float[] own) {
        int width = g.width().sources(), plane = g.sourcePlane();
        MemoryLines.fetch(1, 0, src, from, live * plane, own, turnedAt);
        copy.transpose(live, plane, src, from, plane, 1, own, turnedAt, lanes);
        // Pixels that no tap reaches have no place.
        int begin = Math.max(0, minShift), count = Math.min(width, staged(g.width()) + minShift) - begin;
        if (count > 0) {
            copy.copyRows(g.height().sources(), count * lanes, own, turnedAt + begin * lanes, width * lanes, own,
                    STAGE + (begin - minShift) * lanes, pitch);
        }
    }

    private void slide(float[] weights, int wo, float[] own) {
        int results = g.width().results(), wStep = forward ? lanes : -lanes;
        for (int row = 0; row < firstTapRow.length; row++) {
            int first = firstTapRow[row] * columnTaps, count = endTapRow[row] * columnTaps - first;
            int w = wo + (forward ? first : taps - 1 - first) * lanes;
            kernel.slide(results, count, weights, w, wStep, own, startsAt, own, resultAt + row * results * lanes, offsets,
                    first, own, STAGE + row * pitch);
        }
    }

    /** Turns the results back: what is written behind a plane belongs to the next one, the last is picked out. */
    private void store(float[] own, int live, float[] dst, int to) {
        int plane = g.resultPlane();
        if (live > 1) {
            copy.transpose(plane, live - 1, own, resultAt, lanes, 1, dst, to, plane);
        }
        copy.copyColumns(1, plane, own, resultAt + live - 1, 0, lanes, dst, to + (live - 1) * plane, plane);
    }
}
