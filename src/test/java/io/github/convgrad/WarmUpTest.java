package io.github.convgrad;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.arbitrary.Sizes;
import io.github.convgrad.property.Gradients;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Warming a plan up: what it promises to its caller. */
class WarmUpTest {

    private final ConvShape shape = Families.all().get("pointwise");

    @Test
    void afterItEverythingIsCompiledAndTheResultsAreTheSame() {
        ConvPlan plan = ConvPlan.of(shape);
        ConvData d = ConvData.reals(shape, 61);
        Gradients before = Gradients.of(plan, d);
        boolean compiled = plan.warmUp();
        // HotSpot may be busy with what other tests left it.
        for (int again = 0; !compiled && again < 4; again++) {
            compiled = plan.warmUp();
        }
        assertTrue(compiled);
        assertTrue(plan.warmUp(Duration.ZERO), "compiled is compiled");
        Gradients.of(plan, d).assertSameBits(before, "after warming up");
    }

    @Test
    void withNoTimeItOnlyAsks() {
        Families.all().forEach((name, s) -> {
            long begin = System.nanoTime();
            ConvPlan.of(s).warmUp(Duration.ZERO);
            Duration took = Duration.ofNanos(System.nanoTime() - begin);
            assertTrue(took.compareTo(Duration.ofSeconds(5)) < 0, () -> name + ": " + took);
        });
    }

    /** A batch whose tensors would not fit the heap: a few images have to do. */
    @Test
    void itTakesAFewImagesOfALargeBatch() {
        ConvShape huge = Sizes.builder(shape).batch(700_000).build();
        ConvPlan plan = ConvPlan.of(huge);
        plan.warmUp(Duration.ZERO);
        assertTrue(huge.xLength() + huge.yLength() > 2_000_000_000L);
    }

    @Test
    void anEmptyBatchHasNothingToWarmUp() {
        ConvPlan plan = ConvPlan.of(Sizes.builder(shape).batch(0).build());
        assertTrue(plan.warmUp(Duration.ofSeconds(10)));
    }

    @Test
    void nonsenseIsRefused() {
        ConvPlan plan = ConvPlan.of(shape);
        Exception e = assertThrows(IllegalArgumentException.class, () -> plan.warmUp(Duration.ofNanos(-1)));
        assertTrue(e.getMessage().startsWith("limit is "), e::getMessage);
        e = assertThrows(NullPointerException.class, () -> plan.warmUp(null));
        assertTrue(e.getMessage().startsWith("limit"), e::getMessage);
        assertFalse(Thread.currentThread().isInterrupted());
    }
}
