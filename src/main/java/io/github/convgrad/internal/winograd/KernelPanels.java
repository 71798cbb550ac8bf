package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * Transforms the kernels into A panels {@code [group][frequency][chunk of the depth][panel][piece][k][mr]} in shared
 * scratch, in the order they are read, with those pieces of the kernel that a frequency has ({@link KernelPieces}).
 * Lanes are produced channels, so a vector is a row of a panel; spare rows are zero. A vector may hang over its panel's
 * row: the last one of a row is written first.
 */
final class KernelPanels implements Stage {
    /** Depth steps laid out side by side before they are transformed. */
    private static final int BLOCK = 16;
    /** Panels whose rows are fetched together where they adjoin in {@code w}: memory likes long runs. */
    private static final int FETCHED = 16;
    /** Depth steps that are fetched together where it is they that adjoin. */
    private static final int FETCHED_STEPS = 16 * BLOCK;

    private final Correlation shape;
    private final KernelPieces pieces;
    private final RowPanels panels;
    private final WinogradTransform transform;
    private final PanelCopy copy;
    private final int lanes;
    private final int frequencies;
    private final int staged;
    private final int chunk;
    private final int base;
    private final int panelsPerTask;
    /** Whether rows of a kernel block adjoin in {@code w}, and depth steps are far apart. */
    private final boolean adjoining;
    /** Whether a kernel is nine neighbours in {@code w}: then they need not be looked up. */
    private final boolean neighbours;

    /**
     * Panels for a product that takes the depth in chunks.
     *
     * @param chunk   depth steps of a chunk, a multiple of 16; the last chunk may be shorter
     * @param base    where the panels begin in shared scratch
     * @param workers who share the tasks
     */
    KernelPanels(Correlation shape, KernelPieces pieces, RowPanels panels, WinogradTransform transform, PanelCopy copy,
            int chunk, int base, int workers) {
        this.shape = shape;
        this.pieces = pieces;
        this.panels = panels;
        this.transform = transform;
        this.copy = copy;
        this.chunk = chunk;
        this.base = base;
        adjoining = shape.rowStride() < shape.depthStride();
        panelsPerTask = adjoining ? Math.ceilDiv(panels.count(), workers) : 1;
        neighbours = shape.taps() == 9 && pieces.size() == 1 && pieces.get(0).whole();
        lanes = transform.lanes();
        frequencies = transform.frequencies();
        staged = (panels.height(0) + lanes - 1) / lanes * lanes;
    }

    /** Floats of all panels. */
    long size() {
        return (long) shape.groups() * groupPitch();
    }

    /** The same, for one array. */
    int sizeInFloats() {
        return Math.toIntExact(size());
    }

    /** Floats that a worker needs. */
    int workerFloats() {
        return transformedAt() + frequencies * transformedPitch();
    }

    private int transformedAt() {
        return 9 * BLOCK * staged;
    }

    private int transformedPitch() {
        return BLOCK * panels.height(0) + lanes;
    }

    /** Where the panel of a group, frequency and chunk begins. */
    int start(int group, int frequency, int k, int panel) {
        return start(base + group * (int) groupPitch(), panels.paddedRows(), 0, frequency, k, panel);
    }

    /** The same where only the panels of a part are there, the first of them at {@code at}. */
    int start(int at, RowParts parts, int part, int frequency, int k, int panel) {
        return start(at, parts.rows(part), panels.start(parts.firstPanel(part)), frequency, k, panel);
    }

    private int start(int at, int rows, int firstRow, int frequency, int k, int panel) {
        int kc = Math.min(chunk, shape.depth() - k), count = pieces.count(frequency);
        return at + pieces.first(frequency) * rows * shape.depth() + frequency * lanes + count * k * rows
                + (panels.start(panel) - firstRow) * count * kc;
    }

    /** Floats of the panels of a part that has so many rows. */
    int sizeOfPart(int rows) {
        return pieces.products() * rows * shape.depth() + frequencies * lanes;
    }

    private long groupPitch() {
        return (long) pieces.products() * panels.paddedRows() * shape.depth() + frequencies * lanes;
    }

    @Override
    public int tasks() {
        return shape.groups() * tasksOfGroup();
    }

    private int tasksOfGroup() {
        return Math.ceilDiv(panels.count(), panelsPerTask);
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / tasksOfGroup(), firstPanel = task % tasksOfGroup() * panelsPerTask;
        int endPanel = Math.min(firstPanel + panelsPerTask, panels.count());
        transform(group, firstPanel, endPanel, tensors.w, shared, base + group * (int) groupPitch(), panels.paddedRows(), 0,
                own, 0);
    }

    /**
     * Transforms the kernels of a part alone.
     *
     * @param own     holds the panels and {@link #workerFloats} floats of scratch
     * @param at      where the panels begin
     * @param scratch where scratch begins
     */
    void transform(int group, RowParts parts, int part, float[] w, float[] own, int at, int scratch) {
        int first = parts.firstPanel(part);
        transform(group, first, parts.endPanel(part), w, own, at, parts.rows(part), panels.start(first), own, scratch);
    }

    private void transform(int group, int firstPanel, int endPanel, float[] w, float[] to, int at, int rows, int firstRow,
            float[] own, int scratch) {
        for (int k = 0; k < shape.depth(); k += BLOCK) {
            int count = Math.min(BLOCK, shape.depth() - k);
            for (int panel = firstPanel; panel < endPanel; panel += adjoining ? FETCHED : 1) {
                int from = shape.kernelStart(group) + panels.start(panel) * shape.rowStride()
                        + k * shape.depthStride();
                int end = Math.min(adjoining ? panel + FETCHED : panel + 1, endPanel);
                int steps = adjoining ? BLOCK : FETCHED_STEPS;
                if (k % steps == 0) {
                    fetch(panel, end, w, from, Math.min(steps, shape.depth() - k), own, scratch);
                }
                for (int p = panel; p < end; p++) {
                    int first = from + (panels.start(p) - panels.start(panel)) * shape.rowStride();
                    int live = Math.min(panels.height(p), shape.rows() - panels.start(p));
                    for (int i = 0; i < pieces.size(); i++) {
                        stage(pieces.get(i), w, first, panels.height(p), live, count, own, scratch);
                        transform(pieces.get(i), p, k, count, to, at, rows, firstRow, own, scratch);
                    }
                }
            }
        }
    }

    /** Brings the kernels of some panels and depth steps into the cache in the longest runs there are. */
    private void fetch(int firstPanel, int endPanel, float[] w, int from, int steps, float[] own,
            int scratch) {
        int end = Math.min(panels.start(endPanel - 1) + panels.height(endPanel - 1), shape.rows());
        int rows = end - panels.start(firstPanel);
        if (adjoining) {
            MemoryLines.fetch(steps, shape.depthStride(), w, from, rows * shape.rowStride(), own, scratch);
        } else {
            MemoryLines.fetch(rows, shape.rowStride(), w, from, steps * shape.depthStride(), own, scratch);
        }
    }

    private void transform(KernelPieces.Piece piece, int panel, int k, int count, float[] to, int at, int rows,
            int firstRow, float[] own, int scratch) {
        int a = transform.inputWidth(), mr = panels.height(panel);
        boolean turned = neighbours && shape.flipped();
        int first = turned ? 8 * lanes : 0, step = turned ? -lanes : lanes;
        int kc = Math.min(chunk, shape.depth() - k / chunk * chunk);
        for (int r = (mr - 1) / lanes * lanes; r >= 0; r -= lanes) {
            transform.weights(count, own, scratch + 9 * BLOCK * r + first, 3 * step, step, own,
                    scratch + transformedAt() + r, a * transformedPitch(), transformedPitch(), mr);
        }
        // By way of scratch: memory likes a few long runs better than a vector here and there.
        for (int q = 0; q < frequencies; q++) {
            if (piece.products()[q] >= 0) {
                int before = (piece.products()[q] - pieces.first(q)) * kc + k % chunk;
                System.arraycopy(own, scratch + transformedAt() + q * transformedPitch(),
                        to, start(at, rows, firstRow, q, k / chunk * chunk, panel) + before * mr, count * mr);
            }
        }
    }

    /** {@code own[vector of rows][k][tap][row] = w[row][k][tap]}; whole kernels are turned around later. */
    private void stage(KernelPieces.Piece piece, float[] w, int from, int mr, int live, int count, float[] own,
            int at) {
        if (neighbours) {
            stageNeighbours(w, from, mr, live, count, own, at);
            return;
        }
        int[] rows = piece.rows().taps(), columns = piece.columns().taps();
        int vector = 9 * BLOCK * lanes, begin = piece.whole() ? live : 0;
        if (begin < staged) {
            Arrays.fill(own, at + vector * (begin / lanes), at + vector * (staged / lanes), 0f);
        }
        for (int r = 0; r < live; r++) {
            for (int k = 0; k < count; k++) {
                int s = from + r * shape.rowStride() + k * shape.depthStride();
                int t = at + vector * (r / lanes) + 9 * k * lanes + r % lanes;
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) {
                        if ((rows[i] | columns[j]) >= 0) {
                            own[t + (3 * i + j) * lanes] = w[s + rows[i] * shape.kernelWidth() + columns[j]];
                        }
                    }
                }
            }
        }
    }

    private void stageNeighbours(float[] w, int from, int mr, int live, int count, float[] own, int at) {
        boolean run = shape.depthStride() == 9;
        for (int r = 0; r < live; r += lanes) {
            int rows = Math.min(lanes, live - r), s = from + r * shape.rowStride(), t = at + 9 * BLOCK * r;
            for (int k = 0; k < count; k += run ? count : 1) {
                copy.transpose(rows, run ? 9 * count : 9, w, s + k * shape.depthStride(), shape.rowStride(), 1, own,
                        t + 9 * k * lanes, lanes);
            }
        }
        int spare = live % lanes;
        // Lanes behind the panel's last row may hold anything: the next row is written over them.
        if (spare > 0 && live < mr) {
            for (int t = at + 9 * BLOCK * (live - spare), i = 0; i < 9 * count; i++, t += lanes) {
                Arrays.fill(own, t + spare, t + lanes, 0f);
            }
        }
        if (Math.ceilDiv(live, lanes) < Math.ceilDiv(mr, lanes)) {
            Arrays.fill(own, at + 9 * BLOCK * Math.ceilDiv(live, lanes) * lanes, at + transformedAt(), 0f);
        }
    }
}
