package io.github.convgrad.internal.winograd;

/**
 * The tiles of a batch as the depth of dw's product. A unit is a tile row of an image, or a part of one where images
 * are wider than a run may be; a run is as many neighbouring units as it may hold, a chunk the runs of one task.
 *
 * @param down     tile rows of an image
 * @param across   tiles of a tile row
 * @param parts    units of a tile row
 * @param perRun   units of a run; 1 if a tile row has several
 * @param units    units of the batch
 * @param chunks   chunks of the batch
 */
record TileRuns(int down, int across, int parts, int perRun, int units, int chunks) {
    /** Floats of a task's sums that do not stay in the cache from one run to the next. */
    private static final int SUMS_AFAR = 1 << 21;
    /** Floats of both factors that are kept for the sake of such sums, where they fit caches, and where these are small. */
    private static final int FACTORS = 5 << 20, FEW_FACTORS = 9 << 18;

    /**
     * Cuts a batch.
     *
     * @param most   tiles of a run
     * @param chunks chunks wanted
     */
    static TileRuns of(int batch, int down, int across, int most, int chunks) {
        int parts = (across + most - 1) / most;
        int units = Math.multiplyExact(batch, Math.multiplyExact(down, parts));
        int rows = most / across;
        // An odd number of tiles ends with a step that goes through memory.
        int even = rows > 1 && rows * across % 2 == 1 ? rows - 1 : rows;
        return new TileRuns(down, across, parts, parts > 1 ? 1 : even, units, Math.clamp(chunks, 0, units));
    }

    /** The first unit of a chunk; the number of all units for the one behind the last. */
    int firstUnit(int chunk) {
        return (int) ((long) units * chunk / chunks);
    }

    /** The unit behind a run that begins with a unit of a chunk. */
    int endOfRun(int unit, int chunk) {
        return Math.min(unit + perRun, firstUnit(chunk + 1));
    }

    /**
     * Runs that are multiplied at once, so that sums come and go less often. All of a chunk but the last are alike then.
     *
     * @param sums    floats of a task's sums
     * @param factors floats of both factors for each tile
     */
    int together(long sums, long factors) {
        return together(sums, factors, FACTORS);
    }

    /** The same where less stays in caches. */
    int fewTogether(long sums, long factors) {
        return together(sums, factors, FEW_FACTORS);
    }

    private int together(long sums, long factors, int most) {
        boolean alike = parts == 1 && mostTiles() % 2 == 0;
        long all = Math.ceilDiv(Math.ceilDiv(units, Math.max(1, chunks)), perRun);
        return alike && sums > SUMS_AFAR ? (int) Math.clamp(most / (factors * mostTiles()), 1, Math.max(1, all)) : 1;
    }

    int image(int unit) {
        return unit / parts / down;
    }

    int tileRow(int unit) {
        return unit / parts % down;
    }

    /** The first tile column of a unit. */
    int firstColumn(int unit) {
        return across * (unit % parts) / parts;
    }

    /** Tiles of a unit. */
    int tiles(int unit) {
        return across * (unit % parts + 1) / parts - firstColumn(unit);
    }

    /** Tiles of the widest unit. */
    int mostTilesOfUnit() {
        return (across + parts - 1) / parts;
    }

    /** Tiles of the largest run. */
    int mostTiles() {
        return perRun * mostTilesOfUnit();
    }

    /** Images that the units of a run can belong to. */
    int mostImages() {
        return (perRun + down - 2) / down + 1;
    }
}
