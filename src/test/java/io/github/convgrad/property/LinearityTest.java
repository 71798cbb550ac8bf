package io.github.convgrad.property;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import io.github.convgrad.arbitrary.Sizes;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Every pass is linear in each of its inputs, and a batch is the sum of its images. Exact, on small integers. */
class LinearityTest {

    @Property(tries = 150)
    void sumsInSumsOut(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        ConvPlan plan = ConvPlan.of(s);
        ConvData p = ConvData.integers(s, seed);
        ConvData q = ConvData.integers(s, ~seed);

        linear("y in x", p.x(), q.x(), s.yLength(), x -> y(plan, x, p.w(), s), s);
        linear("y in w", p.w(), q.w(), s.yLength(), w -> y(plan, p.x(), w, s), s);
        linear("dx in w", p.w(), q.w(), s.xLength(), w -> dx(plan, w, p.dy(), s), s);
        linear("dx in dy", p.dy(), q.dy(), s.xLength(), dy -> dx(plan, p.w(), dy, s), s);
        linear("dw in x", p.x(), q.x(), s.wLength(), x -> dw(plan, x, p.dy(), s), s);
        linear("dw in dy", p.dy(), q.dy(), s.wLength(), dy -> dw(plan, p.x(), dy, s), s);
    }

    @Property(tries = 150)
    void aBatchIsItsImages(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        Assume.that(s.batch() > 1);
        ConvData d = ConvData.integers(s, seed);
        ConvShape one = Sizes.builder(s).batch(1).build();
        ConvPlan plan = ConvPlan.of(one);
        Gradients images = Gradients.unwritten(s);
        Arrays.fill(images.dw(), 0);
        Arrays.fill(images.db(), 0);
        for (int n = 0; n < s.batch(); n++) {
            ConvData image = new ConvData(slice(d.x(), n, one.xLength()), d.w(), d.b(), slice(d.dy(), n, one.yLength()));
            Gradients g = Gradients.of(plan, image);
            System.arraycopy(g.y(), 0, images.y(), n * g.y().length, g.y().length);
            System.arraycopy(g.dx(), 0, images.dx(), n * g.dx().length, g.dx().length);
            add(images.dw(), g.dw());
            add(images.db(), g.db());
        }
        Gradients.of(s, d).assertSameBits(images, s);
    }

    private static void linear(String name, float[] p, float[] q, long length, UnaryOperator<float[]> map, ConvShape s) {
        float[] mixed = new float[p.length];
        for (int i = 0; i < p.length; i++) {
            mixed[i] = 3 * p[i] - 2 * q[i];
        }
        float[] mp = map.apply(p);
        float[] mq = map.apply(q);
        float[] expected = new float[Math.toIntExact(length)];
        for (int i = 0; i < expected.length; i++) {
            // Adding 0 turns -0 into 0.
            expected[i] = 3 * mp[i] - 2 * mq[i] + 0f;
        }
        Gradients.assertSameBits(name, expected, map.apply(mixed), s);
    }

    private static float[] y(ConvPlan plan, float[] x, float[] w, ConvShape s) {
        float[] y = Gradients.unwritten(s).y();
        plan.forward(x, w, null, y);
        return y;
    }

    private static float[] dx(ConvPlan plan, float[] w, float[] dy, ConvShape s) {
        float[] dx = Gradients.unwritten(s).dx();
        plan.backwardData(w, dy, dx);
        return dx;
    }

    private static float[] dw(ConvPlan plan, float[] x, float[] dy, ConvShape s) {
        float[] dw = Gradients.unwritten(s).dw();
        plan.backwardWeights(x, dy, dw, null);
        return dw;
    }

    private static float[] slice(float[] a, int n, long length) {
        int size = Math.toIntExact(length);
        return Arrays.copyOfRange(a, n * size, (n + 1) * size);
    }

    private static void add(float[] to, float[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }
}
