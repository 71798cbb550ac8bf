package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link PanelTile} must do, asked of the kernels of this run and of the scalar ones. */
class PanelTileTest {
    private static final int[] DEPTHS = {0, 1, 2, 3, 7, 64, 321, 1022, 1023, 2100};
    private static final int[] CHAINS = {2, 16, 48, 64, 1022};

    private final Random random = new Random(11);

    @Test
    void theKernelOfThisRunKeepsTheContract() {
        check(Kernels.chosen().panelTile());
    }

    @Test
    void theScalarKernelKeepsTheContract() {
        check(new ScalarPanelTile());
    }

    @Test
    void theScalarKernelKeepsTheContractInTheLayoutOfThisRun() {
        PanelTile twin = new ScalarKernels(Kernels.chosen()).panelTile();
        assertArrayEquals(Kernels.chosen().panelTile().heights(), twin.heights());
        check(twin);
    }

    private void check(PanelTile tile) {
        for (int i = 1; i < tile.heights().length; i++) {
            assertTrue(tile.heights()[i] < tile.heights()[i - 1]);
        }
        for (int i = 1; i < tile.halfHeights().length; i++) {
            assertTrue(tile.halfHeights()[i] < tile.halfHeights()[i - 1]);
        }
        for (int mr : tile.halfHeights()) {
            for (int kc : DEPTHS) {
                check(tile, mr, kc, tile.lanes(), false);
                check(tile, mr, kc, tile.lanes(), true);
            }
        }
        for (int mr : tile.heights()) {
            assertTrue(Arrays.stream(tile.halfHeights()).anyMatch(half -> half == mr), mr + " rows of half the width");
            for (int kc : DEPTHS) {
                check(tile, mr, kc, 2 * tile.lanes(), false);
                check(tile, mr, kc, 2 * tile.lanes(), true);
                for (int chain : CHAINS) {
                    checkChains(tile, mr, kc, chain, false);
                    checkChains(tile, mr, kc, chain, true);
                }
            }
        }
    }

    /** The first {@code columns} of a tile; B's others are NaN, C's stay what they are. */
    private void check(PanelTile tile, int mr, int kc, int columns, boolean add) {
        int nr = 2 * tile.lanes();
        boolean half = columns < nr;
        float[] a = values(3 + kc * mr + 2), b = values(5 + kc * nr + 1), c = values(7 + mr * nr + 4);
        float[] expected = c.clone();
        for (int r = 0; r < mr; r++) {
            for (int j = 0; j < columns; j++) {
                float sum = add ? c[7 + r * nr + j] : 0f;
                for (int k = 0, even = kc & ~1; k < even; k += GemmTile.MAX_DEPTH) {
                    sum += chain(a, 3 + r, mr, b, 5 + j, nr, k, Math.min(even, k + GemmTile.MAX_DEPTH), 0f);
                }
                expected[7 + r * nr + j] = chain(a, 3 + r, mr, b, 5 + j, nr, kc & ~1, kc, sum);
            }
        }
        for (int k = 0; k < kc; k++) {
            Arrays.fill(b, 5 + k * nr + columns, 5 + (k + 1) * nr, Float.NaN);
        }
        if (half && add) {
            tile.addHalf(mr, kc, a, 3, b, 5, c, 7);
        } else if (half) {
            tile.multiplyHalf(mr, kc, a, 3, b, 5, c, 7);
        } else if (add) {
            tile.add(mr, kc, a, 3, b, 5, c, 7);
        } else {
            tile.multiply(mr, kc, a, 3, b, 5, c, 7);
        }
        assertArrayEquals(expected, c, 0f, mr + " rows, " + columns + " columns, depth " + kc + (add ? ", added" : ""));
    }

    private void checkChains(PanelTile tile, int mr, int kc, int chain, boolean add) {
        int nr = 2 * tile.lanes();
        float[] a = values(3 + kc * mr + 2), b = values(5 + kc * nr + 1), c = values(7 + mr * nr + 4);
        float[] expected = c.clone();
        for (int r = 0; r < mr; r++) {
            for (int j = 0; j < nr; j++) {
                float sum = add ? c[7 + r * nr + j] : 0f;
                for (int k = 0; k < kc; k += chain) {
                    // The last product of an odd depth is a step of its own, as without chains.
                    int end = Math.min(kc, k + chain), even = k + (end - k & ~1);
                    sum = chain(a, 3 + r, mr, b, 5 + j, nr, even, end,
                            sum + chain(a, 3 + r, mr, b, 5 + j, nr, k, even, 0f));
                }
                expected[7 + r * nr + j] = sum;
            }
        }
        if (add) {
            tile.addChains(mr, kc, chain, a, 3, b, 5, c, 7);
        } else {
            tile.multiplyChains(mr, kc, chain, a, 3, b, 5, c, 7);
        }
        assertArrayEquals(expected, c, 0f, mr + " rows, depth " + kc + ", chains of " + chain + (add ? ", added" : ""));
    }

    private static float chain(float[] a, int ao, int mr, float[] b, int bo, int nr, int begin, int end, float sum) {
        for (int k = begin; k < end; k++) {
            sum = Math.fma(a[ao + k * mr], b[bo + k * nr], sum);
        }
        return sum;
    }

    @Test
    void multiplyDoesNotLookAtWhatCHolds() {
        PanelTile tile = Kernels.chosen().panelTile();
        int mr = tile.heights()[0], nr = 2 * tile.lanes();
        float[] c = new float[mr * nr];
        Arrays.fill(c, Float.NaN);
        tile.multiply(mr, 2, values(2 * mr), 0, values(2 * nr), 0, c, 0);
        for (float sum : c) {
            assertTrue(Float.isFinite(sum));
        }
    }

    /** A chain in C is not gone on with: what is added to it is summed up first. */
    @Test
    void addSumsUpFromZero() {
        PanelTile tile = Kernels.chosen().panelTile();
        int nr = 2 * tile.lanes(), mr = tile.heights()[0];
        float[] ones = new float[64 * Math.max(mr, nr)], c = new float[mr * nr];
        Arrays.fill(ones, 1f);
        Arrays.fill(c, 0x1p25f);
        tile.add(mr, 64, ones, 0, ones, 0, c, 0);
        for (float sum : c) {
            assertEquals(0x1p25f + 64, sum);
        }
    }

    @Test
    void heightThatDoesNotExistIsRefused() {
        PanelTile tile = Kernels.chosen().panelTile();
        float[] none = new float[0];
        assertThrows(IllegalArgumentException.class, () -> tile.multiply(13, 0, none, 0, none, 0, none, 0));
        assertThrows(IllegalArgumentException.class, () -> tile.add(13, 0, none, 0, none, 0, none, 0));
    }

    private float[] values(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() - 0.5f;
        }
        return values;
    }
}
