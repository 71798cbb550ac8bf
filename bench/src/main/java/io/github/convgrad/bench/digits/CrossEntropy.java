package io.github.convgrad.bench.digits;

/** Softmax and cross entropy over scores {@code [classes][batch]}, and how often the highest score was right. */
final class CrossEntropy {

    private final int classes;
    private final int batch;
    private final float[] gradient;
    private int right;

    CrossEntropy(int classes, int batch) {
        this.classes = classes;
        this.batch = batch;
        gradient = new float[classes * batch];
    }

    /**
     * Judges the scores of a batch.
     *
     * @param scores {@code [classes][batch]}
     * @param labels the right classes, one for each image; images beyond them do not count
     * @return the mean loss; the sum is taken in double
     */
    double loss(float[] scores, int[] labels) {
        double sum = 0;
        right = 0;
        java.util.Arrays.fill(gradient, 0);
        for (int n = 0; n < labels.length; n++) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[c * batch + n] > scores[best * batch + n] ? c : best;
            }
            // Less the highest score, no exponential overflows and one of them is 1.
            double total = 0;
            for (int c = 0; c < classes; c++) {
                total += Math.exp((double) scores[c * batch + n] - scores[best * batch + n]);
            }
            for (int c = 0; c < classes; c++) {
                double share = Math.exp((double) scores[c * batch + n] - scores[best * batch + n]) / total;
                gradient[c * batch + n] = (float) ((share - (c == labels[n] ? 1 : 0)) / labels.length);
            }
            sum += Math.log(total) + scores[best * batch + n] - scores[labels[n] * batch + n];
            right += best == labels[n] ? 1 : 0;
        }
        return sum / labels.length;
    }

    /** @return gradient of the last loss by the scores, {@code [classes][batch]}; overwritten by the next one */
    float[] gradient() {
        return gradient;
    }

    /** @return how many images of the last batch had their highest score at the right class */
    int right() {
        return right;
    }
}
