package io.github.convgrad.hygiene;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.property.Gradients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
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

    /** How long a call that allocates is watched. */
    private static final long SAMPLED = TimeUnit.SECONDS.toNanos(2);

    /** Calls in a row that must allocate nothing, all together. */
    private static final int CALLS = 50;

    @Test
    void theMeasurementSeesASingleObject() {
        assertTrue(THREADS.isThreadAllocatedMemoryEnabled());
        List<float[]> kept = new ArrayList<>(CALLS);
        assertTrue(allocated(() -> kept.add(new float[1])) >= 16L * CALLS);
    }

    @Test
    void whoAllocatesIsTold() {
        List<float[]> kept = new ArrayList<>(List.of(new float[0]));
        String told = allocators(() -> kept.set(0, new float[1 << 10]));
        assertTrue(told.startsWith(AllocationTest.class.getName() + ".lambda$whoAllocatesIsTold"), told);
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
            fail(name + ": " + bytes + " bytes in " + CALLS + " calls, allocated in " + allocators(call));
        }
    }

    /** Where flight recorder sees objects being made, most often first: the frames below those of the JDK. */
    private static String allocators(Runnable call) {
        Map<String, Integer> seen = new TreeMap<>();
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ObjectAllocationSample").withStackTrace().with("throttle", "1000/s");
            recording.start();
            runFor(SAMPLED, call);
            recording.stop();
            Path file = Files.createTempFile("allocations", ".jfr");
            recording.dump(file);
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                if (event.getStackTrace() != null) {
                    event.getStackTrace().getFrames().stream().map(AllocationTest::place)
                            .filter(place -> place.startsWith("io.github.convgrad")).findFirst()
                            .ifPresent(place -> seen.merge(place, 1, Integer::sum));
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return seen.entrySet().stream().sorted(Map.Entry.<String, Integer>comparingByValue().reversed()).limit(5)
                .map(e -> e.getKey() + " " + e.getValue() + " times").collect(Collectors.joining(", "));
    }

    /** The method of a frame, its line, and who runs it: the interpreter or a compiler. */
    private static String place(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName() + ":" + frame.getLineNumber() + " (" + frame.getType()
                + ")";
    }

    private static long allocated(Runnable call) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
