package io.github.convgrad.internal.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvShapes;
import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The order of pixels is one, and what it leaves out is padding. */
class PixelOrderTest {

    @Property(tries = 400)
    void onlyPaddingIsLeftOut(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll @IntRange(min = 1, max = 300) int points) {
        leavesOutOnlyPadding(s, points);
    }

    @Test
    void onlyPaddingIsLeftOutOfDilatedLayers() {
        for (int dilation = 1; dilation < 24; dilation++) {
            for (int points : new int[] {20, 60, 150, 1000}) {
                leavesOutOnlyPadding(dilated(dilation), points);
            }
        }
    }

    private static void leavesOutOnlyPadding(ConvShape s, int points) {
        PatchGeometry g = PatchGeometry.ofInput(s);
        RowBlocks blocks = RowBlocks.of(s.batch() * s.outDepth(), s.outHeight(), s.outWidth(), points);
        PixelOrder order = PixelOrder.of(g, blocks);
        for (int block = 0; block < blocks.count(); block++) {
            int rows = blocks.rows(block), rowPoints = blocks.pointsPerRow(block);
            BitSet seen = new BitSet();
            for (int row = 0; row < rows; row++) {
                for (int point = 0; point < rowPoints; point++) {
                    int pixel = row * order.rowStep(rowPoints) + point * order.pointStep(rows);
                    seen.set(pixel);
                    for (int th = 0; th < g.h().taps(); th++) {
                        for (int tw = 0; tw < g.w().taps(); tw++) {
                            boolean multiplied = pixel >= order.first(th, tw, block) && pixel < order.end(th, tw, block);
                            assertTrue(multiplied || !meets(g.h(), th, blocks.firstRow(block) + row % blocks.slabRows())
                                    || !meets(g.w(), tw, blocks.firstPoint(block) + point), s.toString());
                        }
                    }
                }
            }
            assertEquals(rows * rowPoints, seen.cardinality(), "the pixels of a block are counted once");
            assertEquals(rows * rowPoints, seen.length(), "and without a gap");
        }
    }

    private static boolean meets(AxisTaps axis, int tap, int lattice) {
        int source = lattice * axis.stride() + axis.offset(tap);
        return source >= 0 && source < axis.size();
    }

    /** Nine taps of a 33 x 33 image in blocks of 11 rows: 21 of 33 columns met by six of them, 22 of 33 rows. */
    @Test
    void columnsComeFirstWhereTheyLeaveOutMore() {
        ConvShape s = dilated(12);
        PatchGeometry g = PatchGeometry.ofInput(s);
        RowBlocks blocks = RowBlocks.of(s.batch(), 33, 33, 400);
        PixelOrder order = PixelOrder.of(g, blocks);
        assertTrue(order.columnsFirst());
        int multiplied = 0;
        for (int block = 0; block < blocks.count(); block++) {
            for (int tap = 0; tap < 9; tap++) {
                multiplied += Math.max(0, order.end(tap / 3, tap % 3, block) - order.first(tap / 3, tap % 3, block));
            }
        }
        assertEquals(s.batch() * (21 + 33 + 21) * (22 + 33 + 22), multiplied);
        assertFalse(PixelOrder.of(PatchGeometry.ofInput(dilated(1)), blocks).columnsFirst());
        assertFalse(PixelOrder.of(PatchGeometry.ofInput(dilated(2)), blocks).columnsFirst());
    }

    private static ConvShape dilated(int dilation) {
        return ConvShape.builder().batch(2).channels(3, 4).input(33, 33).kernel(3, 3).dilation(dilation).pad(dilation)
                .build();
    }
}
