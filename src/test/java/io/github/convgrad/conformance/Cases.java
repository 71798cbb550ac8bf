package io.github.convgrad.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.property.Gradients;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs many published cases and reports all that fail, not the first one alone. */
final class Cases {

    private Cases() {
    }

    /** Checks every case on all cores; there must be as many as expected, so that none is lost on the way. */
    static <T> void check(int expected, List<T> cases, Function<T, String> name, Consumer<T> check) {
        assertEquals(expected, cases.size(), "number of cases");
        List<String> failures =
                cases.parallelStream().map(c -> failure(c, name, check)).filter(f -> !f.isEmpty()).toList();
        if (!failures.isEmpty()) {
            fail(failures.size() + " of " + expected + " cases fail:\n"
                    + failures.stream().limit(25).collect(Collectors.joining("\n")));
        }
    }

    private static <T> String failure(T c, Function<T, String> name, Consumer<T> check) {
        try {
            check.accept(c);
            return "";
        } catch (AssertionError | RuntimeException e) {
            return name.apply(c) + ": " + e;
        }
    }

    /** All passes on small integers, bit for bit. */
    static void sameBits(ConvShape s) {
        ConvData d = ConvData.integers(s, 11);
        Gradients.of(ConvPlan.of(s), d).assertSameBits(Gradients.reference(s, d), s);
    }
}
