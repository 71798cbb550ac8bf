package io.github.convgrad.internal.winograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Where tiles stand: every pixel of the batch in one of them, those that lack rows last. */
class TileGridTest {
    private static final int WIDTH = 8;

    private final SplittableRandom random = new SplittableRandom(31);

    @Test
    void everyPixelBelongsToOneTile() {
        for (int i = 0; i < 300; i++) {
            int height = random.nextInt(1, 20), width = random.nextInt(1, 20);
            int dilationH = random.nextInt(1, 5), dilationW = random.nextInt(1, 5), batch = random.nextInt(4);
            ConvShape s = ConvShape.builder().batch(batch).channels(1, 1).input(height, width).kernel(3)
                    .dilation(dilationH, dilationW).pad(dilationH, dilationW).build();
            check(Correlation.forward(s), random.nextInt(1, 3) * 2, random.nextInt(1, 3) * 2, s.toString());
        }
    }

    private static void check(Correlation c, int tileHeight, int tileWidth, String text) {
        TileGrid grid = TileGrid.of(c, tileHeight, tileWidth, WIDTH, 2);
        int[] met = new int[c.batch() * c.outPixels()];
        int whole = 0;
        boolean lacked = false;
        for (int tile = 0; tile < grid.total(); tile++) {
            int line = grid.line(tile), image = grid.image(line), ofImage = grid.ofImage(line, image);
            int row = grid.row(ofImage);
            int column = grid.column(ofImage) + (tile - grid.start(line)) * tileWidth * c.dilationW();
            boolean all = row + (tileHeight - 1) * c.dilationH() < c.outHeight();
            // Of phases that are not equally long, the shorter ones may lack a row that the longest has.
            assertTrue(!all || !lacked, "a whole tile after one that is not, " + text);
            lacked |= grid.wholePanels() * WIDTH <= tile;
            whole += all ? 1 : 0;
            for (int y = row; y < Math.min(c.outHeight(), row + tileHeight * c.dilationH()); y += c.dilationH()) {
                for (int x = column; x < Math.min(c.outWidth(), column + tileWidth * c.dilationW()); x += c.dilationW()) {
                    met[image * c.outPixels() + y * c.outWidth() + x]++;
                }
            }
        }
        for (int count : met) {
            assertEquals(1, count, text);
        }
        assertTrue(whole <= grid.wholePanels() * WIDTH, text);
        int panels = 0;
        for (int block = 0; block < grid.blocks(); block++) {
            int size = grid.firstPanel(block + 1) - grid.firstPanel(block);
            assertTrue(size >= 1 && size <= grid.mostPanels() && size <= 2, text);
            panels += size;
        }
        assertEquals(Math.ceilDiv(grid.total(), WIDTH), panels, text);
    }
}
