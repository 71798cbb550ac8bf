package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PatchStage;
import io.github.convgrad.internal.patch.RowBlocks;

/** How {@link PatchPanels} lays patches out: the cheapest by what it multiplies and copies. */
enum PatchWay {
    /** Read from a band with halo. */
    IN_PLACE,
    /** Read from a band for each tap column, without halo. */
    COLUMNS,
    /** Cut into panels from a band. */
    GATHERED,
    /** Cut into panels from the tensor. */
    DIRECT,
    /** Read from the tensor. */
    IN_TENSOR;

    /** Rows of a tile that cost as much as staging a float, as cutting a row, as cutting a float. */
    private static final double STAGED_FLOAT = 0.25;
    private static final double CUT_ROW = 8;
    private static final double CUT_FLOAT = 0.2;
    /** What a tile costs that is read from L2, compared to L1: copies for each tap column leave taps no line to share. */
    private static final double FAR = 1.18;
    /**
     * What a tile costs that is read in place where neighbouring tap columns share few lines: its rows begin anywhere in a
     * line, so that two vectors are three lines, each from L2. The same for three tap columns.
     */
    private static final double APART = 1.12;
    private static final double APART_BY_THREE = 1.06;
    /**
     * What a tile costs that is a packed panel, where those have a loop of their own, and what cutting a float costs there,
     * where vectors are short; the same for depths that fill no whole turns of the other loop (bench/notes/128).
     */
    private static final double PACKED = 0.95;
    private static final double PACKED_SHALLOW = 0.85;
    private static final double CUT_FLOAT_PACKED = 0.5;
    /** Most panels of rows that read tiles from the tensor: more of them share what cutting costs. */
    private static final int MOST_PANELS = 14;
    /** Floats of a way of a first level of the cache: planes that are a multiple apart fight for the same sets. */
    private static final int CACHE_WAY = 1024;

    /**
     * What multiplies the tiles.
     *
     * @param taps        rows of a tile that are read for each channel, all products taken together
     * @param panels      what reads them
     * @param takesTensor whether it takes tiles from the tensor itself
     * @param packed      whether packed panels have a loop of their own
     */
    record Work(int taps, RowPanels panels, boolean takesTensor, boolean packed) {
        double tile() {
            return taps * panels.cost();
        }
    }

    /** The way of patches that are cut into blocks so. */
    static PatchWay choose(PatchGeometry geometry, RowBlocks blocks, int nr, Work work) {
        if (geometry.rowsAreRuns()) {
            return work.takesTensor() && work.panels().count() <= MOST_PANELS
                    && liesInTensor(geometry, blocks, nr) ? IN_TENSOR : DIRECT;
        }
        double inPlace = IN_PLACE.cost(geometry, blocks, nr, work);
        double columns = COLUMNS.cost(geometry, blocks, nr, work);
        double gathered = GATHERED.cost(geometry, blocks, nr, work);
        return gathered < Math.min(inPlace, columns) ? GATHERED : columns < inPlace ? COLUMNS : IN_PLACE;
    }

    /**
     * Whether tiles may be read where they lie in the tensor: a block is a piece of a plane, no shorter than a tile, and
     * the rows of a tile, which are planes apart, do not fight for the same sets of the cache.
     */
    private static boolean liesInTensor(PatchGeometry geometry, RowBlocks blocks, int nr) {
        return blocks.run() == 0 && blocks.maxRows() == 1 && blocks.pointsPerRow(blocks.blocksPerRow() - 1) >= nr
                && geometry.sourcePlane() % CACHE_WAY != 0;
    }

    /** What a block costs for each channel, in rows of a tile. */
    double cost(PatchGeometry geometry, RowBlocks blocks, int nr, Work work) {
        int planes = blocks.planesPerBlock(), points = blocks.slabRows() * blocks.slabPoints();
        double dense = Math.ceilDiv(planes * points, nr) * work.tile();
        double packed = dense * (!work.packed() ? 1 : geometry.k() % 4 == 0 ? PACKED : PACKED_SHALLOW);
        double cut = planes * (CUT_ROW * blocks.slabRows() + (work.packed() ? CUT_FLOAT_PACKED : CUT_FLOAT) * points);
        return switch (this) {
            case IN_PLACE -> {
                int pitch = PatchStage.pitch(geometry, blocks, false);
                yield planes * TileMap.bandTiles(blocks.slabRows(), pitch, blocks.slabPoints(), nr)
                        * apart(geometry, pitch, nr, work) * work.tile() + staged(geometry, blocks);
            }
            case COLUMNS -> planes * (Math.ceilDiv(points, nr) * FAR * work.tile()
                    + STAGED_FLOAT * PatchStage.channelSize(geometry, blocks, true));
            case GATHERED -> packed + geometry.taps() * cut + staged(geometry, blocks);
            case DIRECT -> packed + cut;
            case IN_TENSOR -> dense;
        };
    }

    /** What staging the points of a block costs for each channel, in rows of a tile. */
    static double staged(PatchGeometry geometry, RowBlocks blocks) {
        return STAGED_FLOAT * blocks.planesPerBlock() * PatchStage.channelSize(geometry, blocks, false);
    }

    /** What a tile in place costs of one whose rows begin with a line. */
    private static double apart(PatchGeometry geometry, int pitch, int nr, Work work) {
        int columns = geometry.w().taps();
        boolean aligned = columns == 1 && (geometry.taps() == 1 || pitch % (nr / 2) == 0);
        // Several products of strided dx read the same rows, and panels of them all would be too many.
        if (aligned || work.taps() > geometry.taps()) {
            return 1;
        }
        return columns < 3 ? APART : columns == 3 ? APART_BY_THREE : 1;
    }

    /** Floats that a channel takes when it is staged, 0 if it is not. */
    static int stagedChannel(PatchGeometry geometry, RowBlocks blocks, int nr, Work work) {
        PatchWay way = choose(geometry, blocks, nr, work);
        return geometry.rowsAreRuns() ? 0 : PatchStage.channelSize(geometry, blocks, way == COLUMNS);
    }

    /** Floats that a channel of a whole block takes in scratch, tiles included where they are cut. */
    static int floatsPerChannel(PatchGeometry geometry, RowBlocks blocks, int nr, Work work) {
        int points = blocks.maxRows() * blocks.slabPoints();
        int cut = cutsPanels(geometry, blocks, nr, work) ? Math.ceilDiv(points, nr) * nr * geometry.taps() : 0;
        return Math.addExact(cut, blocks.planesPerBlock() * stagedChannel(geometry, blocks, nr, work));
    }

    /** Whether tiles have floats of their own for every tap, cut into panels or in the tensor. */
    static boolean cutsPanels(PatchGeometry geometry, RowBlocks blocks, int nr, Work work) {
        return geometry.rowsAreRuns() || choose(geometry, blocks, nr, work) == GATHERED;
    }
}
