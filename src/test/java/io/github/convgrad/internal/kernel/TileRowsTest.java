package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link TileRows} must do, asked of the kernels of this run and of the scalar ones. */
class TileRowsTest {
    private final Random random = new Random(5);

    @Test
    void stageCopiesEveryRunTwiceAndReadsNoPixelOutside() {
        for (TileRows kernel : new TileRows[] {Kernels.chosen().tileRows(), new ScalarTileRows(),
            new ScalarKernels(Kernels.chosen()).tileRows()}) {
            for (int length : new int[] {1, 2, 14, 16, 17, 32, 56, 64}) {
                for (int rows : new int[] {1, 3, 4, 6, 9}) {
                    stage(kernel, 3, rows, length, 0, length + 4);
                    stage(kernel, 2, rows, length, -3, length + 40);
                    stage(kernel, 1, rows, length, 1, length + 2);
                    stage(kernel, 3, rows, length, 5, length - 3);
                    stage(kernel, 3, rows, length, length / 2, length / 2 + 1);
                    stage(kernel, 2, rows, length, -9, -2);
                    stage(kernel, 2, rows, length, length + 5, length + 9);
                }
            }
        }
    }

    /** The source is exactly as long as the pixels that may be read: another one would fail. */
    private void stage(TileRows kernel, int count, int rows, int length, int begin, int end) {
        int row = length + 5, step = rows * row + 11, second = 90 + kernel.lanes(), dstRow = 2 * second;
        int dstStep = rows * dstRow + 3, first = Math.max(0, begin), last = Math.max(first, Math.min(end, length + 4));
        float[] src = values((count - 1) * step + (rows - 1) * row + last - first);
        float[] dst = new float[4 + count * dstStep + 100];
        Arrays.fill(dst, Float.NaN);
        kernel.stage(count, rows, length, begin, end, src, -first, 4, row, step, dst, 4, second, dstRow, dstStep);
        float[] once = dst.clone();
        Arrays.fill(once, Float.NaN);
        kernel.stage(count, rows, length, begin, end, src, -first, 0, row, step, once, 4, second, dstRow, dstStep);
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < rows; i++) {
                for (int x = 0; x < length + 4; x++) {
                    int s = n * step + i * row + x - first, t = 4 + n * dstStep + i * dstRow + x;
                    float expected = x >= begin && x < end ? src[s] : 0f;
                    if (x < length) {
                        assertEquals(expected, dst[t]);
                        assertEquals(expected, once[t]);
                        assertEquals(Float.NaN, once[t + second]);
                    }
                    if (x >= 4) {
                        assertEquals(expected, dst[t + second - 4]);
                    }
                }
            }
        }
    }

    @Test
    void storeWritesNothingBesideItsRuns() {
        for (TileRows kernel : new TileRows[] {Kernels.chosen().tileRows(), new ScalarTileRows(),
            new ScalarKernels(Kernels.chosen()).tileRows()}) {
            for (int length : new int[] {1, 2, 7, 15, 16, 17, 31, 56, 64}) {
                float[] src = values(3 + 4 * 70), dst = new float[5 + 4 * 80];
                Arrays.fill(dst, 77f);
                kernel.store(4, length, src, 3, 70, dst, 5, 80);
                for (int i = 0; i < dst.length; i++) {
                    int x = (i - 5) % 80, y = (i - 5) / 80;
                    float expected = i >= 5 && x < length && y < 4 ? src[3 + y * 70 + x] : 77f;
                    assertEquals(expected, dst[i], "length " + length + ", at " + i);
                }
            }
        }
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
