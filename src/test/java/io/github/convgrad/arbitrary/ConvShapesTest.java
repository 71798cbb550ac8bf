package io.github.convgrad.arbitrary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvShape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.statistics.Statistics;

/** The generator of the property tests hits every kind of shape, keeps its limits and shrinks to ones. */
class ConvShapesTest {

    private static final Set<Integer> TAILS = Set.of(3, 5, 14, 17, 33);

    /** Kind of shape, and the least share of the drawn shapes it must have, in percent. */
    private static final Map<String, Double> LEAST_SHARE = new LinkedHashMap<>();
    private static final Map<String, Predicate<ConvShape>> KINDS = new LinkedHashMap<>();

    static {
        kind("rank 1", 10, s -> s.spatialRank() == 1);
        kind("rank 2", 25, s -> s.spatialRank() == 2);
        kind("rank 3", 10, s -> s.spatialRank() == 3);
        kind("batch 0", 2, s -> s.batch() == 0);
        kind("batch above 1", 15, s -> s.batch() > 1);
        kind("strided", 20, s -> strideAbove(s, 1));
        kind("stride above kernel", 8, s -> s.strideW() > s.kernelWidth() || s.strideH() > s.kernelHeight());
        kind("dilated", 10, s -> s.dilationD() > 1 || s.dilationH() > 1 || s.dilationW() > 1);
        kind("pad 0", 10, s -> padBegin(s) == 0 && padEnd(s) == 0);
        kind("uneven pads", 10, s -> s.padLeft() != s.padRight() || s.padTop() != s.padBottom());
        kind("pad as wide as the kernel", 4, s -> s.padLeft() >= s.kernelWidth() || s.padTop() >= s.kernelHeight());
        kind("end pad as wide as the kernel", 4,
                s -> s.padRight() >= s.kernelWidth() || s.padBottom() >= s.kernelHeight());
        kind("negative end pad", 3, s -> s.padRight() < 0 || s.padBottom() < 0 || s.padBack() < 0);
        kind("pointwise", 5, s -> s.taps() == 1);
        kind("pointwise, stride 1, no pad", 3,
                s -> s.taps() == 1 && !strideAbove(s, 1) && padBegin(s) == 0 && padEnd(s) == 0);
        kind("3x3 stride 1", 3, s -> s.spatialRank() == 2 && s.kernelHeight() == 3 && s.kernelWidth() == 3
                && !strideAbove(s, 1) && s.dilationH() == 1 && s.dilationW() == 1);
        kind("rectangular kernel", 10, s -> s.spatialRank() == 2 && s.kernelHeight() != s.kernelWidth());
        kind("grouped", 5, s -> s.groups() > 1 && s.inChannelsPerGroup() > 1);
        kind("depthwise", 4, s -> s.groups() > 1 && s.inChannelsPerGroup() == 1 && s.outChannelsPerGroup() == 1);
        kind("depthwise with multiplier", 2,
                s -> s.groups() > 1 && s.inChannelsPerGroup() == 1 && s.outChannelsPerGroup() > 1);
        kind("channels that fill no vector", 15,
                s -> s.groups() == 1 && (TAILS.contains(s.inChannels()) || TAILS.contains(s.outChannels())));
        kind("full vectors of channels", 8, s -> s.groups() == 1
                && (s.inChannels() % 16 == 0 || s.outChannels() % 16 == 0));
        kind("one output pixel", 3, s -> s.outPixels() == 1);
        kind("rows longer than a tile", 4, s -> s.outWidth() > 32);
    }

    private static void kind(String name, double leastShare, Predicate<ConvShape> test) {
        LEAST_SHARE.put(name, leastShare);
        KINDS.put(name, test);
    }

    private static boolean strideAbove(ConvShape s, int limit) {
        return Math.max(s.strideD(), Math.max(s.strideH(), s.strideW())) > limit;
    }

    private static int padBegin(ConvShape s) {
        return s.padFront() + s.padTop() + s.padLeft();
    }

    private static int padEnd(ConvShape s) {
        return Math.abs(s.padBack()) + Math.abs(s.padBottom()) + Math.abs(s.padRight());
    }

    @Property(tries = 3000)
    void everyKindIsHit(@ForAll(supplier = ConvShapes.class) ConvShape s) {
        KINDS.forEach((name, test) -> {
            boolean hit = test.test(s);
            Statistics.label(name).collect(hit);
            Statistics.label(name).coverage(c -> c.check(true).percentage(p -> p >= LEAST_SHARE.get(name)));
        });
        assertTrue(s.multiplyAdds() <= ConvShapes.MOST_MULTIPLY_ADDS, s::toString);
    }

    @Example
    void shrinksToOnes() {
        Random random = new Random(42);
        var generator = new ConvShapes().get().generator(1000);
        for (int i = 0; i < 20; i++) {
            ConvShape s = smallest(generator.next(random)).value();
            assertEquals("1 1 1 1 1 1 1", s.batch() + " " + s.inChannels() + " " + s.outChannels() + " " + s.groups()
                    + " " + s.taps() + " " + s.inPixels() + " " + s.outPixels(), s::toString);
        }
    }

    /** Where shrinking ends when every shape fails. */
    private static Shrinkable<ConvShape> smallest(Shrinkable<ConvShape> from) {
        Shrinkable<ConvShape> at = from;
        for (;;) {
            Shrinkable<ConvShape> here = at;
            Optional<Shrinkable<ConvShape>> next =
                    here.shrink().filter(s -> s.distance().compareTo(here.distance()) < 0).findFirst();
            if (next.isEmpty()) {
                return here;
            }
            at = next.get();
        }
    }
}
