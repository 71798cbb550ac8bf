package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.PhaseUnion;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.List;

/**
 * The gradient of the input where there is a stride: the products {@code dx[phase] = W[phase] * patches(dy)} of all phases,
 * over one stage of {@code dy}.
 *
 * <pre>
 *   jc   blocks of lattice points, row blocks of W     the tasks
 *          {@link PatchPanels}: dy -> tiles of B, once for all phases and for the whole depth
 *          phases                                      their depths are different taps of the same stage
 *   ir       panels of mr rows
 *   pc         slices of the depth                     one of a panel stays in L1
 *   jr           tiles of nr points                    the micro-kernel
 *                columns that take turns are stored together, as whole vectors
 * </pre>
 *
 * <p>Every element of {@code dx} is the same chain of multiply-adds as in a {@link BlockedGemm} for each phase.
 */
public final class PhaseGemm implements Stage {
    /** Points of a block: the most, and the fewest that are worth it. */
    private static final int POINTS = 384;
    private static final int MIN_POINTS = 96;
    /** Floats that a stage should not exceed, or L2 would have no room for W. */
    private static final int STAGED = 192 << 10;
    /** Points and floats where processors have few registers, and 256 or 512 KiB of L2 (bench/notes/128). */
    private static final int FEW_POINTS = 192;
    private static final int FEW_STAGED = 96 << 10;
    /** Depths up to this are done at once, others in slices of at most so much: a slice of a panel of W stays in L1. */
    private static final int WHOLE_DEPTH = GemmTile.MAX_DEPTH;
    private static final int DEPTH = 512;
    /** Fewest rows of a block of C. */
    private static final int MIN_ROWS = 64;
    /** Tasks for each worker, so that several share a product evenly. */
    private static final int TASKS_PER_WORKER = 6;

    /**
     * One phase.
     *
     * @param weights the packed A, null if no tap reaches the phase: it is zero
     * @param taps    which taps of the union its own are
     * @param written the patches at its points
     * @param target  where its points lie
     */
    public record Phase(WeightPanels weights, int[] taps, PatchGeometry written, LatticeTarget target) {
    }

    /** One product of some depth, or two whose columns take turns; either may be of no depth then. */
    private record Product(Operand even, Operand odd) {
    }

    /**
     * @param places for each block where tiles lie that are stored at once: at first with the same zeros for all
     */
    private record Operand(WeightPanels weights, int[][] rows, TileStore store, TilePlaces[] placesAtFirst,
            TilePlaces[] places) {
        int slices() {
            return rows.length;
        }
    }

    private final PatchGeometry geometry;
    private final int groups;
    private final RowPanels panels;
    private final RowBlocks blocks;
    private final PatchPanels columns;
    private final Product[] products;
    private final GemmTile tile;
    private final PanelCopy copy;
    private final int nr;
    private final int panelsPerBlock;
    private final int rowBlocks;
    private final int tileFloats;
    private final int evenAt;
    private final int oddAt;
    private final int zerosAt;
    private final int columnsAt;
    /** Where all tiles lie whose sums are kept: with the same zeros for all at first, and later on. */
    private final TilePlaces keptAtFirst;
    private final TilePlaces kept;

    /**
     * Plans the products.
     *
     * @param union   what the phases meet of {@code dy}
     * @param blocks  how its points are cut, from {@link #blocks}
     * @param taps    of all phases together
     * @param phases  phases, one or two of each row: those of a row take turns
     * @param groups  groups
     * @param m       rows of a group
     * @param panels  how the rows are cut
     * @param kernels what computes
     * @param workers who share the tasks; decides how C is cut, which changes no bit
     */
    public PhaseGemm(PhaseUnion union, RowBlocks blocks, int taps, List<List<Phase>> phases, int groups, int m,
            RowPanels panels, KernelSet kernels, int workers) {
        this.blocks = blocks;
        this.groups = groups;
        this.panels = panels;
        geometry = union.geometry();
        tile = kernels.gemmTile();
        copy = kernels.panelCopy();
        nr = 2 * tile.lanes();
        columns = new PatchPanels(geometry, blocks, groups * geometry.channels() * geometry.sourcePlane(),
                geometry.channels(), tile.lanes(), new PatchWay.Work(taps, panels, false, false), false);
        tileFloats = panels.height(0) * nr;
        int[][] origins = columns.origins();
        int[] none = new int[columns.maxTiles()], keptPlaces = TilePlaces.even(none.length, tileFloats);
        // Blocks lie within planes: their tiles begin at the same places.
        keptAtFirst = new TilePlaces(origins[0], none, keptPlaces);
        kept = new TilePlaces(origins[0], keptPlaces, keptPlaces);
        products = phases.stream().map(row -> new Product(operand(row.getFirst(), m, origins),
                row.size() == 1 ? null : operand(row.getLast(), m, origins))).toArray(Product[]::new);
        int parts = 1, tasks = workers == 1 ? 1 : TASKS_PER_WORKER * workers;
        while (blocks.count() * groups * parts < tasks && panels.paddedRows() > MIN_ROWS * parts) {
            parts++;
        }
        panelsPerBlock = (panels.count() + parts - 1) / parts;
        rowBlocks = (panels.count() + panelsPerBlock - 1) / panelsPerBlock;
        evenAt = Workspace.line(0);
        oddAt = Math.addExact(evenAt, Math.multiplyExact(columns.maxTiles(), tileFloats));
        zerosAt = Math.addExact(oddAt, oddAt - evenAt);
        columnsAt = zerosAt + tileFloats;
    }

    private Operand operand(Phase phase, int m, int[][] origins) {
        int channels = geometry.channels(), depth = channels * phase.taps.length;
        TileStore store = new TileStore(copy, blocks, columns, nr, geometry, phase.written, phase.target, m);
        return new Operand(phase.weights, columns.rows(channels, phase.taps, depth <= WHOLE_DEPTH ? WHOLE_DEPTH : DEPTH),
                store, store.inPlace(origins, keptAtFirst.s()), store.inPlace(origins, kept.s()));
    }

    /**
     * How the points of a union are cut so that the stage of all channels stays in the cache; null where no block worth
     * it is small enough.
     */
    public static RowBlocks blocks(PhaseUnion union, int taps, RowPanels panels, int images, int groups,
            KernelSet kernels, int workers) {
        PatchGeometry g = union.geometry();
        PatchWay.Work work = new PatchWay.Work(taps, panels, false, false);
        int planes = images * g.d().count();
        int tasks = workers == 1 ? 1 : TASKS_PER_WORKER * workers;
        boolean few = kernels.gemmTile().packed();
        int staged = few ? FEW_STAGED : STAGED;
        for (int points = few ? FEW_POINTS : POINTS; points >= MIN_POINTS; points -= points / 4) {
            RowBlocks blocks = RowBlocks.of(planes, g.h().count(), g.w().count(), points);
            boolean fits = PatchWay.floatsPerChannel(g, blocks, 2 * kernels.lanes(), work) <= staged / g.channels();
            if (fits && (blocks.count() * groups >= tasks || points - points / 4 < MIN_POINTS)) {
                return blocks;
            }
        }
        return null;
    }

    /** Worker scratch, in floats: the tiles of C of two products, zeros, the tiles of B. */
    public int floats() {
        return Math.addExact(columnsAt, columns.floats());
    }

    @Override
    public int tasks() {
        return blocks.count() * rowBlocks * groups;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int block = task / (rowBlocks * groups);
        int group = task / rowBlocks % groups;
        int firstPanel = task % rowBlocks * panelsPerBlock;
        int endPanel = Math.min(firstPanel + panelsPerBlock, panels.count());
        int tiles = columns.tiles(block), channels = geometry.channels();
        Arrays.fill(own, zerosAt, columnsAt, 0f);
        columns.fill(copy, tensors.dy, group * channels * geometry.sourcePlane(), channels, block, own, columnsAt);
        for (Product product : products) {
            for (int ir = firstPanel; ir < endPanel; ir++) {
                if (product.odd == null) {
                    single(product.even, ir, tiles, group, block, shared, own, tensors.dx);
                } else {
                    pair(product.even, product.odd, ir, tiles, group, block, shared, own, tensors.dx);
                }
            }
        }
    }

    private void single(Operand a, int ir, int tiles, int group, int block, float[] shared, float[] own, float[] dx) {
        int mr = panels.height(ir), row = panels.start(ir), last = a.slices() - 1;
        keep(a, last, ir, tiles, group, shared, own, evenAt);
        int[] places = a.store.places(block, row, mr);
        int channel = a.store.channel(group, row);
        for (int jr = 0, end; jr < tiles; jr = end) {
            boolean inPlace = places[jr] >= 0;
            end = jr + 1;
            while (end < tiles && places[end] >= 0 == inPlace) {
                end++;
            }
            if (inPlace) {
                multiply(a, last, last == 0 ? a.placesAtFirst[block] : a.places[block], jr, end, ir, group, shared, own,
                        evenAt, dx, channel, a.store.rowStride());
                continue;
            }
            multiply(a, last, last == 0 ? keptAtFirst : kept, jr, end, ir, group, shared, own, evenAt, own, evenAt, nr);
            for (int t = jr; t < end; t++) {
                a.store.store(t, block, group, row, mr, own, evenAt + t * tileFloats, dx);
            }
        }
    }

    private void pair(Operand even, Operand odd, int ir, int tiles, int group, int block, float[] shared, float[] own,
            float[] dx) {
        keep(even, even.slices(), ir, tiles, group, shared, own, evenAt);
        keep(odd, odd.slices(), ir, tiles, group, shared, own, oddAt);
        for (int jr = 0; jr < tiles; jr++) {
            even.store.storePair(odd.store, jr, block, group, panels.start(ir), panels.height(ir), own,
                    even.slices() > 0 ? evenAt + jr * tileFloats : zerosAt,
                    odd.slices() > 0 ? oddAt + jr * tileFloats : zerosAt, dx);
        }
    }

    /** Some slices of the depth for all tiles; the sums are kept. */
    private void keep(Operand a, int slices, int ir, int tiles, int group, float[] shared, float[] own, int keptAt) {
        for (int pc = 0; pc < slices; pc++) {
            multiply(a, pc, pc == 0 ? keptAtFirst : kept, 0, tiles, ir, group, shared, own, keptAt, own, keptAt, nr);
        }
    }

    /** Some tiles for one slice of the depth, on top of the sums of the slices before, to {@code c}. */
    private void multiply(Operand a, int pc, TilePlaces places, int jr, int end, int ir, int group, float[] shared,
            float[] own, int keptAt, float[] c, int co, int ldc) {
        int mr = panels.height(ir), ao = a.weights.start(group, ir) + pc * a.rows[0].length * mr;
        tile.multiplyAll(places, jr, end, mr, a.rows[pc].length, shared, ao, 0, own, columnsAt, a.rows[pc], own,
                pc == 0 ? zerosAt : keptAt, pc == 0 ? 0 : nr, c, co, ldc);
    }

    @Override
    public String toString() {
        return panels + " rows of W by tiles of " + nr + " points, " + columns + ", " + tasks() + " tasks";
    }
}
