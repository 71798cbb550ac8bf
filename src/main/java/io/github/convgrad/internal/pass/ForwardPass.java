package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.BlockedGemm;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.gemm.WeightPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.patch.PatchGeometry;
import java.util.List;
import java.util.stream.IntStream;

/** {@code y = w * patches(x) + b}: rows are filters, points are output pixels, depth is (channel, tap). */
public final class ForwardPass {
    private ForwardPass() {
    }

    /** Plans the pass for a shape. */
    public static Pass plan(ConvShape s, KernelSet kernels, int workers) {
        PatchGeometry geometry = PatchGeometry.ofInput(s);
        int m = s.outChannelsPerGroup(), channels = s.inChannelsPerGroup(), taps = s.taps();
        RowPanels panels = new RowPanels(m, kernels.gemmTile().heights());
        WeightPanels weights = new WeightPanels(panels, s.groups(), m, channels, IntStream.range(0, taps).toArray(),
                m * channels * taps, channels * taps, taps, 0, kernels);
        LatticeTarget target = new LatticeTarget(s.outChannels(), s.outDepth(), s.outHeight(), s.outWidth(), 0, 0, 0,
                1, 1, 1, s.outDepth());
        BlockedGemm gemm = new BlockedGemm(geometry, target, s.batch(), s.groups(), m, panels, weights, t -> t.x,
                t -> t.y, true, kernels, workers);
        return new Pass("gemm: " + gemm, List.of(weights, gemm), weights.size(), gemm.floats());
    }
}
