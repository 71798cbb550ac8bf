package io.github.convgrad.property;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.Arrays;
import org.junit.jupiter.api.Assertions;

/**
 * All results of one convolution. The arrays are filled with NaN before a call, so that an element no one writes
 * never goes unnoticed.
 *
 * @param y  output
 * @param dx gradient of the input
 * @param dw gradient of the weights
 * @param db gradient of the bias
 */
public record Gradients(float[] y, float[] dx, float[] dw, float[] db) {

    /** Arrays of the right lengths, full of NaN. */
    public static Gradients unwritten(ConvShape s) {
        return new Gradients(nan(s.yLength()), nan(s.xLength()), nan(s.wLength()), nan(s.bLength()));
    }

    /** What the engine says. */
    public static Gradients of(ConvPlan plan, ConvData d) {
        Gradients g = unwritten(plan.shape());
        plan.forward(d.x(), d.w(), d.b(), g.y);
        plan.backward(d.x(), d.w(), d.dy(), g.dx, g.dw, g.db);
        return g;
    }

    /** What a sequential plan of its own says. */
    public static Gradients of(ConvShape s, ConvData d) {
        return of(ConvPlan.of(s), d);
    }

    /** What the plain loops say. */
    public static Gradients reference(ConvShape s, ConvData d) {
        Gradients g = unwritten(s);
        NaiveConvolution.forward(s, d.x(), d.w(), d.b(), g.y);
        NaiveConvolution.backward(s, d.x(), d.w(), d.dy(), g.dx, g.dw, g.db);
        return g;
    }

    /** Fails unless every element has the bits expected. */
    public void assertSameBits(Gradients expected, Object message) {
        assertSameBits("y", expected.y, y, message);
        assertSameBits("dx", expected.dx, dx, message);
        assertSameBits("dw", expected.dw, dw, message);
        assertSameBits("db", expected.db, db, message);
    }

    /** Fails unless every element of one tensor has the bits expected. */
    public static void assertSameBits(String tensor, float[] expected, float[] actual, Object message) {
        Assertions.assertEquals(expected.length, actual.length, () -> "length of " + tensor + ": " + message);
        int wrong = 0;
        int first = -1;
        for (int i = 0; i < expected.length; i++) {
            if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(actual[i])) {
                first = wrong++ == 0 ? i : first;
            }
        }
        if (wrong > 0) {
            Assertions.fail(tensor + ": " + wrong + " of " + expected.length + " elements differ, first at " + first
                    + ": expected " + expected[first] + ", was " + actual[first] + "; " + message);
        }
    }

    private static float[] nan(long length) {
        float[] a = new float[Math.toIntExact(length)];
        Arrays.fill(a, Float.NaN);
        return a;
    }
}
