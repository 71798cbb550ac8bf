package io.github.convgrad.internal.kernel;

/**
 * Reads one float of every line of the cache, so that the lines are there when a kernel wants them.
 *
 * <p>A processor has as many lines underway at once as there are loads among the few hundred instructions that it looks
 * ahead. A kernel that spends ten or more on each line it reads has few of them underway, and waits for each; these
 * loops spend a few. For which kernels that pays, and for which it does not, is measured in bench/notes/098 and 100.
 *
 * <p>Of several planes the runs are read one after the other, or a line of each in turn. A Zen 5 likes the one and a Zen 4
 * the other, each by up to twice, so it is found out while layers run (bench/notes/105).
 */
public final class MemoryLines {
    /** Floats of a line. */
    private static final int LINE = 16;
    /** Floats between two rows that are rather read than left out: memory likes long runs. */
    private static final int GAP = 64;
    /** Planes of which a line each is read in turn. */
    private static final int TOGETHER = 16;
    /** Planes from which that pays for a loop of its own for each line. */
    private static final int SEVERAL = 4;
    /** Floats from which on a fetch takes long enough to be timed. */
    private static final int LARGE = 4096;

    /** One run after the other, or in turn: what this machine's memory likes. */
    private static final int IN_RUNS = 0;
    private static final FasterWay ORDER = new FasterWay(IN_RUNS);

    private MemoryLines() {
    }

    /**
     * Fetches a run of each of some planes. What lies outside {@code src} is left out.
     *
     * @param planes planes, {@code pitch} floats apart
     * @param from   where the first one's run begins
     * @param length floats of a run
     * @param own    scratch: {@code own[at]} is lost to a number without a meaning, lest the reads be dropped
     */
    public static void fetch(int planes, int pitch, float[] src, int from, int length, float[] own, int at) {
        own[at] = runs(planes, pitch, src, from, length);
    }

    /** The same for {@code rows} rows of each plane, {@code rowPitch} floats apart. */
    public static void fetch(int planes, int pitch, int rows, int rowPitch, float[] src, int from, int length,
            float[] own, int at) {
        if (rows == 1 || rowPitch - length <= GAP) {
            fetch(planes, pitch, src, from, (rows - 1) * rowPitch + length, own, at);
            return;
        }
        float sum = 0f;
        for (int r = 0; r < rows; r++) {
            sum += runs(planes, pitch, src, from + r * rowPitch, length);
        }
        own[at] = sum;
    }

    private static float runs(int planes, int pitch, float[] src, int from, int length) {
        if (planes < SEVERAL || from < 0 || from + (planes - 1L) * pitch + length > src.length) {
            return inRuns(planes, pitch, src, from, length);
        }
        boolean timed = planes * length >= LARGE;
        long piece = timed ? ORDER.begin() : ORDER.way();
        float sum = FasterWay.way(piece) == IN_RUNS ? inRuns(planes, pitch, src, from, length)
                : inTurn(planes, pitch, src, from, length);
        if (timed) {
            ORDER.end(piece, planes * length);
        }
        return sum;
    }

    /** One run after the other, or what of them lies within the array. */
    static float inRuns(int planes, int pitch, float[] src, int from, int length) {
        float sum = 0f;
        for (int p = 0; p < planes; p++) {
            sum += run(src, from + p * pitch, length);
        }
        return sum;
    }

    /** A line of each of sixteen planes in turn; all of them lie within the array. */
    static float inTurn(int planes, int pitch, float[] src, int from, int length) {
        float sum = 0f;
        for (int p = 0; p < planes && length > 0; p += TOGETHER) {
            int first = from + p * pitch, count = Math.min(TOGETHER, planes - p);
            for (int i = 0; i < length; i += LINE) {
                sum += across(count, pitch, src, first + i);
            }
            // A run begins anywhere in its first line, and steps may miss its last one.
            sum += across(count, pitch, src, first + length - 1);
        }
        return sum;
    }

    private static float across(int planes, int pitch, float[] src, int from) {
        float sum = 0f;
        for (int p = 0; p < planes; p++) {
            sum += src[from + p * pitch];
        }
        return sum;
    }

    /** A run, or what of it lies within the array. */
    private static float run(float[] src, int from, int length) {
        int first = Math.max(0, from), end = Math.min(from + length, src.length);
        float sum = first < end ? src[end - 1] : 0f;
        for (int i = first; i < end; i += LINE) {
            sum += src[i];
        }
        return sum;
    }
}
