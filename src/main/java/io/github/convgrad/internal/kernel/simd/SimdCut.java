package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.PanelCopy;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link PanelCopy#cut} with vectors. Where a run fills many panels, row after row is copied, so that the processor sees
 * the source as a few long runs that it can read ahead of; where it fills few, panel after panel, so that a loop is as
 * long as the depth. Both step from panel to panel by adding: an address worked out for each vector took as long as
 * the copy.
 */
final class SimdCut {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;
    /** Whole panels of a run from which rows are copied one after the other. */
    private static final int MANY = 4;

    private SimdCut() {
    }

    /** As {@link PanelCopy#cut}; {@code masks} as for {@link SimdPanelCopy}. */
    static void cut(boolean masks, int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to,
            int column, int panelPitch) {
        int at = Math.min(len, -column & L - 1), end = at + (len - at) / L * L;
        if (at > 0) {
            part(masks, kc, at, src, from, rows, ro, dst, address(to, column, panelPitch), column % L);
        }
        if (end > at && (column + at & L) != 0) {
            vector(kc, src, from + at, rows, ro, dst, address(to, column + at, panelPitch));
            at += L;
        }
        int panels = (end - at) / W;
        if (panels >= MANY) {
            rowByRow(kc, panels, src, from + at, rows, ro, dst, address(to, column + at, panelPitch), panelPitch);
            at += panels * W;
        }
        for (; at + W <= end; at += W) {
            panel(kc, src, from + at, rows, ro, dst, address(to, column + at, panelPitch));
        }
        if (at < end) {
            vector(kc, src, from + at, rows, ro, dst, address(to, column + at, panelPitch));
        }
        if (end < len) {
            part(masks, kc, len - end, src, from + end, rows, ro, dst, address(to, column + end, panelPitch), 0);
        }
    }

    /** As {@link PanelCopy#cutPieces}. */
    static void cutPieces(int kc, float[] src, int from, int[] rows, int pieces, int[] sources, int[] targets,
            float[] dst, int to) {
        int whole = pieces == 0 ? 0 : kc;
        while (whole > 0 && from + rows[whole - 1] + sources[pieces - 1] > src.length - L) {
            whole--;
        }
        for (int k = 0; k < whole; k++) {
            int row = from + rows[k], at = to + k * W;
            for (int p = 0; p < pieces; p++) {
                FloatVector.fromArray(S, src, row + sources[p]).intoArray(dst, at + targets[p]);
            }
        }
        for (int k = whole; k < kc; k++) {
            for (int p = 0; p < pieces; p++) {
                int row = from + rows[k] + sources[p];
                System.arraycopy(src, row, dst, to + k * W + targets[p], Math.min(L, src.length - row));
            }
        }
    }

    private static int address(int to, int column, int panelPitch) {
        return to + column / W * panelPitch + column % W;
    }

    /** Whole panels. */
    private static void rowByRow(int kc, int panels, float[] src, int from, int[] rows, int ro, float[] dst, int to,
            int panelPitch) {
        for (int k = 0; k < kc; k++) {
            int row = from + rows[ro + k], at = to + k * W;
            for (int i = 0; i < panels; i++) {
                FloatVector x = FloatVector.fromArray(S, src, row + i * W);
                FloatVector y = FloatVector.fromArray(S, src, row + i * W + L);
                x.intoArray(dst, at);
                y.intoArray(dst, at + L);
                at += panelPitch;
            }
        }
    }

    /** A panel. */
    private static void panel(int kc, float[] src, int from, int[] rows, int ro, float[] dst, int to) {
        for (int k = 0; k < kc; k++) {
            int row = from + rows[ro + k];
            FloatVector x = FloatVector.fromArray(S, src, row), y = FloatVector.fromArray(S, src, row + L);
            x.intoArray(dst, to + k * W);
            y.intoArray(dst, to + k * W + L);
        }
    }

    /** Half a panel. */
    private static void vector(int kc, float[] src, int from, int[] rows, int ro, float[] dst, int to) {
        for (int k = 0; k < kc; k++) {
            FloatVector.fromArray(S, src, from + rows[ro + k]).intoArray(dst, to + k * W);
        }
    }

    /** Less than a vector of every row, from the lane {@code begin} of one of the panel's on. */
    private static void part(boolean masks, int kc, int len, float[] src, int from, int[] rows, int ro, float[] dst,
            int to, int begin) {
        if (L < 8) {
            for (int k = 0; k < kc; k++) {
                int row = from + rows[ro + k], at = to + k * W;
                for (int j = 0; j < len; j++) {
                    dst[at + j] = src[row + j];
                }
            }
            return;
        }
        if (masks) {
            masked(kc, len, src, from, rows, ro, dst, to);
        } else {
            blended(kc, len, src, from - begin, rows, ro, dst, to - begin, begin);
        }
    }

    private static void masked(int kc, int len, float[] src, int from, int[] rows, int ro, float[] dst, int to) {
        VectorMask<Float> live = Lanes.mask((1L << len) - 1);
        int whole = SimdPanelCopy.within(dst.length, kc, to, W);
        // Rows of a tensor ascend; those of a stage don't, but have room behind them.
        while (whole > 0 && from + rows[ro + whole - 1] > src.length - L) {
            whole--;
        }
        for (int k = 0; k < whole; k++) {
            FloatVector.fromArray(S, src, from + rows[ro + k], live).intoArray(dst, to + k * W, live);
        }
        for (int k = whole; k < kc; k++) {
            System.arraycopy(src, from + rows[ro + k], dst, to + k * W, len);
        }
    }

    /** Whole vectors with what was there before: some processors take as long for a masked store as for many others. */
    private static void blended(int kc, int len, float[] src, int from, int[] rows, int ro, float[] dst, int to,
            int begin) {
        VectorMask<Float> live = Lanes.mask((1L << len) - 1 << begin);
        int whole = SimdPanelCopy.within(dst.length, kc, to, W);
        for (int k = 0; k < kc; k++) {
            int row = from + rows[ro + k], at = to + k * W;
            if (row < 0 || row > src.length - L || k >= whole) {
                System.arraycopy(src, row + begin, dst, at + begin, len);
            } else {
                FloatVector old = FloatVector.fromArray(S, dst, at);
                old.blend(FloatVector.fromArray(S, src, row), live).intoArray(dst, at);
            }
        }
    }
}
