package io.github.convgrad.internal.pass;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;

/** Forward and dx of layers with wide padding, in parts that are sums of a product for each tap where rows are many. */
class DilatedPassTest extends ProductPasses {

    /**
     * Dilated kernels whose padding is cut off, some with channels enough on one side or on both; parts of one point and
     * of several tiles, batches that end in the middle of a block, groups, volumes, strides.
     */
    @Override
    List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(dilated(2, 64, 64, 33, 33, 12).build());
        shapes.add(dilated(1, 70, 33, 15, 9, 4).build());
        shapes.add(dilated(9, 66, 65, 6, 6, 2).build());
        shapes.add(dilated(3, 350, 36, 20, 21, 7).build());
        shapes.add(dilated(2, 130, 128, 12, 14, 5).groups(2).build());
        shapes.add(dilated(1, 64, 40, 50, 50, 18).build());
        shapes.add(dilated(0, 64, 64, 20, 20, 7).build());
        shapes.add(ConvShape.builder().batch(2).channels(64, 32).input(4, 9, 9).kernel(1, 3, 3).dilation(1, 3, 3)
                .pad(0, 3, 3).build());
        shapes.add(ConvShape.builder().batch(2).channels(64, 64).input(9, 5, 9).kernel(3, 1, 3).dilation(3, 1, 3)
                .pad(3, 0, 3).build());
        // Pieces of rows, several of them a block, of which the last are shorter.
        shapes.add(ConvShape.builder().batch(1).channels(64, 64).input(12, 1501).kernel(3, 3).dilation(9, 1000)
                .pad(9, 1000).build());
        shapes.add(ConvShape.builder().batch(2).channels(64, 64).input(31, 12).kernel(3, 3).dilation(8, 3)
                .stride(2, 1).pad(8, 3).build());
        while (shapes.size() < 25) {
            int dilation = random.nextInt(2, 9);
            shapes.add(dilated(random.nextInt(1, 4), random.nextInt(30, 90), random.nextInt(30, 90),
                    random.nextInt(2 * dilation + 1, 30), random.nextInt(2 * dilation + 1, 30), dilation).build());
        }
        for (Kind kind : Kind.values()) {
            long such = shapes.stream().filter(kind::applies).count();
            assertTrue(such >= 5 && such <= 20, such + " shapes are " + kind);
        }
        return shapes;
    }

    private enum Kind {
        FORWARD_TAP_BY_TAP, DATA_GRADIENT_TAP_BY_TAP;

        boolean applies(ConvShape s) {
            return (this == FORWARD_TAP_BY_TAP ? ForwardPass.plan(s, Kernels.chosen(), 1)
                    : DataGradPass.plan(s, Kernels.chosen(), 1)).algorithm().contains(" terms");
        }
    }

    private static ConvShape.Builder dilated(int batch, int inChannels, int outChannels, int height, int width,
            int dilation) {
        return ConvShape.builder().batch(batch).channels(inChannels, outChannels).input(height, width).kernel(3, 3)
                .dilation(dilation).pad(dilation);
    }
}
