package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
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

    /** The matrices of F(m x m, 3 x 3) in double, built from the interpolation points alone. */
    private record Matrices(double[][] bt, double[][] g, double[][] at) {

        /** Toom and Cook: evaluate at the points and at infinity, multiply, interpolate. */
        static Matrices of(int m, double[] points) {
            int a = m + 2, n = a - 1;
            double[][] bt = new double[a][a], g = new double[a][3], at = new double[m][a];
            for (int i = 0; i < n; i++) {
                double[] others = {1};
                double scale = 1;
                for (int j = 0; j < n; j++) {
                    if (j != i) {
                        others = timesRoot(others, points[j]);
                        scale *= points[i] - points[j];
                    }
                }
                System.arraycopy(others, 0, bt[i], 0, n);
                for (int j = 0; j < 3; j++) {
                    g[i][j] = Math.pow(points[i], j) / scale;
                }
                for (int j = 0; j < m; j++) {
                    at[j][i] = Math.pow(points[i], j);
                }
            }
            double[] all = {1};
            for (double point : points) {
                all = timesRoot(all, point);
            }
            bt[n] = all;
            g[n][2] = 1;
            at[m - 1][n] = 1;
            return new Matrices(bt, g, at);
        }

        private static double[] timesRoot(double[] polynomial, double root) {
            double[] product = new double[polynomial.length + 1];
            for (int i = 0; i < polynomial.length; i++) {
                product[i + 1] += polynomial[i];
                product[i] -= root * polynomial[i];
            }
            return product;
        }
    }

    private static Matrices matrices(int m) {
        // F(2,3) is written with another sign of the first and last frequency, which cancels in every product.
        return m == 2 ? new Matrices(
                new double[][] {{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, 1, 0, -1}},
                new double[][] {{1, 0, 0}, {.5, .5, .5}, {.5, -.5, .5}, {0, 0, 1}},
                new double[][] {{1, 1, 1, 0}, {0, 1, -1, -1}})
                : Matrices.of(4, new double[] {0, 0.75, -0.75, 1.5, -1.5});
    }

    /** One of the five maps: reads tiles of {@code in x in} elements, writes {@code out x out}. */
    private enum Map {
        INPUT, CHANNEL_INPUT, WEIGHTS, OUTPUT, OUTPUT_GRADIENT, WEIGHT_GRADIENT;

        double[][] matrix(Matrices m) {
            return switch (this) {
                case INPUT, CHANNEL_INPUT -> m.bt;
                case WEIGHTS -> m.g;
                case OUTPUT -> m.at;
                case OUTPUT_GRADIENT -> transposed(m.at);
                case WEIGHT_GRADIENT -> transposed(m.g);
            };
        }
    }

    @Test
    void algorithmIsTheConvolution() {
        for (int m : new int[] {2, 4}) {
            Matrices x = matrices(m);
            double[][] d = tile(m + 2), g = tile(3), dy = tile(m);
            double[][] v = both(x.bt, d), u = both(x.g, g), e = both(transposed(x.at), dy);
            double[][] y = both(x.at, product(u, v)), dg = both(transposed(x.g), product(v, e));
            for (int i = 0; i < m; i++) {
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
                for (int i = 0; i < m * m; i++) {
                    sum += d[i / m + p / 3][i % m + p % 3] * dy[i / m][i % m];
                }
                assertEquals(sum, dg[p / 3][p % 3], 1e-9);
            }
        }
    }

    @Test
    void everyMapIsItsMatrix() {
        for (int m : new int[] {2, 4}) {
            for (Map map : Map.values()) {
                double[][] matrix = map.matrix(matrices(m));
                float[][] tiles = tiles(matrix[0].length, m == 2);
                float[][] results = run(Kernels.chosen().winogradTransform(m), map, tiles, matrix.length, BIAS);
                for (int t = 0; t < TILES; t++) {
                    double[][] expected = both(matrix, square(tiles[t]));
                    double[][] bound = both(absolute(matrix), absolute(square(tiles[t])));
                    for (int i = 0; i < expected.length; i++) {
                        for (int j = 0; j < expected.length; j++) {
                            // Halves and small integers are exact; else a few roundings of what is added up.
                            double room = m == 2 ? 0 : 16 * Math.ulp(1f) * (bound[i][j] + 12);
                            double bias = map == Map.OUTPUT ? BIAS[2 + t / Kernels.chosen().lanes() % 3] : 0;
                            assertEquals(expected[i][j] + bias, results[t][i * expected.length + j], room,
                                    m + " " + map);
                        }
                    }
                }
            }
        }
    }

    @Test
    void everyMapGivesTheBitsOfThePlainForm() {
        for (int m : new int[] {2, 4}) {
            for (Map map : Map.values()) {
                double[][] matrix = map.matrix(matrices(m));
                float[][] tiles = tiles(matrix[0].length, false);
                float[][] expected = run(new ScalarKernels().winogradTransform(m), map, tiles, matrix.length,
                        EVEN_BIAS);
                float[][] results = run(Kernels.chosen().winogradTransform(m), map, tiles, matrix.length,
                        EVEN_BIAS);
                float[][] twins = run(new ScalarKernels(Kernels.chosen()).winogradTransform(m), map, tiles,
                        matrix.length, EVEN_BIAS);
                for (int t = 0; t < TILES; t++) {
                    for (int i = 0; i < expected[t].length; i++) {
                        assertEquals(Float.floatToRawIntBits(expected[t][i]), Float.floatToRawIntBits(results[t][i]),
                                m + " " + map);
                        assertEquals(Float.floatToRawIntBits(expected[t][i]), Float.floatToRawIntBits(twins[t][i]),
                                m + " " + map);
                    }
                }
            }
        }
    }

    /** Lays tiles out as the contract asks, in as many calls as the lanes need, and collects what was written. */
    private float[][] run(WinogradTransform transform, Map map, float[][] tiles, int out, float[] bias) {
        int lanes = transform.lanes(), width = 2 * lanes, m = transform.outputTile();
        int in = (int) Math.sqrt(tiles[0].length), count = TILES / lanes, pitch = transform.rowPitch();
        float[][] results = new float[TILES][out * out];
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
                case CHANNEL_INPUT -> transform.channelInput(groups, src, 7, row, dst, 9, dstRow, dstColumn);
                case WEIGHTS -> transform.weights(groups, src, 7, row, column, dst, 9, dstRow, dstColumn, dstStep);
                case OUTPUT -> transform.output(groups, src, 7, row, column, bias, 2, dst, 9, dstRow, dstStep);
                case OUTPUT_GRADIENT ->
                    transform.outputGradient(groups, src, 7, row, dst, 9, dstRow, dstColumn, dstStep);
                case WEIGHT_GRADIENT ->
                    transform.weightGradient(groups, src, 7, row, column, dst, 9, dstRow, dstColumn);
            }
            for (int n = 0; n < groups; n++) {
                for (int lane = 0; lane < lanes; lane++) {
                    for (int e = 0; e < out * out; e++) {
                        int i = e / out, j = e % out, at = 9 + n * dstStep + i * dstRow;
                        results[(round * groups + n) * lanes + lane][e] =
                                dst[map == Map.OUTPUT ? at + m * lane + j : at + j * dstColumn + lane];
                    }
                }
            }
        }
        return results;
    }

    /** Nothing behind the last pixel is read, nothing beside the outputs is written. */
    @Test
    void tilesOfAnImageAreReadAndWrittenWhereTheyLie() {
        for (int m : new int[] {2, 4}) {
            for (WinogradTransform transform : new WinogradTransform[] {Kernels.chosen().winogradTransform(m),
                new ScalarKernels(Kernels.chosen()).winogradTransform(m)}) {
                int lanes = transform.lanes(), a = m + 2, width = m * lanes + m, plane = a * width;
                int frequency = 7 * lanes;
                float[] src = new float[3 * plane], dst = new float[a * a * frequency], y = new float[3 * m * width];
                for (int i = 0; i < src.length; i++) {
                    src[i] = random.nextInt(-9, 10);
                }
                Arrays.fill(y, 77f);
                transform.input(3, src, 0, m, width, dst, 0, a * frequency, frequency, 2 * lanes, plane);
                transform.output(3, dst, 0, a * frequency, frequency, BIAS, 2, y, 0, width, m * width);
                for (int n = 0; n < 3; n++) {
                    for (int lane = 0; lane < lanes; lane++) {
                        double[][] d = new double[a][a];
                        for (int e = 0; e < a * a; e++) {
                            d[e / a][e % a] = src[n * plane + e / a * width + m * lane + e % a];
                        }
                        double[][] expected = both(matrices(m).bt, d), back = both(matrices(m).at, expected);
                        for (int e = 0; e < a * a; e++) {
                            assertEquals(expected[e / a][e % a], dst[e * frequency + n * 2 * lanes + lane], 1e-3);
                        }
                        for (int e = 0; e < m * m; e++) {
                            assertEquals(back[e / m][e % m] + BIAS[2 + n],
                                    y[(n * m + e / m) * width + m * lane + e % m], 1e-2);
                        }
                    }
                    for (int i = 0; i < m; i++) {
                        for (int j = m * lanes; j < width; j++) {
                            assertEquals(77f, y[(n * m + i) * width + j]);
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
            WinogradTransform transform = Kernels.chosen().winogradTransform(m);
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
                    double[][] expected = both(matrices(m).bt, d);
                    for (int e = 0; e < a * a; e++) {
                        assertEquals(expected[e / a][e % a], dst[e * 4 * width + n * width + lane], 1e-4);
                    }
                }
            }
        }
    }

    @Test
    void stepsBelowAVectorOverwriteWhatHangsOver() {
        for (int m : new int[] {2, 4}) {
            WinogradTransform transform = Kernels.chosen().winogradTransform(m);
            int lanes = transform.lanes(), a = m + 2, step = lanes - 1;
            float[] src = new float[9 * 5 * lanes], dst = new float[a * a * 6 * lanes];
            for (int i = 0; i < src.length; i++) {
                src[i] = random.nextInt(-9, 10);
            }
            transform.weights(5, src, 0, 3 * lanes, lanes, dst, 0, a * 6 * lanes, 6 * lanes, step);
            for (int n = 0; n < 5; n++) {
                for (int lane = 0; lane < step; lane++) {
                    assertEquals(src[9 * n * lanes + lane] * matrices(m).g[0][0] * matrices(m).g[0][0],
                            dst[n * step + lane], 1e-5);
                }
            }
        }
    }

    @Test
    void sizesFitTogether() {
        for (int m : new int[] {2, 4}) {
            WinogradTransform transform = Kernels.chosen().winogradTransform(m);
            assertEquals(m, transform.outputTile());
            assertEquals(m + 2, transform.inputTile());
            assertEquals(Kernels.chosen().lanes(), transform.lanes());
            assertEquals(0, transform.tilesOfRow() % (2 * transform.lanes()), "runs are whole panels");
            assertTrue(transform.rowPitch() >= m * transform.tilesOfRow() + transform.lanes());
        }
    }

    private float[][] tiles(int size, boolean integers) {
        float[][] tiles = new float[TILES][size * size];
        for (float[] tile : tiles) {
            for (int i = 0; i < tile.length; i++) {
                tile[i] = integers ? random.nextInt(-99, 100) : (float) random.nextDouble(-1, 1);
            }
        }
        return tiles;
    }

    private double[][] tile(int size) {
        double[][] tile = new double[size][size];
        for (double[] row : tile) {
            Arrays.setAll(row, i -> random.nextDouble(-1, 1));
        }
        return tile;
    }

    private static double[][] square(float[] tile) {
        int size = (int) Math.sqrt(tile.length);
        double[][] square = new double[size][size];
        for (int i = 0; i < tile.length; i++) {
            square[i / size][i % size] = tile[i];
        }
        return square;
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
        double[][] z = new double[x.length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < x.length; j++) {
                z[i][j] = x[i][j] * y[i][j];
            }
        }
        return z;
    }

    /** {@code M x M^T}. */
    private static double[][] both(double[][] matrix, double[][] x) {
        int out = matrix.length, in = x.length;
        double[][] y = new double[out][out];
        for (int i = 0; i < out; i++) {
            for (int j = 0; j < out; j++) {
                for (int p = 0; p < in; p++) {
                    for (int q = 0; q < in; q++) {
                        y[i][j] += matrix[i][p] * x[p][q] * matrix[j][q];
                    }
                }
            }
        }
        return y;
    }
}
