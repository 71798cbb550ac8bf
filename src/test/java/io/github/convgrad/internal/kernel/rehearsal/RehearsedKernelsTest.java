package io.github.convgrad.internal.kernel.rehearsal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.arbitrary.ConvData;
import io.github.convgrad.arbitrary.Families;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.Kernels;
import io.github.convgrad.internal.kernel.WinogradTransform;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.plan.Planner;
import io.github.convgrad.internal.plan.TrialRun;
import io.github.convgrad.property.Gradients;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rehearsed kernels do what the kernels of this run do, whoever does the work at the time. */
class RehearsedKernelsTest {

    @Test
    void aForcedChoiceIsNotRehearsed() {
        assertFalse(Kernels.automatic(), "this suite forces its kernels");
        assertSame(Kernels.chosen(), RehearsedKernels.chosen());
    }

    @Test
    void theLayoutIsThatOfTheVectors() {
        KernelSet vectors = Kernels.chosen(), rehearsed = new RehearsedKernels(vectors);
        assertEquals(vectors.lanes(), rehearsed.lanes());
        assertEquals(vectors.name(), rehearsed.name());
        assertArrayEquals(vectors.gemmTile().heights(), rehearsed.gemmTile().heights());
        assertArrayEquals(vectors.gemmTile().splitHeights(), rehearsed.gemmTile().splitHeights());
        assertArrayEquals(vectors.panelTile().heights(), rehearsed.panelTile().heights());
        assertArrayEquals(vectors.runTile().heights(), rehearsed.runTile().heights());
        assertArrayEquals(vectors.dotTile().heights(), rehearsed.dotTile().heights());
        assertEquals(vectors.dotTile().width(), rehearsed.dotTile().width());
        assertEquals(vectors.dotTile().near(), rehearsed.dotTile().near());
        for (int h : new int[] {2, 4}) {
            assertEquals(h, rehearsed.winogradGradient(h).outputTile());
            for (int m : new int[] {2, 4}) {
                WinogradTransform expected = vectors.winogradTransform(h, m), t = rehearsed.winogradTransform(h, m);
                assertEquals(expected.rowPitch(), t.rowPitch());
                assertEquals(expected.tilesOfRow(), t.tilesOfRow());
                assertEquals(expected.inputHeight(), t.inputHeight());
                assertEquals(expected.inputWidth(), t.inputWidth());
            }
        }
    }

    /** A tiny problem that leaves its arrays would fail some user's call. */
    @Test
    void everyTinyProblemKeepsToItsArrays() {
        RehearsedKernels kernels = new RehearsedKernels(Kernels.chosen());
        assertTrue(kernels.rehearsals.all().size() > 40, "rehearsals: " + kernels.rehearsals.all().size());
        for (Rehearsal r : kernels.rehearsals.all()) {
            for (int i = 0; i < 5; i++) {
                r.round();
            }
        }
    }

    @Test
    void coldAndReadyGiveTheSameBits() {
        for (Accuracy accuracy : Accuracy.values()) {
            RehearsedKernels cold = new RehearsedKernels(Kernels.chosen());
            RehearsedKernels ready = new RehearsedKernels(Kernels.chosen());
            // Nobody can rehearse: what is cold stays so.
            cold.rehearsals.enter();
            ready.rehearsals.all().forEach(r -> r.ready = true);
            Families.all().forEach((name, s) -> {
                ConvData d = ConvData.reals(s, 17);
                Gradients expected = results(s, d, accuracy, Kernels.chosen());
                results(s, d, accuracy, ready).assertSameBits(expected, name + ", ready");
                results(s, d, accuracy, cold).assertSameBits(expected, name + ", cold");
            });
            assertTrue(cold.rehearsals.all().stream().noneMatch(r -> r.ready));
            assertTrue(cold.rehearsals.all().stream().filter(Rehearsal::isUsed).count() > 20);
            assertTrue(ready.rehearsals.all().stream().noneMatch(Rehearsal::isUsed));
        }
    }

    /** One of them after the other becomes ready in the middle of the work. */
    @Test
    void becomingReadyInTheMiddleChangesNoBit() {
        ConvShape s = Families.all().get("dense 3x3, even sizes");
        ConvData d = ConvData.reals(s, 18);
        Gradients expected = results(s, d, Accuracy.STANDARD, Kernels.chosen());
        RehearsedKernels kernels = new RehearsedKernels(Kernels.chosen());
        kernels.rehearsals.enter();
        for (Rehearsal r : kernels.rehearsals.all()) {
            r.ready = true;
            results(s, d, Accuracy.STANDARD, kernels).assertSameBits(expected, "some ready");
        }
    }

    @Test
    void afterWarmingUpNoTwinWorks() {
        ConvShape s = Families.all().get("dense 3x3, even sizes");
        RehearsedKernels kernels = new RehearsedKernels(Kernels.chosen());
        TrialRun trial = new TrialRun(s, Accuracy.STANDARD, kernels, 1);
        assertTrue(kernels.rehearsals.warmUp(trial, TimeUnit.SECONDS.toNanos(120)), "compiled in two minutes");
        kernels.rehearsals.all().forEach(Rehearsal::forget);
        results(s, ConvData.reals(s, 19), Accuracy.STANDARD, kernels);
        assertTrue(kernels.rehearsals.all().stream().noneMatch(Rehearsal::isUsed));
        assertTrue(kernels.rehearsals.all().stream().anyMatch(r -> !r.ready), "a layer warms up what it uses alone");
    }

    private static Gradients results(ConvShape s, ConvData d, Accuracy accuracy, KernelSet kernels) {
        Gradients g = Gradients.unwritten(s);
        Planner.Passes passes = Planner.plan(s, accuracy, kernels, 1);
        for (Pass pass : new Pass[] {passes.forward(), passes.dataGrad(), passes.weightGrad()}) {
            Workspace workspace = new Workspace(1);
            workspace.tensors.x = d.x();
            workspace.tensors.w = d.w();
            workspace.tensors.b = d.b();
            workspace.tensors.y = g.y();
            workspace.tensors.dy = d.dy();
            workspace.tensors.dx = g.dx();
            workspace.tensors.dw = g.dw();
            workspace.tensors.db = g.db();
            workspace.run(pass);
        }
        return g;
    }
}
