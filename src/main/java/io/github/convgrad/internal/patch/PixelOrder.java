package io.github.convgrad.internal.patch;

/**
 * How the pixels of a block follow each other in the depth of dw, and which of them a tap multiplies: the others meet
 * padding and can be left out, as long as those that are left are one run.
 *
 * <pre>
 *   a tap displaced to the left and up meets     multiplied, rows first     columns first
 *                . . . . .                             . . . . .               . . x x x
 *                . . x x x                             x x x x x               . . x x x
 *                . . x x x                             x x x x x               . . x x x
 * </pre>
 *
 * <p>With columns first, rows are left out only where a whole block has none that is met. Taps far apart, as in a
 * dilated kernel, meet so few columns that this is the cheaper order. It depends on the shape alone, since it is the order
 * of a sum.
 */
public final class PixelOrder {
    /** Share of the multiplications from which on columns come first: they have to be put in order. */
    private static final double PAYS = 0.9;

    private final PatchGeometry geometry;
    private final RowBlocks blocks;
    private final boolean columnsFirst;

    private PixelOrder(PatchGeometry geometry, RowBlocks blocks, boolean columnsFirst) {
        this.geometry = geometry;
        this.blocks = blocks;
        this.columnsFirst = columnsFirst;
    }

    /** The cheaper order of a shape. */
    public static PixelOrder of(PatchGeometry geometry, RowBlocks blocks) {
        PixelOrder rows = new PixelOrder(geometry, blocks, false), columns = new PixelOrder(geometry, blocks, true);
        // Tap columns side by side share vectors, and what one of them does not meet another does. Pieces of columns
        // that do not follow each other in the stage would be slow to read.
        boolean apart = geometry.w().taps() > 1 && geometry.w().offset(1) - geometry.w().offset(0) > 1;
        boolean runs = geometry.h().taps() == 1 || ChannelLastStage.bandForEachTap(geometry.h(), blocks.slabRows());
        return apart && runs && columns.multiplied() < PAYS * rows.multiplied() ? columns : rows;
    }

    /** Pixels that all taps of a plane multiply. */
    private long multiplied() {
        long pixels = 0;
        for (int block = 0; block < blocks.blocksPerPlane() * blocks.blocksPerRow(); block++) {
            for (int th = 0; th < geometry.h().taps(); th++) {
                for (int tw = 0; tw < geometry.w().taps(); tw++) {
                    pixels += Math.max(0, end(th, tw, block) - first(th, tw, block));
                }
            }
        }
        return pixels;
    }

    /** Whether neighbours in the depth are neighbours in a column, not in a row. */
    public boolean columnsFirst() {
        return columnsFirst;
    }

    /** From one pixel of a row to the next, in a block of so many rows. */
    public int pointStep(int rows) {
        return columnsFirst ? rows : 1;
    }

    /** From one row to the next, in a block whose rows have so many points. */
    public int rowStep(int points) {
        return columnsFirst ? 1 : points;
    }

    /** The first pixel of a block's depth that a tap has to multiply. */
    public int first(int th, int tw, int block) {
        int rows = blocks.rows(block), points = blocks.pointsPerRow(block);
        if (columnsFirst) {
            return meetsARow(th, block) ? firstMet(geometry.w(), tw, blocks.firstPoint(block), points) * rows
                    : rows * points;
        }
        return wholePlanes() ? 0 : firstRow(th, block) * points;
    }

    /** The pixel behind the last one that a tap has to multiply; not behind the first one if there is none. */
    public int end(int th, int tw, int block) {
        int rows = blocks.rows(block), points = blocks.pointsPerRow(block);
        if (columnsFirst) {
            return meetsARow(th, block) ? endMet(geometry.w(), tw, blocks.firstPoint(block), points) * rows : 0;
        }
        return (wholePlanes() ? rows : endRow(th, block)) * points;
    }

    /** Whether a block's rows are those of several planes, of which each has rows that meet padding. */
    private boolean wholePlanes() {
        return blocks.planesPerBlock() > 1;
    }

    private boolean meetsARow(int th, int block) {
        return endRow(th, block) > firstRow(th, block);
    }

    private int firstRow(int th, int block) {
        return firstMet(geometry.h(), th, blocks.firstRow(block), blocks.rowsPerPlane(block));
    }

    private int endRow(int th, int block) {
        return endMet(geometry.h(), th, blocks.firstRow(block), blocks.rowsPerPlane(block));
    }

    private static int firstMet(AxisTaps axis, int tap, int lattice, int count) {
        int source = lattice * axis.stride() + axis.offset(tap);
        return Math.clamp(Math.ceilDiv(-source, axis.stride()), 0, count);
    }

    private static int endMet(AxisTaps axis, int tap, int lattice, int count) {
        int source = lattice * axis.stride() + axis.offset(tap);
        return Math.clamp(Math.ceilDiv(axis.size() - source, axis.stride()), 0, count);
    }
}
