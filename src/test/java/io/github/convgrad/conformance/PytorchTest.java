package io.github.convgrad.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Shapes and error cases of PyTorch's own tests. */
class PytorchTest {

    /** The plain loops take seconds above this; four rows are, and only their sizes are checked. */
    private static final long MOST_MULTIPLY_ADDS = 15_000_000;

    @Test
    void everyShape() {
        List<Table.Row> rows = Table.rows("pytorch/shape_cases.csv");
        assertEquals(4, rows.stream().filter(r -> !channelless(r))
                .filter(r -> shape(r).multiplyAdds() > MOST_MULTIPLY_ADDS).count());
        Cases.check(529, rows, r -> r.text("name"), r -> {
            if (channelless(r)) {
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> shape(r));
                assertTrue(e.getMessage().startsWith("inChannels is 0, expected"), e::getMessage);
                return;
            }
            ConvShape s = shape(r);
            int[] out = {s.outDepth(), s.outHeight(), s.outWidth()};
            int[] y = batched(r, r.text("transposed").equals("1") ? "x_shape" : "y_shape");
            assertArrayEquals(Arrays.copyOfRange(y, 2, y.length),
                    Arrays.copyOfRange(out, 3 - s.spatialRank(), 3), s::toString);
            assertEquals(Arrays.stream(y).asLongStream().reduce(1, (a, b) -> a * b), s.yLength(), s::toString);
            if (s.multiplyAdds() <= MOST_MULTIPLY_ADDS) {
                Cases.sameBits(s);
            }
        });
    }

    @Test
    void everyErrorThatCanBeMade() {
        List<Table.Row> rows = Table.rows("pytorch/error_cases.csv");
        assertEquals(57, rows.stream().filter(PytorchTest::refused).count());
        Cases.check(73, rows, r -> r.text("name"), r -> {
            String what = r.text("refused");
            if (what.startsWith("legal")) {
                shapeOfError(r);
            } else if (what.equals("x is null")) {
                ConvShape s = shapeOfError(r);
                NullPointerException e = assertThrows(NullPointerException.class, () -> ConvPlan.of(s)
                        .forward(null, new float[(int) s.wLength()], null, new float[(int) s.yLength()]));
                assertTrue(e.getMessage().startsWith("x"), e::getMessage);
            } else if (what.equals("w") || what.equals("b")) {
                ConvShape s = shapeOfError(r);
                long wLength = Arrays.stream(r.sizes("w_shape")).asLongStream().reduce(1, (a, b) -> a * b);
                float[] b = r.text("b_length").isEmpty() ? null : new float[r.number("b_length")];
                refusedFor(what, () -> ConvPlan.of(s).forward(new float[(int) s.xLength()], new float[(int) wLength],
                        b, new float[(int) s.yLength()]));
            } else if (refused(r)) {
                refusedFor(what, () -> shapeOfError(r));
            } else if (!what.startsWith("not applicable")) {
                fail("unknown: " + what);
            }
        });
    }

    private static boolean refused(Table.Row r) {
        return !r.text("refused").startsWith("legal") && !r.text("refused").startsWith("not applicable");
    }

    /** The message names the argument first (one axis of it, where it has axes) and says what was expected. */
    private static void refusedFor(String argument, Executable call) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, call);
        assertTrue(e.getMessage().matches(argument + "([A-Z]\\w*)? .*expected.*"), e::getMessage);
    }

    private static boolean channelless(Table.Row r) {
        return batched(r, "x_shape")[1] == 0;
    }

    /** A transposed convolution is the convolution it transposes. */
    private static ConvShape shape(Table.Row r) {
        boolean transposed = r.text("transposed").equals("1");
        int[] x = batched(r, transposed ? "y_shape" : "x_shape");
        int[] w = r.sizes("w_shape");
        int[] padEnd = r.sizes("pads_end");
        int[] unread = r.sizes("output_padding");
        int[] end = IntStream.range(0, padEnd.length).map(i -> padEnd[i] - (unread.length == 0 ? 0 : unread[i])).toArray();
        return ConvShape.builder().batch(x[0]).channels(x[1], w[0]).groups(r.number("groups"))
                .input(Arrays.copyOfRange(x, 2, x.length)).kernel(Arrays.copyOfRange(w, 2, w.length))
                .stride(r.sizes("strides")).dilation(r.sizes("dilations"))
                .padBegin(r.sizes("pads_begin")).padEnd(end).build();
    }

    private static int[] batched(Table.Row r, String column) {
        int[] sizes = r.sizes(column);
        if (r.text("unbatched").equals("0")) {
            return sizes;
        }
        int[] batch = new int[sizes.length + 1];
        batch[0] = 1;
        System.arraycopy(sizes, 0, batch, 1, sizes.length);
        return batch;
    }

    private static ConvShape shapeOfError(Table.Row r) {
        int[] x = r.sizes("x_shape");
        int[] w = r.sizes("w_shape");
        ConvShape.Builder b = ConvShape.builder().batch(x[0]).channels(x.length > 1 ? x[1] : 1, w[0])
                .groups(r.number("groups")).input(Arrays.copyOfRange(x, Math.min(2, x.length), x.length))
                .kernel(Arrays.copyOfRange(w, 2, w.length)).stride(r.sizes("stride")).dilation(r.number("dilation"));
        return (r.text("padding").equals("same") ? b.padSame() : b.pad(r.sizes("padding"))).build();
    }
}
