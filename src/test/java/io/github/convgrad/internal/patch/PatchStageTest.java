package io.github.convgrad.internal.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.PanelCopy;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Both stages hold exactly what an explicit im2col holds, whatever the cut into blocks. */
class PatchStageTest {
    private static final List<ConvShape> SHAPES = List.of(
            shape(3, 4, new int[] {9, 11}, new int[] {3, 3}, new int[] {1, 1}, new int[] {1, 1}, new int[] {1, 1}),
            shape(2, 3, new int[] {13, 10}, new int[] {5, 2}, new int[] {2, 3}, new int[] {2, 0}, new int[] {1, 1}),
            shape(2, 5, new int[] {8, 17}, new int[] {3, 2}, new int[] {1, 2}, new int[] {3, 4}, new int[] {3, 2}),
            shape(1, 2, new int[] {5, 6, 7}, new int[] {2, 3, 3}, new int[] {2, 1, 2}, new int[] {1, 1, 0},
                    new int[] {1, 2, 1}),
            shape(4, 17, new int[] {7, 7}, new int[] {1, 1}, new int[] {2, 2}, new int[] {0, 0}, new int[] {1, 1}),
            shape(2, 1, new int[] {40}, new int[] {7}, new int[] {4}, new int[] {9}, new int[] {1}),
            shape(2, 3, new int[] {7, 150}, new int[] {3, 4}, new int[] {1, 1}, new int[] {1, 2}, new int[] {1, 1}),
            shape(1, 2, new int[] {9, 300}, new int[] {3, 5}, new int[] {2, 2}, new int[] {1, 1}, new int[] {1, 2}),
            shape(2, 19, new int[] {5, 90}, new int[] {3, 1}, new int[] {1, 3}, new int[] {1, 2}, new int[] {1, 1}),
            shape(3, 3, new int[] {13, 14}, new int[] {3, 3}, new int[] {1, 1}, new int[] {6, 6}, new int[] {6, 6}),
            shape(2, 18, new int[] {16, 15}, new int[] {2, 3}, new int[] {2, 1}, new int[] {4, 7}, new int[] {9, 7}),
            shape(5, 2, new int[] {1, 20}, new int[] {1, 3}, new int[] {1, 1}, new int[] {0, 9}, new int[] {1, 9}),
            shape(2, 4, new int[] {3, 11, 12}, new int[] {2, 2, 3}, new int[] {1, 1, 1}, new int[] {1, 4, 5},
                    new int[] {1, 8, 5}));

    private final PanelCopy copy = Kernels.chosen().panelCopy();

    private static ConvShape shape(int batch, int channels, int[] input, int[] kernel, int[] stride, int[] pad,
            int[] dilation) {
        return ConvShape.builder().batch(batch).channels(channels, 2).input(input).kernel(kernel).stride(stride)
                .pad(pad).dilation(dilation).build();
    }

    /** Element (tap, channel, output pixel) of im2col, by the definition. */
    private static float patch(ConvShape s, float[] x, int image, int c, int kd, int kh, int kw, int od, int oh,
            int ow) {
        int id = od * s.strideD() + kd * s.dilationD() - s.padFront();
        int ih = oh * s.strideH() + kh * s.dilationH() - s.padTop();
        int iw = ow * s.strideW() + kw * s.dilationW() - s.padLeft();
        boolean inside = id >= 0 && id < s.inDepth() && ih >= 0 && ih < s.inHeight() && iw >= 0 && iw < s.inWidth();
        return !inside ? 0f : x[(((image * s.inChannels() + c) * s.inDepth() + id) * s.inHeight() + ih)
                * s.inWidth() + iw];
    }

    private interface Visit {
        void point(int block, int row, int point, int image, int od, int oh, int ow);
    }

    private static void points(ConvShape s, RowBlocks blocks, int block, Visit visit) {
        for (int slab = 0; slab < blocks.planeCount(block); slab++) {
            int plane = blocks.firstPlane(block) + slab;
            for (int r = 0; r < blocks.rowsPerPlane(block); r++) {
                for (int p = 0; p < blocks.pointsPerRow(block); p++) {
                    visit.point(block, slab * blocks.slabRows() + r, p, plane / s.outDepth(), plane % s.outDepth(),
                            blocks.firstRow(block) + r, blocks.firstPoint(block) + p);
                }
            }
        }
    }

    @Test
    void offsetTableIsIm2col() {
        for (ConvShape s : SHAPES) {
            float[] x = values((int) s.xLength());
            for (int points : new int[] {1, 20, 100, 100_000, -1, -20, -100, -100_000}) {
                RowBlocks blocks = RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(), s.outWidth(),
                        Math.abs(points));
                PatchGeometry geometry = PatchGeometry.ofInput(s);
                PatchStage stage = new PatchStage(geometry, blocks, s.inChannels(), points < 0);
                int seen = 0;
                for (int block = 0; block < blocks.count(); block++) {
                    float[] staged = rubbish(stage.size() + 3);
                    stage.fill(copy, x, s.inChannels() * s.inPixels(), 0, s.inChannels(), block, staged, 3);
                    int[] count = {0};
                    points(s, blocks, block, (b, row, point, image, od, oh, ow) -> {
                        int k = 0;
                        for (int c = 0; c < s.inChannels(); c++) {
                            for (int kd = 0; kd < s.kernelDepth(); kd++) {
                                for (int kh = 0; kh < s.kernelHeight(); kh++) {
                                    for (int kw = 0; kw < s.kernelWidth(); kw++) {
                                        assertEquals(patch(s, x, image, c, kd, kh, kw, od, oh, ow),
                                                staged[3 + stage.origin(row) + point
                                                        + stage.rows()[k++]], s.toString());
                                    }
                                }
                            }
                        }
                        count[0]++;
                    });
                    seen += count[0];
                }
                assertEquals(s.batch() * s.outPixels(), seen, "the blocks cover every output once");
            }
        }
    }

    @Test
    void turnedStageIsIm2col() {
        int columnsFirst = 0;
        for (ConvShape s : SHAPES) {
            float[] x = values((int) s.xLength());
            for (int points : new int[] {1, 20, 100, 100_000}) {
                RowBlocks blocks = RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(), s.outWidth(), points);
                PatchGeometry geometry = PatchGeometry.ofInput(s);
                int width = s.inChannels();
                PixelOrder order = PixelOrder.of(geometry, blocks);
                columnsFirst += order.columnsFirst() ? 1 : 0;
                ChannelLastStage stage = new ChannelLastStage(geometry, blocks, order, width);
                for (int block = 0; block < blocks.count(); block++) {
                    float[] staged = rubbish(stage.size() + 3 + 32);
                    stage.fill(copy, x, s.inChannels() * s.inPixels(), 0, block, staged, 3);
                    points(s, blocks, block, (b, row, point, image, od, oh, ow) -> {
                        int pixel = row * order.rowStep(blocks.pointsPerRow(b)) + point * order.pointStep(blocks.rows(b));
                        int at = 3 + stage.pixelsOf(b)[pixel];
                        for (int c = 0; c < s.inChannels(); c++) {
                            for (int kd = 0; kd < s.kernelDepth(); kd++) {
                                for (int kh = 0; kh < s.kernelHeight(); kh++) {
                                    for (int kw = 0; kw < s.kernelWidth(); kw++) {
                                        assertEquals(patch(s, x, image, c, kd, kh, kw, od, oh, ow),
                                                staged[at + stage.tap(kd, kh, kw) + c], s.toString());
                                    }
                                }
                            }
                        }
                    });
                }
            }
        }
        assertTrue(columnsFirst >= 5, columnsFirst + " stages have columns first");
    }

    private static float[] rubbish(int length) {
        float[] values = new float[length];
        Arrays.fill(values, Float.NaN);
        return values;
    }

    private static float[] values(int length) {
        Random random = new Random(length);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 1 + random.nextInt(1000);
        }
        return values;
    }
}
