package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Columns 2, 3 or 4 apart, put side by side and back. Every loop runs down the rows of a strip a few vectors wide; the
 * last strip ends with the row and overlaps the one before.
 */
final class SimdColumns {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /** Lane {@code i} goes to lane {@code n*i}; the lanes between are not stored. */
    private static final VectorShuffle<Float> SPREAD_2 = VectorShuffle.fromOp(S, i -> i / 2);
    private static final VectorShuffle<Float> SPREAD_3 = VectorShuffle.fromOp(S, i -> i / 3);
    private static final VectorShuffle<Float> SPREAD_4 = VectorShuffle.fromOp(S, i -> i / 4);
    private static final VectorMask<Float> EVERY_2 = every(2);
    private static final VectorMask<Float> EVERY_3 = every(3);
    private static final VectorMask<Float> EVERY_4 = every(4);

    /**
     * Every {@code n}-th of {@code n} vectors side by side, the last of which ends with the last element picked. Which lanes
     * come from vector {@code k} says {@code IN_n_k}.
     */
    private static final VectorShuffle<Float> PICK_2_0 = pick(2, 0);
    private static final VectorShuffle<Float> PICK_2_1 = pick(2, 1);
    private static final VectorMask<Float> IN_2_1 = in(2, 1);
    private static final VectorShuffle<Float> PICK_3_0 = pick(3, 0);
    private static final VectorShuffle<Float> PICK_3_1 = pick(3, 1);
    private static final VectorShuffle<Float> PICK_3_2 = pick(3, 2);
    private static final VectorMask<Float> IN_3_1 = in(3, 1);
    private static final VectorMask<Float> IN_3_2 = in(3, 2);
    private static final VectorShuffle<Float> PICK_4_0 = pick(4, 0);
    private static final VectorShuffle<Float> PICK_4_1 = pick(4, 1);
    private static final VectorShuffle<Float> PICK_4_2 = pick(4, 2);
    private static final VectorShuffle<Float> PICK_4_3 = pick(4, 3);
    private static final VectorMask<Float> IN_4_1 = in(4, 1);
    private static final VectorMask<Float> IN_4_3 = in(4, 3);
    private static final VectorMask<Float> IN_4_2_OR_3 = in(4, 2).or(IN_4_3);

    /** The first lanes. Made once: a mask that goes from one method to another is an object. */
    private static final VectorMask<Float>[] FIRST = masks(1);
    /** The first of the lanes that are {@code n} apart. */
    private static final VectorMask<Float>[] FIRST_2 = masks(2);
    private static final VectorMask<Float>[] FIRST_3 = masks(3);
    private static final VectorMask<Float>[] FIRST_4 = masks(4);

    private SimdColumns() {
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static VectorMask<Float>[] masks(int n) {
        VectorMask<Float>[] first = new VectorMask[(L + n - 1) / n + 1];
        for (int count = 0; count < first.length; count++) {
            first[count] = every(n).and(S.indexInRange(0, count * n));
        }
        return first;
    }

    private static VectorMask<Float> every(int n) {
        boolean[] lanes = new boolean[L];
        for (int i = 0; i < L; i += n) {
            lanes[i] = true;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    /** Floats from the first to the last element of a vector picked. */
    static int span(int step) {
        return step * (L - 1) + 1;
    }

    private static VectorShuffle<Float> pick(int step, int k) {
        int begin = Math.min(k * L, span(step) - L);
        return VectorShuffle.fromOp(S, i -> Math.clamp(step * i - begin, 0, L - 1));
    }

    private static VectorMask<Float> in(int step, int k) {
        boolean[] lanes = new boolean[L];
        for (int i = 0; i < L; i++) {
            lanes[i] = step * i / L == k;
        }
        return VectorMask.fromArray(S, lanes, 0);
    }

    /** Where the last vector that {@link #spread} writes of a row begins. */
    static int lastSpread(int len, int step) {
        return Math.max(0, len - (L + step - 1) / step) * step;
    }

    /**
     * As {@link io.github.convgrad.internal.kernel.PanelCopy#scatter}, for steps of 2, 3 and 4 and rows whose
     * {@linkplain #lastSpread last vector} lies within the array.
     */
    static void spread(int rows, int len, float[] src, int from, int pitch, float[] dst, int to, int rowStride,
            int step) {
        VectorShuffle<Float> x = step == 2 ? SPREAD_2 : step == 3 ? SPREAD_3 : SPREAD_4;
        VectorMask<Float> m = step == 2 ? EVERY_2 : step == 3 ? EVERY_3 : EVERY_4;
        int each = (L + step - 1) / step, last = len - each;
        if (last <= 0) {
            VectorMask<Float>[] first = step == 2 ? FIRST_2 : step == 3 ? FIRST_3 : FIRST_4;
            spread1(x, first[len], rows, src, from, pitch, dst, to, rowStride);
            return;
        }
        int j = 0;
        for (; len - j > 2 * each; j += 4 * each) {
            spread4(rows, src, from + j, each, Math.min(2 * each, last - j), Math.min(3 * each, last - j), pitch, dst,
                    to + j * step, rowStride, step);
        }
        if (len - j > each) {
            spread2(x, m, rows, src, from + j, last - j, pitch, dst, to + j * step, (last - j) * step, rowStride);
        } else if (len > j) {
            spread1(x, m, rows, src, from + last, pitch, dst, to + last * step, rowStride);
        }
    }

    private static void spread1(VectorShuffle<Float> x, VectorMask<Float> m, int rows, float[] src, int from, int pitch,
            float[] dst, int to, int rowStride) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(S, src, from + i * pitch).rearrange(x).intoArray(dst, to + i * rowStride, m);
        }
    }

    private static void spread2(VectorShuffle<Float> x, VectorMask<Float> m, int rows, float[] src, int from, int apart,
            int pitch, float[] dst, int to, int spread, int rowStride) {
        for (int i = 0; i < rows; i++) {
            int s = from + i * pitch, d = to + i * rowStride;
            FloatVector.fromArray(S, src, s).rearrange(x).intoArray(dst, d, m);
            FloatVector.fromArray(S, src, s + apart).rearrange(x).intoArray(dst, d + spread, m);
        }
    }

    /**
     * Four vectors of a row at once, written out for each step: where C2 compiles such a loop by itself, it has to know
     * the shuffle and the mask, or takes them from the heap for each of the four (on Zen 4, four times as long).
     */
    private static void spread4(int rows, float[] src, int from, int second, int third, int fourth, int pitch,
            float[] dst, int to, int rowStride, int step) {
        switch (step) {
            case 2 -> spread4By2(rows, src, from, second, third, fourth, pitch, dst, to, rowStride);
            case 3 -> spread4By3(rows, src, from, second, third, fourth, pitch, dst, to, rowStride);
            default -> spread4By4(rows, src, from, second, third, fourth, pitch, dst, to, rowStride);
        }
    }

    private static void spread4By2(int rows, float[] src, int from, int second, int third, int fourth, int pitch,
            float[] dst, int to, int rowStride) {
        for (int i = 0; i < rows; i++) {
            int s = from + i * pitch, d = to + i * rowStride;
            FloatVector.fromArray(S, src, s).rearrange(SPREAD_2).intoArray(dst, d, EVERY_2);
            FloatVector.fromArray(S, src, s + second).rearrange(SPREAD_2).intoArray(dst, d + 2 * second, EVERY_2);
            FloatVector.fromArray(S, src, s + third).rearrange(SPREAD_2).intoArray(dst, d + 2 * third, EVERY_2);
            FloatVector.fromArray(S, src, s + fourth).rearrange(SPREAD_2).intoArray(dst, d + 2 * fourth, EVERY_2);
        }
    }

    private static void spread4By3(int rows, float[] src, int from, int second, int third, int fourth, int pitch,
            float[] dst, int to, int rowStride) {
        for (int i = 0; i < rows; i++) {
            int s = from + i * pitch, d = to + i * rowStride;
            FloatVector.fromArray(S, src, s).rearrange(SPREAD_3).intoArray(dst, d, EVERY_3);
            FloatVector.fromArray(S, src, s + second).rearrange(SPREAD_3).intoArray(dst, d + 3 * second, EVERY_3);
            FloatVector.fromArray(S, src, s + third).rearrange(SPREAD_3).intoArray(dst, d + 3 * third, EVERY_3);
            FloatVector.fromArray(S, src, s + fourth).rearrange(SPREAD_3).intoArray(dst, d + 3 * fourth, EVERY_3);
        }
    }

    private static void spread4By4(int rows, float[] src, int from, int second, int third, int fourth, int pitch,
            float[] dst, int to, int rowStride) {
        for (int i = 0; i < rows; i++) {
            int s = from + i * pitch, d = to + i * rowStride;
            FloatVector.fromArray(S, src, s).rearrange(SPREAD_4).intoArray(dst, d, EVERY_4);
            FloatVector.fromArray(S, src, s + second).rearrange(SPREAD_4).intoArray(dst, d + 4 * second, EVERY_4);
            FloatVector.fromArray(S, src, s + third).rearrange(SPREAD_4).intoArray(dst, d + 4 * third, EVERY_4);
            FloatVector.fromArray(S, src, s + fourth).rearrange(SPREAD_4).intoArray(dst, d + 4 * fourth, EVERY_4);
        }
    }

    /** As {@link io.github.convgrad.internal.kernel.PanelCopy#copyColumns}, for at least a vector of steps of 2, 3 and 4. */
    static void pick(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to,
            int pitch) {
        for (int strip = 0; strip < len; strip += 2 * L) {
            int j = Math.min(strip, len - L), s = from + j * step, more = Math.min(L, len - L - j);
            switch (step) {
                case 2 -> pick2(rows, more, src, s, rowStride, dst, to + j, pitch);
                case 3 -> pick3(rows, more, src, s, rowStride, dst, to + j, pitch);
                default -> pick4(rows, more, src, s, rowStride, dst, to + j, pitch);
            }
        }
    }

    /**
     * Two vectors of every row, the second {@code more} columns behind the first: in the order of the addresses. Where
     * there is one vector left it is picked twice, which waits for memory no longer.
     */
    private static void pick2(int rows, int more, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        for (int i = 0; i < rows; i++, from += rowStride, to += pitch) {
            of2(src, from).intoArray(dst, to);
            of2(src, from + 2 * more).intoArray(dst, to + more);
        }
    }

    private static void pick3(int rows, int more, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        for (int i = 0; i < rows; i++, from += rowStride, to += pitch) {
            of3(src, from).intoArray(dst, to);
            of3(src, from + 3 * more).intoArray(dst, to + more);
        }
    }

    private static void pick4(int rows, int more, float[] src, int from, int rowStride, float[] dst, int to,
            int pitch) {
        for (int i = 0; i < rows; i++, from += rowStride, to += pitch) {
            of4(src, from).intoArray(dst, to);
            of4(src, from + 4 * more).intoArray(dst, to + more);
        }
    }

    /** The same for less than a vector, where {@link #span} floats can be read of every row. */
    static void pickNarrow(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to,
            int pitch) {
        VectorMask<Float> live = FIRST[len];
        switch (step) {
            case 2 -> narrow2(live, rows, src, from, rowStride, dst, to, pitch);
            case 3 -> narrow3(live, rows, src, from, rowStride, dst, to, pitch);
            default -> narrow4(live, rows, src, from, rowStride, dst, to, pitch);
        }
    }

    private static void narrow2(VectorMask<Float> live, int rows, float[] src, int from, int rowStride, float[] dst,
            int to, int pitch) {
        for (int i = 0; i < rows; i++) {
            of2(src, from + i * rowStride).intoArray(dst, to + i * pitch, live);
        }
    }

    private static void narrow3(VectorMask<Float> live, int rows, float[] src, int from, int rowStride, float[] dst,
            int to, int pitch) {
        for (int i = 0; i < rows; i++) {
            of3(src, from + i * rowStride).intoArray(dst, to + i * pitch, live);
        }
    }

    private static void narrow4(VectorMask<Float> live, int rows, float[] src, int from, int rowStride, float[] dst,
            int to, int pitch) {
        for (int i = 0; i < rows; i++) {
            of4(src, from + i * rowStride).intoArray(dst, to + i * pitch, live);
        }
    }

    private static FloatVector of2(float[] src, int s) {
        FloatVector a = FloatVector.fromArray(S, src, s);
        FloatVector b = FloatVector.fromArray(S, src, s + L - 1);
        return a.rearrange(PICK_2_0).blend(b.rearrange(PICK_2_1), IN_2_1);
    }

    private static FloatVector of3(float[] src, int s) {
        FloatVector a = FloatVector.fromArray(S, src, s);
        FloatVector b = FloatVector.fromArray(S, src, s + L);
        FloatVector c = FloatVector.fromArray(S, src, s + 2 * L - 2);
        return a.rearrange(PICK_3_0).blend(b.rearrange(PICK_3_1), IN_3_1).blend(c.rearrange(PICK_3_2), IN_3_2);
    }

    private static FloatVector of4(float[] src, int s) {
        FloatVector a = FloatVector.fromArray(S, src, s);
        FloatVector b = FloatVector.fromArray(S, src, s + L);
        FloatVector c = FloatVector.fromArray(S, src, s + 2 * L);
        FloatVector d = FloatVector.fromArray(S, src, s + 3 * L - 3);
        return a.rearrange(PICK_4_0).blend(b.rearrange(PICK_4_1), IN_4_1)
                .blend(c.rearrange(PICK_4_2).blend(d.rearrange(PICK_4_3), IN_4_3), IN_4_2_OR_3);
    }
}
