package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.convgrad.internal.kernel.DepthwiseRows.ColumnTaps;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link DepthwiseRows} does what it says, with the same bits from the kernels of this JVM and from plain loops. */
class DepthwiseRowsTest {
    private static final float GUARD = -77.25f;
    private static final int SLACK = DepthwiseRows.SLACK;

    private final DepthwiseRows kernel = Kernels.chosen().depthwiseRows();
    private final int lanes = Kernels.chosen().lanes();
    private final DepthwiseRows plain = new ScalarDepthwiseRows();
    private final SplittableRandom random = new SplittableRandom(20261122);

    @Test
    void stageLaysRowsOutAndLeavesNothingButZerosBehindThem() {
        for (int step = 1; step <= 3; step++) {
            for (int columns = 0; columns <= 5 * lanes * step + 3; columns++) {
                stage(kernel, columns, step, 1 + columns % 4, columns % 3);
                stage(plain, columns, step, 1 + columns % 4, columns % 3);
            }
        }
        stage(kernel, 3, 1, 5, 3 * lanes);
        stage(kernel, 7, 2, 3, 2 * lanes + 1);
    }

    private void stage(DepthwiseRows rows, int columns, int step, int count, int gap) {
        int srcPitch = columns + 2;
        int pitch = Math.max(1, (columns + step - 1) / step) + gap;
        int phasePitch = count * pitch + SLACK + 1;
        // The last row ends with the array: nothing behind it may be read.
        int from = 5;
        float[] src = reals(from + (count - 1) * srcPitch + columns);
        float[] dst = filled(3 + step * phasePitch, GUARD);
        rows.stage(src, from, srcPitch, count, columns, step, dst, 3, pitch, phasePitch);
        String what = columns + " columns, step " + step + ", " + count + " rows, pitch " + pitch;
        for (int k = 0; k < step; k++) {
            for (int j = 0; j < count * pitch + SLACK; j++) {
                float actual = dst[3 + k * phasePitch + j];
                int row = j / pitch;
                int column = j % pitch * step + k;
                float behind = actual == 0f ? 0f : GUARD;
                boolean live = row < count && column < columns;
                assertEquals(live ? src[from + row * srcPitch + column] : behind, actual, what);
            }
            assertEquals(GUARD, dst[3 + (k + 1) * phasePitch - 1], what);
            assertEquals(GUARD, dst[2 + k * phasePitch], what);
        }
    }

    @Test
    void weaveIsTheInverseOfStageAndWritesNothingElse() {
        for (int step = 1; step <= 3; step++) {
            for (int columns = 1; columns <= 5 * lanes * step + 3; columns++) {
                for (int rows = 1; rows <= 2 * lanes + 3; rows += 1 + columns % 5) {
                    weave(kernel, columns, step, rows, step, 0);
                    weave(kernel, columns, step, rows, 1 + rows % 3, columns % 2);
                    weave(plain, columns, step, rows, 1 + rows % 3, columns % 2);
                }
            }
        }
    }

    private void weave(DepthwiseRows kernel, int columns, int columnStep, int rows, int rowStep, int gap) {
        int dstPitch = columns + gap;
        int pitch = (columns + columnStep - 1) / columnStep + 1;
        int columnPhase = (rows + rowStep - 1) / rowStep * pitch + SLACK;
        int rowPhase = columnStep * columnPhase;
        float[] src = reals(2 + rowStep * rowPhase);
        float[] dst = filled(4 + rows * dstPitch + SLACK, GUARD);
        float[] expected = dst.clone();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                expected[4 + r * dstPitch + c] = src[2 + r % rowStep * rowPhase + r / rowStep * pitch
                        + c % columnStep * columnPhase + c / columnStep];
            }
        }
        kernel.weave(src, 2, pitch, rowStep, rowPhase, columnStep, columnPhase, dst, 4, dstPitch, rows, columns);
        assertArrayEquals(expected, dst, () -> columns + " columns, steps " + rowStep + " and " + columnStep + ", "
                + rows + " rows of pitch " + dstPitch);
    }

    @Test
    void addAddsRowsWhereTheyBelongAndKeepsWhatLiesBehind() {
        for (int count = 1; count <= 5 * lanes + 3; count++) {
            // Rows that land on each other, one float apart and on the same floats.
            int[] sources = {60, 7, 300, 2, 150}, targets = {5, 6, 5, 40, 0};
            float[] src = reals(300 + count + 4 + SLACK);
            float[] before = reals(40 + count + 3 + SLACK);
            float[] expected = before.clone();
            for (int i = 0; i < sources.length; i++) {
                for (int j = 0; j < count; j++) {
                    expected[3 + targets[i] + j] += src[4 + sources[i] + j];
                }
            }
            for (DepthwiseRows rows : new DepthwiseRows[] {kernel, plain}) {
                float[] actual = before.clone();
                rows.add(sources.length, src, 4, sources, actual, 3, targets, count);
                assertArrayEquals(expected, actual, count + " floats");
            }
        }
    }

    @Test
    void slideSumsTheTapsInOrder() {
        for (int taps : new int[] {0, 1, 2, 5, 9, 49}) {
            for (int count = 1; count <= 35 * lanes; count += count < 4 * lanes ? 1 : 1 + lanes / 2) {
                int length = count;
                int[] offsets = random.ints(taps + 2, -40, 60).toArray();
                float[] in = reals(count + 100 + 2 * SLACK);
                float[] w = reals(taps + 3);
                float[] expected = filled(count + 7 + SLACK, GUARD);
                float[] actual = expected.clone();
                plain.slide(taps, in, 40, offsets, 2, w, 3, 0.375f, expected, 7, count);
                kernel.slide(taps, in, 40, offsets, 2, w, 3, 0.375f, actual, 7, count);
                assertArrayEquals(Arrays.copyOf(expected, 7 + count), Arrays.copyOf(actual, 7 + count),
                        () -> taps + " taps over " + length);
                for (int p = 0; p < count; p++) {
                    float sum = 0.375f;
                    for (int t = 0; t < taps; t++) {
                        sum = Math.fma(w[3 + t], in[40 + offsets[2 + t] + p], sum);
                    }
                    assertEquals(sum, actual[7 + p]);
                }
            }
        }
    }

    @Test
    void slideFourSlidesFourTimes() {
        for (int taps : new int[] {0, 1, 7, 36}) {
            for (int count = 1; count <= 19 * lanes; count += count < 4 * lanes ? 1 : 1 + lanes / 2) {
                int[] offsets = random.ints(taps + 2, -40, 60).toArray();
                float[] in = reals(count + 100 + 2 * SLACK);
                float[] w = reals(4 * taps + 9);
                float[] starts = reals(5);
                int pitch = count + SLACK + 1;
                float[] expected = filled(4 * pitch + 7, GUARD);
                float[] actual = expected.clone();
                kernel.slideFour(taps, in, 40, offsets, 2, w, 3, taps + 1, starts, 1, actual, 7, pitch, count);
                for (int r = 0; r < 4; r++) {
                    plain.slide(taps, in, 40, offsets, 2, w, 3 + r * (taps + 1), starts[1 + r],
                            expected, 7 + r * pitch, count);
                    int at = 7 + r * pitch;
                    assertArrayEquals(Arrays.copyOfRange(expected, at, at + count),
                            Arrays.copyOfRange(actual, at, at + count), taps + " taps over " + count);
                    assertEquals(GUARD, actual[at - 1]);
                }
            }
        }
    }

    @Test
    void slideTallTakesTheTapsColumnByColumn() {
        slideTall(kernel);
    }

    @Test
    void theScalarKernelsTakeTheTallOnesOfThisRun() {
        DepthwiseRows twin = new ScalarKernels(Kernels.chosen()).depthwiseRows();
        for (int height = 1; height <= 9; height++) {
            assertEquals(kernel.tall(height), twin.tall(height));
        }
        slideTall(twin);
    }

    private void slideTall(DepthwiseRows kernel) {
        int pitch = DepthwiseRows.TALL_PITCH;
        for (int height = 1; height <= 9; height++) {
            if (!kernel.tall(height)) {
                int unknown = height;
                assertThrows(UnsupportedOperationException.class, () -> kernel.slideTall(unknown, 3, new float[9999], 0,
                        1, new float[99], 0, 1, 0f, new float[9999], 0, 9, 9, 9));
                continue;
            }
            for (int columns = 1; columns <= pitch - 16; columns++) {
                int rows = DepthwiseRows.TALL_ROWS + columns % 17;
                int width = 1 + columns % 8;
                int columnStep = 1 + columns % 2;
                float[] in = reals((rows + height) * pitch + SLACK + 20);
                float[] w = reals(height * width + 3);
                int outPitch = columns + columns % 3;
                float[] expected = filled(5 + rows * outPitch + SLACK, GUARD);
                float[] actual = expected.clone();
                for (int r = 0; r < rows; r++) {
                    for (int c = 0; c < columns; c++) {
                        float sum = 0.25f;
                        for (int j = 0; j < width; j++) {
                            for (int i = 0; i < height; i++) {
                                sum = Math.fma(w[2 + i * width + j], in[4 + (r + i) * pitch + j * columnStep + c], sum);
                            }
                        }
                        expected[5 + r * outPitch + c] = sum;
                    }
                }
                kernel.slideTall(height, width, in, 4, columnStep, w, 2, 1, 0.25f, actual, 5, outPitch, rows, columns);
                assertArrayEquals(expected, actual, rows + " rows of " + columns);
                float[] turned = new float[w.length];
                for (int t = 0; t < height * width; t++) {
                    turned[1 + height * width - t] = w[2 + t];
                }
                kernel.slideTall(height, width, in, 4, columnStep, turned, 1 + height * width, -1, 0.25f,
                        actual, 5, outPitch, rows, columns);
                assertArrayEquals(expected, actual, rows + " rows of " + columns + ", turned");
            }
        }
    }

    @Test
    void slideColumnsTakesSeveralSources() {
        slideColumns(kernel);
    }

    @Test
    void theScalarKernelsTakeTheColumnsOfThisRun() {
        DepthwiseRows twin = new ScalarKernels(Kernels.chosen()).depthwiseRows();
        for (int height = 1; height <= 9; height++) {
            assertEquals(kernel.columns(height), twin.columns(height));
        }
        slideColumns(twin);
    }

    private void slideColumns(DepthwiseRows kernel) {
        int pitch = DepthwiseRows.TALL_PITCH;
        for (int height = 1; height <= 9; height++) {
            if (!kernel.columns(height)) {
                ColumnTaps unknown = new ColumnTaps(height, new int[3], new int[3], 1);
                assertThrows(UnsupportedOperationException.class, () -> kernel.slideColumns(unknown, new float[9999], 0,
                        new float[99], 0, 0f, new float[9999], 0, 9, 9, 9));
                continue;
            }
            for (int columns = 1; columns <= pitch - 16; columns++) {
                int[] offsets = random.ints(columns % 10, 0, 3 * pitch).toArray();
                int[] weights = random.ints(offsets.length, 8 * height, 16 * height).toArray();
                slideColumns(kernel, new ColumnTaps(height, offsets, weights, columns % 2 == 0 ? 8 : -8),
                        DepthwiseRows.TALL_ROWS + columns % 17, columns);
            }
        }
    }

    private void slideColumns(DepthwiseRows kernel, ColumnTaps taps, int rows, int columns) {
        int height = taps.kernelHeight(), pitch = DepthwiseRows.TALL_PITCH;
        float[] in = reals((3 + rows + height) * pitch + SLACK + 20);
        float[] w = reals(24 * height + 2);
        int outPitch = columns + columns % 3;
        float[] expected = filled(5 + rows * outPitch + SLACK, GUARD);
        float[] actual = expected.clone();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                float sum = 0.25f;
                for (int j = 0; j < taps.offsets().length; j++) {
                    for (int i = 0; i < height; i++) {
                        sum = Math.fma(w[2 + taps.weights()[j] + i * taps.weightStep()],
                                in[4 + taps.offsets()[j] + (r + i) * pitch + c], sum);
                    }
                }
                expected[5 + r * outPitch + c] = sum;
            }
        }
        kernel.slideColumns(taps, in, 4, w, 2, 0.25f, actual, 5, outPitch, rows, columns);
        assertArrayEquals(expected, actual, rows + " rows of " + columns + ", columns of " + height + " taps");
    }

    @Test
    void dotsSumInSixteenChains() {
        for (int taps = 0; taps <= 30; taps++) {
            for (int steps = 0; steps <= 5; steps++) {
                int count = steps * DepthwiseRows.PARTIALS;
                int[] offsets = random.ints(taps + 1, -9, 20).toArray();
                float[] x = reals(count + 9 + 20 + SLACK);
                float[] dy = reals(count + 2 + SLACK);
                float[] start = reals(5 + taps * DepthwiseRows.PARTIALS);
                float[] actual = start.clone();
                kernel.dots(taps, x, 9, offsets, 1, dy, 2, count, actual, 5);
                float[] expected = start.clone();
                plain.dots(taps, x, 9, offsets, 1, dy, 2, count, expected, 5);
                assertArrayEquals(expected, actual, taps + " taps over " + count);
                for (int t = 0; t < taps; t++) {
                    for (int l = 0; l < DepthwiseRows.PARTIALS; l++) {
                        float sum = start[5 + t * DepthwiseRows.PARTIALS + l];
                        for (int p = l; p < count; p += DepthwiseRows.PARTIALS) {
                            sum = Math.fma(x[9 + offsets[1 + t] + p], dy[2 + p], sum);
                        }
                        assertEquals(sum, actual[5 + t * DepthwiseRows.PARTIALS + l]);
                    }
                }
            }
        }
    }

    @Test
    void dotsTallSumStripsFromTheTop() {
        int pitch = DepthwiseRows.TALL_PITCH, partials = DepthwiseRows.PARTIALS;
        for (int height = 1; height <= 9; height++) {
            for (int width = 1; DepthwiseRows.dotsTall(height) && width <= 9; width++) {
                int columns = 1 + random.nextInt(50), rows = random.nextInt(4) * DepthwiseRows.TALL_DOT_ROWS;
                int step = random.nextInt(3), strips = (columns + partials - 1) / partials * partials;
                // The last row ends with the array: nothing behind it may be read.
                float[] x = reals(3 + Math.max(0, rows + height - 2) * pitch + (width - 1) * step + strips);
                float[] dy = reals(2 + Math.max(0, rows - 1) * pitch + strips);
                float[] start = reals(5 + height * width * partials);
                float[] expected = start.clone();
                for (int i = 0; i < height; i++) {
                    for (int j = 0; j < width; j++) {
                        for (int c = 0; c < strips; c++) {
                            int at = 5 + (i * width + j) * partials + c % partials;
                            for (int r = 0; r < rows; r++) {
                                expected[at] = Math.fma(x[3 + (r + i) * pitch + j * step + c], dy[2 + r * pitch + c],
                                        expected[at]);
                            }
                        }
                    }
                }
                for (DepthwiseRows some : new DepthwiseRows[] {plain, kernel}) {
                    float[] actual = start.clone();
                    some.dotsTall(height, width, x, 3, step, dy, 2, rows, columns, actual, 5);
                    assertArrayEquals(expected, actual, height + "x" + width + " taps, " + rows + " rows of " + columns);
                }
            }
        }
    }

    @Test
    void dotsTallPairSumsTwoResults() {
        int pitch = DepthwiseRows.TALL_PITCH, partials = DepthwiseRows.PARTIALS;
        for (int width = 1; width <= 9; width++) {
            int columns = 1 + random.nextInt(50), rows = random.nextInt(4) * DepthwiseRows.TALL_DOT_ROWS;
            int step = random.nextInt(3), strips = (columns + partials - 1) / partials * partials;
            int dyPitch = rows * pitch + random.nextInt(40), sumsPitch = 3 * width * partials + random.nextInt(40);
            float[] x = reals(3 + (rows + 1) * pitch + (width - 1) * step + strips);
            float[] dy = reals(2 + dyPitch + Math.max(0, rows - 1) * pitch + strips);
            float[] start = reals(5 + sumsPitch + 3 * width * partials);
            float[] expected = start.clone();
            for (int f = 0; f < 2; f++) {
                for (int t = 0; t < 3 * width; t++) {
                    for (int c = 0; c < strips; c++) {
                        int at = 5 + f * sumsPitch + t * partials + c % partials;
                        for (int r = 0; r < rows; r++) {
                            expected[at] = Math.fma(x[3 + (r + t / width) * pitch + t % width * step + c],
                                    dy[2 + f * dyPitch + r * pitch + c], expected[at]);
                        }
                    }
                }
            }
            for (DepthwiseRows some : new DepthwiseRows[] {plain, kernel}) {
                float[] actual = start.clone();
                some.dotsTallPair(width, x, 3, step, dy, 2, dyPitch, rows, columns, actual, 5, sumsPitch);
                assertArrayEquals(expected, actual, width + " columns of taps, " + rows + " rows of " + columns);
            }
        }
    }

    @Test
    void tallySumsInSixteenChains() {
        for (int steps = 0; steps <= 6; steps++) {
            int count = steps * DepthwiseRows.PARTIALS;
            float[] dy = reals(count + 3 + SLACK);
            float[] start = reals(DepthwiseRows.PARTIALS + 1);
            float[] expected = start.clone();
            for (int p = 0; p < count; p++) {
                expected[1 + p % DepthwiseRows.PARTIALS] += dy[3 + p];
            }
            for (DepthwiseRows rows : new DepthwiseRows[] {plain, kernel}) {
                float[] actual = start.clone();
                rows.tally(dy, 3, count, actual, 1);
                assertArrayEquals(expected, actual);
            }
        }
    }

    @Test
    void totalAddsEveryChainOnce() {
        float[] sums = new float[DepthwiseRows.PARTIALS + 2];
        for (int l = 0; l < DepthwiseRows.PARTIALS; l++) {
            sums[2 + l] = 1 << l;
        }
        assertEquals((1 << DepthwiseRows.PARTIALS) - 1, DepthwiseRows.total(sums, 2));
    }

    private float[] reals(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    private static float[] filled(int length, float value) {
        float[] values = new float[length];
        Arrays.fill(values, value);
        return values;
    }
}
