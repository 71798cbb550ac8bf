package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.TilePlaces;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Several tiles in one call: a loop over tiles around the loop of {@link SimdGemmTile}. No sum lives across both. What a
 * call costs for each tile is saved, and the stores of a tile go on while the next one is computed: between two calls lie
 * so many stores of arguments and of registers that they wait behind those of the tile, where these wait for memory
 * (bench/notes/099).
 *
 * <p>Only for 14 rows: there the sums and what they are multiplied with take all 32 vector registers. With 8 rows C2 parks
 * the origins, which the two loops' bookkeeping drives out of the general registers, in vector registers, and fetches
 * them from there in every step: in one JVM of two a fifth slower than a call for each tile.
 */
final class SimdTileRow {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int ROWS = 14;

    private SimdTileRow() {
    }

    /** Whether there is a loop for a height and depth: whole turns of the tallest tile. */
    static boolean takes(int mr, int kc) {
        return mr == ROWS && (kc & 1) == 0;
    }

    /** As {@link GemmTile#multiplyAll}, for tiles of 14 rows. */
    static void rows14(int kc, float[] s, int s0, int lds, float[] c, int c0, int ldc, TilePlaces tiles,
            int t, int end, int aStep, float[] a, float[] b, int[] rows, int ao, int b0) {
        kc &= GemmTile.MAX_DEPTH;
        for (; t < end; t++) {
            int bo = b0 + tiles.b()[t], so = s0 + tiles.s()[t];
            FloatVector c0x, c0y, c1x, c1y, c2x, c2y, c3x, c3y, c4x, c4y, c5x, c5y, c6x, c6y, c7x, c7y, c8x, c8y,
                    c9x, c9y, c10x, c10y, c11x, c11y, c12x, c12y, c13x, c13y;
            if (lds == 0) {
                FloatVector x = FloatVector.fromArray(S, s, so), y = FloatVector.fromArray(S, s, so + L);
                c0x = c1x = c2x = c3x = c4x = c5x = c6x = c7x = c8x = c9x = c10x = c11x = c12x = c13x = x;
                c0y = c1y = c2y = c3y = c4y = c5y = c6y = c7y = c8y = c9y = c10y = c11y = c12y = c13y = y;
            } else {
                c0x = FloatVector.fromArray(S, s, so);
                c0y = FloatVector.fromArray(S, s, so + L);
                c1x = FloatVector.fromArray(S, s, so + lds);
                c1y = FloatVector.fromArray(S, s, so + lds + L);
                c2x = FloatVector.fromArray(S, s, so + 2 * lds);
                c2y = FloatVector.fromArray(S, s, so + 2 * lds + L);
                c3x = FloatVector.fromArray(S, s, so + 3 * lds);
                c3y = FloatVector.fromArray(S, s, so + 3 * lds + L);
                c4x = FloatVector.fromArray(S, s, so + 4 * lds);
                c4y = FloatVector.fromArray(S, s, so + 4 * lds + L);
                c5x = FloatVector.fromArray(S, s, so + 5 * lds);
                c5y = FloatVector.fromArray(S, s, so + 5 * lds + L);
                c6x = FloatVector.fromArray(S, s, so + 6 * lds);
                c6y = FloatVector.fromArray(S, s, so + 6 * lds + L);
                c7x = FloatVector.fromArray(S, s, so + 7 * lds);
                c7y = FloatVector.fromArray(S, s, so + 7 * lds + L);
                c8x = FloatVector.fromArray(S, s, so + 8 * lds);
                c8y = FloatVector.fromArray(S, s, so + 8 * lds + L);
                c9x = FloatVector.fromArray(S, s, so + 9 * lds);
                c9y = FloatVector.fromArray(S, s, so + 9 * lds + L);
                c10x = FloatVector.fromArray(S, s, so + 10 * lds);
                c10y = FloatVector.fromArray(S, s, so + 10 * lds + L);
                c11x = FloatVector.fromArray(S, s, so + 11 * lds);
                c11y = FloatVector.fromArray(S, s, so + 11 * lds + L);
                c12x = FloatVector.fromArray(S, s, so + 12 * lds);
                c12y = FloatVector.fromArray(S, s, so + 12 * lds + L);
                c13x = FloatVector.fromArray(S, s, so + 13 * lds);
                c13y = FloatVector.fromArray(S, s, so + 13 * lds + L);
            }
            for (int k = 0; k < kc; k += 2) {
                int row = bo + rows[k];
                FloatVector x = FloatVector.fromArray(S, b, row), y = FloatVector.fromArray(S, b, row + L), v;
                v = FloatVector.broadcast(S, a[ao + k * 14]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 1]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 2]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 3]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 4]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 5]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 6]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 7]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 8]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 9]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 10]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 11]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 12]); c12x = v.fma(x, c12x); c12y = v.fma(y, c12y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 13]); c13x = v.fma(x, c13x); c13y = v.fma(y, c13y);
                row = bo + rows[k + 1];
                x = FloatVector.fromArray(S, b, row);
                y = FloatVector.fromArray(S, b, row + L);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 14]); c0x = v.fma(x, c0x); c0y = v.fma(y, c0y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 15]); c1x = v.fma(x, c1x); c1y = v.fma(y, c1y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 16]); c2x = v.fma(x, c2x); c2y = v.fma(y, c2y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 17]); c3x = v.fma(x, c3x); c3y = v.fma(y, c3y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 18]); c4x = v.fma(x, c4x); c4y = v.fma(y, c4y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 19]); c5x = v.fma(x, c5x); c5y = v.fma(y, c5y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 20]); c6x = v.fma(x, c6x); c6y = v.fma(y, c6y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 21]); c7x = v.fma(x, c7x); c7y = v.fma(y, c7y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 22]); c8x = v.fma(x, c8x); c8y = v.fma(y, c8y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 23]); c9x = v.fma(x, c9x); c9y = v.fma(y, c9y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 24]); c10x = v.fma(x, c10x); c10y = v.fma(y, c10y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 25]); c11x = v.fma(x, c11x); c11y = v.fma(y, c11y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 26]); c12x = v.fma(x, c12x); c12y = v.fma(y, c12y);
                v = FloatVector.broadcast(S, a[ao + k * 14 + 27]); c13x = v.fma(x, c13x); c13y = v.fma(y, c13y);
            }
            int co = c0 + tiles.c()[t];
            c0x.intoArray(c, co);
            c0y.intoArray(c, co + L);
            c1x.intoArray(c, co + ldc);
            c1y.intoArray(c, co + ldc + L);
            c2x.intoArray(c, co + 2 * ldc);
            c2y.intoArray(c, co + 2 * ldc + L);
            c3x.intoArray(c, co + 3 * ldc);
            c3y.intoArray(c, co + 3 * ldc + L);
            c4x.intoArray(c, co + 4 * ldc);
            c4y.intoArray(c, co + 4 * ldc + L);
            c5x.intoArray(c, co + 5 * ldc);
            c5y.intoArray(c, co + 5 * ldc + L);
            c6x.intoArray(c, co + 6 * ldc);
            c6y.intoArray(c, co + 6 * ldc + L);
            c7x.intoArray(c, co + 7 * ldc);
            c7y.intoArray(c, co + 7 * ldc + L);
            c8x.intoArray(c, co + 8 * ldc);
            c8y.intoArray(c, co + 8 * ldc + L);
            c9x.intoArray(c, co + 9 * ldc);
            c9y.intoArray(c, co + 9 * ldc + L);
            c10x.intoArray(c, co + 10 * ldc);
            c10y.intoArray(c, co + 10 * ldc + L);
            c11x.intoArray(c, co + 11 * ldc);
            c11y.intoArray(c, co + 11 * ldc + L);
            c12x.intoArray(c, co + 12 * ldc);
            c12y.intoArray(c, co + 12 * ldc + L);
            c13x.intoArray(c, co + 13 * ldc);
            c13y.intoArray(c, co + 13 * ldc + L);
            ao += aStep;
        }
    }
}
