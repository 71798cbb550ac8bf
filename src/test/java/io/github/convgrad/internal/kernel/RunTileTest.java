package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link RunTile} must do, asked of the kernels of this run and of the scalar ones. */
class RunTileTest {
    private static final int[] DEPTHS = {0, 1, 2, 3, 7, 27, 64, 129, 1021, 1022};

    private final Random random = new Random(8);

    @Test
    void theKernelOfThisRunKeepsTheContract() {
        check(Kernels.chosen().runTile());
    }

    @Test
    void theScalarKernelKeepsTheContract() {
        check(new ScalarRunTile());
    }

    @Test
    void theScalarKernelKeepsTheContractInTheLayoutOfThisRun() {
        RunTile twin = new ScalarKernels(Kernels.chosen()).runTile();
        assertArrayEquals(Kernels.chosen().runTile().heights(), twin.heights());
        assertEquals(Kernels.chosen().lanes(), twin.lanes());
        check(twin);
    }

    @Test
    void heightThatDoesNotExistIsRefused() {
        for (RunTile tile : new RunTile[] {Kernels.chosen().runTile(), new ScalarRunTile()}) {
            assertThrows(IllegalArgumentException.class,
                    () -> tile.multiply(13, 0, new float[0], 0, new int[0], new float[0], 0, new float[0], 0, 0,
                            new float[0], 0, 0));
        }
    }

    @Test
    void depthBeyondTheMostIsRefused() {
        for (RunTile tile : new RunTile[] {Kernels.chosen().runTile(), new ScalarRunTile()}) {
            int mr = tile.heights()[0], kc = GemmTile.MAX_DEPTH + 1, nr = 2 * tile.lanes();
            assertThrows(IllegalArgumentException.class,
                    () -> tile.multiply(mr, kc, new float[mr], 0, new int[kc], new float[kc * nr], 0, new float[nr], 0, 0,
                            new float[mr * nr], 0, nr));
        }
    }

    /** Forward by either tile must not differ, nor on machines that choose differently. */
    @Test
    void theSameProductHasTheSameBitsAsWithTheOtherTile() {
        RunTile tile = Kernels.chosen().runTile();
        int nr = 2 * tile.lanes(), kc = 333;
        for (int mr : tile.heights()) {
            // The other tile has even heights: runs of five are six floats apart, and its last row is left alone.
            int even = mr + mr % 2;
            float[] a = values(kc * even), b = values(kc * nr), start = values(nr);
            int[] runs = new int[kc], rows = new int[kc];
            Arrays.setAll(runs, k -> k * even);
            Arrays.setAll(rows, k -> k * nr);
            float[] c = new float[mr * nr], other = new float[even * nr];
            tile.multiply(mr, kc, a, 0, runs, b, 0, start, 0, 0, c, 0, nr);
            new ScalarGemmTile(new int[] {even}, new int[] {even}, tile.lanes()).multiply(even, kc, a, 0, b, 0, rows, start,
                    0, 0, other, 0, nr);
            assertArrayEquals(Arrays.copyOf(other, c.length), c, 0f);
        }
    }

    private void check(RunTile tile) {
        for (int kc : DEPTHS) {
            for (int ldc = 2 * tile.lanes(); ldc <= 2 * tile.lanes() + 5; ldc += 5) {
                for (int mr : tile.heights()) {
                    check(tile, mr, kc, ldc);
                }
            }
        }
    }

    private void check(RunTile tile, int mr, int kc, int ldc) {
        int nr = 2 * tile.lanes();
        float[] a = values(3 + 6 * kc + 1 + mr);
        float[] b = values(11 + kc * nr);
        int[] rows = new int[kc + 1];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = random.nextInt(6 * kc + 1);
        }
        float[] start = values(5 + nr * mr);
        int lds = random.nextBoolean() ? 0 : nr;
        float[] c = values(9 + ldc * mr + 4);
        float[] expected = c.clone();
        for (int r = 0; r < mr; r++) {
            for (int j = 0; j < nr; j++) {
                float sum = start[5 + r * lds + j];
                for (int k = 0; k < kc; k++) {
                    sum = Math.fma(a[3 + rows[k] + r], b[11 + k * nr + j], sum);
                }
                expected[9 + r * ldc + j] = sum;
            }
        }
        tile.multiply(mr, kc, a, 3, rows, b, 11, start, 5, lds, c, 9, ldc);
        assertArrayEquals(expected, c, 0f, mr + " rows, depth " + kc);
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
