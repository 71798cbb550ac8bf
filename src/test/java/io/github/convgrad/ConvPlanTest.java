package io.github.convgrad;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.arbitrary.Sizes;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** The plan's face: a case worked by hand, its builder, and what it says of itself. */
class ConvPlanTest {

    private final ConvShape shape = Families.all().get("strided 3x3");

    /** Two channels in, one out, kernel 2, stride 2, one zero on the left. Worked out on paper. */
    @Test
    void workedByHand() {
        ConvShape s = ConvShape.builder().channels(2, 1).input(5).kernel(2).stride(2).padBegin(1).build();
        ConvPlan plan = ConvPlan.of(s);
        float[] x = {1, 2, 3, 4, 5, 10, 20, 30, 40, 50};
        float[] w = {1, -1, 2, 0.5f};
        float[] y = new float[3];
        plan.forward(x, w, new float[] {100}, y);
        // y0 = 0*1 - 1 + 0*2 + 10/2, y1 = 2 - 3 + 20*2 + 30/2, y2 = 4 - 5 + 40*2 + 50/2
        assertArrayEquals(new float[] {104, 154, 204}, y);

        float[] dx = new float[10];
        float[] dw = new float[4];
        float[] db = new float[1];
        plan.backward(x, w, new float[] {1, 10, 100}, dx, dw, db);
        assertArrayEquals(new float[] {-1, 10, -10, 100, -100, 0.5f, 20, 5, 200, 50}, dx);
        // Tap 0 meets 0, x1, x3; tap 1 meets x0, x2, x4.
        assertArrayEquals(new float[] {2 * 10 + 4 * 100, 1 + 3 * 10 + 5 * 100,
            20 * 10 + 40 * 100, 10 + 30 * 10 + 50 * 100}, dw);
        assertArrayEquals(new float[] {111}, db);
    }

    @Test
    void tellsWhatItWasBuiltWith() {
        ConvPlan sequential = ConvPlan.of(shape);
        assertSame(shape, sequential.shape());
        assertEquals(1, sequential.workers());
        assertEquals(Accuracy.STANDARD, sequential.accuracy());
        Executor executor = ForkJoinPool.commonPool();
        ConvPlan parallel = ConvPlan.builder(shape).executor(executor, 3).accuracy(Accuracy.RELAXED).build();
        assertEquals(3, parallel.workers());
        assertEquals(Accuracy.RELAXED, parallel.accuracy());
        assertTrue(parallel.workspaceBytes() >= sequential.workspaceBytes());
        assertTrue(sequential.workspaceBytes() >= 0);
    }

    @Test
    void describesItself() {
        ConvPlan plan = ConvPlan.of(shape);
        String text = plan.describe();
        for (String part : new String[] {shape.toString(), Kernel.name(), Kernel.lanes() + " lanes", "forward", "dx", "dw",
            plan.workspaceBytes() + " bytes", "STANDARD"}) {
            assertTrue(text.contains(part), () -> "no '" + part + "' in: " + text);
        }
        assertEquals(text, ConvPlan.of(shape).describe(), "the same plan every time");
    }

    /** Twice as many images: scratch may grow by a thousandth of what the tensors grow by, and hardly ever does. */
    @Test
    void scratchDoesNotGrowWithTheBatch() {
        Families.all().forEach((name, s) -> {
            ConvShape few = Sizes.builder(s).batch(1 << 16).build();
            ConvShape many = Sizes.builder(s).batch(1 << 17).build();
            long tensors = 4 * (many.xLength() + many.yLength() - few.xLength() - few.yLength());
            long scratch = ConvPlan.of(many).workspaceBytes() - ConvPlan.of(few).workspaceBytes();
            assertTrue(scratch <= tensors / 1000, () -> name + ": scratch + " + scratch + ", tensors + " + tensors);
        });
    }

    @Test
    void refusesNonsense() {
        named("shape", assertThrows(NullPointerException.class, () -> ConvPlan.of(null)));
        named("shape", assertThrows(NullPointerException.class, () -> ConvPlan.builder(null)));
        ConvPlan.Builder builder = ConvPlan.builder(shape);
        named("executor", assertThrows(NullPointerException.class, () -> builder.executor(null, 2)));
        named("accuracy", assertThrows(NullPointerException.class, () -> builder.accuracy(null)));
        for (int workers : new int[] {0, -1, Integer.MIN_VALUE}) {
            Exception e = assertThrows(IllegalArgumentException.class, () -> builder.executor(Runnable::run, workers));
            named("workers is " + workers, e);
        }
    }

    private static void named(String start, Exception e) {
        assertTrue(e.getMessage() != null && e.getMessage().startsWith(start), () -> start + ": " + e.getMessage());
    }
}
