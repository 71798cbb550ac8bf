package io.github.convgrad.bench.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The gradients of the network's own layers, by finite differences, and of the whole network. */
class NetworkTest {

    private static final float STEP = 0x1p-6f;

    @Test
    void maximaOfRectifiedPixelsByHand() {
        RectifiedMaxPool pool = new RectifiedMaxPool(1, 3, 5);
        float[] x = {
                1, -2, -1, -3, 9,
                0, 4, -5, -1, 9,
                9, 9, 9, 9, 9};
        assertArrayEquals(new float[] {4, 0}, pool.forward(x));
        assertArrayEquals(new float[] {
                0, 0, 0, 0, 0,
                0, 7, 0, 0, 0,
                0, 0, 0, 0, 0}, pool.backward(x, new float[] {7, 8}));
    }

    @Test
    void rectifiedMaximaAreAPiecewiseLinearFunction() {
        linear(new RectifiedMaxPool(6, 7, 6), 6 * 7 * 6, 6 * 3 * 3);
    }

    @Test
    void rectifierIsAPiecewiseLinearFunction() {
        linear(new Rectifier(40), 40, 40);
    }

    @Test
    void batchLastIsATransposition() {
        BatchLast turn = new BatchLast(2, 3);
        float[] x = {1, 2, 3, 4, 5, 6};
        assertArrayEquals(new float[] {1, 4, 2, 5, 3, 6}, turn.forward(x));
        assertArrayEquals(x, turn.backward(x, new float[] {1, 4, 2, 5, 3, 6}));
        linear(new BatchLast(5, 7), 35, 35);
    }

    /** Between its kinks such a layer is linear: a difference over a small step is the derivative, to the last bit. */
    private static void linear(NetworkLayer layer, int inputs, int outputs) {
        SplittableRandom random = new SplittableRandom(7);
        float[] x = new float[inputs];
        for (int i = 0; i < inputs; i++) {
            // Odd multiples of twice the step, all different: no step crosses a kink or changes who is the largest.
            x[i] = (2 * i + 1) * 2 * STEP * (i % 3 == 0 ? -1 : 1);
        }
        for (int i = inputs - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float swap = x[i];
            x[i] = x[j];
            x[j] = swap;
        }
        float[] dy = new float[outputs];
        for (int i = 0; i < outputs; i++) {
            dy[i] = random.nextInt(-4, 5);
        }
        layer.forward(x);
        float[] dx = layer.backward(x, dy).clone();
        for (int i = 0; i < inputs; i++) {
            float kept = x[i];
            x[i] = kept + STEP;
            double above = dot(layer.forward(x), dy);
            x[i] = kept - STEP;
            double below = dot(layer.forward(x), dy);
            x[i] = kept;
            assertEquals((above - below) / (2 * STEP), dx[i], "input " + i);
        }
    }

    @Test
    void crossEntropyGradientByDifferences() {
        int classes = 5;
        int batch = 3;
        CrossEntropy judge = new CrossEntropy(classes, batch);
        int[] labels = {4, 0};
        float[] scores = new float[classes * batch];
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) random.nextDouble(-3, 3);
        }
        judge.loss(scores, labels);
        float[] gradient = judge.gradient().clone();
        // A central difference is off by step^2/6 times a third derivative, which is below 1 here.
        double allowed = STEP * STEP / 6.0 + 1e-6;
        for (int i = 0; i < scores.length; i++) {
            float kept = scores[i];
            scores[i] = kept + STEP;
            double above = judge.loss(scores, labels);
            scores[i] = kept - STEP;
            double below = judge.loss(scores, labels);
            scores[i] = kept;
            assertEquals((above - below) / (2 * STEP), gradient[i], allowed, "score " + i);
            assertTrue(i % batch < labels.length || gradient[i] == 0, "an image without a label has no gradient");
        }
    }

    @Test
    void crossEntropyStaysFiniteForHugeScores() {
        CrossEntropy judge = new CrossEntropy(2, 1);
        assertEquals(2e30, judge.loss(new float[] {1e30f, -1e30f}, new int[] {1}), 1e24);
        assertArrayEquals(new float[] {1, -1}, judge.gradient());
        assertEquals(0, judge.right());
    }

    @Test
    void gradientOfTheWholeNetworkPointsDownhill() {
        Network network = new Network(ConvEngine.naive(), 2, 12, 12, 5);
        float[] images = new float[network.inputLength()];
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextInt(256) / 255f;
        }
        int[] labels = {3, 8};
        double loss = network.look(images, labels);
        network.gradients();
        double squares = 0;
        for (Parameter p : network.parameters()) {
            squares += dot(p.gradient, p.gradient);
        }
        // Against the gradient g by a step t, the loss falls by t*|g|^2, but for terms of the order t^2.
        double step = 1e-4;
        for (Parameter p : network.parameters()) {
            for (int i = 0; i < p.value.length; i++) {
                p.value[i] -= (float) (step * p.gradient[i]);
            }
        }
        double fallen = loss - network.look(images, labels);
        assertEquals(1, fallen / (step * squares), 0.05);
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
