package io.github.convgrad.internal.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.internal.kernel.Kernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RowPanelsTest {

    @Test
    void panelsCoverEveryRowOnceAndOnlyTheLastOverhangs() {
        for (int[] heights : new int[][] {{14, 12, 8, 4}, {6, 4}, {2}, Kernels.chosen().gemmTile().heights()}) {
            int smallest = heights[heights.length - 1];
            for (int m = 1; m <= 300; m++) {
                RowPanels panels = new RowPanels(m, heights);
                int next = 0;
                for (int i = 0; i < panels.count(); i++) {
                    int height = panels.height(i);
                    assertEquals(next, panels.start(i));
                    assertTrue(Arrays.stream(heights).anyMatch(h -> h == height), "height " + height);
                    assertTrue(panels.start(i) < m, "panel " + i + " of " + m + " rows is all spare");
                    next += height;
                }
                assertEquals(next, panels.paddedRows());
                assertTrue(next >= m && next - m < Math.max(smallest, heights[0]), m + " rows padded to " + next);
            }
        }
    }

    @Test
    void commonSizesWasteNoRow() {
        for (int m : new int[] {8, 16, 24, 32, 64, 96, 128, 192, 256, 512, 2048}) {
            assertEquals(m, new RowPanels(m, new int[] {14, 12, 8, 4}).paddedRows(), m + " rows");
        }
    }
}
