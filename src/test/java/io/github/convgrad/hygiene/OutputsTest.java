package io.github.convgrad.hygiene;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.arbitrary.Sizes;
import io.github.convgrad.property.Gradients;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What a call writes: all of the outputs asked for, whatever was in them, and nothing else. */
class OutputsTest {

    @Property(tries = 200)
    void inputsAreOnlyReadAndOutputsFullyWritten(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        readAndWritten(s, seed);
    }

    @Example
    void inputsAreOnlyReadAndOutputsFullyWrittenInEveryFamily() {
        Families.all().values().forEach(s -> readAndWritten(s, 31));
    }

    /** An output left out changes no bit of the others, nor does the method that computes it. */
    @Property(tries = 100)
    void anySubsetOfTheGradients(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        subsets(s, seed);
    }

    @Example
    void anySubsetOfTheGradientsInEveryFamily() {
        Families.all().values().forEach(s -> subsets(s, 32));
    }

    @Example
    void withoutImagesGradientsOfWeightsAreZero() {
        for (ConvShape family : Families.all().values()) {
            ConvShape s = batchZero(family);
            Gradients g = Gradients.of(s, ConvData.reals(s, 33));
            assertEquals(0, g.y().length + g.dx().length, s::toString);
            Gradients.assertSameBits("dw", new float[Math.toIntExact(s.wLength())], g.dw(), s);
            Gradients.assertSameBits("db", new float[Math.toIntExact(s.bLength())], g.db(), s);
        }
    }

    /** Rubbish that an earlier call left in scratch or outputs must not leak: infinities and NaNs are the rubbish. */
    @Example
    void nothingLeaksFromOneCallIntoTheNext() {
        for (ConvShape s : Families.all().values()) {
            ConvPlan plan = ConvPlan.of(s);
            ConvData d = ConvData.reals(s, 34);
            Gradients expected = Gradients.of(s, d);
            ConvData poison = d.copy();
            for (float[] a : new float[][] {poison.x(), poison.w(), poison.b(), poison.dy()}) {
                Arrays.fill(a, Float.NaN);
            }
            Gradients g = Gradients.of(plan, poison);
            run(plan, d, g);
            g.assertSameBits(expected, s);
        }
    }

    private static void readAndWritten(ConvShape s, long seed) {
        ConvData d = ConvData.reals(s, seed);
        ConvData before = d.copy();
        ConvPlan plan = ConvPlan.of(s);
        Gradients fromNan = Gradients.of(plan, d);
        Gradients.assertSameBits("x", before.x(), d.x(), s);
        Gradients.assertSameBits("w", before.w(), d.w(), s);
        Gradients.assertSameBits("b", before.b(), d.b(), s);
        Gradients.assertSameBits("dy", before.dy(), d.dy(), s);
        for (float[] a : new float[][] {fromNan.y(), fromNan.dx(), fromNan.dw(), fromNan.db()}) {
            for (int i = 0; i < a.length; i++) {
                if (Float.isNaN(a[i])) {
                    throw new AssertionError("element " + i + " of " + a.length + " was never written, or NaN read: " + s);
                }
            }
        }
        Gradients fromSevens = Gradients.unwritten(s);
        for (float[] a : new float[][] {fromSevens.y(), fromSevens.dx(), fromSevens.dw(), fromSevens.db()}) {
            Arrays.fill(a, 7e7f);
        }
        run(plan, d, fromSevens);
        fromSevens.assertSameBits(fromNan, s);
    }

    private static void subsets(ConvShape s, long seed) {
        ConvData d = ConvData.reals(s, seed);
        ConvPlan plan = ConvPlan.of(s);
        Gradients all = Gradients.of(plan, d);
        for (int asked = 1; asked < 8; asked++) {
            Gradients g = Gradients.unwritten(s);
            boolean dx = (asked & 1) != 0;
            boolean dw = (asked & 2) != 0;
            boolean db = (asked & 4) != 0;
            plan.backward(dw ? d.x() : null, dx ? d.w() : null, d.dy(), dx ? g.dx() : null, dw ? g.dw() : null,
                    db ? g.db() : null);
            if (dx) {
                Gradients.assertSameBits("dx", all.dx(), g.dx(), s);
            }
            if (dw) {
                Gradients.assertSameBits("dw", all.dw(), g.dw(), s);
            }
            if (db) {
                Gradients.assertSameBits("db", all.db(), g.db(), s);
            }
        }
        Gradients g = Gradients.unwritten(s);
        plan.backwardData(d.w(), d.dy(), g.dx());
        plan.backwardWeights(d.x(), d.dy(), g.dw(), g.db());
        Gradients.assertSameBits("dx of backwardData", all.dx(), g.dx(), s);
        Gradients.assertSameBits("dw of backwardWeights", all.dw(), g.dw(), s);
        Gradients.assertSameBits("db of backwardWeights", all.db(), g.db(), s);
        float[] dwAlone = Gradients.unwritten(s).dw();
        plan.backwardWeights(d.x(), d.dy(), dwAlone, null);
        Gradients.assertSameBits("dw without db", all.dw(), dwAlone, s);
    }

    private static void run(ConvPlan plan, ConvData d, Gradients g) {
        plan.forward(d.x(), d.w(), d.b(), g.y());
        plan.backward(d.x(), d.w(), d.dy(), g.dx(), g.dw(), g.db());
    }

    private static ConvShape batchZero(ConvShape s) {
        return Sizes.builder(s).batch(0).build();
    }
}
