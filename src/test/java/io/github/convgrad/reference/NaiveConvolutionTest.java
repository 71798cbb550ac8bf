package io.github.convgrad.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.convgrad.ConvShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Cases worked out by hand. */
class NaiveConvolutionTest {

    private static ConvShape.Builder line(int in, int kernel) {
        return ConvShape.builder().channels(1, 1).input(in).kernel(kernel);
    }

    private static float[] floats(float... values) {
        return values;
    }

    private static void assertForward(ConvShape s, float[] x, float[] w, float[] b, float... y) {
        float[] computed = poisoned(s.yLength());
        NaiveConvolution.forward(s, x, w, b, computed);
        assertArrayEquals(y, computed, "y of " + s);
    }

    private static void assertBackward(ConvShape s, float[] x, float[] w, float[] dy,
            float[] dx, float[] dw, float[] db) {
        float[] computedDx = poisoned(s.xLength());
        float[] computedDw = poisoned(s.wLength());
        float[] computedDb = poisoned(s.bLength());
        NaiveConvolution.backward(s, x, w, dy, computedDx, computedDw, computedDb);
        assertArrayEquals(dx, computedDx, "dx of " + s);
        assertArrayEquals(dw, computedDw, "dw of " + s);
        assertArrayEquals(db, computedDb, "db of " + s);
    }

    private static float[] poisoned(long length) {
        float[] array = new float[(int) length];
        Arrays.fill(array, Float.NaN);
        return array;
    }

    @Test
    void plain() {
        ConvShape s = line(4, 2).build();
        float[] x = floats(1, 2, 3, 4);
        float[] w = floats(1, 10);
        assertForward(s, x, w, floats(100), 121, 132, 143);
        assertForward(s, x, w, null, 21, 32, 43);
        assertBackward(s, x, w, floats(1, 2, 3), floats(1, 12, 23, 30), floats(14, 20), floats(6));
    }

    /** The seed's dx ignores the stride, its dw takes it for a dilation. */
    @Test
    void stride() {
        ConvShape s = line(5, 3).stride(2).build();
        float[] x = floats(1, 2, 3, 4, 5);
        float[] w = floats(1, 10, 100);
        assertForward(s, x, w, null, 321, 543);
        assertBackward(s, x, w, floats(1, 2), floats(1, 10, 102, 20, 200), floats(7, 10, 13), floats(3));
    }

    @Test
    void strideBeyondTheKernelLeavesGaps() {
        ConvShape s = line(6, 1).stride(3).build();
        float[] x = floats(1, 2, 3, 4, 5, 6);
        assertForward(s, x, floats(10), null, 10, 40);
        assertBackward(s, x, floats(10), floats(1, 2), floats(10, 0, 0, 20, 0, 0), floats(9), floats(3));
    }

    @Test
    void dilation() {
        ConvShape s = line(5, 2).dilation(2).build();
        float[] x = floats(1, 2, 3, 4, 5);
        float[] w = floats(1, 10);
        assertForward(s, x, w, null, 31, 42, 53);
        assertBackward(s, x, w, floats(1, 2, 3), floats(1, 2, 13, 20, 30), floats(14, 26), floats(6));
    }

    @Test
    void paddingOfTwoSizes() {
        ConvShape s = line(2, 3).padBegin(2).padEnd(1).build();
        float[] x = floats(1, 2);
        float[] w = floats(1, 10, 100);
        assertForward(s, x, w, null, 100, 210, 21);
        assertBackward(s, x, w, floats(1, 2, 3), floats(123, 230), floats(3, 8, 5), floats(6));
    }

    @Test
    void negativePaddingAtTheEndIsNeverRead() {
        ConvShape s = line(4, 2).padEnd(-1).build();
        float[] x = floats(1, 2, 3, Float.NaN);
        float[] w = floats(1, 10);
        assertForward(s, x, w, null, 21, 32);
        assertBackward(s, x, w, floats(1, 2), floats(1, 12, 20, 0), floats(5, 8), floats(3));
    }

    /** The seed pads kernels that are not square the wrong way round. */
    @Test
    void rectangle() {
        ConvShape s = ConvShape.builder().channels(1, 1).input(2, 2).kernel(3, 1).pad(1, 0).build();
        float[] x = floats(1, 2, 3, 4);
        float[] w = floats(1, 10, 100);
        assertForward(s, x, w, null, 310, 420, 31, 42);
        assertBackward(s, x, w, floats(1, 1, 1, 1), floats(11, 11, 110, 110), floats(3, 10, 7), floats(4));
    }

    /** The seed's last crop is empty without padding. */
    @Test
    void noPadding() {
        ConvShape s = ConvShape.builder().channels(1, 1).input(2, 3).kernel(1, 2).build();
        float[] x = floats(1, 2, 3, 4, 5, 6);
        float[] w = floats(1, 10);
        assertForward(s, x, w, null, 21, 32, 54, 65);
        assertBackward(s, x, w, floats(1, 2, 3, 4), floats(1, 12, 20, 3, 34, 40), floats(37, 47), floats(10));
    }

    @Test
    void cube() {
        ConvShape s = ConvShape.builder().channels(1, 1).input(2, 2, 2).kernel(2).build();
        float[] x = floats(1, 2, 3, 4, 5, 6, 7, 8);
        float[] w = floats(8, 7, 6, 5, 4, 3, 2, 1);
        assertForward(s, x, w, floats(1), 121);
        assertBackward(s, x, w, floats(2), floats(16, 14, 12, 10, 8, 6, 4, 2), floats(2, 4, 6, 8, 10, 12, 14, 16),
                floats(2));
    }

    @Test
    void channelsAndBatch() {
        ConvShape s = ConvShape.builder().batch(2).channels(2, 2).input(1).kernel(1).build();
        float[] x = floats(1, 2, 3, 4);
        float[] w = floats(1, 10, 100, 1000);
        assertForward(s, x, w, floats(5, 6), 26, 2106, 48, 4306);
        assertBackward(s, x, w, floats(1, 2, 3, 4), floats(201, 2010, 403, 4030), floats(10, 14, 14, 20), floats(4, 6));
    }

    @Test
    void groups() {
        ConvShape s = ConvShape.builder().channels(4, 2).groups(2).input(1).kernel(1).build();
        float[] x = floats(1, 2, 3, 4);
        float[] w = floats(1, 10, 100, 1000);
        assertForward(s, x, w, null, 21, 4300);
        assertBackward(s, x, w, floats(1, 2), floats(1, 10, 200, 2000), floats(1, 2, 6, 8), floats(1, 2));
    }

    @Test
    void noImagesGiveZeroGradients() {
        ConvShape s = line(4, 2).batch(0).build();
        assertForward(s, floats(), floats(1, 10), floats(5));
        assertBackward(s, floats(), floats(1, 10), floats(), floats(), floats(0, 0), floats(0));
    }

    @Test
    void sumsAreRoundedOnce() {
        ConvShape s = line(3, 3).build();
        assertForward(s, floats(1e8f, 1, -1e8f), floats(1, 1, 1), floats(2), 3);
        ConvShape three = line(3, 1).build();
        assertBackward(three, floats(1, 1, 1), floats(1), floats(1e8f, 1, -1e8f), floats(1e8f, 1, -1e8f), floats(1),
                floats(1));
    }

    @Test
    void whatWasNotAskedForNeedsNoInput() {
        ConvShape s = line(4, 2).build();
        float[] dy = floats(1, 2, 3);
        float[] dx = poisoned(4);
        NaiveConvolution.backward(s, null, floats(1, 10), dy, dx, null, null);
        assertArrayEquals(floats(1, 12, 23, 30), dx);
        float[] dw = poisoned(2);
        NaiveConvolution.backward(s, floats(1, 2, 3, 4), null, dy, null, dw, null);
        assertArrayEquals(floats(14, 20), dw);
        float[] db = poisoned(1);
        NaiveConvolution.backward(s, null, null, dy, null, null, db);
        assertArrayEquals(floats(6), db);
    }

    @Test
    void badArgumentsAreNamedAndNothingIsTouched() {
        ConvShape s = line(4, 2).build();
        float[] x = new float[4];
        float[] w = new float[2];
        float[] b = new float[1];
        float[] dy = new float[3];
        float[] y = poisoned(3);
        float[] dx = poisoned(4);
        float[] dw = poisoned(2);
        float[] db = poisoned(1);
        String alone = " is the same array as another argument, expected an array of its own";
        assertNull("x is null, expected 4 elements", () -> NaiveConvolution.forward(s, null, w, b, y));
        assertNull("w is null, expected 2 elements", () -> NaiveConvolution.forward(s, x, null, b, y));
        assertNull("y is null, expected 3 elements", () -> NaiveConvolution.forward(s, x, w, b, null));
        assertBad("x has 3 elements, expected 4", () -> NaiveConvolution.forward(s, dy, w, b, y));
        assertBad("w has 4 elements, expected 2", () -> NaiveConvolution.forward(s, x, x, b, y));
        assertBad("b has 2 elements, expected 1", () -> NaiveConvolution.forward(s, x, w, w, y));
        assertBad("y has 4 elements, expected 3", () -> NaiveConvolution.forward(s, x, w, b, dx));
        assertNull("dy is null, expected 3 elements", () -> NaiveConvolution.backward(s, x, w, null, dx, dw, db));
        assertNull("x is null, expected 4 elements", () -> NaiveConvolution.backward(s, null, w, dy, dx, dw, db));
        assertNull("w is null, expected 2 elements", () -> NaiveConvolution.backward(s, x, null, dy, dx, dw, db));
        assertBad("dy has 4 elements, expected 3", () -> NaiveConvolution.backward(s, x, w, x, dx, dw, db));
        assertBad("dx has 3 elements, expected 4", () -> NaiveConvolution.backward(s, x, w, dy, y, dw, db));
        assertBad("dw has 3 elements, expected 2", () -> NaiveConvolution.backward(s, x, w, dy, dx, y, db));
        assertBad("db has 2 elements, expected 1", () -> NaiveConvolution.backward(s, x, w, dy, dx, dw, w));
        assertBad("dx, dw and db are null, expected at least one array",
                () -> NaiveConvolution.backward(s, x, w, dy, null, null, null));
        assertBad("dx" + alone, () -> NaiveConvolution.backward(s, x, w, dy, x, dw, db));
        assertBad("dw" + alone, () -> NaiveConvolution.backward(s, x, w, dy, dx, w, db));
        ConvShape one = line(1, 1).build();
        assertBad("y" + alone, () -> NaiveConvolution.forward(one, b, new float[1], null, b));
        assertBad("db" + alone, () -> NaiveConvolution.backward(one, null, null, b, null, null, b));
        assertBad("dx" + alone, () -> NaiveConvolution.backward(one, b, new float[1], b.clone(), db, db, null));
        for (float[] output : new float[][] {y, dx, dw, db}) {
            assertArrayEquals(poisoned(output.length), output);
        }
    }

    private static void assertBad(String message, Runnable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
    }

    private static void assertNull(String message, Runnable call) {
        assertEquals(message, assertThrows(NullPointerException.class, call::run).getMessage());
    }
}
