package io.github.convgrad.bench.check;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * How far a result is from the truth, over a sample of its elements.
 *
 * <p><b>The bound on one element.</b> A float sum of {@code k} products, in whatever order, rounds each partial sum by
 * at most {@code u = 2^-24} of its size. The data here have signs drawn by lot, so a partial sum is about as large as
 * the root of its squared products, at most {@code norm} = root of all squared products; independent roundings add up
 * as a random walk (Higham and Mary, SIAM J. Sci. Comput. 41, 2019), to a standard deviation of at most
 * {@code u * norm * sqrt(k/3)}, and storing the result adds one more rounding. Six standard deviations are the bound:
 * a right answer is beyond it once in some hundred million elements, a lost product of usual size is far beyond it.
 *
 * <p><b>The promise.</b> STANDARD is no worse than a naive fp32 loop and RELAXED at most five times that, in the root
 * mean square over the elements. Both errors are estimated from the same {@code n} elements, so their ratio is known
 * only to about {@code 1/sqrt(n)}; four times that is allowed for, so that a hundred right rows pass.
 *
 * @param elements  how many were compared
 * @param maxError  largest error over the largest true value
 * @param rmsError  root mean square of the errors over that of the true values
 * @param rmsNaive  the same for a naive fp32 loop
 * @param ofBound   largest error over its own bound: at most 1 is right
 * @param slack     room for the estimate in {@link #keeps}: {@code 4/sqrt(n)}
 * @param different elements that are not the truth rounded once, bit for bit
 */
public record ErrorReport(int elements, double maxError, double rmsError, double rmsNaive, double ofBound,
        double slack, int different) {

    private static final double ROUNDING = 0x1p-24;
    private static final double DEVIATIONS = 6;
    private static final double RELAXED_FACTOR = 5;
    private static final long SEED = 20_1989;

    /** @return root mean square error as a multiple of the naive fp32 loop's; 1 when both are exact */
    public double ofNaive() {
        return rmsError == rmsNaive ? 1 : rmsError / rmsNaive;
    }

    /**
     * Whether the result keeps what an accuracy promises.
     *
     * @param accuracy that was asked for
     * @return whether it does
     */
    public boolean keeps(Accuracy accuracy) {
        double factor = accuracy == Accuracy.STANDARD ? 1 : RELAXED_FACTOR;
        // Where even the naive loop is exact to the last bit or two, one rounding is the least anyone can do.
        double floor = ROUNDING;
        return ofBound <= factor && rmsError <= Math.max(floor, factor * rmsNaive * (1 + slack));
    }

    /**
     * Compares a result with the truth.
     *
     * @param shape   of the layer
     * @param tensors its inputs
     * @param pass    which result it is
     * @param result  y, dx or dw
     * @param bias    db, or null when the pass has none
     * @param sample  about how many elements to look at, {@link Integer#MAX_VALUE} for all
     * @return how far it is off
     */
    public static ErrorReport of(ConvShape shape, Tensors tensors, PassKind pass, float[] result, float[] bias,
            int sample) {
        int[] elements = sample(result.length, sample);
        int biases = bias == null ? 0 : bias.length;
        int parts = Math.min(64, elements.length);
        Tally all = IntStream.range(0, parts).parallel().mapToObj(part -> {
            DirectSums truth = new DirectSums(shape, tensors, pass);
            Tally tally = new Tally();
            for (int i = part; i < elements.length; i += parts) {
                truth.take(elements[i]);
                tally.add(truth, result[elements[i]]);
            }
            for (int f = part; f < biases; f += parts) {
                truth.takeBias(f);
                tally.add(truth, bias[f]);
            }
            return tally;
        }).reduce(new Tally(), Tally::plus);
        int n = elements.length + biases;
        return new ErrorReport(n, ratio(all.largestError, all.largest), Math.sqrt(ratio(all.errors, all.squares)),
                Math.sqrt(ratio(all.naiveErrors, all.squares)), all.ofBound, 4 / Math.sqrt(n), all.different);
    }

    /** Corners and edges first, the rest drawn by lot from a fixed seed. */
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

    private static final class Tally {
        private double largest;
        private double largestError;
        private double squares;
        private double errors;
        private double naiveErrors;
        private double ofBound;
        private int different;

        void add(DirectSums truth, float got) {
            double error = Math.abs(got - truth.sum());
            // Comparisons are written so that a NaN counts as an infinite error.
            error = error <= Double.MAX_VALUE ? error : Double.POSITIVE_INFINITY;
            double naive = truth.naive() - truth.sum();
            double bound = ROUNDING * (DEVIATIONS * truth.norm() * Math.sqrt(truth.terms() / 3.0)
                    + Math.abs(truth.sum()));
            largest = Math.max(largest, Math.abs(truth.sum()));
            largestError = Math.max(largestError, error);
            squares += truth.sum() * truth.sum();
            errors += error * error;
            naiveErrors += naive * naive;
            ofBound = Math.max(ofBound, ratio(error, bound));
            // 0 and -0 are the same number here: an exact sum has either sign.
            different += got == (float) truth.sum() ? 0 : 1;
        }

        Tally plus(Tally other) {
            Tally both = new Tally();
            both.largest = Math.max(largest, other.largest);
            both.largestError = Math.max(largestError, other.largestError);
            both.squares = squares + other.squares;
            both.errors = errors + other.errors;
            both.naiveErrors = naiveErrors + other.naiveErrors;
            both.ofBound = Math.max(ofBound, other.ofBound);
            both.different = different + other.different;
            return both;
        }
    }
}
