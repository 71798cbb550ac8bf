package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import org.junit.jupiter.api.Test;

class TilingTest {
    private static final Tiling LARGE = new Tiling(4, 4, 128);
    private static final Tiling LARGE_SUM = new Tiling(4, 4, 64);

    private static ConvShape shape(int batch, int height, int width) {
        return shape(batch, 64, 96, height, width);
    }

    private static ConvShape shape(int batch, int inChannels, int outChannels, int height, int width) {
        return ConvShape.builder().batch(batch).channels(inChannels, outChannels).input(height, width).kernel(3, 3)
                .pad(1).build();
    }

    /** Sums of few products are rounded less by a loop than by the transforms of larger tiles. */
    @Test
    void standardTakesTheSmallTileForFewChannels() {
        ConvShape s = shape(16, 63, 64, 56, 56);
        assertEquals(Tiling.SMALL, Tiling.forward(s, Accuracy.STANDARD));
        assertEquals(new Tiling(4, 2, 16), Tiling.dataGradient(s, Accuracy.STANDARD));
    }

    @Test
    void standardTakesLargerTilesAndLongerChainsForMoreChannels() {
        int[][] chains = {{64, 16}, {96, 32}, {128, 48}, {255, 80}};
        for (int[] c : chains) {
            assertEquals(new Tiling(4, 2, c[1]), Tiling.forward(shape(16, c[0], 8, 56, 56), Accuracy.STANDARD));
            assertEquals(new Tiling(2, 4, c[1]), Tiling.dataGradient(shape(4, 8, c[0], 224, 224), Accuracy.STANDARD));
        }
        chains = new int[][] {{256, 32}, {400, 48}, {512, 64}, {4096, 128}};
        for (int[] c : chains) {
            assertEquals(new Tiling(4, 4, c[1]), Tiling.forward(shape(16, c[0], 8, 56, 56), Accuracy.STANDARD));
            assertEquals(new Tiling(4, 4, c[1]), Tiling.dataGradient(shape(4, 8, c[0], 224, 224), Accuracy.STANDARD));
        }
    }

    /** A vector of flat tiles takes more of a row than a short row has. */
    @Test
    void longRowsHaveFlatTiles() {
        assertEquals(new Tiling(4, 2, 16), Tiling.forward(shape(4, 64, 64, 224, 111), Accuracy.STANDARD));
        assertEquals(new Tiling(2, 4, 16), Tiling.forward(shape(4, 64, 64, 56, 112), Accuracy.STANDARD));
    }

    /** Larger tiles have more kernels to transform and to fetch. */
    @Test
    void fewTilesAreSmallerOnes() {
        assertEquals(new Tiling(4, 4, 32), Tiling.forward(shape(16, 256, 8, 14, 14), Accuracy.STANDARD));
        assertEquals(new Tiling(4, 2, 96), Tiling.forward(shape(8, 256, 8, 14, 14), Accuracy.STANDARD));
        assertEquals(Tiling.SMALL, Tiling.forward(shape(1, 256, 8, 14, 14), Accuracy.STANDARD));
        assertEquals(Tiling.SMALL, Tiling.forward(shape(1, 256, 8, 14, 14), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.dataGradient(shape(0, 256, 8, 14, 14), Accuracy.STANDARD));
    }

    /** Kernels that are transformed by who uses them weigh less, as long as the tiles of the batch stay near. */
    @Test
    void largeKernelsThatAreUsedOnceHaveLargerTiles() {
        assertEquals(new Tiling(4, 2, 96), Tiling.forward(shape(8, 256, 32, 14, 14), Accuracy.STANDARD));
        assertEquals(new Tiling(4, 4, 32), Tiling.forward(shape(8, 256, 256, 14, 14), Accuracy.STANDARD));
        assertEquals(new Tiling(4, 4, 32), Tiling.dataGradient(shape(8, 256, 256, 14, 14), Accuracy.STANDARD));
        // 36 numbers of 512 channels: 142 tiles fill what is near.
        assertEquals(new Tiling(4, 4, 64), Tiling.forward(shape(16, 512, 512, 7, 7), Accuracy.STANDARD));
        assertEquals(new Tiling(4, 4, 128), Tiling.dataGradient(shape(35, 512, 512, 7, 7), Accuracy.RELAXED));
        assertTrue(Tiling.once(36, 512, 512, 142));
        assertFalse(Tiling.once(36, 512, 512, 143));
        assertFalse(Tiling.once(36, 120, 121, 10));
        assertTrue(Tiling.once(36, 121, 121, 10));
    }

    /** 8192 pixels are 128 images of 8 x 8. */
    @Test
    void standardTakesTheLargeTileForWeightGradientsOfManyPixels() {
        assertEquals(LARGE_SUM, Tiling.weightGradient(shape(128, 8, 8), Accuracy.STANDARD));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(shape(127, 8, 8), Accuracy.STANDARD));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(shape(1000, 6, 6), Accuracy.STANDARD));
    }

    @Test
    void relaxedTakesTheLargeTileWhereItFormsFarFewerProducts() {
        // 14 rows of tiles of 4 for 28 of 2; 4 for 7; 2 for 3.
        for (int size : new int[] {56, 14}) {
            assertEquals(LARGE, Tiling.forward(shape(16, size, size), Accuracy.RELAXED));
            assertEquals(LARGE, Tiling.dataGradient(shape(16, size, size), Accuracy.RELAXED));
            assertEquals(LARGE_SUM, Tiling.weightGradient(shape(16, size, size), Accuracy.RELAXED));
        }
        assertEquals(Tiling.SMALL, Tiling.forward(shape(16, 6, 6), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.dataGradient(shape(16, 6, 6), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(shape(64, 6, 6), Accuracy.RELAXED));
    }

    @Test
    void weightGradientOfFewTilesTakesTheSmallTile() {
        assertEquals(LARGE_SUM, Tiling.weightGradient(shape(16, 8, 8), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(shape(15, 8, 8), Accuracy.RELAXED));
    }

    @Test
    void sizesOfInputAndOutputAreToldApart() {
        ConvShape s = ConvShape.builder().batch(64).channels(64, 96).input(8, 8).kernel(3, 3).build();
        assertEquals(Tiling.SMALL, Tiling.forward(s, Accuracy.RELAXED));
        assertEquals(LARGE, Tiling.dataGradient(s, Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(s, Accuracy.RELAXED));
    }
}
