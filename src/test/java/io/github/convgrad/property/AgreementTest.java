package io.github.convgrad.property;

import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.ConvShapes;
import io.github.convgrad.arbitrary.Families;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The engine agrees with the plain loops: exactly where sums are exact, within a derived bound elsewhere. */
class AgreementTest {

    @Property(tries = 700)
    void sameBitsOnSmallIntegers(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        sameBits(s, seed);
    }

    @Property(tries = 300)
    void withinTheBoundOnReals(@ForAll(supplier = ConvShapes.class) ConvShape s, @ForAll long seed) {
        withinTheBound(s, seed);
    }

    @Example
    void sameBitsForEveryFamily() {
        Families.all().values().forEach(s -> sameBits(s, 3));
    }

    @Example
    void sameBitsForLargeLayers() {
        Families.large().values().parallelStream().forEach(s -> sameBits(s, 3));
    }

    @Example
    void withinTheBoundForEveryFamily() {
        Families.all().values().forEach(s -> {
            withinTheBound(s, 4);
            withinTheBound(s, 5);
        });
    }

    private static void sameBits(ConvShape s, long seed) {
        ConvData d = ConvData.integers(s, seed);
        Gradients.of(s, d).assertSameBits(Gradients.reference(s, d), s);
    }

    private static void withinTheBound(ConvShape s, long seed) {
        ConvData d = ConvData.reals(s, seed);
        new RoundingBound(s, d).assertWithin(Gradients.reference(s, d), Gradients.of(s, d), s);
    }
}
