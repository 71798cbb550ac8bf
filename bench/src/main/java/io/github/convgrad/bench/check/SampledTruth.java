package io.github.convgrad.bench.check;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** The true values of some elements of a pass's result, computed once and compared with any number of results. */
public final class SampledTruth {

    private static final double ROUNDING = 0x1p-24;
    private static final double DEVIATIONS = 6;
    private static final double ROOM = 4;
    private static final long SEED = 20_1989;

    /** Elements of the main result, ascending; behind them stand all of the bias gradient. */
    private final int[] elements;
    private final double[] sums;
    private final float[] naive;
    /** What an element's error may be, see {@link ErrorReport}. */
    private final double[] bounds;

    /**
     * Computes the truth.
     *
     * @param shape   of the layer
     * @param tensors its inputs
     * @param pass    which result
     * @param sample  about how many elements to look at, {@link Integer#MAX_VALUE} for all
     */
    public SampledTruth(ConvShape shape, Tensors tensors, PassKind pass, int sample) {
        elements = sample(new DirectSums(shape, tensors, pass).length(), sample);
        int all = elements.length + (pass == PassKind.DW ? (int) shape.bLength() : 0);
        sums = new double[all];
        naive = new float[all];
        bounds = new double[all];
        double[] norms = new double[all];
        int[] terms = new int[all];
        int parts = Math.min(64, all);
        IntStream.range(0, parts).parallel().forEach(part -> {
            DirectSums truth = new DirectSums(shape, tensors, pass);
            for (int i = part; i < all; i += parts) {
                if (i < elements.length) {
                    truth.take(elements[i]);
                } else {
                    truth.takeBias(i - elements.length);
                }
                sums[i] = truth.sum();
                naive[i] = truth.naive();
                norms[i] = truth.norm();
                terms[i] = truth.terms();
            }
        });
        int most = Math.max(1, IntStream.of(terms).max().orElse(1));
        for (int i = 0; i < all; i++) {
            double norm = norms[i] * Math.sqrt((double) most / Math.max(1, terms[i]));
            bounds[i] = ROUNDING * (DEVIATIONS * norm * Math.sqrt(most / 3.0) + Math.abs(sums[i]));
        }
    }

    /**
     * Compares a result with the truth.
     *
     * @param results what a library computed
     * @return how far it is off
     */
    public ErrorReport compare(Results results) {
        double largest = 0;
        double largestError = 0;
        double squares = 0;
        double errors = 0;
        double naiveErrors = 0;
        double ofBound = 0;
        int different = 0;
        for (int i = 0; i < sums.length; i++) {
            float got = i < elements.length ? results.main()[elements[i]] : results.bias()[i - elements.length];
            double error = Math.abs(got - sums[i]);
            // A NaN counts as an infinite error: it would be lost in a maximum.
            error = error <= Double.MAX_VALUE ? error : Double.POSITIVE_INFINITY;
            double naiveError = naive[i] - sums[i];
            largest = Math.max(largest, Math.abs(sums[i]));
            largestError = Math.max(largestError, error);
            squares += sums[i] * sums[i];
            errors += error * error;
            naiveErrors += naiveError * naiveError;
            ofBound = Math.max(ofBound, ratio(error, bounds[i]));
            // 0 and -0 are the same number here: an exact sum has either sign.
            different += got == (float) sums[i] ? 0 : 1;
        }
        return new ErrorReport(sums.length, ratio(largestError, largest), Math.sqrt(ratio(errors, squares)),
                Math.sqrt(ratio(naiveErrors, squares)), ofBound, ROOM / Math.sqrt(sums.length), different);
    }

    /** First and last elements, where the corners are, the rest drawn by lot from a fixed seed. */
    private static int[] sample(int length, int wanted) {
        if (wanted >= length) {
            return IntStream.range(0, length).toArray();
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int edges = Math.min(wanted / 10, 64);
        return IntStream.concat(
                IntStream.concat(IntStream.range(0, edges), IntStream.range(length - edges, length)),
                IntStream.generate(() -> random.nextInt(length)).limit(wanted - 2L * edges))
                .sorted().distinct().toArray();
    }

    private static double ratio(double a, double b) {
        return a == 0 ? 0 : a / b;
    }
}
