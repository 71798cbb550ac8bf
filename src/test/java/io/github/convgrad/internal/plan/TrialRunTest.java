package io.github.convgrad.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.winograd.Tiling;
import org.junit.jupiter.api.Test;

class TrialRunTest {

    /** A layer is warmed up with a few of its images, which must be cut like all of them. */
    @Test
    void fewImagesAreCutLikeAllOfThem() {
        for (Accuracy accuracy : Accuracy.values()) {
            for (int[] size : new int[][] {{8, 8}, {56, 56}, {6, 6}, {1, 9000}, {91, 91}, {14, 30}, {14, 14}}) {
                for (int channels : new int[] {48, 64, 256}) {
                    for (int batch : new int[] {0, 1, 3, 40, 500}) {
                        ConvShape s = ConvShape.builder().batch(batch).channels(channels, channels)
                                .input(size[0], size[1]).kernel(3, 3).pad(1).build();
                        ConvShape few = TrialRun.few(s, accuracy);
                        assertTrue(few.batch() <= batch);
                        assertEquals(Tiling.forward(s, accuracy), Tiling.forward(few, accuracy));
                        assertEquals(Tiling.dataGradient(s, accuracy), Tiling.dataGradient(few, accuracy));
                        assertEquals(Tiling.weightGradient(s, accuracy), Tiling.weightGradient(few, accuracy));
                    }
                }
            }
        }
    }

    @Test
    void fewAreFew() {
        ConvShape s = ConvShape.builder().batch(1000).channels(256, 256).input(56, 56).kernel(3, 3).pad(1).build();
        assertTrue(TrialRun.few(s, Accuracy.STANDARD).batch() <= 4);
    }

    /** 6 images of 14 x 14 are more than 1024 pixels; how Winograd would cut more of them is nothing to a 1x1 layer. */
    @Test
    void layersWithoutTilesNeedNoMoreImages() {
        ConvShape s = ConvShape.builder().batch(500).channels(512, 512).input(14, 14).kernel(1).build();
        assertEquals(6, TrialRun.few(s, Accuracy.STANDARD).batch());
    }
}
