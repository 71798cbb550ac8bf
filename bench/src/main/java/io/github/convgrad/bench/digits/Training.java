package io.github.convgrad.bench.digits;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Learns digits by gradient descent with momentum, all from fixed seeds. The rate rises as a square during the first epoch,
 * while the network knows nothing and every step throws it about, and then falls along a cosine to 0.
 */
final class Training {

    static final int BATCH = 64;

    private static final long SEED = 1998;
    private static final double RATE = 0.05;

    /**
     * One pass over the digits.
     *
     * @param number     from 1
     * @param steps      batches learned from
     * @param loss       mean over the epoch
     * @param trained    share of the training digits recognised while learning
     * @param tested     share of the test digits recognised at the end
     * @param seconds    for learning, without the test
     * @param images     digits learned from
     */
    record Epoch(int number, int steps, double loss, double trained, double tested, double seconds, int images) {
        double imagesPerSecond() {
            return images / seconds;
        }
    }

    /** Told how the training goes. */
    interface Listener {
        /** A batch was learned from. */
        void step(int step, double loss);
    }

    private final Network network;
    private final Digits train;
    private final Digits test;
    private final Shuffle shuffle;
    private final int epochs;
    private final List<Double> losses = new ArrayList<>();
    private int done;

    /**
     * @param engine computes the convolutions
     * @param train  digits to learn from, at least one batch
     * @param test   digits to be recognised
     * @param epochs how many epochs the rate takes to fall to 0
     */
    Training(ConvEngine engine, Digits train, Digits test, int epochs) {
        this.train = train;
        this.test = test;
        this.epochs = epochs;
        network = new Network(engine, BATCH, train.height(), train.width(), SEED);
        shuffle = new Shuffle(train, SEED + 1);
    }

    /** @return batches in one epoch; digits that do not fill a batch wait for the next epoch's order */
    int stepsPerEpoch() {
        return train.count() / BATCH;
    }

    /** @return the loss of every step so far */
    List<Double> losses() {
        return losses;
    }

    /** @return the network as it is now */
    Network network() {
        return network;
    }

    /**
     * Learns for one epoch.
     *
     * @param number    from 1
     * @param mostSteps end the epoch after so many steps
     * @param listener  told after every step
     * @return how it went
     */
    Epoch epoch(int number, int mostSteps, Listener listener) {
        int steps = Math.min(stepsPerEpoch(), mostSteps);
        float[] images = new float[network.inputLength()];
        int[] labels = new int[BATCH];
        double lossSum = 0;
        int right = 0;
        long began = System.nanoTime();
        shuffle.begin();
        for (int step = 0; step < steps; step++) {
            shuffle.deal(step, images, labels);
            double loss = network.look(images, labels);
            right += network.right();
            network.gradients();
            network.learn(rate());
            done++;
            losses.add(loss);
            lossSum += loss;
            listener.step(done, loss);
        }
        double seconds = (System.nanoTime() - began) * 1e-9;
        int seen = steps * BATCH;
        return new Epoch(number, steps, lossSum / steps, (double) right / seen, accuracy(), seconds, seen);
    }

    /** @return share of the test digits that are recognised */
    double accuracy() {
        float[] images = new float[network.inputLength()];
        int right = 0;
        for (int from = 0; from < test.count(); from += BATCH) {
            int[] labels = new int[Math.min(BATCH, test.count() - from)];
            Arrays.fill(images, 0);
            for (int n = 0; n < labels.length; n++) {
                labels[n] = test.labels()[from + n];
                Shuffle.copy(test, from + n, images, n, 0, 0);
            }
            network.look(images, labels);
            right += network.right();
        }
        return (double) right / test.count();
    }

    private float rate() {
        double all = (double) epochs * stepsPerEpoch();
        double rise = Math.min(1, (done + 1.0) / stepsPerEpoch());
        return (float) (RATE * rise * rise * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, done / all))));
    }
}
