package io.github.convgrad.internal.winograd;

/**
 * How workers share the filters and channels of {@link GradientProduct}: each task transforms its part of dy and of x, so
 * that finer blocks are more work, and coarser ones may leave workers idle. No cut changes a bit.
 *
 * @param filters  blocks of a group's filters
 * @param channels blocks of a group's channels
 */
record GradientBlocks(int filters, int channels) {
    /** Most filters or channels of a block: its sums and factors are the task's own. */
    static final int MOST = 256;
    /** Fewest, where there are as many: below, transforms would take longer than products. */
    static final int FEWEST = 32;
    /** What it costs to transform a filter or a channel, in products with it. */
    private static final int TRANSFORM = 24;

    /**
     * The blocks with which the last worker is ready first.
     *
     * @param filters  filters of a group
     * @param channels channels of a group
     * @param shares   chunks and groups, each of which is cut so
     * @param workers  who share the tasks
     */
    static GradientBlocks of(int filters, int channels, int shares, int workers) {
        GradientBlocks best = null;
        long least = Long.MAX_VALUE;
        for (int f = Math.ceilDiv(filters, MOST); f <= Math.ceilDiv(filters, FEWEST); f++) {
            for (int c = Math.ceilDiv(channels, MOST); c <= Math.ceilDiv(channels, FEWEST); c++) {
                long rounds = Math.ceilDiv((long) shares * f * c, workers);
                long blockFilters = Math.ceilDiv(filters, f), blockChannels = Math.ceilDiv(channels, c);
                long cost = rounds * (blockFilters * blockChannels + TRANSFORM * (blockFilters + blockChannels));
                if (cost < least) {
                    least = cost;
                    best = new GradientBlocks(f, c);
                }
            }
        }
        return best;
    }
}
