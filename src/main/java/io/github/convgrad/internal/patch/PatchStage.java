package io.github.convgrad.internal.patch;

import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import java.util.Arrays;

/**
 * A band of source rows laid out so that im2col is a table of offsets.
 *
 * <pre>
 *   slab (one plane of the block):  [channel][phase d, h, w][band depth][band row][pitch]
 * </pre>
 *
 * <p>Each row carries the halo that the taps reach, zero where they meet padding, and rows and columns are split by
 * phase of the stride. So the element that tap {@code t} of channel {@code c} meets at a lattice point lies at
 * {@code origin(point) + rows[c * taps + t]}, and neighbouring points lie side by side whatever the stride.
 *
 * <p>Where whole rows are staged, zeros behind a row are also those before the next one.
 *
 * <p>With tap columns apart, every column of the kernel has a copy of its own instead of a share in a phase. A row then
 * has no halo, and the rows of a band follow each other without a gap: all points of a slab are one run.
 */
public final class PatchStage {
    /** Floats of the source that are brought into the cache at a time. */
    private static final int FETCHED = 16 * 1024;

    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final Columns columns;
    private final int pitch;
    /** Floats of a row, those shared with the next one included. */
    private final int rowFloats;
    private final int bandRows;
    private final int bandDepth;
    private final int channelSize;
    private final int slabSize;
    private final int[] rows;

    /** How the columns of a kernel share copies of the source's rows. */
    private record Columns(AxisTaps w, boolean apart) {
        int copies() {
            return apart ? w.taps() : w.phaseCount();
        }

        int copyOf(int tap) {
            return apart ? tap : w.phaseIndex(tap);
        }

        /** The element of a copy's row that a tap meets at lattice point 0. */
        int begin(int tap) {
            return apart ? 0 : w.shift(tap) - w.minShift();
        }

        int halo() {
            return apart ? 0 : w.halo();
        }

        /** The source index of a copy's element 0 where a row begins with a lattice point. */
        int sourceBegin(int copy, int lattice) {
            return apart ? lattice * w.stride() + w.offset(copy) : (lattice + w.minShift()) * w.stride() + w.phaseAt(copy);
        }
    }

    /**
     * Lays out a stage.
     *
     * @param geometry what the taps meet
     * @param blocks   how rows are cut
     * @param channels channels staged at a time
     * @param apart    whether every column of the kernel has a copy of its own
     */
    public PatchStage(PatchGeometry geometry, RowBlocks blocks, int channels, boolean apart) {
        this.geometry = geometry;
        this.blocks = blocks;
        columns = new Columns(geometry.w(), apart);
        rowFloats = blocks.slabPoints() + columns.halo();
        pitch = pitch(geometry, blocks, apart);
        bandRows = blocks.slabRows() + geometry.h().halo();
        bandDepth = 1 + geometry.d().halo();
        int phasePlane = Math.multiplyExact(bandDepth, Math.multiplyExact(bandRows, pitch));
        channelSize = channelSize(geometry, blocks, apart);
        slabSize = Math.multiplyExact(channelSize, channels);
        rows = new int[channels * geometry.taps()];
        int k = 0;
        for (int c = 0; c < channels; c++) {
            for (int td = 0; td < geometry.d().taps(); td++) {
                for (int th = 0; th < geometry.h().taps(); th++) {
                    for (int tw = 0; tw < geometry.w().taps(); tw++) {
                        rows[k++] = c * channelSize + offset(td, th, tw, phasePlane);
                    }
                }
            }
        }
    }

    /** Floats that one channel of one plane takes when staged. */
    public static int channelSize(PatchGeometry g, RowBlocks blocks, boolean apart) {
        Columns columns = new Columns(g.w(), apart);
        int row = pitch(g, blocks, apart);
        int rows = Math.multiplyExact(blocks.slabRows() + g.h().halo(), 1 + g.d().halo());
        int phases = g.d().phaseCount() * g.h().phaseCount() * columns.copies();
        int shared = blocks.slabPoints() + columns.halo() - row;
        return oddLines(Math.addExact(Math.multiplyExact(phases, Math.multiplyExact(rows, row)), shared));
    }

    /** Distance between two lattice rows of one plane. */
    public static int pitch(PatchGeometry g, RowBlocks blocks, boolean apart) {
        Columns columns = new Columns(g.w(), apart);
        int row = Math.addExact(blocks.slabPoints(), columns.halo());
        int shared = blocks.blocksPerRow() == 1 ? columns.halo() : 0;
        for (int copy = 0; copy < columns.copies(); copy++) {
            int first = columns.sourceBegin(copy, 0), begin = begin(first, g.w(), row);
            shared = Math.min(shared, Math.min(begin, row - end(first, g.w(), begin, row)));
        }
        return row - shared;
    }

    /** Keeps channels from lying a power of two apart, where they would fight for the same cache sets. */
    private static int oddLines(int size) {
        int lines = Math.addExact(size, 15) / 16;
        return Math.multiplyExact(lines | 1, 16);
    }

    private int offset(int td, int th, int tw, int phasePlane) {
        int phase = (geometry.d().phaseIndex(td) * geometry.h().phaseCount() + geometry.h().phaseIndex(th))
                * columns.copies() + columns.copyOf(tw);
        int depth = geometry.d().shift(td) - geometry.d().minShift();
        int row = geometry.h().shift(th) - geometry.h().minShift();
        return phase * phasePlane + (depth * bandRows + row) * pitch + columns.begin(tw);
    }

    /** Offsets of the product's rows {@code (channel, tap)} from a point's origin. */
    public int[] rows() {
        return rows;
    }

    /** As {@link #pitch(PatchGeometry, RowBlocks, boolean)}. */
    public int pitch() {
        return pitch;
    }

    /** Floats the stage takes, without slack for reads behind its end. */
    public int size() {
        return Math.multiplyExact(slabSize, blocks.planesPerBlock());
    }

    /** Where point 0 of a block's row lies; rows are counted through the planes of the block. */
    public int origin(int row) {
        return row / blocks.slabRows() * slabSize + row % blocks.slabRows() * pitch;
    }

    /**
     * Fills the stage for one block. Behind the points of a block that has fewer than others lies more of the source.
     *
     * @param copy        the kernel that copies
     * @param source      the tensor
     * @param imageStride floats of one image of the tensor
     * @param channelBase where the first channel to stage begins within an image
     * @param count       channels to stage, at most those laid out
     * @param block       which block of rows
     * @param stage       array that holds the stage
     * @param to          where it begins
     */
    public void fill(PanelCopy copy, float[] source, int imageStride, int channelBase, int count, int block,
            float[] stage, int to) {
        int firstPlane = blocks.firstPlane(block);
        int latticeDepth = geometry.d().count();
        int together = channelsFetched(blocks.rowsPerPlane(block));
        for (int slab = 0; slab < blocks.planeCount(block); slab++) {
            int plane = firstPlane + slab;
            int image = plane / latticeDepth * imageStride + channelBase;
            for (int c = 0; c < count; c++) {
                if (together > 0 && c % together == 0) {
                    fetch(source, image + c * geometry.sourcePlane(), Math.min(together, count - c),
                            blocks.firstRow(block), blocks.rowsPerPlane(block), stage,
                            to + slab * slabSize + c * channelSize);
                }
                fillChannel(copy, source, image + c * geometry.sourcePlane(), plane % latticeDepth,
                        blocks.firstRow(block), blocks.rowsPerPlane(block), blocks.firstPoint(block), stage,
                        to + slab * slabSize + c * channelSize);
            }
        }
    }

    /** Channels whose rows are brought into the cache together, for so many lattice rows; 0 if none are. */
    private int channelsFetched(int rowCount) {
        AxisTaps h = geometry.h();
        int floats = (rowCount + h.halo()) * h.stride() * geometry.w().size();
        return geometry.d().size() > 1 ? 0 : Math.max(1, FETCHED / Math.max(1, floats));
    }

    /** Brings the rows of some channels that {@link #fillChannel} reads into the cache; {@code stage[to]} is lost. */
    private void fetch(float[] source, int from, int channels, int latticeH, int rowCount, float[] stage, int to) {
        AxisTaps h = geometry.h();
        int usedRows = rowCount + h.halo(), first = (latticeH + h.minShift()) * h.stride();
        if (h.phaseCount() == h.stride()) {
            int top = Math.max(0, first), bottom = Math.min(h.size(), first + usedRows * h.stride());
            fetchRows(source, from, channels, top, bottom - top, 1, stage, to);
            return;
        }
        for (int ph = 0; ph < h.phaseCount(); ph++) {
            int row = first + h.phaseAt(ph), begin = begin(row, h, usedRows), end = end(row, h, begin, usedRows);
            fetchRows(source, from, channels, row + begin * h.stride(), end - begin, h.stride(), stage, to);
        }
    }

    private void fetchRows(float[] source, int from, int channels, int row, int rows, int step, float[] stage, int to) {
        int width = geometry.w().size();
        if (rows > 0) {
            MemoryLines.fetch(channels, geometry.sourcePlane(), rows, step * width, source, from + row * width, width,
                    stage, to);
        }
    }

    private void fillChannel(PanelCopy copy, float[] source, int from, int latticeD, int latticeH, int rowCount,
            int latticeW, float[] stage, int to) {
        AxisTaps d = geometry.d(), h = geometry.h(), w = geometry.w();
        int usedRows = rowCount + h.halo();
        int at = to;
        for (int pd = 0; pd < d.phaseCount(); pd++) {
            for (int ph = 0; ph < h.phaseCount(); ph++) {
                int firstH = (latticeH + h.minShift()) * h.stride() + h.phaseAt(ph);
                int beginH = begin(firstH, h, usedRows), endH = end(firstH, h, beginH, usedRows);
                for (int pw = 0; pw < columns.copies(); pw++) {
                    int firstW = columns.sourceBegin(pw, latticeW);
                    int beginW = begin(firstW, w, rowFloats), endW = end(firstW, w, beginW, rowFloats);
                    boolean halo = endH - beginH < usedRows || endW - beginW < rowFloats;
                    for (int bd = 0; bd < bandDepth; bd++, at += bandRows * pitch) {
                        int id = (latticeD + d.minShift() + bd) * d.stride() + d.phaseAt(pd);
                        boolean inside = id >= 0 && id < d.size() && endH > beginH && endW > beginW;
                        if (halo || !inside) {
                            Arrays.fill(stage, at, at + usedRows * pitch + rowFloats - pitch, 0f);
                        }
                        if (inside) {
                            int corner = from + (id * h.size() + firstH + beginH * h.stride()) * w.size() + firstW
                                    + beginW * w.stride();
                            copyRectangle(copy, endH - beginH, endW - beginW, source, corner, stage,
                                    at + beginH * pitch + beginW);
                        }
                    }
                }
            }
        }
    }

    private void copyRectangle(PanelCopy copy, int rowCount, int len, float[] source, int from, float[] stage,
            int to) {
        int stride = geometry.w().stride(), rowStride = geometry.h().stride() * geometry.w().size();
        if (stride == 1 && len == rowStride && len == pitch) {
            copy.copyRows(1, rowCount * len, source, from, 0, stage, to, 0);
            return;
        }
        if (stride == 1) {
            copy.copyRows(rowCount, len, source, from, rowStride, stage, to, pitch);
            return;
        }
        copy.copyColumns(rowCount, len, source, from, rowStride, stride, stage, to, pitch);
    }

    /** The first of {@code count} staged indices that is not padding. */
    private static int begin(int first, AxisTaps axis, int count) {
        return Math.clamp((-(long) first + axis.stride() - 1) / axis.stride(), 0, count);
    }

    /** One past the last staged index that is not padding. */
    private static int end(int first, AxisTaps axis, int begin, int count) {
        return Math.clamp(Math.floorDiv((long) axis.size() - 1 - first, axis.stride()) + 1, begin, count);
    }
}
