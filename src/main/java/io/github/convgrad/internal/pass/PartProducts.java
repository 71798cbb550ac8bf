package io.github.convgrad.internal.pass;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.BlockedGemm;
import io.github.convgrad.internal.gemm.LatticeTarget;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.gemm.TapWeights;
import io.github.convgrad.internal.gemm.TurnedGemm;
import io.github.convgrad.internal.gemm.WeightPanels;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.parallel.EitherStage;
import io.github.convgrad.internal.parallel.Pass;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Stages;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.LatticePart;
import io.github.convgrad.internal.patch.PatchGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

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
    /** Depth of a product for each of its rows, from which tiles are likely to be read in the tensor. */
    private static final int DEEP = 2;
    /** What a turned product may cost of one that is not, by what they multiply and copy. */
    private static final double TURNED = 0.94;

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

    /** A product of a part with the weights it needs. */
    private record Product(WeightPanels weights, Stage gemm, int floats) {
    }

    /** The product of every part, and what is done beside them. */
    Pass pass(List<LatticePart> parts, List<Stage> beside) {
        if (parts.size() > 1 && m() >= MANY_ROWS && channels() >= MANY_CHANNELS
                && parts.stream().allMatch(this::tapsReadRuns)) {
            return tapByTap(parts, beside);
        }
        List<Stage> first = new ArrayList<>(), second = new ArrayList<>(beside);
        int shared = 0, own = 0;
        Product product = null;
        for (LatticePart part : parts) {
            product = product(part, parts.size(), shared);
            first.add(product.weights);
            second.add(product.gemm);
            shared = product.weights.end();
            own = Math.max(own, product.floats);
        }
        return new Pass(algorithm(parts, product == null ? null : product.gemm),
                List.of(new Stages(first), new Stages(second)), shared, 0, own);
    }

    /** The cheaper of the two ways to multiply; both give the same bits. */
    private Product product(LatticePart part, int parts, int shared) {
        WeightPanels weights = weights(panels, part, shared);
        List<BlockedGemm.Term> terms = List.of(new BlockedGemm.Term(part.geometry(channels()), weights::start));
        BlockedGemm blocked = gemm(terms, part, parts, true);
        if (part.w().step() == 1) {
            // These are read as vectors.
            WeightPanels columns = weights(TurnedGemm.panels(m(), kernels), part, Workspace.line(shared));
            TurnedGemm turned = new TurnedGemm(part.geometry(channels()), columns, target(part, part.d().taps().count()),
                    s.batch(), s.groups(), m(), source(), destination(), forward, kernels, tasks(parts));
            if (turned.cost() < TURNED * blocked.cost()) {
                return new Product(columns, turned, Math.max(columns.floats(), turned.floats()));
            }
        }
        if (!blocked.readsTensor()) {
            return new Product(weights, blocked, Math.max(weights.floats(), blocked.floats()));
        }
        // Machines differ in what they make of tiles whose rows are planes apart.
        BlockedGemm cutting = gemm(terms, part, parts, false);
        Stage either = EitherStage.of(channels() >= DEEP * m(), blocked, cutting);
        return new Product(weights, either, Math.max(weights.floats(), Math.max(blocked.floats(), cutting.floats())));
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
            gemm = gemm(terms, part, parts.size(), true);
            second.add(gemm);
            own = Math.max(own, gemm.floats());
        }
        return new Pass(algorithm(parts, gemm), List.of(weights, new Stages(second)), weights.size(), 0, own);
    }

    private String algorithm(List<LatticePart> parts, Stage gemm) {
        return "gemm: " + (parts.size() == 1 ? "" : parts.size() + " parts, the last: ")
                + (gemm == null ? "none" : gemm);
    }

    /** The product of one of so many parts, whose tasks are shared out together. */
    private BlockedGemm gemm(List<BlockedGemm.Term> terms, LatticePart part, int parts, boolean inTensor) {
        return new BlockedGemm(terms, target(part, part.d().taps().count()), s.batch(), s.groups(), m(), panels,
                source(), destination(), forward, kernels, tasks(parts), inTensor);
    }

    private Function<Tensors, float[]> source() {
        return forward ? t -> t.x : t -> t.dy;
    }

    private Function<Tensors, float[]> destination() {
        return forward ? t -> t.y : t -> t.dx;
    }

    /** Fewest tasks wanted of one of so many parts. */
    private int tasks(int parts) {
        return workers == 1 ? 1 : Math.ceilDiv(TASKS_PER_WORKER * workers, parts);
    }

    /** Packs the weights of a part's taps, from {@code shared} on. */
    WeightPanels weights(LatticePart part, int shared) {
        return weights(panels, part, shared);
    }

    private WeightPanels weights(RowPanels cut, LatticePart part, int shared) {
        return new WeightPanels(cut, s.groups(), m(), channels(), part.kernelIndex(s), m() * channels() * s.taps(),
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
