package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * What every {@link WinogradTransform} must do: each map is its matrix on both sides, applied where the contract says,
 * and gives the bits of the plain form.
 */
class WinogradTransformTest {
    private static final int TILES = 48;
    /** What every output of the channels of a call is raised by, from the third on. */
    private static final float[] BIAS = {Float.NaN, Float.NaN, 3, -7, 12, Float.NaN};
    /** The same whatever the channel: which one a tile falls to depends on the lanes. */
    private static final float[] EVEN_BIAS = {Float.NaN, Float.NaN, 0.3f, 0.3f, 0.3f, Float.NaN};

    private final SplittableRandom random = new SplittableRandom(3);

    /** One of the maps: a matrix on both sides, that of its axis. */
    private enum Map {
        INPUT, CHANNEL_INPUT, WEIGHTS, OUTPUT, OUTPUT_GRADIENT, WEIGHT_GRADIENT;

        double[][] matrix(int size) {
            WinogradMatrices m = WinogradMatrices.of(size);
            return switch (this) {
                case INPUT, CHANNEL_INPUT -> m.bt();
                case WEIGHTS -> m.g();
                case OUTPUT -> m.at();
                case OUTPUT_GRADIENT -> transposed(m.at());
                case WEIGHT_GRADIENT -> transposed(m.g());
            };
        }
    }

    /** Rows and columns of a tile's outputs. */
    private record Size(int h, int m) {
        double[][] sides(Map map, double[][] x) {
            return WinogradTransformTest.sides(map.matrix(h), x, map.matrix(m));
        }

        /** The maps there are: those of dw for square tiles alone. */
        List<Map> maps() {
            return h == m ? List.of(Map.values()) : List.of(Map.INPUT, Map.WEIGHTS, Map.OUTPUT);
        }
    }

    private static final List<Size> SIZES = List.of(new Size(2, 2), new Size(4, 2), new Size(2, 4), new Size(4, 4));

    @Test
    void algorithmIsTheConvolution() {
        for (Size size : SIZES) {
            int h = size.h, m = size.m;
            double[][] d = tile(h + 2, m + 2), g = tile(3, 3), dy = tile(h, m);
            double[][] v = size.sides(Map.INPUT, d), u = size.sides(Map.WEIGHTS, g);
            double[][] e = size.sides(Map.OUTPUT_GRADIENT, dy);
            double[][] y = size.sides(Map.OUTPUT, product(u, v)), dg = size.sides(Map.WEIGHT_GRADIENT, product(v, e));
            for (int i = 0; i < h; i++) {
                for (int j = 0; j < m; j++) {
                    double sum = 0;
                    for (int p = 0; p < 9; p++) {
                        sum += d[i + p / 3][j + p % 3] * g[p / 3][p % 3];
                    }
                    assertEquals(sum, y[i][j], 1e-9);
                }
            }
            for (int p = 0; p < 9; p++) {
                double sum = 0;
                for (int i = 0; i < h * m; i++) {
                    sum += d[i / m + p / 3][i % m + p % 3] * dy[i / m][i % m];
                }
                assertEquals(sum, dg[p / 3][p % 3], 1e-9);
            }
        }
    }

    @Test
    void everyMapIsItsMatrix() {
        for (Size size : SIZES) {
            boolean exact = size.h == 2 && size.m == 2;
            for (Map map : size.maps()) {
                double[][] left = map.matrix(size.h), right = map.matrix(size.m);
                float[][] tiles = tiles(left[0].length * right[0].length, exact);
                float[][] results = run(transform(Kernels.chosen(), size), map, tiles, BIAS);
                for (int t = 0; t < TILES; t++) {
                    double[][] tile = rows(tiles[t], right[0].length);
                    double[][] expected = sides(left, tile, right);
                    double[][] bound = sides(absolute(left), absolute(tile), absolute(right));
                    for (int i = 0; i < left.length; i++) {
                        for (int j = 0; j < right.length; j++) {
                            // Halves and small integers are exact; else a few roundings of what is added up.
                            double room = exact ? 0 : 16 * Math.ulp(1f) * (bound[i][j] + 12);
                            double bias = map == Map.OUTPUT ? BIAS[2 + t / Kernels.chosen().lanes() % 3] : 0;
                            assertEquals(expected[i][j] + bias, results[t][i * right.length + j], room,
                                    size + " " + map);
                        }
                    }
                }
            }
        }
    }

    @Test
    void everyMapGivesTheBitsOfThePlainForm() {
        for (Size size : SIZES) {
            for (Map map : size.maps()) {
                float[][] tiles = tiles(map.matrix(size.h)[0].length * map.matrix(size.m)[0].length,
                        false);
                float[][] expected = run(transform(new ScalarKernels(), size), map, tiles, EVEN_BIAS);
                float[][] results = run(transform(Kernels.chosen(), size), map, tiles, EVEN_BIAS);
                float[][] twins = run(transform(new ScalarKernels(Kernels.chosen()), size), map, tiles, EVEN_BIAS);
                for (int t = 0; t < TILES; t++) {
                    for (int i = 0; i < expected[t].length; i++) {
                        assertEquals(Float.floatToRawIntBits(expected[t][i]), Float.floatToRawIntBits(results[t][i]),
                                size + " " + map);
                        assertEquals(Float.floatToRawIntBits(expected[t][i]), Float.floatToRawIntBits(twins[t][i]),
                                size + " " + map);
                    }
                }
            }
        }
    }

    private static WinogradTransform transform(KernelSet kernels, Size size) {
        return kernels.winogradTransform(size.h, size.m);
    }

    /** Lays tiles out as the contract asks, in as many calls as the lanes need, and collects what was written. */
    private float[][] run(WinogradTransform transform, Map map, float[][] tiles, float[] bias) {
        int lanes = transform.lanes(), width = 2 * lanes, m = transform.outputWidth();
        int in = map.matrix(m)[0].length, out = map.matrix(m).length;
        int outRows = map.matrix(transform.outputHeight()).length;
        int count = TILES / lanes, pitch = transform.rowPitch();
        float[][] results = new float[TILES][outRows * out];
        float[] src = new float[200 * pitch + 7], dst = new float[200 * pitch + 9];
        Arrays.fill(src, Float.NaN);
        Arrays.fill(dst, Float.NaN);
        int step = switch (map) {
            case INPUT -> 2 * pitch - 3;
            case OUTPUT, WEIGHT_GRADIENT -> width;
            case WEIGHTS -> 9 * lanes;
            case CHANNEL_INPUT, OUTPUT_GRADIENT -> m * lanes;
        };
        boolean lanesApart = map == Map.CHANNEL_INPUT || map == Map.OUTPUT_GRADIENT;
        // Neighbouring tiles with channels as lanes share pixels: one at a time.
        int groups = lanesApart ? 1 : 3;
        int column = map == Map.INPUT ? 1 : lanesApart ? lanes : 3 * pitch, row = map == Map.INPUT ? 12 * pitch
                : lanesApart ? 40 * lanes : 20 * pitch;
        if (map == Map.WEIGHTS) {
            column = lanes;
            row = 3 * lanes;
        }
        int second = 6 * pitch, dstRow = map == Map.OUTPUT ? 12 * pitch : 25 * pitch, dstColumn = 4 * pitch + lanes;
        int dstStep = map == Map.OUTPUT ? 2 * pitch - 5 : map == Map.INPUT ? 5 * lanes + 1 : width;
        for (int round = 0; round < count / groups; round++) {
            for (int n = 0; n < groups; n++) {
                for (int lane = 0; lane < lanes; lane++) {
                    float[] tile = tiles[(round * groups + n) * lanes + lane];
                    for (int e = 0; e < tile.length; e++) {
                        int i = e / in, j = e % in, at = 7 + n * step + i * row;
                        if (map == Map.INPUT) {
                            at += j < m ? m * lane + j : second + m * lane + j - m;
                        } else {
                            at += j * column + lane;
                        }
                        src[at] = tile[e];
                    }
                }
            }
            switch (map) {
                case INPUT -> transform.input(groups, src, 7, second, row, dst, 9, dstRow, dstColumn, dstStep, step);
                case CHANNEL_INPUT ->
                    gradient(transform).channelInput(groups, src, 7, row, dst, 9, dstRow, dstColumn);
                case WEIGHTS -> transform.weights(groups, src, 7, row, column, dst, 9, dstRow, dstColumn, dstStep);
                case OUTPUT -> transform.output(groups, src, 7, row, column, bias, 2, dst, 9, dstRow, dstStep);
                case OUTPUT_GRADIENT ->
                    gradient(transform).outputGradient(groups, src, 7, row, dst, 9, dstRow, dstColumn, dstStep);
                case WEIGHT_GRADIENT ->
                    gradient(transform).weightGradient(groups, src, 7, row, column, dst, 9, dstRow, dstColumn);
            }
            for (int n = 0; n < groups; n++) {
                for (int lane = 0; lane < lanes; lane++) {
                    for (int e = 0; e < outRows * out; e++) {
                        int i = e / out, j = e % out, at = 9 + n * dstStep + i * dstRow;
                        results[(round * groups + n) * lanes + lane][e] =
                                dst[map == Map.OUTPUT ? at + m * lane + j : at + j * dstColumn + lane];
                    }
                }
            }
        }
        return results;
    }

    private static WinogradGradient gradient(WinogradTransform transform) {
        return (WinogradGradient) transform;
    }

    /** Nothing behind the last pixel is read, nothing beside the outputs is written. */
    @Test
    void tilesOfAnImageAreReadAndWrittenWhereTheyLie() {
        for (Size size : SIZES) {
            for (KernelSet kernels : List.of(Kernels.chosen(), new ScalarKernels(Kernels.chosen()))) {
                WinogradTransform transform = transform(kernels, size);
                int lanes = transform.lanes(), h = size.h, m = size.m, a = m + 2, width = m * lanes + m;
                int plane = (h + 2) * width, frequencies = (h + 2) * a, frequency = 7 * lanes;
                float[] src = new float[3 * plane], dst = new float[frequencies * frequency];
                float[] y = new float[3 * h * width];
                for (int i = 0; i < src.length; i++) {
                    src[i] = random.nextInt(-9, 10);
                }
                Arrays.fill(y, 77f);
                transform.input(3, src, 0, m, width, dst, 0, a * frequency, frequency, 2 * lanes, plane);
                transform.output(3, dst, 0, a * frequency, frequency, BIAS, 2, y, 0, width, h * width);
                for (int n = 0; n < 3; n++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        double[][] d = new double[h + 2][a];
                        for (int e = 0; e < frequencies; e++) {
                            d[e / a][e % a] = src[n * plane + e / a * width + m * lane + e % a];
                        }
                        double[][] expected = size.sides(Map.INPUT, d), back = size.sides(Map.OUTPUT, expected);
                        for (int e = 0; e < frequencies; e++) {
                            assertEquals(expected[e / a][e % a], dst[e * frequency + n * 2 * lanes + lane], 1e-3);
                        }
                        for (int e = 0; e < h * m; e++) {
                            assertEquals(back[e / m][e % m] + BIAS[2 + n],
                                    y[(n * h + e / m) * width + m * lane + e % m], 1e-2);
                        }
                    }
                    for (int i = 0; i < h; i++) {
                        for (int j = m * lanes; j < width; j++) {
                            assertEquals(77f, y[(n * h + i) * width + j]);
                        }
                    }
                }
            }
        }
    }

    /** Neighbouring tiles of a channel share columns; the shared ones must be taken from the row they stand in. */
    @Test
    void neighbouringTilesOfARow() {
        for (int m : new int[] {2, 4}) {
            WinogradGradient transform = Kernels.chosen().winogradGradient(m);
            int lanes = transform.lanes(), a = m + 2, columns = 3 * m + 2, row = columns * lanes, width = 2 * lanes;
            float[] src = new float[a * row], dst = new float[a * a * 4 * width];
            for (int i = 0; i < src.length; i++) {
                src[i] = random.nextInt(-9, 10);
            }
            transform.channelInput(3, src, 0, row, dst, 0, a * 4 * width, 4 * width);
            for (int n = 0; n < 3; n++) {
                for (int lane = 0; lane < lanes; lane++) {
                    double[][] d = new double[a][a];
                    for (int e = 0; e < a * a; e++) {
                        d[e / a][e % a] = src[e / a * row + (m * n + e % a) * lanes + lane];
                    }
                    double[][] expected = sides(Map.CHANNEL_INPUT.matrix(m), d, Map.CHANNEL_INPUT.matrix(m));
                    for (int e = 0; e < a * a; e++) {
                        assertEquals(expected[e / a][e % a], dst[e * 4 * width + n * width + lane], 1e-4);
                    }
                }
            }
        }
    }

    @Test
    void stepsBelowAVectorOverwriteWhatHangsOver() {
        for (Size size : SIZES) {
            WinogradTransform transform = transform(Kernels.chosen(), size);
            int lanes = transform.lanes(), a = size.m + 2, step = lanes - 1;
            float[] src = new float[9 * 5 * lanes], dst = new float[(size.h + 2) * a * 6 * lanes];
            for (int i = 0; i < src.length; i++) {
                src[i] = random.nextInt(-9, 10);
            }
            transform.weights(5, src, 0, 3 * lanes, lanes, dst, 0, a * 6 * lanes, 6 * lanes, step);
            for (int n = 0; n < 5; n++) {
                for (int lane = 0; lane < step; lane++) {
                    double first = Map.WEIGHTS.matrix(size.h)[0][0] * Map.WEIGHTS.matrix(size.m)[0][0];
                    assertEquals(src[9 * n * lanes + lane] * first, dst[n * step + lane], 2e-5);
                }
            }
        }
    }

    @Test
    void sizesFitTogether() {
        for (Size size : SIZES) {
            WinogradTransform transform = transform(Kernels.chosen(), size);
            assertEquals(size.h, transform.outputHeight());
            assertEquals(size.m, transform.outputWidth());
            assertEquals(size.h + 2, transform.inputHeight());
            assertEquals(size.m + 2, transform.inputWidth());
            assertEquals((size.h + 2) * (size.m + 2), transform.frequencies());
            assertEquals(Kernels.chosen().lanes(), transform.lanes());
            assertEquals(0, transform.tilesOfRow() % (2 * transform.lanes()), "runs are whole panels");
            assertTrue(transform.rowPitch() >= size.m * transform.tilesOfRow() + transform.lanes());
        }
        for (int m : new int[] {2, 4}) {
            assertEquals(m, Kernels.chosen().winogradGradient(m).outputTile());
            assertEquals(m + 2, Kernels.chosen().winogradGradient(m).inputTile());
        }
    }

    private float[][] tiles(int length, boolean integers) {
        float[][] tiles = new float[TILES][length];
        for (float[] tile : tiles) {
            for (int i = 0; i < tile.length; i++) {
                tile[i] = integers ? random.nextInt(-99, 100) : (float) random.nextDouble(-1, 1);
            }
        }
        return tiles;
    }

    private double[][] tile(int height, int width) {
        double[][] tile = new double[height][width];
        for (double[] row : tile) {
            Arrays.setAll(row, i -> random.nextDouble(-1, 1));
        }
        return tile;
    }

    private static double[][] rows(float[] tile, int width) {
        double[][] rows = new double[tile.length / width][width];
        for (int i = 0; i < tile.length; i++) {
            rows[i / width][i % width] = tile[i];
        }
        return rows;
    }

    private static double[][] transposed(double[][] x) {
        double[][] y = new double[x[0].length][x.length];
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i][j] = x[j][i];
            }
        }
        return y;
    }

    private static double[][] absolute(double[][] x) {
        return Arrays.stream(x).map(row -> Arrays.stream(row).map(Math::abs).toArray()).toArray(double[][]::new);
    }

    private static double[][] product(double[][] x, double[][] y) {
        double[][] z = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x[0].length; j++) {
                z[i][j] = x[i][j] * y[i][j];
            }
        }
        return z;
    }

    /** {@code left x right^T}. */
    private static double[][] sides(double[][] left, double[][] x, double[][] right) {
        double[][] y = new double[left.length][right.length];
        for (int i = 0; i < left.length; i++) {
            for (int j = 0; j < right.length; j++) {
                for (int p = 0; p < x.length; p++) {
                    for (int q = 0; q < x[0].length; q++) {
                        y[i][j] += left[i][p] * x[p][q] * right[j][q];
                    }
                }
            }
        }
        return y;
    }
}
