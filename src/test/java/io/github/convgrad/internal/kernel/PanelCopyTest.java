package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link PanelCopy} must do, asked of the kernels of this run and of the scalar ones. */
class PanelCopyTest {
    private final Random random = new Random(11);
    private final int lanes = Math.max(16, Kernels.chosen().lanes());

    private interface Check {
        void of(PanelCopy copy);
    }

    private static void both(Check check) {
        check.of(Kernels.chosen().panelCopy());
        check.of(new ScalarPanelCopy(Kernels.chosen().lanes()));
    }

    @Test
    void gatherCopiesRunsFromAnywhere() {
        both(copy -> {
            int width = Kernels.chosen().lanes();
            for (int len = 1; len <= 2 * width; len++) {
                int kc = 9, pitch = 3 * width;
                float[] src = values(600 + 3 * lanes);
                int[] rows = new int[kc + 1];
                for (int k = 0; k <= kc; k++) {
                    rows[k] = random.nextInt(500);
                }
                float[] dst = new float[4 + kc * pitch + lanes];
                copy.gather(kc, src, 13, rows, 1, len, dst, 4, pitch);
                for (int k = 0; k < kc; k++) {
                    for (int j = 0; j < len; j++) {
                        assertEquals(src[13 + rows[1 + k] + j], dst[4 + k * pitch + j], "length " + len);
                    }
                }
            }
        });
    }

    @Test
    void cutLaysRowsOutAsPanels() {
        int width = 2 * Kernels.chosen().lanes();
        cutLaysRowsOutAsPanels(Kernels.chosen().panelCopy(), width);
        cutLaysRowsOutAsPanels(new ScalarPanelCopy(Kernels.chosen().lanes()), width);
    }

    private void cutLaysRowsOutAsPanels(PanelCopy copy, int width) {
        int kc = 5, panelPitch = kc * width + 3;
        for (int len = 1; len <= 6 * width; len++) {
            for (int column = 0; column < 2 * width; column += 1 + column % 5) {
                int[] rows = new int[kc + 1];
                for (int k = 1; k <= kc; k++) {
                    rows[k] = k == kc ? 400 : random.nextInt(400);
                }
                // Exactly as long as the farthest row: a read beside it would fail.
                float[] src = values(13 + 400 + len);
                float[] dst = values(4 + 9 * panelPitch);
                float[] expected = dst.clone();
                for (int k = 0; k < kc; k++) {
                    for (int j = 0; j < len; j++) {
                        int c = column + j;
                        expected[4 + c / width * panelPitch + k * width + c % width] = src[13 + rows[1 + k] + j];
                    }
                }
                copy.cut(kc, src, 13, rows, 1, len, dst, 4, column, panelPitch);
                same(expected, dst, "length " + len + " from column " + column);
            }
        }
    }

    @Test
    void piecesOverwriteWhatTheOnesBeforeThemOverhang() {
        both(copy -> {
            int vector = Kernels.chosen().lanes();
            for (int len = 1; len <= 4 * vector; len++) {
                for (int count : new int[] {1, 2, 7}) {
                    piecesOfRows(copy, vector, 6, len, count);
                }
            }
        });
    }

    private void piecesOfRows(PanelCopy copy, int vector, int kc, int len, int count) {
        int width = 2 * vector;
        int panelPitch = kc * width + vector, rowStep = len + random.nextInt(4);
        int step = count * rowStep + random.nextInt(9);
        List<int[]> pieces = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            for (int j = 0, run; j < len; j += run) {
                int c = row * len + j;
                run = Math.min(Math.min(vector, width - c % width), len - j);
                pieces.add(new int[] {row * rowStep + j, c / width * panelPitch + c % width});
            }
        }
        int[] rows = IntStream.range(0, kc).map(k -> k * step).toArray();
        // Exactly as long as the farthest row: a read beside it would fail.
        float[] src = values(3 + (kc - 1) * step + (count - 1) * rowStep + len);
        float[] dst = new float[5 + Math.ceilDiv(count * len, width) * panelPitch];
        copy.cutPieces(kc, src, 3, rows, pieces.size(), pieces.stream().mapToInt(p -> p[0]).toArray(),
                pieces.stream().mapToInt(p -> p[1]).toArray(), dst, 5);
        for (int k = 0; k < kc; k++) {
            for (int c = 0; c < count * len; c++) {
                assertEquals(src[3 + k * step + c / len * rowStep + c % len],
                        dst[5 + c / width * panelPitch + k * width + c % width],
                        count + " rows of " + len + ", row " + k + " of the panel, column " + c);
            }
        }
        copy.cutPieces(kc, src, 3, rows, 0, new int[0], new int[0], dst, 5);
    }

    @Test
    void transposeTurnsAnyRectangle() {
        both(copy -> {
            for (int rows : new int[] {1, 2, 3, 4, 6, 7, 8, 12, 14, 15, 16, 17, 24, 31, 32}) {
                for (int columns : new int[] {1, 2, 3, 4, 5, 7, 8, 9, 14, 15, 16, 17, 31, 33, 49, 50}) {
                    for (int columnStride = 1; columnStride <= 2; columnStride++) {
                        for (int pitch = rows; pitch <= rows + 3; pitch += 3) {
                            transpose(copy, rows, columns, columnStride, pitch, 0);
                            transpose(copy, rows, columns, columnStride, pitch, 5);
                        }
                    }
                }
            }
        });
    }

    private void transpose(PanelCopy copy, int rows, int columns, int columnStride, int pitch, int from) {
        int rowStride = columns * columnStride + 3;
        // Exactly as long as the rectangle: a read beside it would fail.
        float[] src = values(from + (rows - 1) * rowStride + (columns - 1) * columnStride + 1);
        float[] dst = new float[2 + columns * pitch + lanes];
        dst[0] = dst[1] = -1f;
        copy.transpose(rows, columns, src, from, rowStride, columnStride, dst, 2, pitch);
        assertEquals(-1f, dst[1]);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                assertEquals(src[from + i * rowStride + j * columnStride], dst[2 + j * pitch + i],
                        rows + " x " + columns + " pitch " + pitch + " at " + i + ", " + j);
            }
        }
    }

    @Test
    void transposeOfWholeVectorsWritesItsElementsAndNothingElse() {
        both(copy -> {
            for (int rows : new int[] {lanes, 2 * lanes}) {
                for (int columns : new int[] {1, 2, 3, 4, 7, 9, 15, 16, 17, 32, 33}) {
                    int pitch = rows + 3;
                    float[] src = values(rows * (columns + 1));
                    // Ends with the last element: a store behind it would fail.
                    float[] dst = values(5 + (columns - 1) * pitch + rows);
                    float[] expected = dst.clone();
                    for (int i = 0; i < rows; i++) {
                        for (int j = 0; j < columns; j++) {
                            expected[5 + j * pitch + i] = src[i * (columns + 1) + j];
                        }
                    }
                    copy.transpose(rows, columns, src, 0, columns + 1, 1, dst, 5, pitch);
                    same(expected, dst, rows + " x " + columns);
                }
            }
        });
    }

    @Test
    void scatterWritesItsElementsAndNothingElse() {
        both(copy -> {
            for (int len = 1; len <= 2 * Kernels.chosen().lanes(); len++) {
                for (int step = 1; step <= 5; step++) {
                    int rows = 3, pitch = 2 * lanes, rowStride = len * step + 4;
                    float[] src = values(6 + rows * pitch + lanes);
                    // Ends with the last element: a store behind it would fail.
                    float[] dst = values(7 + (rows - 1) * rowStride + (len - 1) * step + 1);
                    float[] expected = dst.clone();
                    for (int i = 0; i < rows; i++) {
                        for (int j = 0; j < len; j++) {
                            expected[7 + i * rowStride + j * step] = src[6 + i * pitch + j];
                        }
                    }
                    copy.scatter(rows, len, src, 6, pitch, dst, 7, rowStride, step);
                    same(expected, dst, "length " + len + " step " + step);
                }
            }
        });
    }

    @Test
    void zipWritesItsElementsAndNothingElse() {
        both(copy -> {
            for (int len = 1; len <= 6 * lanes; len++) {
                int rows = 3, pitch = 4 * lanes, rowStride = len + 4;
                float[] src = values(6 + rows * pitch + lanes);
                // Ends with the last element: a store behind it would fail.
                float[] dst = values(7 + (rows - 1) * rowStride + len);
                float[] expected = dst.clone();
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < len; j++) {
                        expected[7 + i * rowStride + j] = src[(j % 2 == 0 ? 6 : 9) + i * pitch + j / 2];
                    }
                }
                copy.zip(rows, len, src, 6, 9, pitch, dst, 7, rowStride);
                same(expected, dst, "length " + len);
            }
        });
    }

    @Test
    void copyRowsReadsAndWritesTheRectangleOnly() {
        both(copy -> {
            for (int len = 1; len <= 5 * lanes; len += 1 + len / 20) {
                for (int gap = 0; gap <= 1; gap++) {
                    copyRows(copy, 3, len, len + gap);
                    copyRows(copy, 2 * lanes + 1, len, len + gap);
                }
            }
        });
    }

    private void copyRows(PanelCopy copy, int rows, int len, int pitch) {
        int rowStride = len + 2;
        float[] src = values(4 + (rows - 1) * rowStride + len);
        // Room behind the rectangle, that nothing may be written to.
        for (int behind : new int[] {0, 2 * lanes}) {
            float[] dst = values(3 + (rows - 1) * pitch + len + behind);
            float[] expected = dst.clone();
            for (int i = 0; i < rows; i++) {
                System.arraycopy(src, 4 + i * rowStride, expected, 3 + i * pitch, len);
            }
            copy.copyRows(rows, len, src, 4, rowStride, dst, 3, pitch);
            same(expected, dst, rows + " rows of " + len + ", " + pitch + " apart");
        }
    }

    @Test
    void copyColumnsReadsAndWritesNothingBeside() {
        both(copy -> {
            for (int len = 1; len <= 4 * lanes; len += 1 + len / 20) {
                for (int step = 1; step <= 5; step++) {
                    for (int beside : new int[] {0, 7}) {
                        copyColumns(copy, len, step, (len - 1) * step + 1 + beside);
                    }
                }
            }
        });
    }

    private void copyColumns(PanelCopy copy, int len, int step, int rowStride) {
        int rows = 5, pitch = len + 1;
        // Begins and ends with the columns: a read before or behind them would fail.
        float[] src = new float[(rows - 1) * rowStride + (len - 1) * step + 1];
        Arrays.fill(src, Float.NaN);
        float[] dst = values(3 + (rows - 1) * pitch + len);
        float[] expected = dst.clone();
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < len; j++) {
                src[i * rowStride + j * step] = expected[3 + i * pitch + j] = random.nextFloat();
            }
        }
        copy.copyColumns(rows, len, src, 0, rowStride, step, dst, 3, pitch);
        same(expected, dst, "length " + len + " step " + step);
    }

    @Test
    void addGroupsAddsEvenAndOddGroupsInOrder() {
        both(copy -> {
            for (int size = 1, count = 0; size <= 4 * lanes + 3; size++, count = (count + 1) % 7) {
                float[] src = values(3 + count * size + lanes);
                float[] dst = values(2 + size + lanes);
                float[] expected = dst.clone();
                for (int i = 0; i < size; i++) {
                    float[] sums = new float[2];
                    for (int j = 0; j < count; j++) {
                        sums[j % 2] += src[3 + j * size + i];
                    }
                    expected[2 + i] += sums[0] + sums[1];
                }
                copy.addGroups(size, count, src, 3, dst, 2);
                same(expected, dst, count + " groups of " + size);
            }
        });
    }

    private static void same(float[] expected, float[] actual, String what) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]), what + " at " + i);
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
