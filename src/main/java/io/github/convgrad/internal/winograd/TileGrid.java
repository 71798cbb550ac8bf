package io.github.convgrad.internal.winograd;

/**
 * How produced planes are cut into tiles, and tiles into blocks. Tiles of all images stand in one line (image, phase of
 * rows, tile row, phase of columns, tile column), so that small images fill vectors as well as large ones do.
 *
 * <p>With a dilation, pixels a dilation apart are a plane of their own, a phase: none of them meets what those between them
 * meet. Phases of columns lie between each other in the same rows, and so follow each other in the line.
 *
 * <p>Where the last tile row of a plane lacks rows, those of all images come after all others: a tile's products at the last
 * point, infinity, count for its last row alone, and panels that hold no whole tile leave them out. Of 7 rows in tiles of 4
 * that saves a twelfth of the products, and changes no bit.
 */
final class TileGrid {
    private final int across;
    private final int total;
    private final int width;
    private final int blocks;
    /** Tile rows of an image of whole tiles, of others. */
    private final int wholeLines;
    private final int shortLines;
    /** The first of the tile rows that lack rows: all those before are whole. */
    private final int firstShort;
    /** Where each tile row of an image begins, first whole ones, then others. */
    private final int[] rows;
    private final int[] columns;
    /** Tile rows from each on to the end of its phase of rows. */
    private final int[] phaseLines;

    private TileGrid(Correlation shape, int tileHeight, int tileWidth, int width, int most) {
        this.width = width;
        int rowStep = shape.dilationH(), columnStep = shape.dilationW();
        int height = Math.ceilDiv(shape.outHeight(), rowStep), down = Math.ceilDiv(height, tileHeight);
        across = Math.ceilDiv(Math.ceilDiv(shape.outWidth(), columnStep), tileWidth);
        int whole = height / tileHeight;
        int lines = Math.multiplyExact(Math.multiplyExact(rowStep, columnStep), down);
        wholeLines = rowStep * columnStep * whole;
        shortLines = lines - wholeLines;
        total = Math.multiplyExact(shape.batch(), Math.multiplyExact(lines, across));
        firstShort = shape.batch() * wholeLines;
        blocks = blocks(total, width, most);
        rows = new int[lines];
        columns = new int[lines];
        phaseLines = new int[lines];
        for (int ry = 0; ry < rowStep; ry++) {
            for (int ty = 0; ty < down; ty++) {
                for (int rx = 0; rx < columnStep; rx++) {
                    int line = ty < whole ? (ry * whole + ty) * columnStep + rx : wholeLines + ry * columnStep + rx;
                    rows[line] = ry + rowStep * tileHeight * ty;
                    columns[line] = rx;
                    phaseLines[line] = (ty < whole ? whole - ty : 1) * columnStep - rx;
                }
            }
        }
    }

    private TileGrid(TileGrid like, int most) {
        across = like.across;
        total = like.total;
        width = like.width;
        wholeLines = like.wholeLines;
        shortLines = like.shortLines;
        firstShort = like.firstShort;
        rows = like.rows;
        columns = like.columns;
        phaseLines = like.phaseLines;
        blocks = blocks(total, width, most);
    }

    /** Cuts the line into blocks of at most {@code most} panels, as equal as can be. */
    static TileGrid of(Correlation shape, int tileHeight, int tileWidth, int width, int most) {
        return new TileGrid(shape, tileHeight, tileWidth, width, most);
    }

    /** The same line in blocks of at most {@code most} panels. */
    TileGrid blocksOf(int most) {
        return new TileGrid(this, most);
    }

    private static int blocks(int total, int width, int most) {
        return Math.ceilDiv(Math.ceilDiv(total, width), most);
    }

    /** Tiles of a tile row. */
    int across() {
        return across;
    }

    /** Tiles of the batch. */
    int total() {
        return total;
    }

    /** Tiles of a panel: the columns of one GEMM tile. */
    int width() {
        return width;
    }

    /** Blocks of neighbouring panels. */
    int blocks() {
        return blocks;
    }

    /** The tile row that a tile stands in, of those of all images. */
    int line(int tile) {
        return tile / across;
    }

    /** The first tile of a tile row. */
    int start(int line) {
        return line * across;
    }

    /** The image of a tile row. */
    int image(int line) {
        return line < firstShort ? line / wholeLines : (line - firstShort) / shortLines;
    }

    /** Which of its image's tile rows one is, for {@link #row}, {@link #column} and {@link #linesOfPhase}. */
    int ofImage(int line, int image) {
        return line < firstShort ? line - image * wholeLines : wholeLines + line - firstShort - image * shortLines;
    }

    /** The produced row that the tiles of a tile row begin with. */
    int row(int ofImage) {
        return rows[ofImage];
    }

    /** The produced column that the first tile of a tile row begins with. */
    int column(int ofImage) {
        return columns[ofImage];
    }

    /** Tile rows from this one on that lie below or between each other. */
    int linesOfPhase(int ofImage) {
        return phaseLines[ofImage];
    }

    /** Panels that hold a tile that has all its rows: the first ones. */
    int wholePanels() {
        return Math.ceilDiv(firstShort * across, width);
    }

    /** The first panel of a block; the number of all panels for the one behind the last. */
    int firstPanel(int block) {
        return (int) ((long) Math.ceilDiv(total, width) * block / blocks);
    }

    /** Panels of the largest block. */
    int mostPanels() {
        return blocks == 0 ? 0 : Math.ceilDiv(Math.ceilDiv(total, width), blocks);
    }
}
