package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import org.junit.jupiter.api.Test;

class TilingTest {
    private static final Tiling LARGE = new Tiling(4, 128);
    private static final Tiling LARGE_SUM = new Tiling(4, 64);

    private static ConvShape shape(int batch, int height, int width) {
        return ConvShape.builder().batch(batch).channels(64, 96).input(height, width).kernel(3, 3).pad(1).build();
    }

    @Test
    void standardTakesTheTileThatIsExactOnSmallIntegers() {
        ConvShape s = shape(16, 56, 56);
        assertEquals(Tiling.SMALL, Tiling.forward(s, Accuracy.STANDARD));
        assertEquals(Tiling.SMALL, Tiling.dataGradient(s, Accuracy.STANDARD));
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

    /** 16 tiles of 4 x 4 in an image of 14 x 14. */
    @Test
    void fewTilesAreSmallOnes() {
        assertEquals(LARGE, Tiling.forward(shape(2, 14, 14), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.forward(shape(1, 14, 14), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.dataGradient(shape(1, 14, 14), Accuracy.RELAXED));
    }

    @Test
    void weightGradientOfFewTilesTakesTheSmallTile() {
        assertEquals(LARGE_SUM, Tiling.weightGradient(shape(16, 8, 8), Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(shape(15, 8, 8), Accuracy.RELAXED));
    }

    /** A layer is warmed up with a few of its images, which must be cut like all of them. */
    @Test
    void fewestImagesAreCutLikeAnyNumber() {
        for (Accuracy accuracy : Accuracy.values()) {
            for (int[] size : new int[][] {{8, 8}, {56, 56}, {6, 6}, {1, 9000}, {91, 91}, {14, 30}}) {
                int fewest = Tiling.fewestImages(shape(1, size[0], size[1]));
                assertEquals(Tiling.weightGradient(shape(1000, size[0], size[1]), accuracy),
                        Tiling.weightGradient(shape(fewest, size[0], size[1]), accuracy));
            }
        }
    }

    @Test
    void sizesOfInputAndOutputAreToldApart() {
        ConvShape s = ConvShape.builder().batch(64).channels(64, 96).input(8, 8).kernel(3, 3).build();
        assertEquals(Tiling.SMALL, Tiling.forward(s, Accuracy.RELAXED));
        assertEquals(LARGE, Tiling.dataGradient(s, Accuracy.RELAXED));
        assertEquals(Tiling.SMALL, Tiling.weightGradient(s, Accuracy.RELAXED));
    }
}
