package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.BlockedGemm;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.gemm.WeightPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Stages;
import io.github.convgrad.internal.patch.GradientPhase;
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
        int m = s.inChannelsPerGroup(), channels = s.outChannelsPerGroup(), taps = s.taps();
        RowPanels panels = new RowPanels(m, kernels.gemmTile().heights());
        List<Stage> first = new ArrayList<>();
        List<Stage> second = new ArrayList<>();
        int shared = 0, own = 0, products = 0;
        String product = "none";
        for (GradientPhase phase : GradientPhase.of(s)) {
            LatticeTarget target = new LatticeTarget(s.inChannels(), s.inDepth(), s.inHeight(), s.inWidth(),
                    phase.d().begin(), phase.h().begin(), phase.w().begin(), phase.d().step(), phase.h().step(),
                    phase.w().step(), phase.d().taps().count());
            if (phase.unreached()) {
                if (!phase.rowsUnreached() || phase.w().begin() == 0) {
                    second.add(new ZeroFill(s, phase, target, kernels));
                }
                continue;
            }
            WeightPanels weights = new WeightPanels(panels, s.groups(), m, channels, phase.kernelIndex(s),
                    m * channels * taps, taps, m * taps, shared, kernels);
            BlockedGemm gemm = new BlockedGemm(phase.geometry(s), target, s.batch(), s.groups(), m, panels, weights,
                    t -> t.dy, t -> t.dx, false, kernels, workers);
            first.add(weights);
            second.add(gemm);
            shared = Math.addExact(shared, weights.size());
            own = Math.max(own, Math.max(weights.floats(), gemm.floats()));
            products++;
            product = gemm.toString();
        }
        String algorithm = "gemm: " + products + (products == 1 ? " phase: " : " phases, the last: ") + product;
        return new Pass(algorithm, List.of(new Stages(first), new Stages(second)), shared, own);
    }
}
