package io.github.convgrad.internal.patch;

import io.github.convgrad.internal.kernel.PanelCopy;
import java.util.Arrays;

/**
 * A band of the input turned so that channels lie side by side: what the gradient of the weights multiplies with.
 *
 * <pre>
 *   slab (one plane of the block):  [band depth][band row][column][width channels]
 * </pre>
 *
 * <p>Row {@code k} of the product is a pixel of {@code dy}; {@link #pixelsOf} says where the patch of that pixel begins.
 * A vector of the product's columns is a run of (tap column, channel), since neighbouring tap columns lie side by side
 * too: with three channels a 7 wide kernel is one run of 21 floats, not seven runs of 3.
 *
 * <p>An axis whose kernel has one tap is staged with its stride, every other axis in full.
 */
public final class ChannelLastStage {
    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final int width;
    private final Axis d;
    private final Axis h;
    private final Axis w;
    private final int bandRows;
    private final int rowSize;
    private final int slabSize;
    private final int[] pixels;
    private final int[] lastPixels;

    /** How lattice points and taps of one axis fall on staged indices. */
    private record Axis(AxisTaps taps, boolean single) {
        static Axis of(AxisTaps taps) {
            return new Axis(taps, taps.taps() == 1);
        }

        /** Staged indices from one lattice point to the next. */
        int step() {
            return single ? 1 : taps.stride();
        }

        /** Source indices from one staged index to the next. */
        int sourceStep() {
            return single ? taps.stride() : 1;
        }

        /** The source index of staged index 0 for a band that begins at a lattice point. */
        int sourceBegin(int lattice) {
            return lattice * taps.stride() + taps.offset(0);
        }

        /** Staged indices that a band of lattice points needs. */
        int extent(int points) {
            return (points - 1) * step() + tap(taps.taps() - 1) + 1;
        }

        /** Staged index of a tap at lattice point 0. */
        int tap(int t) {
            return taps.offset(t) - taps.offset(0);
        }
    }

    /**
     * Lays out a stage.
     *
     * @param geometry the patches of the input
     * @param blocks   how output rows are cut
     * @param width    channels side by side
     */
    public ChannelLastStage(PatchGeometry geometry, RowBlocks blocks, int width) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.width = width;
        d = Axis.of(geometry.d());
        h = Axis.of(geometry.h());
        w = Axis.of(geometry.w());
        bandRows = h.extent(blocks.slabRows());
        rowSize = Math.multiplyExact(w.extent(blocks.slabPoints()), width);
        slabSize = Math.multiplyExact(d.extent(1), Math.multiplyExact(bandRows, rowSize));
        pixels = pixels(blocks.slabPoints());
        int last = blocks.pointsPerRow(blocks.blocksPerRow() - 1);
        lastPixels = last == blocks.slabPoints() ? pixels : pixels(last);
    }

    private int[] pixels(int points) {
        int[] starts = new int[blocks.maxRows() * points];
        for (int k = 0; k < starts.length; k++) {
            int row = k / points;
            starts[k] = row / blocks.slabRows() * slabSize + row % blocks.slabRows() * h.step() * rowSize
                    + k % points * w.step() * width;
        }
        return starts;
    }

    /** Where the patch of each pixel of a block begins; a block with fewer rows uses a prefix. */
    public int[] pixelsOf(int block) {
        return blocks.pointsPerRow(block) == blocks.slabPoints() ? pixels : lastPixels;
    }

    /** Floats the stage takes, without slack for reads behind its end. */
    public int size() {
        return Math.multiplyExact(slabSize, blocks.planesPerBlock());
    }

    /** Whether all tap columns of a kernel row are one run of floats. */
    public boolean columnsAdjoin() {
        return w.single() || geometry.w().offset(1) - geometry.w().offset(0) == 1;
    }

    /** Where a tap lies, relative to the patch's begin. */
    public int tap(int td, int th, int tw) {
        return (d.tap(td) * bandRows + h.tap(th)) * rowSize + w.tap(tw) * width;
    }

    /**
     * Fills the stage for one block.
     *
     * @param copy        the kernel that turns
     * @param x           the input
     * @param imageStride floats of one image
     * @param channelBase where the first channel begins within an image
     * @param block       which block of rows
     * @param stage       array that holds the stage
     * @param to          where it begins
     */
    public void fill(PanelCopy copy, float[] x, int imageStride, int channelBase, int block, float[] stage, int to) {
        int latticeDepth = geometry.d().count();
        int usedRows = h.extent(blocks.rowsPerPlane(block)), firstPoint = blocks.firstPoint(block);
        for (int slab = 0; slab < blocks.planeCount(block); slab++) {
            int plane = blocks.firstPlane(block) + slab;
            int image = plane / latticeDepth * imageStride + channelBase;
            for (int bd = 0; bd < d.extent(1); bd++) {
                int id = d.sourceBegin(plane % latticeDepth) + bd * d.sourceStep();
                for (int br = 0; br < usedRows; br++) {
                    int ih = h.sourceBegin(blocks.firstRow(block)) + br * h.sourceStep();
                    int row = to + slab * slabSize + (bd * bandRows + br) * rowSize;
                    if (id < 0 || id >= geometry.d().size() || ih < 0 || ih >= geometry.h().size()) {
                        Arrays.fill(stage, row, row + rowSize, 0f);
                    } else {
                        fillRow(copy, x, image + (id * geometry.h().size() + ih) * geometry.w().size(), firstPoint,
                                stage, row);
                    }
                }
            }
        }
    }

    private void fillRow(PanelCopy copy, float[] x, int from, int firstPoint, float[] stage, int row) {
        int step = w.sourceStep(), first = w.sourceBegin(firstPoint), columns = rowSize / width;
        int begin = Math.clamp((-(long) first + step - 1) / step, 0, columns);
        int end = Math.clamp(Math.floorDiv((long) geometry.w().size() - 1 - first, step) + 1, begin, columns);
        if (end > begin) {
            copy.transpose(width, end - begin, x, from + first + begin * step, geometry.sourcePlane(), step, stage,
                    row + begin * width, width);
        }
        Arrays.fill(stage, row, row + begin * width, 0f);
        Arrays.fill(stage, row + end * width, row + rowSize, 0f);
    }
}
