package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.ScalarPanelCopy;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The copies with whole vectors: they overrun a run's end rather than cut its last vector.
 *
 * <p>Some lanes of a vector are loaded and stored only where all of them lie within the array: elsewhere the Vector API
 * asks lane by lane, and C2 puts a mask on the heap for that. What is left at an array's end goes float by float.
 */
final class SimdPanelCopy implements PanelCopy {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    private final PanelCopy plain = new ScalarPanelCopy(L);
    private final boolean masks;

    /**
     * The copies.
     *
     * @param masks whether storing some lanes of a vector costs no more than storing all
     */
    SimdPanelCopy(boolean masks) {
        this.masks = masks;
    }

    @Override
    public void cut(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int column,
            int panelPitch) {
        SimdCut.cut(masks, kc, src, from, rows, ro, len, dst, to, column, panelPitch);
    }

    @Override
    public void cutPieces(int kc, float[] src, int from, int[] rows, int pieces, int[] sources, int[] targets,
            float[] dst, int to) {
        SimdCut.cutPieces(kc, src, from, rows, pieces, sources, targets, dst, to);
    }

    /** How many of some rows, each a step behind the one before, have a whole vector within an array. */
    static int within(int length, int rows, int first, int step) {
        return first + (rows - 1) * step <= length - L ? rows
                : first > length - L ? 0 : (length - L - first) / step + 1;
    }

    @Override
    public void gather(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int pitch) {
        if (len <= L) {
            for (int k = 0; k < kc; k++) {
                FloatVector.fromArray(S, src, from + rows[ro + k]).intoArray(dst, to + k * pitch);
            }
        } else {
            for (int k = 0; k < kc; k++) {
                int row = from + rows[ro + k];
                FloatVector.fromArray(S, src, row).intoArray(dst, to + k * pitch);
                FloatVector.fromArray(S, src, row + L).intoArray(dst, to + k * pitch + L);
            }
        }
    }

    @Override
    public void transpose(int rows, int columns, float[] src, int from, int rowStride, int columnStride,
            float[] dst, int to, int pitch) {
        // Narrow rows are read from before their first column on.
        boolean turns = columnStride == 1 && L >= 8 && rows > 2 && columns >= 4 && from + columns >= L;
        if (columnStride == 1 && rows == 1 && pitch == 1) {
            System.arraycopy(src, from, dst, to, columns);
        } else if (columnStride == 1 && L >= 8 && SimdInterleave.takes(rows, columns, pitch)) {
            SimdInterleave.turn(rows, columns, src, from, rowStride, dst, to);
        } else if (turns) {
            SimdTranspose.turn(rows, columns, src, from, rowStride, dst, to, pitch);
        } else {
            plain.transpose(rows, columns, src, from, rowStride, columnStride, dst, to, pitch);
        }
    }

    @Override
    public void scatter(int rows, int len, float[] src, int from, int pitch, float[] dst, int to, int rowStride,
            int step) {
        if (masks && step >= 2 && step <= 4 && L >= 8) {
            int last = to + SimdColumns.lastSpread(len, step);
            int whole = within(dst.length, rows, last, rowStride);
            SimdColumns.spread(whole, len, src, from, pitch, dst, to, rowStride, step);
            plain.scatter(rows - whole, len, src, from + whole * pitch, pitch, dst, to + whole * rowStride, rowStride,
                    step);
        } else if (step != 1 || len < L && L < 8) {
            plain.scatter(rows, len, src, from, pitch, dst, to, rowStride, step);
        } else if (len == 2 * L) {
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(S, src, from + i * pitch).intoArray(dst, to + i * rowStride);
                FloatVector.fromArray(S, src, from + i * pitch + L).intoArray(dst, to + i * rowStride + L);
            }
        } else if (len >= L) {
            // The second vector ends with the segment and overlaps the first.
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(S, src, from + i * pitch).intoArray(dst, to + i * rowStride);
                FloatVector.fromArray(S, src, from + i * pitch + len - L)
                        .intoArray(dst, to + i * rowStride + len - L);
            }
        } else {
            VectorMask<Float> live = Lanes.mask((1L << len) - 1);
            int whole = within(dst.length, rows, to, rowStride);
            for (int i = 0; i < whole; i++) {
                FloatVector.fromArray(S, src, from + i * pitch).intoArray(dst, to + i * rowStride, live);
            }
            plain.scatter(rows - whole, len, src, from + whole * pitch, pitch, dst, to + whole * rowStride, rowStride,
                    step);
        }
    }

    @Override
    public void zip(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        if (L < 8) {
            plain.zip(rows, len, src, even, odd, pitch, dst, to, rowStride);
        } else if (len >= L) {
            SimdZip.rows(rows, len, src, even, odd, pitch, dst, to, rowStride);
        } else {
            int whole = within(dst.length, rows, to, rowStride);
            SimdZip.narrowRows(whole, len, src, even, odd, pitch, dst, to, rowStride);
            plain.zip(rows - whole, len, src, even + whole * pitch, odd + whole * pitch, pitch, dst,
                    to + whole * rowStride, rowStride);
        }
    }

    @Override
    public void addGroups(int size, int count, float[] src, int from, float[] dst, int to) {
        for (int i = 0; i < size; i += L) {
            // An addition takes as long as four that do not wait for each other, hence more chains than one.
            if (size - i >= 2 * L) {
                addTwo(size, count, src, from + i, dst, to + i);
                i += L;
                continue;
            }
            addOne(size, count, src, from + i, dst, to + i, (1L << Math.min(size - i, L)) - 1);
        }
    }

    /** {@link #addGroups} for a vector of every group, of which some lanes are stored. */
    private static void addOne(int size, int count, float[] src, int from, float[] dst, int to, long lanes) {
        FloatVector even = FloatVector.zero(S), odd = FloatVector.zero(S);
        // Calls on a loaded vector: C2 knows its type, of a sum only if a profile tells.
        for (int j = 0; j < count - 1; j += 2) {
            even = FloatVector.fromArray(S, src, from + j * size).add(even);
            odd = FloatVector.fromArray(S, src, from + (j + 1) * size).add(odd);
        }
        if (count % 2 == 1) {
            even = FloatVector.fromArray(S, src, from + (count - 1) * size).add(even);
        }
        even.add(odd).add(FloatVector.fromArray(S, dst, to)).intoArray(dst, to, Lanes.mask(lanes));
    }

    /** {@link #addGroups} for two whole vectors of every group. */
    private static void addTwo(int size, int count, float[] src, int from, float[] dst, int to) {
        FloatVector evenX = FloatVector.zero(S), evenY = FloatVector.zero(S);
        FloatVector oddX = FloatVector.zero(S), oddY = FloatVector.zero(S);
        for (int j = 0; j < count - 1; j += 2) {
            int even = from + j * size, odd = from + (j + 1) * size;
            evenX = FloatVector.fromArray(S, src, even).add(evenX);
            evenY = FloatVector.fromArray(S, src, even + L).add(evenY);
            oddX = FloatVector.fromArray(S, src, odd).add(oddX);
            oddY = FloatVector.fromArray(S, src, odd + L).add(oddY);
        }
        if (count % 2 == 1) {
            evenX = FloatVector.fromArray(S, src, from + (count - 1) * size).add(evenX);
            evenY = FloatVector.fromArray(S, src, from + (count - 1) * size + L).add(evenY);
        }
        evenX.add(oddX).add(FloatVector.fromArray(S, dst, to)).intoArray(dst, to);
        evenY.add(oddY).add(FloatVector.fromArray(S, dst, to + L)).intoArray(dst, to + L);
    }

    @Override
    public void copyRows(int rows, int len, float[] src, int from, int rowStride, float[] dst, int to, int pitch) {
        if (len > 4 * L || len < L && L < 8) {
            plain.copyRows(rows, len, src, from, rowStride, dst, to, pitch);
            return;
        }
        if (len >= L) {
            if (len <= 2 * L) {
                copyTwo(rows, len - L, src, from, rowStride, dst, to, pitch);
            } else {
                copyFour(rows, Math.min(len - 2 * L, L), len - L, src, from, rowStride, dst, to, pitch);
            }
            return;
        }
        VectorMask<Float> live = Lanes.mask((1L << len) - 1);
        int whole = Math.min(within(src.length, rows, from, rowStride), within(dst.length, rows, to, pitch));
        // What a vector writes behind its row, rows that follow it without a gap overwrite.
        int unmasked = pitch == len ? Math.max(0, whole - Math.ceilDiv(L, len) + 1) : 0;
        for (int i = 0; i < unmasked; i++) {
            FloatVector.fromArray(S, src, from + i * rowStride).intoArray(dst, to + i * pitch);
        }
        for (int i = unmasked; i < whole; i++) {
            FloatVector.fromArray(S, src, from + i * rowStride, live).intoArray(dst, to + i * pitch, live);
        }
        plain.copyRows(rows - whole, len, src, from + whole * rowStride, rowStride, dst, to + whole * pitch, pitch);
    }

    /**
     * Rows of one or two vectors: the last ends with the row and overlaps the one before. The fewer instructions a row
     * takes, the more of the next ones the processor has asked memory for.
     */
    private static void copyTwo(int rows, int last, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        for (int i = 0; i < rows; i++, from += rowStride, to += pitch) {
            FloatVector x = FloatVector.fromArray(S, src, from), y = FloatVector.fromArray(S, src, from + last);
            x.intoArray(dst, to);
            y.intoArray(dst, to + last);
        }
    }

    /** Rows of three or four vectors. */
    private static void copyFour(int rows, int third, int last, float[] src, int from, int rowStride, float[] dst,
            int to, int pitch) {
        for (int i = 0; i < rows; i++, from += rowStride, to += pitch) {
            FloatVector x = FloatVector.fromArray(S, src, from), y = FloatVector.fromArray(S, src, from + L);
            FloatVector z = FloatVector.fromArray(S, src, from + L + third);
            FloatVector v = FloatVector.fromArray(S, src, from + last);
            x.intoArray(dst, to);
            y.intoArray(dst, to + L);
            z.intoArray(dst, to + L + third);
            v.intoArray(dst, to + last);
        }
    }

    @Override
    public void copyColumns(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to,
            int pitch) {
        boolean pays = step == 2 || step >= 3 && step <= 4 && L >= 8;
        int done = 0;
        if (pays && len >= L) {
            SimdColumns.pick(rows, len, src, from, rowStride, step, dst, to, pitch);
            done = rows;
        } else if (pays && masks && L >= 8) {
            // Whole vectors are read of narrow rows too, but for the last rows of the array.
            done = within(dst.length, rows, to, pitch);
            while (done > 0 && from + (done - 1) * rowStride + SimdColumns.span(step) > src.length) {
                done--;
            }
            SimdColumns.pickNarrow(done, len, src, from, rowStride, step, dst, to, pitch);
        }
        if (done < rows) {
            plain.copyColumns(rows - done, len, src, from + done * rowStride, rowStride, step, dst, to + done * pitch,
                    pitch);
        }
    }
}
