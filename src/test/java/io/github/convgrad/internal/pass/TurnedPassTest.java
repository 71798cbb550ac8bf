package io.github.convgrad.internal.pass;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.parallel.Pass;
import java.util.ArrayList;
import java.util.List;

/** Forward and dx as products whose sides are exchanged: points are rows, channels are columns. */
class TurnedPassTest extends ProductPasses {

    /**
     * Layers that do without copies of patches: strides and patches of pictures, long kernels, dilation; depths that are
     * kept and depths at once, rows that adjoin, rows that are cut, planes several to a block, spare channels, groups.
     */
    @Override
    List<ConvShape> shapes() {
        List<ConvShape> shapes = new ArrayList<>();
        shapes.add(layer(2, 3, 96, 63, 63).kernel(11, 11).stride(4).build());
        shapes.add(layer(3, 3, 70, 48, 48).kernel(16, 16).stride(16).build());
        shapes.add(layer(2, 32, 128, 57, 57).kernel(3, 3).stride(2).pad(1).build());
        shapes.add(layer(5, 64, 64, 8, 9).kernel(2, 2).stride(2).build());
        shapes.add(layer(2, 64, 96, 17, 17).kernel(1, 7).pad(0, 3).build());
        shapes.add(layer(3, 96, 64, 17, 11).kernel(7, 1).pad(3, 0).build());
        shapes.add(layer(1, 40, 64, 12, 700).kernel(2, 9).stride(2, 1).build());
        shapes.add(layer(1, 64, 96, 7, 450).kernel(3, 5).dilation(1, 3).build());
        shapes.add(layer(3, 32, 24, 16, 33).kernel(7, 6).pad(1, 5).dilation(1, 2).build());
        shapes.add(layer(1, 16, 56, 17, 47).kernel(2, 1).build());
        shapes.add(layer(3, 16, 24, 26, 28).kernel(1, 7).pad(0, 4).build());
        shapes.add(layer(2, 1100, 64, 5, 5).kernel(1, 2).build());
        shapes.add(layer(0, 64, 96, 17, 17).kernel(1, 7).pad(0, 3).build());
        shapes.add(ConvShape.builder().batch(2).channels(32, 64).input(5, 9, 12).kernel(2, 1, 3).stride(2, 1, 1)
                .pad(1, 0, 1).build());
        while (shapes.size() < 60) {
            int groups = random.nextInt(1, 3), lanes = 32 * random.nextInt(1, 4) - random.nextInt(3);
            int channels = random.nextInt(3) == 0 ? random.nextInt(1, 8) : random.nextInt(20, 100);
            try {
                shapes.add(ConvShape.builder().batch(random.nextInt(1, 7)).channels(groups * channels, groups * lanes)
                        .groups(groups).input(random.nextInt(8) == 0 ? 3 : 1, random.nextInt(1, 40), random.nextInt(1, 60))
                        .kernel(1, random.nextInt(1, 8), random.nextInt(1, 8))
                        .stride(1, random.nextInt(1, 4), random.nextInt(1, 3))
                        .dilation(1, random.nextInt(6) == 0 ? 5 : 1, random.nextInt(6) == 0 ? 4 : 1)
                        .padBegin(0, random.nextInt(4), random.nextInt(4)).padEnd(0, random.nextInt(4), random.nextInt(4))
                        .build());
            } catch (IllegalArgumentException emptyOutput) {
                continue;
            }
        }
        long forward = shapes.stream().filter(s -> turned(ForwardPass.plan(s, Kernels.chosen(), 1))).count();
        long dataGradient = shapes.stream().filter(s -> turned(DataGradPass.plan(s, Kernels.chosen(), 1))).count();
        // With few registers packed panels are faster, and fewer products are turned.
        assertTrue(forward >= 5 && forward <= 55, forward + " forward passes are turned");
        assertTrue(dataGradient >= 2 && dataGradient <= 40, dataGradient + " gradients are turned");
        return shapes;
    }

    private static boolean turned(Pass pass) {
        return pass.algorithm().contains("turned");
    }

    private static ConvShape.Builder layer(int batch, int inChannels, int outChannels, int height, int width) {
        return ConvShape.builder().batch(batch).channels(inChannels, outChannels).input(height, width);
    }
}
