package io.github.convgrad.internal.winograd;

/**
 * How produced planes are cut into tiles, and tiles into blocks. Tiles of all images stand in one line (image, tile
 * row, tile column), so that small images fill vectors as well as large ones do.
 *
 * @param down    tile rows of an image
 * @param across  tiles of a tile row
 * @param total   tiles of the batch
 * @param width   tiles of a panel: the columns of one GEMM tile
 * @param blocks  blocks of neighbouring panels
 */
record TileGrid(int down, int across, int total, int width, int blocks) {

    /** Cuts the line into blocks of at most {@code most} panels, as equal as can be. */
    static TileGrid of(Correlation shape, int tileHeight, int tileWidth, int width, int most) {
        int down = Math.ceilDiv(shape.outHeight(), tileHeight);
        int across = Math.ceilDiv(shape.outWidth(), tileWidth);
        int total = Math.multiplyExact(shape.batch(), Math.multiplyExact(down, across));
        int panels = panels(total, width);
        return new TileGrid(down, across, total, width, (panels + most - 1) / most);
    }

    /** The same line in blocks of at most {@code most} panels. */
    TileGrid blocksOf(int most) {
        return new TileGrid(down, across, total, width, (panels(total, width) + most - 1) / most);
    }

    private static int panels(int tiles, int width) {
        return (tiles + width - 1) / width;
    }

    /** The first panel of a block; the number of all panels for the one behind the last. */
    int firstPanel(int block) {
        return (int) ((long) panels(total, width) * block / blocks);
    }

    /** Panels of the largest block. */
    int mostPanels() {
        return blocks == 0 ? 0 : (panels(total, width) + blocks - 1) / blocks;
    }
}
