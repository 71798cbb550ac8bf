package io.github.convgrad.property;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A convolution is linear in each of {@code x}, {@code w} and {@code b}, and its gradients are the transposes of these
 * maps. Both can be said without any reference. All data are small integers, so every equation holds exactly.
 */
class AdjointnessTest {

    /** {@code <conv(x, w), dy> = <x, dx> = <w, dw>}, and {@code <b, db>} is what the bias adds to it. */
    @Property(tries = 300)
    void gradientsAreTransposes(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        ConvData d = ConvData.integers(s, seed);
        ConvPlan plan = ConvPlan.of(s);
        Gradients g = Gradients.of(plan, d);
        float[] withoutBias = new float[g.y().length];
        plan.forward(d.x(), d.w(), null, withoutBias);
        long product = dot(withoutBias, d.dy());
        assertEquals(product, dot(d.x(), g.dx()), () -> "<x, dx> " + s);
        assertEquals(product, dot(d.w(), g.dw()), () -> "<w, dw> " + s);
        assertEquals(dot(g.y(), d.dy()) - product, dot(d.b(), g.db()), () -> "<b, db> " + s);
    }

    /** Transposition again, element for element: moving one input by one moves {@code <y, dy>} by its gradient. */
    @Property(tries = 150)
    void gradientsAreDifferences(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        ConvData d = ConvData.integers(s, seed);
        ConvPlan plan = ConvPlan.of(s);
        Gradients g = Gradients.of(plan, d);
        long at = dot(g.y(), d.dy());
        float[] y = new float[g.y().length];
        String[] names = {"dx", "dw", "db"};
        float[][] inputs = {d.x(), d.w(), d.b()};
        float[][] gradients = {g.dx(), g.dw(), g.db()};
        for (int t = 0; t < 3; t++) {
            for (int probe = 0; probe < 4 && inputs[t].length > 0; probe++) {
                int i = Math.floorMod(seed * 31 + probe * 7919L, inputs[t].length);
                // A step of one is exact, because the map is linear: no truncation error, hence no small step.
                inputs[t][i] += 1;
                plan.forward(d.x(), d.w(), d.b(), y);
                inputs[t][i] -= 1;
                String name = names[t] + "[" + i + "]";
                assertEquals(dot(y, d.dy()) - at, (long) gradients[t][i], () -> name + " " + s);
            }
        }
    }

    private static long dot(float[] a, float[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            // NaN would become 0 and vanish.
            if (a[i] != (long) a[i] || b[i] != (long) b[i]) {
                throw new AssertionError("element " + i + " is no integer: " + a[i] + " or " + b[i]);
            }
            sum += (long) a[i] * (long) b[i];
        }
        return sum;
    }
}
