package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.depthwise.SlideAxis.Tap;
import io.github.convgrad.internal.kernel.DirectRows;
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
 * {@code dy}, without a stride. Rows of few pixels fill no vector, but as many channels do:
 *
 * <pre>
 *   planes --turn--> [pixel][lane] --stage--> rows with zeros around them
 *                                               | slide
 *   planes &lt;--turn-- [pixel][lane]  &lt;-----------+
 * </pre>
 *
 * <p>The sums are those of {@link SlideStage}, chain by chain: which of the two is faster depends on the vectors. A task
 * is a stretch of items (image, block of channels), in the order of the tensors; kernels have been turned before,
 * {@link Weights}.
 */
final class LaneStage implements Stage {
    /** Rows and columns beyond which vectors along rows are full enough: of eight lanes, of sixteen. */
    private static final int MOST_OF_EIGHT = 7, MOST_OF_SIXTEEN = 12;
    /** Pixels of a plane beyond which rows that are slid where they lie are faster. */
    private static final int MOST_DIRECT = 16;
    /** Pixels of a plane of results: what turning them back writes behind a plane must lie in the next. */
    private static final int FEWEST_PIXELS = 16;
    /** Pixels of a staged plane, so that sixteen channels of it stay in the first level. */
    private static final int MOST_STAGED = 512;
    /** Channels that fill a vector, about. */
    private static final int FEWEST_CHANNELS = 12;
    /** Lanes with which turning pays. */
    private static final int FEWEST_LANES = 8;
    /** Taps from which there is enough to do to make up for turning. */
    private static final int FEWEST_TAPS = 9;
    /** Floats of tensors a task should read or write. */
    private static final long TASK_FLOATS = 48 * 1024;

    /** Where the stage begins: a vector of lanes is a line of the cache. */
    private static final int STAGE = Workspace.line(0);

    private final SlideGeometry g;
    private final boolean forward;
    private final LaneRows kernel;
    private final PanelCopy copy;
    private final int lanes;
    private final int taps;
    private final int pitch;
    /** Whether results below each other are summed at once. */
    private final boolean tall;
    /** Where each tap of the chain meets the source, and where it is in the kernel. */
    private final int[] offsets;
    private final int[] tapIndex;
    /** Rows of pixels that some tap reaches, the floats of one, and those before the first: others have no place. */
    private final int rows;
    private final int columns;
    private final int skipped;
    /** Zeros of the stage before the first of them. */
    private final int margin;
    private final int blocks;
    private final int turnedAt;
    private final int resultAt;
    private final int startsAt;
    private final int ownFloats;
    private final int tasks;

    LaneStage(SlideGeometry g, KernelSet kernels, boolean forward) {
        this.g = g;
        this.forward = forward;
        kernel = kernels.laneRows();
        copy = kernels.panelCopy();
        lanes = kernel.lanes();
        taps = g.kernelPlane();
        tall = tall(g);
        pitch = (tall ? LaneRows.TALL_PITCH : staged(g.width())) * lanes;
        int left = g.width().minShift(), top = g.height().minShift(), column = Math.max(0, left), row = Math.max(0, top);
        int reached = Math.min(g.width().sources(), staged(g.width()) + left) - column;
        rows = reached <= 0 ? 0 : Math.min(g.height().sources(), staged(g.height()) + top) - row;
        columns = reached * lanes;
        skipped = (row * g.width().sources() + column) * lanes;
        margin = (row - top) * pitch + (column - left) * lanes;
        offsets = new int[taps];
        tapIndex = new int[taps];
        List<Tap[]> chain = g.chain(0, g.byColumns());
        for (int t = 0; t < taps; t++) {
            Tap down = chain.get(t)[0], across = chain.get(t)[1];
            offsets[t] = (down.shift() - top) * pitch + (across.shift() - left) * lanes;
            tapIndex[t] = down.index() * g.width().taps().size() + across.index();
        }
        blocks = Math.ceilDiv(g.groups(), lanes);
        int slack = (LaneRows.OVERRUN + 1) * lanes;
        turnedAt = Workspace.line(STAGE + staged(g.height()) * pitch + slack);
        resultAt = Workspace.line(turnedAt + g.sourcePlane() * lanes + slack);
        startsAt = Workspace.line(resultAt + g.resultPlane() * lanes + slack);
        ownFloats = startsAt + Math.max(1, taps) * lanes + slack;
        long touched = (long) g.batch() * g.groups() * (g.sourcePlane() + g.resultPlane());
        tasks = (int) Math.min((long) blocks * g.batch(), Math.clamp(touched / TASK_FLOATS, 1, 1024));
    }

    /**
     * Whether planes are narrow, and so many, that this is faster.
     *
     * @param direct what could be slid where it lies, or null
     * @param lanes  of a vector
     */
    static boolean takes(SlideGeometry g, DirectRows.Plane direct, int lanes) {
        boolean flat = g.depth().taps().size() == 1 && g.depth().sources() == 1 && g.depth().results() == 1
                && g.depth().taps().getFirst().shift() == 0;
        boolean plain = g.sources() == 1 && g.results() == 1 && g.height().resultStep() * g.width().resultStep()
                * g.height().sourceStep() * g.width().sourceStep() == 1;
        int most = lanes < 2 * FEWEST_LANES ? MOST_OF_EIGHT : MOST_OF_SIXTEEN;
        boolean small = direct == null || lanes > FEWEST_LANES && g.resultPlane() <= MOST_DIRECT;
        return lanes >= FEWEST_LANES && flat && plain && small && g.width().results() <= most
                && g.height().results() <= most && g.resultPlane() >= FEWEST_PIXELS
                && g.kernelPlane() >= FEWEST_TAPS && g.groups() >= FEWEST_CHANNELS
                && Math.max((long) staged(g.height()) * staged(g.width()), g.sourcePlane()) <= MOST_STAGED;
    }

    /** Whether planes have as many rows as tall tiles. */
    private static boolean tall(SlideGeometry g) {
        return g.byColumns() && LaneRows.tall(g.height().taps().size()) && g.height().results() >= LaneRows.TALL_ROWS
                && g.width().maxShift() - g.width().minShift() == g.width().taps().size() - 1
                && staged(g.width()) <= LaneRows.TALL_PITCH;
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
        Arrays.fill(own, startsAt, startsAt + lanes, 0f);
        boolean biased = forward && tensors.b != null;
        for (long item = items * task / tasks; item < last; item++) {
            int image = (int) (item / blocks), block = (int) (item % blocks);
            int channel = block * lanes, live = Math.min(lanes, g.groups() - channel);
            if (biased) {
                System.arraycopy(tensors.b, channel, own, startsAt, live);
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

    /** Turns the kernels of all blocks: {@code [block][tap][lane]}, taps in the order of the chain. */
    private final class Weights implements Stage {

        /** Floats in shared scratch. */
        int floats() {
            return weights(blocks);
        }

        @Override
        public int tasks() {
            return 1;
        }

        @Override
        public void run(int task, Tensors tensors, float[] shared, float[] own) {
            for (int block = 0; block < blocks; block++) {
                int channel = block * lanes;
                copy.transpose(Math.min(lanes, g.groups() - channel), taps, tensors.w, channel * taps, taps, 1, own,
                        startsAt, lanes);
                for (int t = 0; t < taps; t++) {
                    System.arraycopy(own, startsAt + tapIndex[t] * lanes, shared, weights(block) + t * lanes, lanes);
                }
            }
        }
    }

    private void stage(float[] src, int from, int live, float[] own) {
        int plane = g.sourcePlane();
        MemoryLines.fetch(1, 0, src, from, live * plane, own, turnedAt);
        copy.transpose(live, plane, src, from, plane, 1, own, turnedAt, lanes);
        if (rows > 0) {
            copy.copyRows(rows, columns, own, turnedAt + skipped, g.width().sources() * lanes, own, STAGE + margin, pitch);
        }
    }

    private void slide(float[] weights, int wo, float[] own) {
        int results = g.width().results();
        if (tall) {
            // The last tile overlaps the one before.
            int last = g.height().results() - LaneRows.TALL_ROWS;
            for (int row = 0;; row = Math.min(row + LaneRows.TALL_ROWS, last)) {
                kernel.slideTall(g.height().taps().size(), g.width().taps().size(), results, weights, wo, own, startsAt,
                        own, resultAt + row * results * lanes, results * lanes, own, STAGE + row * pitch);
                if (row == last) {
                    return;
                }
            }
        }
        for (int row = 0; row < g.height().results(); row++) {
            kernel.slide(results, taps, weights, wo, own, startsAt, own, resultAt + row * results * lanes, offsets, own,
                    STAGE + row * pitch);
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
