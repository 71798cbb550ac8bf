package io.github.convgrad.hygiene;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.property.Gradients;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * A sequential plan allocates nothing in a call.
 *
 * <p>Until C2 has compiled the kernels, the Vector API boxes its vectors; so each call is repeated until it is compiled,
 * and has to come to rest at zero bytes then.
 */
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Far more than C2 needs on a slow machine; a call that allocates for good fails here. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

    /** An order of the families in which masks at the ends of arrays once came to lie on the heap (note 008). */
    private static final long SEED = 2;

    /** How long each call is repeated before anything is measured. */
    private static final long WARM = TimeUnit.MILLISECONDS.toNanos(300);

    /** Calls in a row that must allocate nothing, all together. */
    private static final int CALLS = 50;

    @Test
    void theMeasurementSeesASingleObject() {
        assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
        List<float[]> kept = new ArrayList<>(CALLS);
        assertTrue(allocated(() -> kept.add(new float[1])) >= 16L * CALLS);
    }

    @Test
    void noCallAllocates() {
        Map<String, ConvShape> families = Families.all();
        List<String> names = new ArrayList<>(families.keySet());
        Collections.shuffle(names, new Random(SEED));
        // What C2 makes of a kernel depends on all that called it before.
        for (String name : names) {
            ConvShape s = families.get(name);
            ConvPlan plan = ConvPlan.of(s);
            ConvData d = ConvData.reals(s, 51);
            Gradients g = Gradients.unwritten(s);
            runFor(WARM, () -> plan.backward(d.x(), d.w(), d.dy(), g.dx(), g.dw(), g.db()));
        }
        names.forEach(name -> everyPass(families.get(name), (pass, call) -> settles(name + ", " + pass, call)));
    }

    private static void everyPass(ConvShape s, BiConsumer<String, Runnable> check) {
        ConvPlan plan = ConvPlan.of(s);
        ConvData d = ConvData.reals(s, 51);
        Gradients g = Gradients.unwritten(s);
        check.accept("dx, dw and db", () -> plan.backward(d.x(), d.w(), d.dy(), g.dx(), g.dw(), g.db()));
        check.accept("forward", () -> plan.forward(d.x(), d.w(), d.b(), g.y()));
        check.accept("dx", () -> plan.backwardData(d.w(), d.dy(), g.dx()));
        check.accept("dw and db", () -> plan.backwardWeights(d.x(), d.dy(), g.dw(), g.db()));
        check.accept("db", () -> plan.backward(null, null, d.dy(), null, null, g.db()));
    }

    private static void runFor(long nanos, Runnable call) {
        long end = System.nanoTime() + nanos;
        do {
            call.run();
        } while (System.nanoTime() < end);
    }

    private static void settles(String name, Runnable call) {
        long end = System.nanoTime() + PATIENCE;
        long bytes;
        do {
            bytes = allocated(call);
        } while (bytes > 0 && System.nanoTime() < end);
        if (bytes > 0) {
            fail(name + ": " + bytes + " bytes in " + CALLS + " calls");
        }
    }

    private static long allocated(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
