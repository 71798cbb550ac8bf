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
import io.github.convgrad.internal.patch.LatticePart;
import java.util.ArrayList;
import java.util.List;

/** {@code y = w * patches(x) + b}: rows are filters, points are output pixels, depth is (channel, tap). */
public final class ForwardPass {
    private ForwardPass() {
    }

    /** Plans the pass for a shape. */
    public static Pass plan(ConvShape s, KernelSet kernels, int workers) {
        int m = s.outChannelsPerGroup(), channels = s.inChannelsPerGroup(), taps = s.taps();
        RowPanels panels = new RowPanels(m, kernels.gemmTile().heights());
        List<LatticePart> parts = LatticePart.ofOutput(s).cut();
        List<Stage> first = new ArrayList<>(), second = new ArrayList<>();
        int shared = 0, own = 0;
        String product = "";
        for (LatticePart part : parts) {
            WeightPanels weights = new WeightPanels(panels, s.groups(), m, channels, part.kernelIndex(s),
                    m * channels * taps, channels * taps, taps, shared, kernels);
            LatticeTarget target = new LatticeTarget(s.outChannels(), s.outDepth(), s.outHeight(), s.outWidth(),
                    part.d().begin(), part.h().begin(), part.w().begin(), 1, 1, 1, part.d().taps().count());
            BlockedGemm gemm = new BlockedGemm(part.geometry(channels), target, s.batch(), s.groups(), m, panels,
                    weights, t -> t.x, t -> t.y, true, kernels, workers);
            first.add(weights);
            second.add(gemm);
            shared = Math.addExact(shared, weights.size());
            own = Math.max(own, Math.max(weights.floats(), gemm.floats()));
            product = gemm.toString();
        }
        String algorithm = parts.size() == 1 ? "gemm: " : "gemm: " + parts.size() + " parts, the last: ";
        return new Pass(algorithm + product, List.of(new Stages(first), new Stages(second)), shared, own);
    }
}
