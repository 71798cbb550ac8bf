package io.github.convgrad.property;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import org.junit.jupiter.api.Assertions;

/**
 * How far an fp32 sum of products may lie from the truth.
 *
 * <p>Let an element be the sum of {@code n} terms, {@code S} the same sum over absolute values, and {@code u = 2^-24}.
 * Added in any order, with or without fused multiply-add, its fp32 value is off by at most {@code gamma(n) S} with
 * {@code gamma(n) = n u / (1 - n u)} (Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.1):
 * one rounding for a product and {@code n - 1} for the sums above it. The reference adds in double and rounds once,
 * which is at most another {@code u S}, and so does {@code S} itself, which the reference computes too. Hence
 * {@code |engine - reference| <= gamma(n + 2) S}, for each element on its own. Nothing in it is fitted.
 */
final class RoundingBound {

    private static final double U = 0x1p-24;

    private final long forwardTerms;
    private final long dataTerms;
    private final long weightTerms;
    private final Gradients sums;

    /** The bounds for one shape and one set of inputs. */
    RoundingBound(ConvShape s, ConvData d) {
        forwardTerms = (long) s.inChannelsPerGroup() * s.taps() + 1;
        dataTerms = (long) s.outChannelsPerGroup() * s.taps();
        weightTerms = (long) s.batch() * s.outPixels();
        sums = Gradients.reference(s, d.absolute());
    }

    /** Fails unless each element is within its own bound. */
    void assertWithin(Gradients reference, Gradients actual, Object message) {
        assertWithin("y", forwardTerms, sums.y(), reference.y(), actual.y(), message);
        assertWithin("dx", dataTerms, sums.dx(), reference.dx(), actual.dx(), message);
        assertWithin("dw", weightTerms, sums.dw(), reference.dw(), actual.dw(), message);
        assertWithin("db", weightTerms, sums.db(), reference.db(), actual.db(), message);
    }

    private static void assertWithin(String tensor, long terms, float[] sum, float[] expected, float[] actual,
            Object message) {
        double n = terms + 2;
        double gamma = n * U / (1 - n * U);
        for (int i = 0; i < expected.length; i++) {
            double error = Math.abs((double) actual[i] - expected[i]);
            double bound = gamma * sum[i];
            // Written so that NaN fails.
            if (!(error <= bound)) {
                int at = i;
                Assertions.fail(tensor + "[" + at + "]: expected " + expected[at] + ", was " + actual[at] + ", off by "
                        + error + ", allowed " + bound + " for " + terms + " terms; " + message);
            }
        }
    }
}
