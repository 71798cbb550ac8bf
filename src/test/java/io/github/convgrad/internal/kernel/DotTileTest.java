package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link DotTile} must do, asked of the kernels of this run and of the scalar ones. */
class DotTileTest {
    private static final int PARTIALS = DepthwiseRows.PARTIALS;

    private final Random random = new Random(12);

    @Test
    void theKernelOfThisRunKeepsTheContract() {
        check(Kernels.chosen().dotTile());
    }

    @Test
    void theScalarKernelKeepsTheContract() {
        check(new ScalarDotTile());
    }

    @Test
    void theScalarKernelKeepsTheContractInTheLayoutOfThisRun() {
        DotTile kernel = Kernels.chosen().dotTile(), twin = new ScalarKernels(Kernels.chosen()).dotTile();
        assertArrayEquals(kernel.heights(), twin.heights());
        assertEquals(kernel.width(), twin.width());
        assertEquals(kernel.near(), twin.near());
        check(twin);
    }

    @Test
    void tileThatDoesNotExistIsRefused() {
        for (DotTile tile : new DotTile[] {Kernels.chosen().dotTile(), new ScalarDotTile()}) {
            float[] some = new float[20 * PARTIALS];
            int[] offsets = new int[20];
            assertThrows(IllegalArgumentException.class,
                    () -> tile.add(13, 1, 0, some, 0, 0, offsets, 0, some, 0, 0, offsets, 0, some, 0));
            assertThrows(IllegalArgumentException.class, () -> tile.add(tile.heights()[0], 1, tile.near() + DotTile.STEP,
                    some, 0, 0, offsets, 0, some, 0, 0, offsets, 0, some, 0));
        }
    }

    @Test
    void totalsAddHalvesUp() {
        int count = 37, pitch = 41, at = 5;
        float[] turned = values(at + PARTIALS * pitch), chains = new float[PARTIALS], expected = new float[count];
        for (int i = 0; i < count; i++) {
            for (int l = 0; l < PARTIALS; l++) {
                chains[l] = turned[at + l * pitch + i];
            }
            expected[i] = DepthwiseRows.total(chains, 0);
        }
        DotTile.totals(count, turned, at, pitch);
        for (int i = 0; i < count; i++) {
            assertEquals(expected[i], turned[at + i], "sum " + i);
        }
    }

    private void check(DotTile tile) {
        for (int mr : tile.heights()) {
            for (int count : new int[] {0, DotTile.STEP, 3 * DotTile.STEP, tile.near()}) {
                for (int runs = 1; runs <= 3; runs++) {
                    check(tile, mr, runs, count);
                }
            }
        }
    }

    private void check(DotTile tile, int mr, int runs, int count) {
        int width = tile.width(), xPitch = count + 7, dyPitch = count + 21;
        int[] rows = offsets(mr + 2), columns = offsets(width + 3);
        float[] x = values(3 + 50 + runs * xPitch), dy = values(9 + 50 + runs * dyPitch);
        float[] sums = values(11 + mr * width * PARTIALS + 6), expected = sums.clone();
        for (int i = 0; i < mr; i++) {
            for (int j = 0; j < width; j++) {
                for (int run = 0; run < runs; run++) {
                    for (int p = 0; p < count; p++) {
                        int s = 11 + (i * width + j) * PARTIALS + p % PARTIALS;
                        expected[s] = Math.fma(x[3 + run * xPitch + rows[2 + i] + p],
                                dy[9 + run * dyPitch + columns[3 + j] + p], expected[s]);
                    }
                }
            }
        }
        tile.add(mr, runs, count, x, 3, xPitch, rows, 2, dy, 9, dyPitch, columns, 3, sums, 11);
        assertArrayEquals(expected, sums, 0f, mr + " by " + width + ", " + runs + " runs of " + count);
    }

    private int[] offsets(int count) {
        return random.ints(count, 0, 50).toArray();
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
