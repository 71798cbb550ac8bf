package io.github.convgrad.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.conformance.PublishedVector.Expected;
import io.github.convgrad.property.Gradients;
import io.github.convgrad.reference.NaiveConvolution;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * The engine and the plain loops give what other projects published, to the digits they printed. This is what ties the
 * reference itself to the world outside.
 */
class VectorsTest {

    /** The one case with no output channel, which a shape refuses. */
    private static final String NO_CHANNEL = "tensorflow/testConv2DEmptyBackpropFilter";

    private static final int CASES = 262;
    private static final Map<String, Integer> RESULTS = Map.of("y", 170, "dx", 81, "dw", 51, "db", 15);

    /** Either of the two that are asked. */
    private interface Subject {
        void forward(ConvShape s, float[] x, float[] w, float[] b, float[] y);

        void backward(ConvShape s, float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db);
    }

    @Test
    void reference() {
        publishedResults(new Subject() {
            @Override
            public void forward(ConvShape s, float[] x, float[] w, float[] b, float[] y) {
                NaiveConvolution.forward(s, x, w, b, y);
            }

            @Override
            public void backward(ConvShape s, float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
                NaiveConvolution.backward(s, x, w, dy, dx, dw, db);
            }
        });
    }

    @Test
    void engine() {
        publishedResults(new Subject() {
            @Override
            public void forward(ConvShape s, float[] x, float[] w, float[] b, float[] y) {
                ConvPlan.of(s).forward(x, w, b, y);
            }

            @Override
            public void backward(ConvShape s, float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
                ConvPlan.of(s).backward(x, w, dy, dx, dw, db);
            }
        });
    }

    @Test
    void everyShapeBitForBit() {
        Cases.check(CASES - 1, runnable(), PublishedVector::name, v -> Cases.sameBits(v.shape()));
    }

    @Test
    void aShapeWithoutChannelsIsRefused() {
        PublishedVector v = PublishedVector.all().stream().filter(c -> c.name().equals(NO_CHANNEL)).findFirst()
                .orElseThrow();
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, v::shape);
        assertTrue(e.getMessage().startsWith("outChannels is 0, expected"), e::getMessage);
    }

    private static void publishedResults(Subject subject) {
        Map<String, AtomicInteger> seen = Map.of("y", new AtomicInteger(), "dx", new AtomicInteger(),
                "dw", new AtomicInteger(), "db", new AtomicInteger());
        Cases.check(CASES - 1, runnable(), PublishedVector::name, v -> {
            ConvShape s = v.shape();
            int[] y = v.sizes().get("yshape");
            int[] out = {s.outDepth(), s.outHeight(), s.outWidth()};
            for (int i = 0; i < v.rank(); i++) {
                assertEquals(y[2 + i], out[3 - v.rank() + i], s::toString);
            }
            Map<String, float[]> in = v.inputs();
            v.expected().forEach((tensor, expected) -> {
                Gradients g = Gradients.unwritten(s);
                float[] actual = switch (tensor) {
                    case "y" -> {
                        subject.forward(s, in.get("x"), in.get("w"), in.get("b"), g.y());
                        yield g.y();
                    }
                    case "dx" -> {
                        subject.backward(s, in.get("x"), in.get("w"), in.get("dy"), g.dx(), null, null);
                        yield g.dx();
                    }
                    case "dw" -> {
                        subject.backward(s, in.get("x"), in.get("w"), in.get("dy"), null, g.dw(), null);
                        yield g.dw();
                    }
                    case "db" -> {
                        subject.backward(s, in.get("x"), in.get("w"), in.get("dy"), null, null, g.db());
                        yield g.db();
                    }
                    default -> throw new IllegalStateException(tensor);
                };
                assertClose(tensor, expected, actual);
                seen.get(tensor).incrementAndGet();
            });
        });
        seen.forEach((tensor, count) -> assertEquals(RESULTS.get(tensor), count.get(), "published results for " + tensor));
    }

    private static void assertClose(String tensor, Expected expected, float[] actual) {
        double[] wide = new double[actual.length];
        for (int i = 0; i < actual.length; i++) {
            wide[i] = actual[i];
        }
        assertArrayEquals(expected.values(), wide, expected.atol(), tensor);
    }

    private static List<PublishedVector> runnable() {
        return PublishedVector.all().stream().filter(v -> !v.name().equals(NO_CHANNEL)).toList();
    }
}
