package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link GemmTile} must do, asked of the kernels of this run and of the scalar ones. */
class GemmTileTest {
    private static final int[] DEPTHS = {0, 1, 2, 3, 7, 27, 64, 125, 126, 127, 129, 321, 510, 511, 513, 1021, 1022};

    private enum Way { WHOLE, PACKED, NARROW, PACKED_NARROW, SPLIT }

    private final Random random = new Random(7);

    @Test
    void theKernelOfThisRunKeepsTheContract() {
        check(Kernels.chosen().gemmTile());
    }

    @Test
    void theScalarKernelKeepsTheContract() {
        check(new ScalarGemmTile());
    }

    @Test
    void theScalarKernelKeepsTheContractInTheLayoutOfThisRun() {
        GemmTile twin = new ScalarKernels(Kernels.chosen()).gemmTile();
        assertArrayEquals(Kernels.chosen().gemmTile().heights(), twin.heights());
        assertEquals(Kernels.chosen().lanes(), twin.lanes());
        check(twin);
    }

    @Test
    void heightsDescendAndTheSmallestDividesNothingItNeedNot() {
        int[] heights = Kernels.chosen().gemmTile().heights();
        for (int i = 1; i < heights.length; i++) {
            assertTrue(heights[i] < heights[i - 1], Arrays.toString(heights));
        }
        assertTrue(heights[heights.length - 1] <= 4, Arrays.toString(heights));
    }

    @Test
    void heightThatDoesNotExistIsRefused() {
        GemmTile tile = Kernels.chosen().gemmTile();
        assertThrows(IllegalArgumentException.class,
                () -> tile.multiply(13, 0, new float[0], 0, new float[0], 0, new int[0], new float[0], 0, 0,
                        new float[0], 0, 0));
    }

    @Test
    void depthBeyondTheMostIsRefused() {
        GemmTile tile = Kernels.chosen().gemmTile();
        int mr = tile.heights()[0], kc = GemmTile.MAX_DEPTH + 1, nr = 2 * tile.lanes();
        assertThrows(IllegalArgumentException.class,
                () -> tile.multiply(mr, kc, new float[kc * mr], 0, new float[nr], 0, new int[kc], new float[nr], 0, 0,
                        new float[mr * nr], 0, nr));
    }

    private void check(GemmTile tile) {
        for (int kc : DEPTHS) {
            for (int ldc = 2 * tile.lanes(); ldc <= 2 * tile.lanes() + 5; ldc += 5) {
                for (int mr : tile.heights()) {
                    check(tile, mr, kc, ldc, tile.lanes(), Way.WHOLE);
                    check(tile, mr, kc, ldc, tile.lanes(), Way.PACKED);
                    check(tile, mr, kc, ldc, tile.lanes(), Way.NARROW);
                    check(tile, mr, kc, ldc, tile.lanes(), Way.PACKED_NARROW);
                    checkAll(tile, mr, kc, ldc, false);
                    checkAll(tile, mr, kc, ldc, true);
                }
                for (int mr : tile.splitHeights()) {
                    check(tile, mr, kc, ldc, 389, Way.SPLIT);
                }
            }
        }
    }

    private void check(GemmTile tile, int mr, int kc, int ldc, int apart, Way way) {
        int lanes = tile.lanes(), nr = 2 * lanes, b0 = 11, b1 = b0 + apart;
        float[] a = values(3 + kc * mr);
        float[] b = values(1000 + (7 + nr) * kc + 2 * nr);
        boolean packed = way == Way.PACKED || way == Way.PACKED_NARROW;
        boolean narrow = way == Way.NARROW || way == Way.PACKED_NARROW;
        int[] rows = packed ? TilePlaces.even(kc + 1, nr) : random.ints(kc + 1, 0, 6 * kc + 1).toArray();
        float[] start = values(5 + nr * mr);
        int lds = random.nextBoolean() ? 0 : nr;
        float[] c = values(9 + ldc * mr + 4);
        float[] expected = c.clone();
        for (int r = 0; r < mr; r++) {
            for (int j = 0; j < (narrow ? lanes : nr); j++) {
                float sum = start[5 + r * lds + j];
                for (int k = 0; k < kc; k++) {
                    int at = (j < lanes ? b0 + j : b1 + j - lanes) + rows[k];
                    sum = Math.fma(a[3 + k * mr + r], b[at], sum);
                }
                expected[9 + r * ldc + j] = sum;
            }
        }
        switch (way) {
            case WHOLE -> tile.multiply(mr, kc, a, 3, b, b0, rows, start, 5, lds, c, 9, ldc);
            case PACKED -> tile.multiply(mr, kc, a, 3, b, b0, null, start, 5, lds, c, 9, ldc);
            case NARROW -> tile.multiplyNarrow(mr, kc, a, 3, b, b0, rows, start, 5, lds, c, 9, ldc);
            case PACKED_NARROW -> tile.multiplyNarrow(mr, kc, a, 3, b, b0, null, start, 5, lds, c, 9, ldc);
            case SPLIT -> tile.multiplySplit(mr, kc, a, 3, b, b0, b1, rows, start, 5, lds, c, 9, ldc);
        }
        assertArrayEquals(expected, c, 0f, mr + " rows, depth " + kc + ", " + way);
    }

    /** Tiles 1 to 3 of five, at places without order; in every other call their sums are where C is. */
    private void checkAll(GemmTile tile, int mr, int kc, int ldc, boolean packed) {
        int nr = 2 * tile.lanes(), size = mr * ldc;
        boolean onItself = random.nextBoolean();
        int aStep = random.nextBoolean() ? 0 : kc * mr, lds = onItself ? ldc : random.nextBoolean() ? 0 : nr;
        int[] at = {9 + 3 * size, 9, 9 + 2 * size, 9 + 4 * size, 9 + size};
        TilePlaces places = new TilePlaces(new int[] {0, 40, 0, 13, 5}, onItself ? at : new int[] {1, 7, 0, 7, 3}, at);
        float[] a = values(3 + 3 * kc * mr), b = values(100 + (3 + nr) * kc + 2 * nr), start = values(20 + nr * mr);
        int[] rows = packed ? TilePlaces.even(kc + 1, nr) : random.ints(kc + 1, 0, 3 * kc + 1).toArray();
        float[] c = values(10 + 5 * size + 4), expected = c.clone(), s = onItself ? c : start;
        for (int t = 1; t < 4; t++) {
            for (int r = 0; r < mr; r++) {
                for (int j = 0; j < nr; j++) {
                    float sum = s[places.s()[t] + 1 + r * lds + j];
                    for (int k = 0; k < kc; k++) {
                        sum = Math.fma(a[3 + (t - 1) * aStep + k * mr + r], b[11 + places.b()[t] + rows[k] + j], sum);
                    }
                    expected[1 + at[t] + r * ldc + j] = sum;
                }
            }
        }
        tile.multiplyAll(places, 1, 4, mr, kc, a, 3, aStep, b, 11, packed ? null : rows, s, 1, lds, c, 1, ldc);
        assertArrayEquals(expected, c, 0f, mr + " rows, depth " + kc + ", several tiles" + (packed ? ", packed" : ""));
    }

    @Test
    void aNarrowTileNeedsNoRoomBehindItsColumns() {
        GemmTile tile = Kernels.chosen().gemmTile();
        int lanes = tile.lanes(), kc = 9;
        int[] rows = new int[kc];
        Arrays.setAll(rows, k -> k * lanes);
        for (int mr : tile.heights()) {
            float[] a = values(kc * mr), b = values(kc * lanes), s = values(mr * lanes), c = new float[mr * lanes];
            tile.multiplyNarrow(mr, kc, a, 0, b, 0, rows, s, 0, lanes, c, 0, lanes);
            float sum = s[s.length - 1];
            for (int k = 0; k < kc; k++) {
                sum = Math.fma(a[k * mr + mr - 1], b[k * lanes + lanes - 1], sum);
            }
            assertEquals(sum, c[c.length - 1]);
        }
    }

    @Test
    void cuttingTheDepthChangesNoBit() {
        GemmTile tile = Kernels.chosen().gemmTile();
        int nr = 2 * tile.lanes(), mr = tile.heights()[0], kc = 200;
        float[] a = values(kc * mr), b = values(kc * nr);
        int[] rows = new int[kc];
        Arrays.setAll(rows, k -> k * nr);
        float[] whole = new float[mr * nr], cut = new float[mr * nr];
        tile.multiply(mr, kc, a, 0, b, 0, rows, whole, 0, nr, whole, 0, nr);
        tile.multiply(mr, 77, a, 0, b, 0, rows, cut, 0, nr, cut, 0, nr);
        tile.multiply(mr, kc - 77, a, 77 * mr, b, 77 * nr, rows, cut, 0, nr, cut, 0, nr);
        for (int i = 0; i < whole.length; i++) {
            assertEquals(Float.floatToRawIntBits(whole[i]), Float.floatToRawIntBits(cut[i]));
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
