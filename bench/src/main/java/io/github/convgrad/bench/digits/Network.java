package io.github.convgrad.bench.digits;

import io.github.convgrad.ConvShape;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The network, after LeNet-5 (LeCun et al. 1998), with rectifiers, maxima and more channels:
 *
 * <pre>
 * 1x28x28 ─ 5x5 pad 2 ─► 16x28x28 ─ max ─► 16x14x14 ─ 5x5 ─► 32x10x10 ─ max ─► 32x5x5 ─ dense ─► 128 ─ dense ─► 10
 * </pre>
 *
 * For batches of a fixed size; for one thread (the convolutions may use more).
 */
final class Network {

    static final int CLASSES = 10;

    private static final int FIRST_CHANNELS = 16;
    private static final int SECOND_CHANNELS = 32;
    private static final int HIDDEN = 128;
    private static final int KERNEL = 5;
    private static final float MOMENTUM = 0.9f;

    final int batch;
    private final int pixels;
    private final ConvolutionLayer first;
    private final List<NetworkLayer> layers = new ArrayList<>();
    private final CrossEntropy judge;
    /** What went into each layer, and what came out of the last one. */
    private final float[][] signals;

    /**
     * @param engine computes the convolutions
     * @param batch  images at once
     * @param height of an image, at least 12
     * @param width  of an image, at least 12
     * @param seed   of the first weights
     */
    Network(ConvEngine engine, int batch, int height, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        this.batch = batch;
        pixels = height * width;
        first = new ConvolutionLayer(engine, ConvShape.builder().batch(batch).channels(1, FIRST_CHANNELS)
                .input(height, width).kernel(KERNEL).pad(KERNEL / 2).build(), true, random);
        layers.add(first);
        layers.add(new RectifiedMaxPool(batch * FIRST_CHANNELS, height, width));
        ConvShape second = ConvShape.builder().batch(batch).channels(FIRST_CHANNELS, SECOND_CHANNELS)
                .input(height / 2, width / 2).kernel(KERNEL).build();
        layers.add(new ConvolutionLayer(engine, second, false, random));
        layers.add(new RectifiedMaxPool(batch * SECOND_CHANNELS, second.outHeight(), second.outWidth()));
        int features = SECOND_CHANNELS * (second.outHeight() / 2) * (second.outWidth() / 2);
        layers.add(new BatchLast(batch, features));
        layers.add(ConvolutionLayer.dense(engine, batch, features, HIDDEN, random));
        layers.add(new Rectifier(batch * HIDDEN));
        layers.add(ConvolutionLayer.dense(engine, batch, HIDDEN, CLASSES, random));
        signals = new float[layers.size() + 1][];
        judge = new CrossEntropy(CLASSES, batch);
    }

    /** @return floats of one batch of images */
    int inputLength() {
        return batch * pixels;
    }

    /**
     * Looks at a batch.
     *
     * @param images {@code [batch][1][height][width]}
     * @param labels one for each image that counts, at most {@code batch}
     * @return the mean loss
     */
    double look(float[] images, int[] labels) {
        signals[0] = images;
        for (int i = 0; i < layers.size(); i++) {
            signals[i + 1] = layers.get(i).forward(signals[i]);
        }
        return judge.loss(signals[layers.size()], labels);
    }

    /** Computes all gradients of the loss of the last {@link #look}. */
    void gradients() {
        float[] gradient = judge.gradient();
        for (int i = layers.size() - 1; i >= 0; i--) {
            gradient = layers.get(i).backward(signals[i], gradient);
        }
    }

    /** Changes what was learned so far by the last {@link #gradients}. */
    void learn(float rate) {
        parameters().forEach(p -> p.step(rate, MOMENTUM));
    }

    /** @return how many images of the last batch were recognised */
    int right() {
        return judge.right();
    }

    /** @return everything that is learned */
    List<Parameter> parameters() {
        return layers.stream().flatMap(l -> l.parameters().stream()).toList();
    }

    /** @return the first layer's weights {@code [filters][KERNEL][KERNEL]}, what the network looks for in an image */
    float[] filters() {
        return first.weights.value;
    }

    /** @return side of the first layer's filters */
    int filterSide() {
        return KERNEL;
    }
}
