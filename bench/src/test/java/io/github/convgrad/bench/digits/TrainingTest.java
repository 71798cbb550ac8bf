package io.github.convgrad.bench.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.bench.Called;
import io.github.convgrad.bench.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingTest {

    @TempDir
    private Path folder;

    /** The first digits of a set, cut to their middle 16x16 pixels so that the naive loops take no minutes. */
    private static Digits few(String set, int count) {
        Digits all = Digits.read(null, set);
        int side = 16;
        int edge = (all.height() - side) / 2;
        byte[] pixels = new byte[count * side * side];
        for (int n = 0; n < count; n++) {
            for (int row = 0; row < side; row++) {
                System.arraycopy(all.pixels(), (n * all.height() + row + edge) * all.width() + edge, pixels,
                        (n * side + row) * side, side);
            }
        }
        return new Digits(side, side, pixels, Arrays.copyOf(all.labels(), count));
    }

    private static List<Double> losses(ConvEngine engine, int steps) {
        Training training = new Training(engine, few("train", 4 * Training.BATCH), few("test", 10), 1);
        training.epoch(1, steps, (step, loss) -> { });
        return training.losses();
    }

    @Test
    void theLibraryAndTheNaiveLoopsLearnTheSame() {
        try (Workers one = new Workers(1)) {
            List<Double> simd = losses(ConvEngine.simd(one), 3);
            List<Double> naive = losses(ConvEngine.naive(), 3);
            for (int i = 0; i < simd.size(); i++) {
                assertEquals(naive.get(i), simd.get(i), 1e-4, "step " + (i + 1));
            }
        }
    }

    @Test
    void anyNumberOfThreadsLearnsTheSameToTheLastBit() {
        try (Workers one = new Workers(1); Workers three = new Workers(3)) {
            assertEquals(losses(ConvEngine.simd(one), 4), losses(ConvEngine.simd(three), 4));
        }
    }

    @Test
    void theLossFallsAndFilesAreWritten() throws Exception {
        Path log = folder.resolve("losses.csv");
        Called called = Called.with("train", "--steps", "60", "--threads", "1", "--log", log.toString(), "--out",
                folder.toString());
        assertEquals(0, called.code(), called.err());
        List<String> lines = Files.readAllLines(log);
        assertEquals("step,loss", lines.getFirst());
        assertEquals(61, lines.size());
        double first = mean(lines.subList(1, 6));
        double last = mean(lines.subList(56, 61));
        assertTrue(last < 0.6 * first, "loss went from " + first + " to " + last);
        assertTrue(ImageIO.read(folder.resolve("filters.png").toFile()).getWidth() > 100);
        assertTrue(called.out().contains("learning curve"), called.out());
    }

    @Test
    void digitsThatAreMovedKeepTheirInk() {
        Digits digits = new Digits(3, 3, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, (byte) 255}, new byte[] {0});
        float[] images = new float[9];
        Shuffle.copy(digits, 0, images, 0, 1, -1);
        assertEquals(List.of(0, 0, 0, 2, 3, 0, 5, 6, 0), java.util.stream.IntStream.range(0, 9)
                .mapToObj(i -> Math.round(images[i] * 255)).toList());
    }

    @Test
    void anEpochDealsEveryDigitOnce() {
        byte[] labels = {0, 1, 2, 3, 4, 5};
        Shuffle shuffle = new Shuffle(new Digits(1, 1, new byte[6], labels), 1);
        for (int epoch = 0; epoch < 3; epoch++) {
            shuffle.begin();
            int[] dealt = new int[6];
            for (int step = 0; step < 3; step++) {
                int[] batch = new int[2];
                shuffle.deal(step, new float[2], batch);
                System.arraycopy(batch, 0, dealt, 2 * step, 2);
            }
            Arrays.sort(dealt);
            assertEquals("[0, 1, 2, 3, 4, 5]", Arrays.toString(dealt));
        }
    }

    private static double mean(List<String> lines) {
        return lines.stream().mapToDouble(l -> Double.parseDouble(l.split(",")[1])).average().orElseThrow();
    }
}
