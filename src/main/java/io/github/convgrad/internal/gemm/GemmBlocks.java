package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.RowBlocks;

/**
 * How {@link BlockedGemm} cuts its points, its depth and its rows: the sizes of a block of C and of what lies in the
 * caches while it is computed. No cut changes a bit of the result.
 */
final class GemmBlocks {
    /** Points of a block of C: enough to use a panel of W often. */
    private static final int POINTS = 384;
    /** The most, where no sums are kept or few: of many rows, few are staged again for the next block. */
    private static final int MOST_POINTS = 1024;
    /** Floats of C that may be kept for the sake of more points than {@link #POINTS}. */
    private static final int KEPT = 16 << 10;
    /** Fewest points of a block. */
    private static final int MIN_POINTS = 96;
    /** Fewer tiles by so much are worth it that some cross planes, and are stored in parts. */
    private static final double CROSSING = 0.97;
    /** Floats that tiles cut for one depth should not exceed: they are read once for each panel of W, from L2. */
    private static final int COLUMNS = 96 << 10;
    /** The same where they are cut from the tensor within planes: longer runs are fetched faster. */
    private static final int COLUMNS_OF_RUNS = 160 << 10;
    /** Floats of the bands of one depth that leave the points as they are: taps share lines of them. */
    private static final int BAND = 24 << 10;
    /** Rows from which C may have to be cut. */
    private static final int MAX_ROWS = 256;
    /** Most floats of a block of C that is kept from one depth to the next. */
    private static final int MOST_KEPT = MAX_ROWS * POINTS;
    /** Fewest rows of a block of C. */
    private static final int MIN_ROWS = 64;
    /** Depths up to this are done at once: no sum is stored and fetched again. */
    private static final int WHOLE_DEPTH = GemmTile.MAX_DEPTH;
    /** Depth of a panel otherwise: one of W about fills a L1, and sums come and go seldom (bench/notes/103). */
    private static final int DEPTH = 512;
    /** Floats that a stage should not exceed: more pages than the first-level TLB maps are slow to walk. */
    private static final int STAGED = 64 << 10;
    private final PatchGeometry geometry;
    private final PatchWay.Work work;
    private final boolean crosses;
    private final int planes;
    private final int nr;
    private final RowBlocks blocks;
    private final int channelsAtATime;
    private final boolean keeps;
    private final int parts;

    /**
     * Cuts a product.
     *
     * @param geometry the patches of one group
     * @param terms    products of such patches that are added up
     * @param work     what multiplies the tiles
     * @param adjoins  whether the lattice rows of a plane adjoin in the tensor that is written
     * @param images   images of the batch
     * @param groups   groups
     * @param m        rows of a group
     * @param panels   how the rows are cut into tiles
     * @param nr       columns of a tile
     * @param tasks    fewest tasks wanted
     */
    GemmBlocks(PatchGeometry geometry, int terms, PatchWay.Work work, boolean adjoins, int images, int groups, int m,
            RowPanels panels, int nr, int tasks) {
        this.geometry = geometry;
        this.work = work;
        this.nr = nr;
        planes = images * geometry.d().count();
        crosses = adjoins && geometry.rowsAreRuns() && geometry.h().count() == 1;
        int channels = geometry.channels(), taps = geometry.taps();
        boolean atOnce = terms == 1 && geometry.k() <= WHOLE_DEPTH;
        int most = Math.clamp((atOnce ? geometry.k() : DEPTH) / taps, 1, channels);
        int points = atOnce ? MOST_POINTS : Math.clamp(KEPT / m, POINTS, MOST_POINTS);
        RowBlocks cut = cut(points);
        while (atOnce && points > POINTS && staged(cut) > STAGED / channels) {
            points /= 2;
            cut = cut(points);
        }
        if (PatchWay.cutsPanels(geometry, cut, nr, work)
                || PatchWay.floatsPerChannel(geometry, cut, nr, work) > BAND / most) {
            int longest = points;
            points = Math.clamp(COLUMNS / (most * taps), MIN_POINTS, longest);
            cut = cut(points);
            int more = Math.clamp(COLUMNS_OF_RUNS / (most * taps), MIN_POINTS, longest);
            RowBlocks longer = cut(more);
            if (geometry.rowsAreRuns() && cut.run() == 0 && longer.run() == 0) {
                points = more;
                cut = longer;
            }
        }
        // Where rows of C would be cut, each part would stage the same points again: fewer points hold all channels.
        boolean tall = panels.paddedRows() > MAX_ROWS;
        while (tall && most == channels && staged(cut) > STAGED / most && points > MIN_POINTS) {
            points -= nr;
            cut = cut(points);
        }
        int staged = staged(cut);
        most = Math.clamp(staged == 0 ? most : STAGED / staged, 1, most);
        int passes = Math.max(1, Math.ceilDiv(channels, most));
        // A depth that is a multiple of four fills whole turns of every tile's loop.
        int even = Math.ceilDiv(channels, passes), whole = even + (4 - even % 4) % 4;
        channelsAtATime = passes > 1 && whole <= most ? whole : even;
        keeps = terms > 1 || channelsAtATime < channels;
        long kept = (long) panels.paddedRows() * cut.points(0);
        int rowParts = keeps ? Math.max(1, (int) Math.ceilDiv(kept, MOST_KEPT)) : 1;
        while (cut.count() * groups * rowParts < tasks && panels.paddedRows() > MIN_ROWS * rowParts) {
            rowParts++;
        }
        if (cut.count() * groups * rowParts < tasks) {
            long all = (long) planes * geometry.h().count() * geometry.w().count();
            cut = cut(Math.clamp(all * groups * rowParts / tasks, MIN_POINTS, points));
        }
        blocks = cut;
        parts = rowParts;
    }

    /** Blocks of about so many points: runs across planes where these would leave tiles half empty. */
    private RowBlocks cut(int points) {
        int rows = geometry.h().count(), rowPoints = geometry.w().count();
        RowBlocks within = RowBlocks.of(planes, rows, rowPoints, points);
        // Elsewhere tiles do not go on from one row to the next, or lie partly on the halo between.
        if (geometry.w().halo() == 0 || PatchWay.cutsPanels(geometry, within, nr, work)) {
            within = RowBlocks.of(planes, rows, rowPoints, points, nr / 2);
        }
        if (!crosses) {
            return within;
        }
        RowBlocks across = RowBlocks.across(planes, rowPoints, Math.max(1, points / nr) * nr);
        return across.tiles(nr) < CROSSING * within.tiles(nr) ? across : within;
    }

    private int staged(RowBlocks cut) {
        return PatchWay.stagedChannel(geometry, cut, nr, work);
    }

    /** How the points are cut. */
    RowBlocks blocks() {
        return blocks;
    }

    /** Source channels whose taps are the depth of a product at a time. */
    int channelsAtATime() {
        return channelsAtATime;
    }

    /** Whether sums are kept from one depth to the next. */
    boolean keeps() {
        return keeps;
    }

    /** Parts that the rows of C are cut into. */
    int parts() {
        return parts;
    }
}
