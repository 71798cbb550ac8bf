package io.github.convgrad.internal.winograd;

/**
 * How produced planes are cut into tiles of 2 x 2 where the kernel has several pieces, each of which reads the
 * transformed input of another tile: some tile rows further down, some tiles further right. All tiles stand in one line
 * (image, strip, tile row, tile column), and every strip has the tiles that its last rows and columns read beyond its
 * own, so that a piece is nothing but a shift along the line. Products of those extra tiles are formed and dropped.
 *
 * @param down        tile rows of an image
 * @param across      tiles of a tile row
 * @param strips      strips that an image is cut into from left to right: extra rows are as long as a strip is wide
 * @param lines       tile rows of a strip with its extra ones
 * @param pitch       tiles of a line, those of the widest strip with its extra ones
 * @param reach       the farthest a piece reads along the line
 * @param total       tiles of the batch
 * @param width       tiles of a panel: the columns of one GEMM tile
 * @param blocks      blocks of neighbouring panels
 */
record TileLines(int down, int across, int strips, int lines, int pitch, int reach, int total, int width, int blocks) {
    /** Tiles of a strip: few extra columns for it, few extra rows for a block of it. */
    private static final int STRIP = 32;

    /** Cuts the line into blocks of at most {@code most} panels, as equal as can be. */
    static TileLines of(Correlation shape, int width, int most) {
        int extraRows = shape.down().reach(), extraColumns = shape.across().reach();
        int down = shape.down().tiles(), across = shape.across().tiles();
        int strips = Math.ceilDiv(across, STRIP), pitch = Math.ceilDiv(across, strips) + extraColumns;
        int lines = down + extraRows;
        int total = Math.multiplyExact(Math.multiplyExact(shape.batch(), strips), Math.multiplyExact(lines, pitch));
        int blocks = Math.ceilDiv(Math.ceilDiv(total, width), most);
        return new TileLines(down, across, strips, lines, pitch, extraRows * pitch + extraColumns, total, width,
                blocks);
    }

    /** Tiles of an image, those of its extra rows and columns included. */
    static double ofImage(Correlation shape) {
        int across = shape.across().tiles(), strips = Math.ceilDiv(across, STRIP);
        return (shape.down().tiles() + shape.down().reach()) * (double) strips
                * (Math.ceilDiv(across, strips) + shape.across().reach());
    }

    /** The first panel of a block; the number of all panels for the one behind the last. */
    int firstPanel(int block) {
        return (int) ((long) Math.ceilDiv(total, width) * block / blocks);
    }

    /** Panels of the largest block. */
    int mostPanels() {
        return blocks == 0 ? 0 : Math.ceilDiv(Math.ceilDiv(total, width), blocks);
    }

    /** Tiles of the longest stretch of the line that a block reads. */
    int mostRead() {
        return mostPanels() * width + reach;
    }

    /** The tile column that a strip begins with. */
    int firstColumn(int strip) {
        return across * strip / strips;
    }
}
