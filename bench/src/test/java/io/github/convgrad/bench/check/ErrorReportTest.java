package io.github.convgrad.bench.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvPlan;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import io.github.convgrad.reference.NaiveConvolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The judge itself: it passes the reference, and finds a fault in a single element. */
class ErrorReportTest {

    private static final ConvShape SHAPE = ConvShape.builder().batch(2).channels(6, 4).groups(2).input(9, 7)
            .kernel(3, 2).stride(2, 1).pad(2, 1).dilation(1, 2).build();

    private static Results reference(Tensors t, PassKind pass) {
        Results results = Results.of(SHAPE, pass);
        switch (pass) {
            case FORWARD -> NaiveConvolution.forward(SHAPE, t.x(), t.w(), t.b(), results.main());
            case DX -> NaiveConvolution.backward(SHAPE, t.x(), t.w(), t.dy(), results.main(), null, null);
            case DW -> NaiveConvolution.backward(SHAPE, t.x(), t.w(), t.dy(), null, results.main(), results.bias());
        }
        return results;
    }

    private static ErrorReport judge(Tensors t, PassKind pass, Results results) {
        return new SampledTruth(SHAPE, t, pass, Integer.MAX_VALUE).compare(results);
    }

    @ParameterizedTest
    @EnumSource(PassKind.class)
    void theReferenceIsTheTruthRoundedOnce(PassKind pass) {
        for (Tensors.Fill fill : Tensors.Fill.values()) {
            Tensors t = Tensors.of(SHAPE, fill);
            Results results = reference(t, pass);
            ErrorReport report = judge(t, pass, results);
            assertEquals(0, report.different(), report.toString());
            assertTrue(report.keeps(Accuracy.STANDARD), report.toString());
            assertEquals(results.main().length + (results.bias() == null ? 0 : 4), report.elements());
        }
    }

    @ParameterizedTest
    @EnumSource(PassKind.class)
    void oneWrongElementIsFound(PassKind pass) {
        Tensors t = Tensors.of(SHAPE, Tensors.Fill.REAL);
        Results results = reference(t, pass);
        results.main()[results.main().length / 2] += 1e-3f;
        ErrorReport report = judge(t, pass, results);
        assertEquals(1, report.different());
        assertTrue(report.ofBound() > 1, report.toString());
        assertFalse(report.keeps(Accuracy.STANDARD) || report.keeps(Accuracy.RELAXED), report.toString());
    }

    /** A corner of dx sums 1 of 9 taps, in a Winograd tile that rounds as its other pixels do. */
    @Test
    void cornersMayErrAsTheirNeighboursDo() {
        ConvShape shape = ConvShape.builder().batch(32).channels(64, 64).input(9, 9).kernel(3).build();
        Tensors t = Tensors.of(shape, Tensors.Fill.REAL);
        Results results = Results.of(shape, PassKind.DX);
        ConvPlan.of(shape).backward(t.x(), t.w(), t.dy(), results.main(), null, null);
        ErrorReport report = new SampledTruth(shape, t, PassKind.DX, 1000).compare(results);
        assertTrue(report.keeps(Accuracy.STANDARD), report.toString());
    }

    @ParameterizedTest
    @EnumSource(PassKind.class)
    void anElementThatWasLeftOutIsFound(PassKind pass) {
        Tensors t = Tensors.of(SHAPE, Tensors.Fill.REAL);
        Results results = reference(t, pass);
        results.main()[3] = Float.NaN;
        ErrorReport report = judge(t, pass, results);
        assertFalse(report.keeps(Accuracy.STANDARD) || report.keeps(Accuracy.RELAXED), report.toString());
    }
}
