package io.github.convgrad.internal.winograd;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * Transforms the kernels into A panels {@code [group][frequency][chunk of the depth][panel][k][mr]} in shared scratch,
 * in the order the product reads them. Lanes are produced channels, so a vector is a row of a panel; spare rows are
 * zero. A vector may hang over its panel's row: the last one of a row is written first.
 */
final class KernelPanels implements Stage {
    /** Depth steps laid out side by side before they are transformed. */
    private static final int BLOCK = 16;

    private final Correlation shape;
    private final RowPanels panels;
    private final WinogradTransform transform;
    private final int lanes;
    private final int frequencies;
    private final int staged;
    private final int chunk;

    /**
     * Panels for a product that takes the depth in chunks.
     *
     * @param chunk depth steps of a chunk, a multiple of 16; the last chunk may be shorter
     */
    KernelPanels(Correlation shape, RowPanels panels, WinogradTransform transform, int chunk) {
        this.shape = shape;
        this.panels = panels;
        this.transform = transform;
        this.chunk = chunk;
        lanes = transform.lanes();
        frequencies = transform.inputTile() * transform.inputTile();
        staged = (panels.height(0) + lanes - 1) / lanes * lanes;
    }

    /** Floats of all panels. */
    long size() {
        return (long) shape.groups() * frequencies * frequencyPitch();
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
        int kc = Math.min(chunk, shape.depth() - k);
        return (group * frequencies + frequency) * frequencyPitch() + k * panels.paddedRows()
                + panels.packedStart(panel, kc);
    }

    private int frequencyPitch() {
        return panels.paddedRows() * shape.depth() + lanes;
    }

    @Override
    public int tasks() {
        return shape.groups() * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), panel = task % panels.count();
        int mr = panels.height(panel), live = Math.min(mr, shape.rows() - panels.start(panel));
        int first = shape.kernelStart(group) + panels.start(panel) * shape.rowStride();
        int a = transform.inputTile(), pitch = frequencyPitch();
        for (int k = 0; k < shape.depth(); k += BLOCK) {
            int count = Math.min(BLOCK, shape.depth() - k);
            int to = start(group, 0, k / chunk * chunk, panel) + k % chunk * mr;
            stage(tensors.w, first + k * shape.depthStride(), live, count, own);
            for (int r = (mr - 1) / lanes * lanes; r >= 0; r -= lanes) {
                transform.weights(count, own, 9 * BLOCK * r, 3 * BLOCK * lanes, BLOCK * lanes,
                        own, transformedAt() + r, a * transformedPitch(), transformedPitch(), mr);
            }
            // By way of scratch: memory likes a few long runs better than a vector here and there.
            for (int q = 0; q < frequencies; q++) {
                System.arraycopy(own, transformedAt() + q * transformedPitch(), shared, to + q * pitch, count * mr);
            }
        }
    }

    /** {@code own[vector of rows][tap][k][row] = w[row][k][tap]}. */
    private void stage(float[] w, int from, int live, int count, float[] own) {
        int tap = BLOCK * lanes, start = shape.flipped() ? 8 * tap : 0, step = shape.flipped() ? -tap : tap;
        if (live < staged) {
            Arrays.fill(own, 9 * tap * (live / lanes), 9 * tap * (staged / lanes), 0f);
        }
        for (int r = 0; r < live; r++) {
            for (int k = 0; k < count; k++) {
                int s = from + r * shape.rowStride() + k * shape.depthStride();
                int t = 9 * tap * (r / lanes) + start + k * lanes + r % lanes;
                own[t] = w[s];
                own[t + step] = w[s + 1];
                own[t + 2 * step] = w[s + 2];
                own[t + 3 * step] = w[s + 3];
                own[t + 4 * step] = w[s + 4];
                own[t + 5 * step] = w[s + 5];
                own[t + 6 * step] = w[s + 6];
                own[t + 7 * step] = w[s + 7];
                own[t + 8 * step] = w[s + 8];
            }
        }
    }
}
