package io.github.convgrad.bench.check;

import io.github.convgrad.Accuracy;

/**
 * How far a result is from the truth, over a sample of its elements.
 *
 * <p><b>The bound on one element.</b> A float sum of {@code k} products, in whatever order, rounds each partial sum by
 * at most {@code u = 2^-24} of its size. The data here have signs drawn by lot, so a partial sum is about as large as
 * the root of its squared products, at most {@code norm} = root of all squared products; independent roundings add up
 * as a random walk (Higham and Mary, SIAM J. Sci. Comput. 41, 2019), to a standard deviation of at most
 * {@code u * norm * sqrt(k/3)}, and storing the result adds one more rounding. Six standard deviations are the bound:
 * a right answer is beyond it once in some hundred million elements, a lost product of usual size is far beyond it.
 * {@code k} is that of the elements with most products: an algorithm that computes neighbours together rounds them
 * together, so that one at the border, which sums fewer, may be as far off as those beside it.
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
    private static final double RELAXED_FACTOR = 5;

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
        // Where even the naive loop is exact to the last bit or two, one rounding is the least anyone can do.
        double floor = ROUNDING;
        return within(accuracy) && rmsError <= Math.max(floor, factor(accuracy) * rmsNaive * (1 + slack));
    }

    /**
     * Whether every element is within what an accuracy allows of its bound.
     *
     * @param accuracy that was asked for
     * @return whether it is
     */
    public boolean within(Accuracy accuracy) {
        return ofBound <= factor(accuracy);
    }

    private static double factor(Accuracy accuracy) {
        return accuracy == Accuracy.STANDARD ? 1 : RELAXED_FACTOR;
    }
}
