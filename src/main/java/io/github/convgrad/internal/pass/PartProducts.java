package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.BlockedGemm;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.gemm.TapWeights;
import io.github.convgrad.internal.gemm.WeightPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Stages;
import io.github.convgrad.internal.patch.LatticePart;
import io.github.convgrad.internal.patch.PatchGeometry;
import java.util.ArrayList;
import java.util.List;

/**
 * What forward and dx have in common: products for parts of the tensor that is written, each with the taps that reach
 * it.
 *
 * @param s       the layer
 * @param forward whether {@code y} is written, or else {@code dx}
 * @param panels  how the rows of the products, channels of what is written, are cut
 * @param kernels what computes
 * @param workers who share the tasks; decides how products are cut, which changes no bit
 */
record PartProducts(ConvShape s, boolean forward, RowPanels panels, KernelSet kernels, int workers) {
    /** Rows of a product from which it is cheap to cut what every tap meets. */
    private static final int MANY_ROWS = 32;
    /** Tasks for each worker, so that several share them evenly. */
    private static final int TASKS_PER_WORKER = 6;
    /** Channels that make a depth of their own: sums are fetched and stored for each tap. */
    private static final int MANY_CHANNELS = 64;

    /** The products of y. */
    static PartProducts forward(ConvShape s, KernelSet kernels, int workers) {
        return new PartProducts(s, true, new RowPanels(s.outChannelsPerGroup(), kernels.gemmTile().heights()), kernels,
                workers);
    }

    /** The products of dx. */
    static PartProducts dataGradient(ConvShape s, KernelSet kernels, int workers) {
        return new PartProducts(s, false, new RowPanels(s.inChannelsPerGroup(), kernels.gemmTile().heights()), kernels,
                workers);
    }

    /** Rows of a group. */
    private int m() {
        return forward ? s.outChannelsPerGroup() : s.inChannelsPerGroup();
    }

    /** Channels of a group that are summed over. */
    private int channels() {
        return forward ? s.inChannelsPerGroup() : s.outChannelsPerGroup();
    }

    /** Distance in {@code w} between rows. */
    private int rowStride() {
        return forward ? s.inChannelsPerGroup() * s.taps() : s.taps();
    }

    /** Distance in {@code w} between channels that are summed over. */
    private int channelStride() {
        return forward ? s.taps() : s.inChannelsPerGroup() * s.taps();
    }

    /** The product of every part, and what is done beside them. */
    Pass pass(List<LatticePart> parts, List<Stage> beside) {
        if (parts.size() > 1 && m() >= MANY_ROWS && channels() >= MANY_CHANNELS
                && parts.stream().allMatch(this::tapsReadRuns)) {
            return tapByTap(parts, beside);
        }
        List<Stage> first = new ArrayList<>(), second = new ArrayList<>(beside);
        int shared = 0, own = 0;
        BlockedGemm gemm = null;
        for (LatticePart part : parts) {
            WeightPanels weights = weights(part, shared);
            gemm = gemm(List.of(new BlockedGemm.Term(part.geometry(channels()), weights::start)), part, parts.size());
            first.add(weights);
            second.add(gemm);
            shared = Math.addExact(shared, weights.size());
            own = Math.max(own, Math.max(weights.floats(), gemm.floats()));
        }
        return new Pass(algorithm(parts, gemm), List.of(new Stages(first), new Stages(second)), shared, own);
    }

    /** Whether what each tap meets are rows of the source, without padding. */
    private boolean tapsReadRuns(LatticePart part) {
        return part.tapGeometries(channels()).stream().allMatch(PatchGeometry::rowsAreRuns);
    }

    /** Each part as the sum of a product for each tap: taps are cut where they lie, and parts share the weights. */
    private Pass tapByTap(List<LatticePart> parts, List<Stage> beside) {
        TapWeights weights = new TapWeights(panels, s.groups(), m(), channels(), s.taps(),
                m() * channels() * s.taps(), rowStride(), channelStride(), kernels);
        List<Stage> second = new ArrayList<>(beside);
        int own = 0;
        BlockedGemm gemm = null;
        for (LatticePart part : parts) {
            List<BlockedGemm.Term> terms = new ArrayList<>();
            int[] kernelIndex = part.kernelIndex(s);
            for (PatchGeometry geometry : part.tapGeometries(channels())) {
                terms.add(new BlockedGemm.Term(geometry, weights.tap(kernelIndex[terms.size()])));
            }
            gemm = gemm(terms, part, parts.size());
            second.add(gemm);
            own = Math.max(own, gemm.floats());
        }
        return new Pass(algorithm(parts, gemm), List.of(weights, new Stages(second)), weights.size(), own);
    }

    private String algorithm(List<LatticePart> parts, BlockedGemm gemm) {
        return "gemm: " + (parts.size() == 1 ? "" : parts.size() + " parts, the last: ")
                + (gemm == null ? "none" : gemm);
    }

    /** The product of one of so many parts, whose tasks are shared out together. */
    private BlockedGemm gemm(List<BlockedGemm.Term> terms, LatticePart part, int parts) {
        int tasks = workers == 1 ? 1 : Math.ceilDiv(TASKS_PER_WORKER * workers, parts);
        return new BlockedGemm(terms, target(part, part.d().taps().count()), s.batch(), s.groups(), m(), panels,
                forward ? t -> t.x : t -> t.dy, forward ? t -> t.y : t -> t.dx, forward, kernels, tasks);
    }

    /** Packs the weights of a part's taps, from {@code shared} on. */
    WeightPanels weights(LatticePart part, int shared) {
        return new WeightPanels(panels, s.groups(), m(), channels(), part.kernelIndex(s), m() * channels() * s.taps(),
                rowStride(), channelStride(), shared, kernels);
    }

    /** Where a part lies in the tensor that is written. */
    LatticeTarget target(LatticePart part, int latticeDepth) {
        int channels = forward ? s.outChannels() : s.inChannels();
        int depth = forward ? s.outDepth() : s.inDepth(), height = forward ? s.outHeight() : s.inHeight();
        return new LatticeTarget(channels, depth, height, forward ? s.outWidth() : s.inWidth(), part.d().begin(),
                part.h().begin(), part.w().begin(), part.d().step(), part.h().step(), part.w().step(), latticeDepth);
    }
}
