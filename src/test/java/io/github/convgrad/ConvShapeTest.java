package io.github.convgrad;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConvShapeTest {

    private static ConvShape.Builder image() {
        return ConvShape.builder().batch(2).channels(4, 6).input(9, 11).kernel(3, 5);
    }

    @Test
    void everySizeIsWhatWasGiven() {
        ConvShape s = ConvShape.builder().batch(2).channels(4, 6).groups(2).layout(Layout.NCHW)
                .input(5, 9, 11).kernel(1, 3, 2).stride(1, 2, 3).dilation(3, 2, 4)
                .padBegin(0, 1, 2).padEnd(1, 0, -1).build();

        assertAll(
                () -> assertEquals(3, s.spatialRank()),
                () -> assertEquals(2, s.batch()),
                () -> assertEquals(4, s.inChannels()),
                () -> assertEquals(6, s.outChannels()),
                () -> assertEquals(2, s.groups()),
                () -> assertEquals(2, s.inChannelsPerGroup()),
                () -> assertEquals(3, s.outChannelsPerGroup()),
                () -> assertEquals(Layout.NCHW, s.layout()),
                () -> assertEquals("5 9 11", s.inDepth() + " " + s.inHeight() + " " + s.inWidth()),
                () -> assertEquals("1 3 2", s.kernelDepth() + " " + s.kernelHeight() + " " + s.kernelWidth()),
                () -> assertEquals("1 2 3", s.strideD() + " " + s.strideH() + " " + s.strideW()),
                () -> assertEquals("3 2 4", s.dilationD() + " " + s.dilationH() + " " + s.dilationW()),
                () -> assertEquals("0 1 2", s.padFront() + " " + s.padTop() + " " + s.padLeft()),
                () -> assertEquals("1 0 -1", s.padBack() + " " + s.padBottom() + " " + s.padRight()),
                // 5+1-1 over 1; 9+1-5 over 2 = 2.5; 11+2-1-5 over 3 = 2.3; each plus one
                () -> assertEquals("6 3 3", s.outDepth() + " " + s.outHeight() + " " + s.outWidth()),
                () -> assertEquals(6, s.taps()),
                () -> assertEquals(495, s.inPixels()),
                () -> assertEquals(54, s.outPixels()),
                () -> assertEquals(2 * 4 * 495, s.xLength()),
                () -> assertEquals(6 * 2 * 6, s.wLength()),
                () -> assertEquals(6, s.bLength()),
                () -> assertEquals(2 * 6 * 54, s.yLength()),
                () -> assertEquals(2L * 6 * 54 * 2 * 6, s.multiplyAdds()));
    }

    @Test
    void axesThatAreNotThereAreOnes() {
        ConvShape s = ConvShape.builder().channels(1, 1).input(8).kernel(3).stride(2).dilation(2).pad(4).build();

        assertEquals(1, s.spatialRank());
        assertEquals("1 1 8", s.inDepth() + " " + s.inHeight() + " " + s.inWidth());
        assertEquals("1 1 3", s.kernelDepth() + " " + s.kernelHeight() + " " + s.kernelWidth());
        assertEquals("1 1 2", s.strideD() + " " + s.strideH() + " " + s.strideW());
        assertEquals("1 1 2", s.dilationD() + " " + s.dilationH() + " " + s.dilationW());
        assertEquals("0 0 4", s.padFront() + " " + s.padTop() + " " + s.padLeft());
        assertEquals("0 0 4", s.padBack() + " " + s.padBottom() + " " + s.padRight());
        assertEquals("1 1 6", s.outDepth() + " " + s.outHeight() + " " + s.outWidth());
    }

    @Test
    void oneValueStandsForAllAxes() {
        assertEquals(
                ConvShape.builder().channels(1, 1).input(9, 9, 9).kernel(3, 3, 3).stride(2, 2, 2).dilation(2, 2, 2)
                        .padBegin(1, 1, 1).padEnd(1, 1, 1).build(),
                ConvShape.builder().channels(1, 1).input(9, 9, 9).kernel(3).stride(2).dilation(2).pad(1).build());
    }

    @Test
    void theLastCallCounts() {
        assertEquals(image().pad(2).build(), image().padSame().pad(2).build());
        assertEquals(image().padSame().build(), image().pad(7).padSame().build());
        assertEquals(image().build(), image().pad(7).padValid().build());
        assertEquals(image().padBegin(1).padEnd(2).build(), image().pad(1).padEnd(2).build());
    }

    /** The values TensorFlow's SAME gives; out is always ceil(in / stride). */
    @ParameterizedTest
    @CsvSource({
        // in, kernel, stride, dilation, begin, end, out
        "5, 3, 1, 1, 1, 1, 5", "5, 2, 1, 1, 0, 1, 5", "5, 4, 1, 1, 1, 2, 5", "224, 7, 2, 1, 2, 3, 112",
        "5, 3, 2, 1, 1, 1, 3", "6, 3, 2, 1, 0, 1, 3", "7, 1, 3, 1, 0, 0, 3", "8, 1, 3, 1, 0, 0, 3",
        "9, 2, 5, 1, 0, 0, 2", "5, 3, 1, 2, 2, 2, 5", "1, 9, 4, 1, 4, 4, 1"})
    void same(int in, int kernel, int stride, int dilation, int begin, int end, int out) {
        ConvShape s = ConvShape.builder().channels(1, 1).input(in).kernel(kernel).stride(stride).dilation(dilation)
                .padSame().build();
        assertEquals(begin + ":" + end + " " + out, s.padLeft() + ":" + s.padRight() + " " + s.outWidth());
    }

    @Test
    void extremesThatAreLegal() {
        assertEquals(0, image().batch(0).build().xLength());
        assertEquals(0, image().batch(0).build().multiplyAdds());
        int longest = Integer.MAX_VALUE - 8;
        assertEquals(longest, ConvShape.builder().channels(1, 1).input(longest).kernel(1).build().yLength());
        assertEquals(1, ConvShape.builder().channels(1, 1).input(longest).kernel(2).dilation(longest - 1).build()
                .outWidth());
        assertEquals(1, ConvShape.builder().channels(1, 1).input(1).kernel(1).stride(Integer.MAX_VALUE).build()
                .outWidth());
        ConvShape wide = ConvShape.builder().batch(30_000).channels(30_000, 30_000).input(2).kernel(2).build();
        assertEquals(30_000L * 30_000 * 2 * 30_000, wide.multiplyAdds());
    }

    @Test
    void equalSizesAreEqualShapes() {
        assertEquals(image().build(), image().build());
        assertEquals(image().build().hashCode(), image().build().hashCode());
        Stream.<UnaryOperator<ConvShape.Builder>>of(b -> b.batch(3), b -> b.inChannels(8), b -> b.outChannels(2),
                b -> b.groups(2), b -> b.input(11, 9), b -> b.kernel(5, 3), b -> b.stride(1, 2), b -> b.stride(2, 1),
                b -> b.dilation(1, 2), b -> b.padBegin(1, 0), b -> b.padBegin(0, 1), b -> b.padEnd(1, 0),
                b -> b.input(1, 9, 11).kernel(1, 3, 5))
                .forEach(change -> assertNotEquals(image().build(), change.apply(image()).build()));
    }

    @Test
    void readsAsOneLine() {
        assertEquals("x 2x4x9x11 w 6x2x3x5 y 2x6x5x4 stride 2x3 pad 1:1x2:3 dilation 1x1 groups 2 NCHW",
                image().groups(2).stride(2, 3).padBegin(1, 2).padEnd(1, 3).build().toString());
    }

    @Test
    void arraysAreCopied() {
        int[] kernel = {3, 5};
        ConvShape.Builder builder = image().kernel(kernel);
        kernel[0] = -1;
        assertEquals(image().build(), builder.build());
    }

    static Stream<Arguments> nonsense() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                bad("batch is -1, expected at least 0", b -> b.batch(-1)),
                bad("inChannels is 0, expected at least 1", b -> b.inChannels(0)),
                bad("outChannels is -6, expected at least 1", b -> b.outChannels(-6)),
                bad("groups is 0, expected at least 1", b -> b.groups(0)),
                bad("groups is 3, expected a divisor of inChannels = 4", b -> b.groups(3)),
                bad("groups is 4, expected a divisor of outChannels = 6", b -> b.groups(4)),
                bad("input is [], expected 1 to 3 sizes", b -> b.input()),
                bad("input is [1, 1, 1, 1], expected 1 to 3 sizes", b -> b.input(1, 1, 1, 1)),
                bad("inHeight is 0, expected at least 1", b -> b.input(0, 11)),
                bad("inWidth is -11, expected at least 1", b -> b.input(9, -11)),
                bad("inDepth is 0, expected at least 1", b -> b.input(0, 9, 11).kernel(1)),
                bad("kernel is [1, 2, 3], expected 1 or 2 values, as input is [9, 11]", b -> b.kernel(1, 2, 3)),
                bad("kernel is [], expected 1 or 2 values, as input is [9, 11]", b -> b.kernel()),
                bad("kernel is [3, 3], expected 1 value", b -> b.input(9).kernel(3, 3)),
                bad("kernelHeight is 0, expected at least 1", b -> b.kernel(0, 1)),
                bad("kernelWidth is -1, expected at least 1", b -> b.kernel(1, -1)),
                bad("kernelDepth is 0, expected at least 1", b -> b.input(9, 9, 9).kernel(0, 1, 1)),
                bad("stride is [1, 1, 1], expected 1 or 2 values, as input is [9, 11]", b -> b.stride(1, 1, 1)),
                bad("strideH is 0, expected at least 1", b -> b.stride(0)),
                bad("strideW is -2, expected at least 1", b -> b.stride(1, -2)),
                bad("strideD is 0, expected at least 1", b -> b.input(9, 9, 9).kernel(1).stride(0, 1, 1)),
                bad("dilation is [], expected 1 or 2 values, as input is [9, 11]", b -> b.dilation()),
                bad("dilationH is 0, expected at least 1", b -> b.dilation(0)),
                bad("dilationW is 0, expected at least 1", b -> b.dilation(1, 0)),
                bad("dilationD is -1, expected at least 1", b -> b.input(9, 9, 9).kernel(1).dilation(-1, 1, 1)),
                bad("padBegin is [0, 0, 0], expected 1 or 2 values, as input is [9, 11]", b -> b.pad(0, 0, 0)),
                bad("padEnd is [0, 0, 0], expected 1 or 2 values, as input is [9, 11]", b -> b.padEnd(0, 0, 0)),
                bad("padTop is -1, expected at least 0", b -> b.padBegin(-1)),
                bad("padLeft is -1, expected at least 0", b -> b.pad(0, -1)),
                bad("padFront is -2, expected at least 0", b -> b.input(9, 9, 9).kernel(1).pad(-2, 0, 0)),
                bad("padBottom is -9, expected at least -8", b -> b.padEnd(-9)),
                bad("padRight is -11, expected at least -10", b -> b.padEnd(0, -11)),
                bad("padBack is -9, expected at least -8", b -> b.input(9, 9, 9).kernel(1).padEnd(-9, 0, 0)),
                bad("strideW is 0, expected at least 1", b -> b.stride(1, 0).padSame()),
                bad("outHeight is less than 1, expected inHeight + padTop + padBottom = 9 + 0 + 1 to be at least the"
                        + " kernel's extent (kernelHeight - 1) * dilationH + 1 = 11", b -> b.kernel(11, 1).padEnd(1)),
                bad("outWidth is less than 1, expected inWidth + padLeft + padRight = 11 + 0 + 0 to be at least the"
                        + " kernel's extent (kernelWidth - 1) * dilationW + 1 = 13", b -> b.dilation(1, 3)),
                bad("outHeight is less than 1, expected inHeight + padTop + padBottom = 9 + 0 + -7 to be at least the"
                        + " kernel's extent (kernelHeight - 1) * dilationH + 1 = 3", b -> b.padEnd(-7)),
                bad("outHeight is less than 1, expected inHeight + padTop + padBottom = 9 + 0 + 0 to be at least the"
                        + " kernel's extent (kernelHeight - 1) * dilationH + 1 = 4611686011984936963",
                        b -> b.kernel(most).dilation(most)),
                bad("inHeight + padTop + padBottom is 4294967303, expected at most 2147483639", b -> b.pad(most)),
                bad("inHeight + padTop + padBottom is 2147483656, expected at most 2147483639",
                        b -> b.padBegin(most).padEnd(-8)),
                bad("inHeight + padTop + padBottom is 4611686011984936971, expected at most 2147483639",
                        b -> b.kernel(most).dilation(most).padSame()),
                bad("inPixels = inDepth * inHeight * inWidth is 1 * 100000 * 100000, expected at most 2147483639",
                        b -> b.input(100_000, 100_000)),
                bad("taps = kernelDepth * kernelHeight * kernelWidth is 1 * 50000 * 50000, expected at most"
                        + " 2147483639", b -> b.kernel(50_000).pad(50_000)),
                bad("outPixels = outDepth * outHeight * outWidth is 1 * 200007 * 200007, expected at most 2147483639",
                        b -> b.input(9, 9).kernel(3).pad(100_000)),
                bad("xLength = inChannels * inPixels * batch is 4 * 99 * 2147483647, expected at most 2147483639",
                        b -> b.batch(most)),
                bad("xLength = inChannels * inPixels * batch is 2147483640 * 99 * 0, expected at most 2147483639",
                        b -> b.batch(0).inChannels(most - 7)),
                bad("yLength = outChannels * outPixels * batch is 100000000 * 49 * 2, expected at most 2147483639",
                        b -> b.outChannels(100_000_000)),
                bad("wLength = outChannels * (inChannels / groups) * taps is 60000 * 40000 * 1, expected at most"
                        + " 2147483639", b -> b.channels(40_000, 60_000).kernel(1)));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void nonsenseIsRefusedAndNamed(String message, UnaryOperator<ConvShape.Builder> change) {
        ConvShape.Builder builder = change.apply(image());
        assertEquals(message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    private static Arguments bad(String message, UnaryOperator<ConvShape.Builder> change) {
        return Arguments.of(message, change);
    }

    @Test
    void whatWasNotGivenIsNamed() {
        assertRefused("inChannels is 0, expected at least 1", ConvShape.builder());
        assertRefused("input is [], expected 1 to 3 sizes", ConvShape.builder().channels(1, 1).kernel(1));
        assertRefused("kernel is [], expected 1 value", ConvShape.builder().channels(1, 1).input(5));
    }

    private static void assertRefused(String message, ConvShape.Builder builder) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, builder::build).getMessage());
    }

    @Test
    void nullIsRefusedAndNamed() {
        ConvShape.Builder builder = ConvShape.builder();
        assertNullRefused("layout", () -> builder.layout(null));
        assertNullRefused("input", () -> builder.input((int[]) null));
        assertNullRefused("kernel", () -> builder.kernel((int[]) null));
        assertNullRefused("stride", () -> builder.stride((int[]) null));
        assertNullRefused("dilation", () -> builder.dilation((int[]) null));
        assertNullRefused("pad", () -> builder.pad((int[]) null));
        assertNullRefused("padBegin", () -> builder.padBegin((int[]) null));
        assertNullRefused("padEnd", () -> builder.padEnd((int[]) null));
    }

    private static void assertNullRefused(String name, Runnable call) {
        assertEquals(name, assertThrows(NullPointerException.class, call::run).getMessage());
    }
}
