package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link TileRows} must do, asked of the kernels of this run and of the scalar ones. */
class TileRowsTest {
    private final Random random = new Random(5);

    @Test
    void stageCopiesEveryRunTwice() {
        for (TileRows kernel : new TileRows[] {Kernels.chosen().tileRows(), new ScalarTileRows(),
            new ScalarKernels(Kernels.chosen()).tileRows()}) {
            for (int length : new int[] {1, 2, 14, 16, 17, 56, 64}) {
                for (int rows : new int[] {1, 3, 4, 6, 9}) {
                    stage(kernel, 3, rows, length);
                }
            }
        }
    }

    private void stage(TileRows kernel, int count, int rows, int length) {
        int row = length + 5, step = rows * row + 11, second = 90 + kernel.lanes(), dstRow = 2 * second;
        int dstStep = rows * dstRow + 3;
        float[] src = values(2 + count * step + 100), dst = new float[4 + count * dstStep + 100];
        kernel.stage(count, rows, length, src, 2, 4, row, step, dst, 4, second, dstRow, dstStep);
        for (int n = 0; n < count; n++) {
            for (int i = 0; i < rows; i++) {
                for (int x = 0; x < length; x++) {
                    int s = 2 + n * step + i * row + x, t = 4 + n * dstStep + i * dstRow + x;
                    assertEquals(src[s], dst[t]);
                    assertEquals(src[s + 4], dst[t + second]);
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
                kernel.store(4, length, src, 3, 70, 0.25f, dst, 5, 80);
                for (int i = 0; i < dst.length; i++) {
                    int x = (i - 5) % 80, y = (i - 5) / 80;
                    float expected = i >= 5 && x < length && y < 4 ? src[3 + y * 70 + x] + 0.25f : 77f;
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
