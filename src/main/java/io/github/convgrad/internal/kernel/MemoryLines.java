package io.github.convgrad.internal.kernel;

/**
 * Reads one float of every line of the cache, so that the lines are there when a kernel wants them.
 *
 * <p>A processor has as many lines underway at once as there are loads among the few hundred instructions that it looks
 * ahead. A kernel that spends ten or more on each line it reads has few of them underway, and waits for each; these
 * loops spend two. For which kernels that pays, and for which it does not, is measured in bench/notes/098.
 */
public final class MemoryLines {
    /** Floats of a line. */
    private static final int LINE = 16;
    /** Floats between two rows that are rather read than left out: memory likes long runs. */
    private static final int GAP = 64;

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
        float sum = 0f;
        for (int p = 0; p < planes; p++) {
            sum += run(src, from + p * pitch, length);
        }
        own[at] = sum;
    }

    /** The same for {@code rows} rows of each plane, {@code rowPitch} floats apart. */
    public static void fetch(int planes, int pitch, int rows, int rowPitch, float[] src, int from, int length,
            float[] own, int at) {
        if (rows == 1 || rowPitch - length <= GAP) {
            fetch(planes, pitch, src, from, (rows - 1) * rowPitch + length, own, at);
            return;
        }
        float sum = 0f;
        for (int p = 0; p < planes; p++) {
            for (int r = 0; r < rows; r++) {
                sum += run(src, from + p * pitch + r * rowPitch, length);
            }
        }
        own[at] = sum;
    }

    private static float run(float[] src, int from, int length) {
        int first = Math.max(0, from), end = Math.min(from + length, src.length);
        float sum = first < end ? src[end - 1] : 0f;
        for (int i = first; i < end; i += LINE) {
            sum += src[i];
        }
        return sum;
    }
}
