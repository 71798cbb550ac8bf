package io.github.convgrad.internal.patch;

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
 */
public final class PatchStage {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final int channels;
    private final int pitch;
    private final int bandRows;
    private final int bandDepth;
    private final int channelSize;
    private final int slabSize;
    private final int[] rows;

    /**
     * Lays out a stage.
     *
     * @param geometry what the taps meet
     * @param blocks   how rows are cut
     * @param channels channels staged at a time
     */
    public PatchStage(PatchGeometry geometry, RowBlocks blocks, int channels) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.channels = channels;
        pitch = geometry.w().count() + geometry.w().halo();
        bandRows = blocks.slabRows() + geometry.h().halo();
        bandDepth = 1 + geometry.d().halo();
        int phasePlane = Math.multiplyExact(bandDepth, Math.multiplyExact(bandRows, pitch));
        channelSize = apart(Math.multiplyExact(phasePlane,
                geometry.d().phaseCount() * geometry.h().phaseCount() * geometry.w().phaseCount()));
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

    /** Keeps channels from lying a power of two apart, where they would fight for the same cache sets. */
    private static int apart(int size) {
        int lines = Math.addExact(size, 15) / 16;
        return Math.multiplyExact(lines | 1, 16);
    }

    private int offset(int td, int th, int tw, int phasePlane) {
        int phase = (geometry.d().phaseIndex(td) * geometry.h().phaseCount() + geometry.h().phaseIndex(th))
                * geometry.w().phaseCount() + geometry.w().phaseIndex(tw);
        int depth = geometry.d().shift(td) - geometry.d().minShift();
        int row = geometry.h().shift(th) - geometry.h().minShift();
        int column = geometry.w().shift(tw) - geometry.w().minShift();
        return phase * phasePlane + (depth * bandRows + row) * pitch + column;
    }

    /** Offsets of the product's rows {@code (channel, tap)} from a point's origin. */
    public int[] rows() {
        return rows;
    }

    /** Distance between two lattice rows of one plane. */
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
     * Fills the stage for one block.
     *
     * @param source      the tensor
     * @param imageStride floats of one image of the tensor
     * @param channelBase where the first channel to stage begins within an image
     * @param count       channels to stage, at most those laid out
     * @param block       which block of rows
     * @param stage       array that holds the stage
     * @param to          where it begins
     */
    public void fill(float[] source, int imageStride, int channelBase, int count, int block, float[] stage, int to) {
        int firstPlane = blocks.firstPlane(block);
        int latticeDepth = geometry.d().count();
        for (int slab = 0; slab < blocks.planeCount(block); slab++) {
            int plane = firstPlane + slab;
            int image = plane / latticeDepth * imageStride + channelBase;
            for (int c = 0; c < count; c++) {
                fillChannel(source, image + c * geometry.sourcePlane(), plane % latticeDepth,
                        blocks.firstRow(block), blocks.rowsPerPlane(block), stage,
                        to + slab * slabSize + c * channelSize);
            }
        }
    }

    private void fillChannel(float[] source, int from, int latticeD, int latticeH, int rowCount, float[] stage,
            int to) {
        AxisTaps d = geometry.d(), h = geometry.h();
        int usedRows = rowCount + h.halo();
        int at = to;
        for (int pd = 0; pd < d.phaseCount(); pd++) {
            for (int ph = 0; ph < h.phaseCount(); ph++) {
                for (int pw = 0; pw < geometry.w().phaseCount(); pw++) {
                    for (int bd = 0; bd < bandDepth; bd++) {
                        int id = (latticeD + d.minShift() + bd) * d.stride() + d.phaseAt(pd);
                        for (int br = 0; br < usedRows; br++) {
                            int ih = (latticeH + h.minShift() + br) * h.stride() + h.phaseAt(ph);
                            int row = at + (bd * bandRows + br) * pitch;
                            if (id < 0 || id >= d.size() || ih < 0 || ih >= h.size()) {
                                Arrays.fill(stage, row, row + pitch, 0f);
                            } else {
                                fillRow(source, from + (id * h.size() + ih) * geometry.w().size(),
                                        geometry.w().phaseAt(pw), stage, row);
                            }
                        }
                    }
                    at += bandDepth * bandRows * pitch;
                }
            }
        }
    }

    private void fillRow(float[] source, int from, int phaseW, float[] stage, int row) {
        AxisTaps w = geometry.w();
        int stride = w.stride(), first = w.minShift() * stride + phaseW;
        int begin = Math.clamp((-(long) first + stride - 1) / stride, 0, pitch);
        int end = Math.clamp(Math.floorDiv((long) w.size() - 1 - first, stride) + 1, begin, pitch);
        Arrays.fill(stage, row, row + begin, 0f);
        int at = from + first + begin * stride;
        if (stride == 1) {
            System.arraycopy(source, at, stage, row + begin, end - begin);
        } else {
            for (int j = begin; j < end; j++, at += stride) {
                stage[row + j] = source[at];
            }
        }
        Arrays.fill(stage, row + end, row + pitch, 0f);
    }
}
