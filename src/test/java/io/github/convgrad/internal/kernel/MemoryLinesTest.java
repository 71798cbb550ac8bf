package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is read cannot be seen but in the number that is left behind: with ones in the source it counts the reads. */
class MemoryLinesTest {
    private static final int LINE = 16;

    private static float[] ones(int from, int to, int length) {
        float[] src = new float[length];
        Arrays.fill(src, Math.max(0, from), Math.min(length, to), 1f);
        return src;
    }

    private static float reads(float[] src, int planes, int pitch, int from, int length) {
        float[] own = {7f, 7f, 7f};
        MemoryLines.fetch(planes, pitch, src, from, length, own, 1);
        assertEquals(7f, own[0]);
        assertEquals(7f, own[2]);
        return own[1];
    }

    @Test
    void everyLineOfARunIsReadAndNothingBesideIt() {
        for (int from = 0; from < 40; from++) {
            for (int length = 1; length < 90; length++) {
                float[] src = ones(from, from + length, 200);
                float all = Math.ceilDiv(length, LINE) + 1;
                assertEquals(all, reads(src, 1, 0, from, length), length + " floats from " + from);
                // A line that holds any of the run holds one of the floats read, wherever lines begin.
                for (int line = 0; line < LINE; line++) {
                    int begin = Math.max(from, from - Math.floorMod(from - line, LINE) + LINE);
                    if (begin + LINE <= from + length) {
                        assertTrue(reads(ones(begin, begin + LINE, 200), 1, 0, from, length) > 0f);
                    }
                }
                assertTrue(reads(ones(from + length - 1, from + length, 200), 1, 0, from, length) > 0f);
                assertTrue(reads(ones(from, from + 1, 200), 1, 0, from, length) > 0f);
            }
        }
    }

    @Test
    void everyPlaneIsReadAndNothingBetween() {
        float[] src = ones(0, 1000, 1000);
        Arrays.fill(src, 40, 300, 0f);
        Arrays.fill(src, 340, 1000, 0f);
        assertEquals(2 * 4f, reads(src, 2, 300, 0, 40));
        assertEquals(2 * 4f, reads(src, 3, 300, 0, 40));
        for (int planes = 1; planes < 40; planes++) {
            float[] some = new float[40 * 50];
            for (int p = 0; p < planes; p++) {
                Arrays.fill(some, 3 + 50 * p, 3 + 50 * p + 33, 1f);
            }
            assertEquals(planes * 4f, reads(some, planes, 50, 3, 33));
        }
    }

    @Test
    void bothOrdersReadTheSame() {
        for (int planes = 1; planes < 40; planes += 3) {
            for (int length = 0; length < 70; length++) {
                float[] src = new float[100 * planes];
                for (int i = 0; i < src.length; i++) {
                    src[i] = i;
                }
                float first = MemoryLines.inRuns(planes, 100, src, 7, length);
                assertEquals(first, MemoryLines.inTurn(planes, 100, src, 7, length), planes + " planes of " + length);
            }
        }
    }

    @Test
    void whatLiesOutsideTheSourceIsLeftOut() {
        float[] src = ones(0, 50, 50);
        assertEquals(0f, reads(src, 1, 0, -30, 10));
        assertEquals(0f, reads(src, 1, 0, 50, 100));
        assertEquals(0f, reads(src, 1, 0, 10, 0));
        assertEquals(2f, reads(src, 1, 0, -30, 40));
        assertEquals(2f, reads(src, 1, 0, 40, 1000));
        assertEquals(3f + 3f, reads(src, 3, 40, -10, 30));
        assertEquals(3f + 2f, reads(src, 2, 30, 10, 30));
        assertEquals(2f, reads(src, 2, Integer.MAX_VALUE - 20, 10, 10));
        assertEquals(0f, reads(new float[0], 1, 0, 0, 10));
    }

    @Test
    void rowsFarApartAreReadAloneAndNearOnesAsARun() {
        for (int gap : new int[] {0, 5, 64, 65, 200}) {
            int rows = 3, length = 20, pitch = length + gap;
            float[] own = new float[1];
            MemoryLines.fetch(2, 1000, rows, pitch, ones(0, 2000, 2000), 4, length, own, 0);
            float perPlane = gap > 64 ? rows * 3f : Math.ceilDiv(2 * pitch + length, LINE) + 1;
            assertEquals(2 * perPlane, own[0], "gap of " + gap);
        }
    }

    @Test
    void noRowsReadNothing() {
        float[] own = {7f};
        MemoryLines.fetch(2, 1000, 0, 30, ones(0, 2000, 2000), 500, 20, own, 0);
        assertEquals(0f, own[0]);
    }
}
