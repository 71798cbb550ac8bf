package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.ScalarDepthwiseRows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The copies of {@link SimdDepthwiseRows}: images into lattices and out of them. Every loop runs down the rows of a
 * strip a few vectors wide, and is flat; a loop along the columns of each row would spend its time beginning and
 * ending. The last vector of a row ends with it and overlaps the one before; rows narrower than that overrun, in ascending
 * order, into what is written next.
 */
final class SimdLattices {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;

    /** Lanes 0, 2, 4, … then 1, 3, 5, …; and the other way round. */
    private static final VectorShuffle<Float> EVEN_ODD = VectorShuffle.fromOp(S, i -> (2 * i) % L + (2 * i) / L);
    private static final VectorShuffle<Float> ODD_EVEN = VectorShuffle.fromOp(S, i -> (2 * i) % L + 1 - (2 * i) / L);
    private static final VectorMask<Float> UPPER = Lanes.mask(-1L << (L / 2));

    /** Every lane of the lower or upper half twice, to be blended with the same of another vector. */
    private static final VectorShuffle<Float> TWICE_LOW = VectorShuffle.fromOp(S, i -> i / 2);
    private static final VectorShuffle<Float> TWICE_HIGH = VectorShuffle.fromOp(S, i -> L / 2 + i / 2);
    private static final VectorMask<Float> ODD = Lanes.mask(0xAAAAAAAAAAAAAAAAL);

    private static final DepthwiseRows PLAIN = new ScalarDepthwiseRows();

    private SimdLattices() {
    }

    /** As {@link DepthwiseRows#stage}. */
    static void stage(float[] src, int from, int srcPitch, int rows, int columns, int step,
            float[] dst, int to, int pitch, int phasePitch) {
        boolean narrow = columns < step * L;
        int whole = step > 2 || columns == 0 ? 0 : rows;
        // Vectors run on behind the end of narrow rows; rows where they would leave the array are copied plainly.
        while (narrow && whole > 0 && from + (whole - 1) * srcPitch + step * L > src.length) {
            whole--;
        }
        if (whole > 0) {
            if (step == 1 && narrow) {
                stageNarrow(src, from, srcPitch, whole, columns, dst, to, pitch);
            } else if (step == 1) {
                copyRows(src, from, srcPitch, dst, to, pitch, whole, columns);
            } else if (narrow) {
                splitNarrow(src, from, srcPitch, whole, columns, dst, to, to + phasePitch, pitch);
            } else {
                splitRows(src, from, srcPitch, whole, columns, dst, to, to + phasePitch, pitch);
            }
        }
        if (whole < rows) {
            PLAIN.stage(src, from + whole * srcPitch, srcPitch, rows - whole, columns, step,
                    dst, to + whole * pitch, pitch, phasePitch);
        }
    }

    /** Rows of less than a vector; zeros wipe out what the vector overran, down to the next row, which follows. */
    private static void stageNarrow(float[] src, int from, int srcPitch, int rows, int columns,
            float[] dst, int to, int pitch) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < rows; i++) {
            int d = to + i * pitch;
            FloatVector.fromArray(S, src, from + i * srcPitch).intoArray(dst, d);
            zero.intoArray(dst, d + columns);
        }
    }

    /** Rows of less than two vectors, even and odd floats apart. */
    private static void splitNarrow(float[] src, int from, int srcPitch, int rows, int columns,
            float[] dst, int even, int odd, int pitch) {
        FloatVector zero = FloatVector.zero(S);
        int odds = columns / 2;
        int evens = columns - odds;
        for (int i = 0; i < rows; i++) {
            int s = from + i * srcPitch;
            int d = even + i * pitch;
            int e = odd + i * pitch;
            FloatVector a = FloatVector.fromArray(S, src, s);
            FloatVector b = FloatVector.fromArray(S, src, s + L);
            a.rearrange(EVEN_ODD).blend(b.rearrange(ODD_EVEN), UPPER).intoArray(dst, d);
            zero.intoArray(dst, d + evens);
            a.rearrange(ODD_EVEN).blend(b.rearrange(EVEN_ODD), UPPER).intoArray(dst, e);
            zero.intoArray(dst, e + odds);
        }
    }

    /** Even and odd floats apart, two vectors of each row at a time; the last two end with the row. */
    private static void splitRows(float[] src, int from, int srcPitch, int rows, int columns,
            float[] dst, int even, int odd, int pitch) {
        int last = columns - 2 * L & ~1;
        for (int j = 0; j < last; j += 2 * L) {
            split(src, from + j, srcPitch, dst, even + j / 2, odd + j / 2, pitch, rows);
        }
        split(src, from + last, srcPitch, dst, even + last / 2, odd + last / 2, pitch, rows);
        if ((columns & 1) != 0) {
            for (int i = 0; i < rows; i++) {
                dst[even + i * pitch + columns / 2] = src[from + i * srcPitch + columns - 1];
            }
        }
    }

    private static void split(float[] src, int from, int srcPitch, float[] dst, int even, int odd, int pitch,
            int rows) {
        for (int i = 0; i < rows; i++) {
            int s = from + i * srcPitch;
            FloatVector a = FloatVector.fromArray(S, src, s);
            FloatVector b = FloatVector.fromArray(S, src, s + L);
            a.rearrange(EVEN_ODD).blend(b.rearrange(ODD_EVEN), UPPER).intoArray(dst, even + i * pitch);
            a.rearrange(ODD_EVEN).blend(b.rearrange(EVEN_ODD), UPPER).intoArray(dst, odd + i * pitch);
        }
    }

    /** As {@link DepthwiseRows#weave}. */
    static void weave(float[] src, int from, int pitch, int rowStep, int rowPhasePitch, int columnStep,
            int columnPhasePitch, float[] dst, int to, int dstPitch, int rows, int columns) {
        boolean wide = columns >= columnStep * L;
        int done = 0;
        if (columnStep <= 2 && wide) {
            int left = rows + rowStep - 1;
            for (int k = 0; k < rowStep && k < rows; k++, left--) {
                int count = rowStep == 1 ? rows : left / rowStep;
                int s = from + k * rowPhasePitch;
                int d = to + k * dstPitch;
                if (columnStep == 1) {
                    copyRows(src, s, pitch, dst, d, rowStep * dstPitch, count, columns);
                } else {
                    zipRows(src, s, s + columnPhasePitch, pitch, dst, d, rowStep * dstPitch, count, columns);
                }
            }
            return;
        }
        // Narrow rows without room between them: a vector may run on into the rows that are written next.
        if (dstPitch == columns && columnStep == rowStep && columnStep <= 2) {
            done = rows - (columnStep == 2 ? rows & 1 : 0);
            while (done > 0 && (done - 1) * columns + columnStep * L > rows * columns) {
                done -= columnStep;
            }
            if (columnStep == 1) {
                copy1(src, from, pitch, dst, to, columns, done);
                from += done * pitch;
            } else {
                zipNarrow(src, from, columnPhasePitch, rowPhasePitch, pitch, dst, to, columns, done / 2);
                from += done / 2 * pitch;
            }
        }
        PLAIN.weave(src, from, pitch, rowStep, rowPhasePitch, columnStep, columnPhasePitch,
                dst, to + done * dstPitch, dstPitch, rows - done, columns);
    }

    /** Pairs of rows of less than two vectors, put together from four lattices. */
    private static void zipNarrow(float[] src, int from, int columnPhasePitch, int rowPhasePitch, int pitch,
            float[] dst, int to, int columns, int pairs) {
        int below = from + rowPhasePitch;
        for (int i = 0; i < pairs; i++) {
            int s = i * pitch;
            int d = to + 2 * i * columns;
            FloatVector a = FloatVector.fromArray(S, src, from + s);
            FloatVector b = FloatVector.fromArray(S, src, from + columnPhasePitch + s);
            a.rearrange(TWICE_LOW).blend(b.rearrange(TWICE_LOW), ODD).intoArray(dst, d);
            a.rearrange(TWICE_HIGH).blend(b.rearrange(TWICE_HIGH), ODD).intoArray(dst, d + L);
            a = FloatVector.fromArray(S, src, below + s);
            b = FloatVector.fromArray(S, src, below + columnPhasePitch + s);
            a.rearrange(TWICE_LOW).blend(b.rearrange(TWICE_LOW), ODD).intoArray(dst, d + columns);
            a.rearrange(TWICE_HIGH).blend(b.rearrange(TWICE_HIGH), ODD).intoArray(dst, d + columns + L);
        }
    }

    /** Even and odd columns together, two vectors of each row at a time; the last two end with the row. */
    private static void zipRows(float[] src, int even, int odd, int pitch, float[] dst, int d, int dstPitch, int rows,
            int columns) {
        int last = columns - 2 * L & ~1;
        for (int j = 0; j < last; j += 2 * L) {
            zip(src, even + j / 2, odd + j / 2, pitch, dst, d + j, dstPitch, rows);
        }
        zip(src, even + last / 2, odd + last / 2, pitch, dst, d + last, dstPitch, rows);
        if ((columns & 1) != 0) {
            for (int i = 0; i < rows; i++) {
                dst[d + i * dstPitch + columns - 1] = src[even + i * pitch + columns / 2];
            }
        }
    }

    private static void zip(float[] src, int even, int odd, int pitch, float[] dst, int to, int dstPitch, int rows) {
        for (int i = 0; i < rows; i++) {
            int d = to + i * dstPitch;
            FloatVector a = FloatVector.fromArray(S, src, even + i * pitch);
            FloatVector b = FloatVector.fromArray(S, src, odd + i * pitch);
            a.rearrange(TWICE_LOW).blend(b.rearrange(TWICE_LOW), ODD).intoArray(dst, d);
            a.rearrange(TWICE_HIGH).blend(b.rearrange(TWICE_HIGH), ODD).intoArray(dst, d + L);
        }
    }

    /** Copies rows of at least one vector, four vectors of each row at a time; the last vector ends with the row. */
    private static void copyRows(float[] src, int s, int srcPitch, float[] dst, int d, int dstPitch, int rows,
            int columns) {
        int last = columns - L;
        int j = 0;
        for (; last - j > 3 * L; j += 4 * L) {
            copy4(src, s + j, srcPitch, dst, d + j, dstPitch, rows, 3 * L);
        }
        int left = last - j;
        if (left > 2 * L) {
            copy4(src, s + j, srcPitch, dst, d + j, dstPitch, rows, left);
        } else if (left > L) {
            copy3(src, s + j, srcPitch, dst, d + j, dstPitch, rows, left);
        } else if (left > 0) {
            copy2(src, s + j, srcPitch, dst, d + j, dstPitch, rows, left);
        } else {
            copy1(src, s + last, srcPitch, dst, d + last, dstPitch, rows);
        }
    }

    private static void copy1(float[] src, int s, int srcPitch, float[] dst, int d, int dstPitch, int rows) {
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(S, src, s + i * srcPitch).intoArray(dst, d + i * dstPitch);
        }
    }

    private static void copy2(float[] src, int s, int srcPitch, float[] dst, int d, int dstPitch, int rows, int last) {
        for (int i = 0; i < rows; i++) {
            int a = s + i * srcPitch;
            int b = d + i * dstPitch;
            FloatVector.fromArray(S, src, a).intoArray(dst, b);
            FloatVector.fromArray(S, src, a + last).intoArray(dst, b + last);
        }
    }

    private static void copy3(float[] src, int s, int srcPitch, float[] dst, int d, int dstPitch, int rows, int last) {
        for (int i = 0; i < rows; i++) {
            int a = s + i * srcPitch;
            int b = d + i * dstPitch;
            FloatVector.fromArray(S, src, a).intoArray(dst, b);
            FloatVector.fromArray(S, src, a + L).intoArray(dst, b + L);
            FloatVector.fromArray(S, src, a + last).intoArray(dst, b + last);
        }
    }

    private static void copy4(float[] src, int s, int srcPitch, float[] dst, int d, int dstPitch, int rows, int last) {
        for (int i = 0; i < rows; i++) {
            int a = s + i * srcPitch;
            int b = d + i * dstPitch;
            FloatVector.fromArray(S, src, a).intoArray(dst, b);
            FloatVector.fromArray(S, src, a + L).intoArray(dst, b + L);
            FloatVector.fromArray(S, src, a + 2 * L).intoArray(dst, b + 2 * L);
            FloatVector.fromArray(S, src, a + last).intoArray(dst, b + last);
        }
    }

    /** As {@link DepthwiseRows#add}. */
    static void add(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets, int count) {
        int rest = count % L;
        if (rest == 0) {
            addWhole(rows, src, from, sources, dst, to, targets, count);
        } else {
            addRest(rows, src, from, sources, dst, to, targets, count - rest, rest);
        }
    }

    private static void addWhole(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets,
            int count) {
        for (int i = 0; i < rows; i++) {
            int s = from + sources[i], d = to + targets[i];
            for (int j = 0; j < count; j += L) {
                FloatVector.fromArray(S, dst, d + j).add(FloatVector.fromArray(S, src, s + j)).intoArray(dst, d + j);
            }
        }
    }

    /** The last vector of a row is stored whole: beside what is added it holds what was there. */
    private static void addRest(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets,
            int whole, int rest) {
        VectorMask<Float> live = Lanes.mask((1L << rest) - 1);
        for (int i = 0; i < rows; i++) {
            int s = from + sources[i], d = to + targets[i];
            for (int j = 0; j < whole; j += L) {
                FloatVector.fromArray(S, dst, d + j).add(FloatVector.fromArray(S, src, s + j)).intoArray(dst, d + j);
            }
            FloatVector.fromArray(S, dst, d + whole).add(FloatVector.fromArray(S, src, s + whole), live)
                    .intoArray(dst, d + whole);
        }
    }
}
