package io.github.convgrad.bench.digits;

import java.util.SplittableRandom;

/** Deals digits out in batches: every digit once in an epoch, in a new order, moved by a few pixels at random. */
final class Shuffle {

    private static final int FARTHEST = 2;

    private final Digits digits;
    private final SplittableRandom random;
    private final int[] order;

    Shuffle(Digits digits, long seed) {
        this.digits = digits;
        random = new SplittableRandom(seed);
        order = new int[digits.count()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
    }

    /** Begins an epoch (Fisher and Yates's shuffle). */
    void begin() {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
    }

    /**
     * Deals one batch to learn from.
     *
     * @param step   which batch of the epoch
     * @param images filled: {@code [batch][height][width]}, 0 is paper and 1 ink
     * @param labels filled; its length is the batch
     */
    void deal(int step, float[] images, int[] labels) {
        for (int n = 0; n < labels.length; n++) {
            int which = order[step * labels.length + n];
            labels[n] = digits.labels()[which];
            copy(digits, which, images, n, random.nextInt(-FARTHEST, FARTHEST + 1),
                    random.nextInt(-FARTHEST, FARTHEST + 1));
        }
    }

    /** Copies one digit into a batch, moved by some pixels; what falls off is lost, what is laid bare is paper. */
    static void copy(Digits digits, int which, float[] images, int n, int down, int right) {
        int height = digits.height();
        int width = digits.width();
        int from = which * height * width;
        int to = n * height * width;
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                int r = row - down;
                int c = column - right;
                boolean inside = r >= 0 && r < height && c >= 0 && c < width;
                images[to + row * width + column] = inside ? (digits.pixels()[from + r * width + c] & 255) / 255f : 0;
            }
        }
    }
}
