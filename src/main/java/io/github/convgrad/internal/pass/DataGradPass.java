package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.PhaseGemm;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.gemm.WeightPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Stages;
import io.github.convgrad.internal.patch.LatticePart;
import io.github.convgrad.internal.patch.PhaseUnion;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code dx = wT * patches(dy)}, one product for each phase of the stride: rows are input channels, points are the
 * inputs of the phase, depth is (filter, tap). Every element of {@code dx} is written once.
 */
public final class DataGradPass {
    private DataGradPass() {
    }

    /** Plans the pass for a shape. */
    public static Pass plan(ConvShape s, KernelSet kernels, int workers) {
        PartProducts products = PartProducts.dataGradient(s, kernels, workers);
        List<LatticePart> phases = LatticePart.phases(s);
        long reached = phases.stream().filter(phase -> !phase.unreached()).count();
        Pass together = reached > 1 || s.strideW() == 2 && reached > 0 ? together(s, phases, products) : null;
        return together != null ? together : apart(s, phases, products);
    }

    /** Zeros for phases that no tap reaches: whole rows at once, columns of others unless they are part of a pair. */
    private static List<Stage> zeros(ConvShape s, List<LatticePart> phases, boolean pairs, PartProducts products) {
        List<Stage> zeros = new ArrayList<>();
        for (LatticePart phase : phases) {
            if (phase.rowsUnreached() ? phase.w().begin() == 0 : phase.unreached() && !pairs) {
                zeros.add(new ZeroFill(s, phase, products.target(phase, phase.d().taps().count()), products.kernels()));
            }
        }
        return zeros;
    }

    /** All phases over one stage of {@code dy}; null where it would be too large. */
    private static Pass together(ConvShape s, List<LatticePart> phases, PartProducts products) {
        RowPanels panels = products.panels();
        KernelSet kernels = products.kernels();
        int workers = products.workers();
        PhaseUnion union = new PhaseUnion(s, phases);
        int taps = phases.stream().mapToInt(LatticePart::tapCount).sum();
        RowBlocks blocks = PhaseGemm.blocks(union, taps, panels, s.batch(), s.groups(), kernels, workers);
        if (blocks == null) {
            return null;
        }
        boolean pairs = s.strideW() == 2;
        List<Stage> first = new ArrayList<>(), second = zeros(s, phases, pairs, products);
        List<List<PhaseGemm.Phase>> rows = new ArrayList<>();
        int shared = 0, own = 0;
        for (LatticePart phase : phases) {
            if (pairs ? phase.rowsUnreached() : phase.unreached()) {
                continue;
            }
            WeightPanels weights = phase.unreached() ? null : products.weights(phase, shared);
            if (weights != null) {
                first.add(weights);
                shared = Math.addExact(shared, weights.size());
                own = Math.max(own, weights.floats());
            }
            if (!pairs || phase.w().begin() == 0) {
                rows.add(new ArrayList<>());
            }
            rows.getLast().add(new PhaseGemm.Phase(weights, union.taps(phase), phase.geometry(s.outChannelsPerGroup()),
                    products.target(phase, union.geometry().d().count())));
        }
        PhaseGemm gemm = new PhaseGemm(union, blocks, taps, rows, s.groups(), s.inChannelsPerGroup(), panels, kernels,
                workers);
        second.add(gemm);
        return new Pass("gemm: " + phases.size() + " phases together: " + gemm,
                List.of(new Stages(first), new Stages(second)), shared, 0, Math.max(own, gemm.floats()));
    }

    /** One product for each phase, and for each part of one that padding cuts. */
    private static Pass apart(ConvShape s, List<LatticePart> phases, PartProducts products) {
        List<LatticePart> parts = phases.stream().filter(phase -> !phase.unreached())
                .flatMap(phase -> phase.cut().stream()).toList();
        return products.pass(parts, zeros(s, phases, false, products));
    }
}
