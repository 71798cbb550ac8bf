package io.github.convgrad.bench.digits;

import java.util.SplittableRandom;

/** Numbers that are learned by gradient descent with momentum. */
final class Parameter {

    final float[] value;
    final float[] gradient;
    private final float[] velocity;
    private final float decay;

    /**
     * @param length how many numbers
     * @param decay  how strongly they are drawn to 0
     */
    Parameter(int length, float decay) {
        value = new float[length];
        gradient = new float[length];
        velocity = new float[length];
        this.decay = decay;
    }

    /** Normal values whose spread keeps the size of a signal through rectified layers (He et al. 2015). */
    void initialise(SplittableRandom random, int inputsPerOutput) {
        double spread = Math.sqrt(2.0 / inputsPerOutput);
        for (int i = 0; i < value.length; i++) {
            value[i] = (float) (spread * random.nextGaussian());
        }
    }

    /** One step of Nesterov's method against the gradient. */
    void step(float rate, float momentum) {
        for (int i = 0; i < value.length; i++) {
            float g = gradient[i] + decay * value[i];
            velocity[i] = momentum * velocity[i] + g;
            value[i] -= rate * (g + momentum * velocity[i]);
        }
    }
}
