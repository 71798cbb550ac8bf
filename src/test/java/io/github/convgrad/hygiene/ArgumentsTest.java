package io.github.convgrad.hygiene;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.property.Gradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Wrong tensors: the message names one, its length and the one expected; no output is touched; the plan lives on. */
class ArgumentsTest {

    private final ConvShape s = Families.all().get("grouped");
    private final ConvPlan plan = ConvPlan.of(s);
    private final ConvData d = ConvData.reals(s, 41);
    private final Gradients g = Gradients.unwritten(s);

    @Test
    void forwardNeedsAllButTheBias() {
        missing("x", () -> plan.forward(null, d.w(), d.b(), g.y()));
        missing("w", () -> plan.forward(d.x(), null, d.b(), g.y()));
        missing("y", () -> plan.forward(d.x(), d.w(), d.b(), null));
        plan.forward(d.x(), d.w(), null, g.y());
    }

    @Test
    void backwardNeedsWhatTheGradientsAskedForNeed() {
        missing("dy", () -> plan.backward(d.x(), d.w(), null, g.dx(), g.dw(), g.db()));
        missing("x", () -> plan.backward(null, d.w(), d.dy(), g.dx(), g.dw(), g.db()));
        missing("x", () -> plan.backward(null, null, d.dy(), null, g.dw(), null));
        missing("w", () -> plan.backward(d.x(), null, d.dy(), g.dx(), g.dw(), g.db()));
        missing("w", () -> plan.backward(null, null, d.dy(), g.dx(), null, null));
        missing("w", () -> plan.backwardData(null, d.dy(), g.dx()));
        missing("dy", () -> plan.backwardData(d.w(), null, g.dx()));
        missing("dx", () -> plan.backwardData(d.w(), d.dy(), null));
        missing("x", () -> plan.backwardWeights(null, d.dy(), g.dw(), g.db()));
        missing("dy", () -> plan.backwardWeights(d.x(), null, g.dw(), g.db()));
        missing("dw", () -> plan.backwardWeights(d.x(), d.dy(), null, g.db()));
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> plan.backward(d.x(), d.w(), d.dy(), null, null, null));
        assertTrue(e.getMessage().contains("dx") && e.getMessage().contains("dw") && e.getMessage().contains("db"),
                e::getMessage);
    }

    @Test
    void lengthsMustBeExact() {
        for (int off : new int[] {-1, 1}) {
            wrong("x", d.x(), off, a -> plan.forward(a, d.w(), d.b(), g.y()));
            wrong("w", d.w(), off, a -> plan.forward(d.x(), a, d.b(), g.y()));
            wrong("b", d.b(), off, a -> plan.forward(d.x(), d.w(), a, g.y()));
            wrong("y", g.y(), off, a -> plan.forward(d.x(), d.w(), d.b(), a));
            wrong("x", d.x(), off, a -> plan.backward(a, d.w(), d.dy(), g.dx(), g.dw(), g.db()));
            wrong("w", d.w(), off, a -> plan.backward(d.x(), a, d.dy(), g.dx(), g.dw(), g.db()));
            wrong("dy", d.dy(), off, a -> plan.backward(d.x(), d.w(), a, g.dx(), g.dw(), g.db()));
            wrong("dx", g.dx(), off, a -> plan.backward(d.x(), d.w(), d.dy(), a, g.dw(), g.db()));
            wrong("dw", g.dw(), off, a -> plan.backward(d.x(), d.w(), d.dy(), g.dx(), a, g.db()));
            wrong("db", g.db(), off, a -> plan.backward(d.x(), d.w(), d.dy(), g.dx(), g.dw(), a));
            wrong("dx", g.dx(), off, a -> plan.backwardData(d.w(), d.dy(), a));
            wrong("dw", g.dw(), off, a -> plan.backwardWeights(d.x(), d.dy(), a, g.db()));
            wrong("db", g.db(), off, a -> plan.backwardWeights(d.x(), d.dy(), g.dw(), a));
        }
    }

    /** All tensors of this shape are as long, so that only the check for sharing can object. */
    @Test
    void outputsAreArraysOfTheirOwn() {
        ConvShape square = ConvShape.builder().channels(2, 2).input(2).kernel(1).build();
        ConvPlan p = ConvPlan.of(square);
        float[] i = {1, 2, 3, 4};
        float[] o = {5, 6, 7, 8};
        float[] b = {1, 2};
        shared("y", "x", i, () -> p.forward(i, o, b, i));
        shared("y", "w", i, () -> p.forward(o, i, b, i));
        shared("dx", "w", i, () -> p.backward(o, i, o.clone(), i, null, null));
        shared("dx", "dy", i, () -> p.backward(o, o, i, i, null, null));
        shared("dw", "x", i, () -> p.backward(i, o, o.clone(), null, i, null));
        shared("dw", "dy", i, () -> p.backward(o, o, i, null, i, null));
        shared("dx", "dw", i, () -> p.backward(o, o, o, i, i, null));
        // Needed for nothing, but passed: overwriting it would still surprise.
        shared("dx", "x", i, () -> p.backward(i, o, o, i, null, null));

        ConvShape single = ConvShape.builder().channels(1, 1).input(1).kernel(1).build();
        ConvPlan q = ConvPlan.of(single);
        float[] one = {3};
        shared("y", "b", one, () -> q.forward(new float[1], new float[1], one, one));
        shared("db", "dy", one, () -> q.backward(new float[1], new float[1], one, null, null, one));
        shared("db", "dw", one, () -> q.backward(new float[1], new float[1], new float[1], null, one, one));
        shared("db", "dx", one, () -> q.backward(new float[1], new float[1], new float[1], one, null, one));

        // Inputs may be one array: nobody writes to them.
        p.forward(i, i, b, o);
        p.backward(i, i, i, o, null, null);
    }

    private interface Call {
        void with(float[] tensor);
    }

    private void missing(String name, Executable call) {
        NullPointerException e = assertThrows(NullPointerException.class, call);
        assertTrue(e.getMessage() != null && e.getMessage().matches(name + "\\b.*"), () -> name + ": " + e.getMessage());
        unharmed();
    }

    private void wrong(String name, float[] right, int off, Call call) {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> call.with(new float[right.length + off]));
        String named = name + "\\b.*\\b" + (right.length + off) + "\\b.*expected.*\\b" + right.length + "\\b.*";
        assertTrue(e.getMessage().matches(named),
                () -> name + ": " + e.getMessage());
        unharmed();
    }

    private static void shared(String output, String other, float[] array, Executable call) {
        float[] before = array.clone();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().matches(".*\\b" + output + "\\b.*") && e.getMessage().matches(".*\\b" + other + "\\b.*"),
                () -> output + " and " + other + ": " + e.getMessage());
        Gradients.assertSameBits(output, before, array, other);
    }

    /** The failed call wrote nothing, and the plan still works. */
    private void unharmed() {
        g.assertSameBits(Gradients.unwritten(s), "written by a call that failed");
        ConvData integers = ConvData.integers(s, 42);
        Gradients.of(plan, integers).assertSameBits(Gradients.reference(s, integers), "after a call that failed");
    }
}
