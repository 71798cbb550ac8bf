package io.github.convgrad.internal.depthwise;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.MemoryLines;
import java.util.Arrays;

/**
 * How one tile of a result finds its sources in scratch: the geometry of the lattices {@link DepthwiseRows} works on.
 *
 * <p>A result plane is cut into tiles of {@code tileRows x tileColumns} lattice points. Of each source plane a tile
 * needs, a <em>slot</em> of scratch holds the rows and columns its taps can reach, one <em>block</em> for each pair of
 * source phases; what lies outside the image is zero. All blocks of all tiles have one size and one pitch, so that a
 * tap is one offset.
 *
 * <pre>
 *   block:   lead | rows above the image | rows of the image | rows below | slack
 * </pre>
 */
final class SourceLattice {
    /** Floats of scratch a tile aims at: with the tensors it reads and writes it should stay in the first cache. */
    static final int AIM = 7 * 1024;

    /**
     * Floats of a plane from which on it is brought into the cache before it is read. Smaller ones follow each other so
     * closely that the processor does it.
     */
    static final int FETCHED = 2048;
    /** Floats of neighbouring planes that are brought there together. */
    static final int TOGETHER = 16 * 1024;

    /** Columns a tile is not made narrower than. */
    private static final int NARROW = 128;

    /**
     * What a vector of results costs in a tall block, as a share of what it costs sliding along: of sixteen lanes, and of
     * fewer, where there are twice as many vectors to a row and often half as many registers.
     */
    private static final double WIDE_TALL_COST = 0.4, TALL_COST = 0.7;

    final int tileRows;
    final int tileColumns;
    final int rowTiles;
    final int columnTiles;
    /** Floats from one row of a lattice to the next; also that of result lattices. */
    final int pitch;
    /** Floats of one source plane in scratch. */
    final int slotFloats;
    /** Floats of a result lattice of one tile, its slack included. */
    final int resultFloats;

    private final SlideAxis rows;
    private final SlideAxis columns;
    private final int height;
    private final int width;
    private final int lead;
    private final int blockFloats;
    private final int spanRows;
    /** Rows that there is room for in a tile: its own, made a multiple of what the kernels want. */
    private final int paddedRows;
    private final int[] firstRow;
    private final int[] rowsAbove;
    private final int[] firstColumn;
    private final int[] sourceColumns;
    private final int[] origin;
    private final int[][] stagedRows;
    private final int[] mostStaged;

    /**
     * Chooses the tile of a shape.
     *
     * @param slots   source planes that are in scratch together
     * @param results result lattices that are in scratch together; 0 where kernels write to the tensor
     * @param fixed   the pitch it must have, greater than the reach of the taps; 0 if that is free
     * @param multiple of which lattices have a whole number of rows of results
     */
    static SourceLattice of(SlideAxis rows, SlideAxis columns, int slots, int results, int fixed, int multiple) {
        int height = rows.resultPoints();
        int width = columns.resultPoints();
        int tileColumns = width;
        if (fixed > 0) {
            int most = fixed - (columns.maxShift() - columns.minShift());
            int tiles = (width + most - 1) / most;
            tileColumns = (width + tiles - 1) / tiles;
        }
        while (tileColumns > NARROW && floats(rows, columns, 1, tileColumns, slots, results, fixed) > AIM) {
            tileColumns = (tileColumns + 31) / 32 * 16;
        }
        // Rows that neighbouring tiles share are staged twice: worth some cache to keep them few.
        int span = rows.maxShift() - rows.minShift();
        int tileRows = 1;
        // Kernels that walk down the rows begin and end for each tile, and lattices that meet several others are read as often.
        int aim = multiple == 1 || results == 0 ? AIM : slots * results == 1 ? 2 * AIM : 4 * AIM;
        while (tileRows < height) {
            long floats = floats(rows, columns, tileRows + 1, tileColumns, slots, results, fixed);
            if (floats > (tileRows < 2 * span ? 4 * AIM : aim)) {
                break;
            }
            tileRows++;
        }
        int tiles = (height + tileRows - 1) / tileRows;
        int even = Math.ceilDiv(height, tiles), whole = Math.ceilDiv(even, multiple) * multiple;
        return new SourceLattice(rows, columns, Math.min(height, whole), tileColumns, fixed, multiple);
    }

    /** Floats of the smallest tile there could be. */
    static long smallest(SlideAxis rows, SlideAxis columns, int slots, int results) {
        return floats(rows, columns, 1, Math.min(NARROW, columns.resultPoints()), slots, results, 0);
    }

    private static long floats(SlideAxis rows, SlideAxis columns, int tileRows, int tileColumns, int slots,
            int results, int fixed) {
        long pitch = Math.max(fixed, tileColumns + (columns.maxShift() - columns.minShift()));
        long span = rows.maxShift() - rows.minShift();
        return slots * (tileRows + span) * pitch * rows.sourceStep() * columns.sourceStep()
                + results * tileRows * pitch * rows.resultStep() * columns.resultStep();
    }

    private SourceLattice(SlideAxis rows, SlideAxis columns, int tileRows, int tileColumns, int fixed, int multiple) {
        this.rows = rows;
        this.columns = columns;
        this.tileRows = tileRows;
        this.tileColumns = tileColumns;
        rowTiles = (rows.resultPoints() + tileRows - 1) / tileRows;
        columnTiles = (columns.resultPoints() + tileColumns - 1) / tileColumns;
        spanRows = rows.maxShift() - rows.minShift();
        paddedRows = Math.ceilDiv(tileRows, multiple) * multiple;
        height = rows.resultPoints();
        width = columns.resultPoints();

        firstColumn = new int[columnTiles];
        sourceColumns = new int[columnTiles];
        origin = new int[columnTiles];
        int before = 0;
        int behind = 0;
        int widest = tileColumns;
        for (int t = 0; t < columnTiles; t++) {
            int from = t * tileColumns + columns.minShift();
            int to = t * tileColumns + columnsOf(t) + columns.maxShift();
            int lo = Math.max(0, from);
            int hi = Math.max(lo, Math.min(columns.sourcePoints(0), to));
            firstColumn[t] = lo * columns.sourceStep();
            sourceColumns[t] = Math.max(0, Math.min(columns.sources(), hi * columns.sourceStep()) - firstColumn[t]);
            origin[t] = t * tileColumns - lo;
            before = Math.max(before, lo - from);
            behind = Math.max(behind, origin[t] + columns.maxShift());
            widest = Math.max(widest, hi - lo + Math.max(lo - from, Math.max(0, to - hi)));
        }
        pitch = Math.max(widest, fixed);
        lead = before;
        blockFloats = Math.addExact(lead + behind + DepthwiseRows.SLACK,
                Math.multiplyExact(paddedRows + spanRows, pitch));
        slotFloats = Math.multiplyExact(blockFloats, Math.multiplyExact(rows.sourceStep(), columns.sourceStep()));
        resultFloats = Math.addExact(Math.multiplyExact(paddedRows, pitch), 2 * DepthwiseRows.SLACK);
        for (int t = 0; t < columnTiles; t++) {
            origin[t] += lead;
        }

        firstRow = new int[rowTiles];
        rowsAbove = new int[rowTiles];
        stagedRows = new int[rowTiles][rows.sourceStep()];
        mostStaged = new int[rowTiles];
        for (int t = 0; t < rowTiles; t++) {
            int from = t * tileRows + rows.minShift();
            int to = t * tileRows + rowsOf(t) + rows.maxShift();
            firstRow[t] = Math.max(0, from);
            rowsAbove[t] = Math.min(tileRows + spanRows, firstRow[t] - from);
            for (int k = 0; k < rows.sourceStep(); k++) {
                int hi = rows.reads(k) ? Math.min(rows.sourcePoints(k), to) : 0;
                stagedRows[t][k] = Math.max(0, hi - firstRow[t]);
                mostStaged[t] = Math.max(mostStaged[t], stagedRows[t][k]);
            }
        }
    }

    /** Lattice rows of the result in row tile {@code t}. */
    int rowsOf(int t) {
        return Math.min(tileRows, height - t * tileRows);
    }

    /** Lattice columns of the result in column tile {@code t}. */
    int columnsOf(int t) {
        return Math.min(tileColumns, width - t * tileColumns);
    }

    /** Whether covering these tiles with tall blocks takes less than sliding along those others, roughly. */
    boolean isTall(SourceLattice free, int lanes) {
        double tallVectors = 0;
        double freeVectors = 0;
        for (int t = 0; t < rowTiles; t++) {
            if (rowsOf(t) < DepthwiseRows.TALL_ROWS) {
                return false;
            }
            int blockRows = (rowsOf(t) + DepthwiseRows.TALL_ROWS - 1) / DepthwiseRows.TALL_ROWS;
            for (int u = 0; u < columnTiles; u++) {
                tallVectors += blockRows * DepthwiseRows.TALL_ROWS * ((columnsOf(u) + lanes - 1) / lanes);
            }
        }
        for (int t = 0; t < free.rowTiles; t++) {
            freeVectors += (free.rowsOf(t) * free.pitch + lanes - 1) / lanes * free.columnTiles;
        }
        return (lanes >= 16 ? WIDE_TALL_COST : TALL_COST) * tallVectors < freeVectors;
    }

    /** Floats of all tiles of a result plane in whole strips and rows. */
    long stripFloats() {
        long floats = 0;
        for (int t = 0; t < rowTiles; t++) {
            for (int u = 0; u < columnTiles; u++) {
                int strips = Math.ceilDiv(columnsOf(u), DepthwiseRows.PARTIALS);
                floats += (long) Math.ceilDiv(rowsOf(t), DepthwiseRows.TALL_DOT_ROWS) * DepthwiseRows.TALL_DOT_ROWS * strips
                        * DepthwiseRows.PARTIALS;
            }
        }
        return floats;
    }

    /** Floats of all tiles of a result plane, with what lies between their rows. */
    long runFloats() {
        return (long) height * pitch * columnTiles;
    }

    /** Where, in slot 0, a tap without shift meets the first point of a tile of column {@code columnTile}. */
    int origin(int columnTile) {
        return origin[columnTile];
    }

    /** What a tap adds to {@link #origin}. */
    int offset(int slot, SlideAxis.Tap row, SlideAxis.Tap column) {
        return slot * slotFloats + (row.sourcePhase() * columns.sourceStep() + column.sourcePhase()) * blockFloats
                + (row.shift() - rows.minShift()) * pitch + column.shift();
    }

    /** Zeros all of the first slots: what is then outside the image stays zero for all tiles of a column. */
    void clear(float[] own, int slots) {
        Arrays.fill(own, 0, slots * slotFloats, 0f);
    }

    /** Zeros the rows above and below the image of a tile, where a tile of the same column may have left its own. */
    void clearRows(int rowTile, float[] own, int slots) {
        for (int slot = 0; slot < slots; slot++) {
            for (int k = 0; k < rows.sourceStep(); k++) {
                for (int j = 0; j < columns.sourceStep(); j++) {
                    int block = slot * slotFloats + (k * columns.sourceStep() + j) * blockFloats;
                    int first = block + lead + rowsAbove[rowTile] * pitch;
                    Arrays.fill(own, block, first, 0f);
                    Arrays.fill(own, first + stagedRows[rowTile][k] * pitch, block + blockFloats, 0f);
                }
            }
        }
    }

    /** Brings what a tile reads of planes from {@code from} on into the cache; {@code own[at]} is lost. */
    void fetch(float[] src, int from, int planes, int rowTile, int columnTile, float[] own, int at) {
        int step = rows.sourceStep(), width = columns.sources(), first = firstRow[rowTile] * step;
        int count = Math.min(rows.sources() - first, step * mostStaged[rowTile]);
        if (count > 0 && sourceColumns[columnTile] > 0) {
            MemoryLines.fetch(planes, rows.sources() * width, count, width, src,
                    from + first * width + firstColumn[columnTile], sourceColumns[columnTile], own, at);
        }
    }

    /**
     * Stages one plane of the source.
     *
     * @param src   the tensor
     * @param plane where the plane begins in it
     */
    void stage(DepthwiseRows kernel, float[] src, int plane, int rowTile, int columnTile, float[] own, int slot) {
        int width = columns.sources();
        for (int k = 0; k < rows.sourceStep(); k++) {
            int count = stagedRows[rowTile][k];
            if (count > 0) {
                int from = plane + (firstRow[rowTile] * rows.sourceStep() + k) * width + firstColumn[columnTile];
                int to = slot * slotFloats + k * columns.sourceStep() * blockFloats + lead + rowsAbove[rowTile] * pitch;
                kernel.stage(src, from, rows.sourceStep() * width, count, sourceColumns[columnTile],
                        columns.sourceStep(), own, to, pitch, blockFloats);
            }
        }
    }
}
