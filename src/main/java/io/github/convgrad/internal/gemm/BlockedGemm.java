package io.github.convgrad.internal.gemm;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import io.github.convgrad.internal.patch.PatchGeometry;
import io.github.convgrad.internal.patch.RowBlocks;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The blocked product {@code C[m][points] = W[m][k] * patches[k][points]} of the forward pass and of the gradient of the
 * input, or the sum of several such. A good place to start reading: these are the five loops, and the innermost call is
 * {@link GemmTile}.
 *
 * <pre>
 *   jc   blocks of lattice points, row blocks of W      the tasks
 *   pc     depth, term by term, some channels at a time {@link PatchPanels}: source rows -> tiles of B
 *   ir       panels of mr rows                          a panel of W stays in L1, or near it
 *   jr         tiles of nr points                       the micro-kernel: C tile += A panel * B, B from L2
 *              after the last depth a tile is stored    col2im is nothing but this store
 * </pre>
 *
 * <p>Every element of C is one chain of multiply-adds over the terms and ascending {@code k}, begun with the bias or
 * zero; how the depth is cut, and who computes which block, changes no bit.
 */
public final class BlockedGemm implements Stage {
    /**
     * One of the products that are added up. All have the same lattice and channels.
     *
     * @param geometry the patches of one group
     * @param weights  the packed A
     */
    public record Term(PatchGeometry geometry, Weights weights) {
    }

    /** Where the panels of a term's A lie in shared scratch. */
    @FunctionalInterface
    public interface Weights {
        /** Where a panel of a group begins. */
        int start(int group, int panel);
    }

    private final PatchGeometry geometry;
    private final Function<Tensors, float[]> source;
    private final Function<Tensors, float[]> destination;
    private final boolean bias;
    private final GemmTile tile;
    private final PanelCopy copy;
    private final int groups;
    private final int m;
    private final RowPanels panels;
    private final Weights[] weights;
    private final RowBlocks blocks;
    /** For each term; they differ in where they read alone. */
    private final PatchPanels[] columns;
    private final TileStore store;
    private final int nr;
    private final int channelsAtATime;
    /** Whether sums are kept from one depth to the next. */
    private final boolean keeps;
    private final int panelsPerBlock;
    private final int rowBlocks;
    private final int maxHeight;
    private final int keptAt;
    private final int startAt;
    private final int columnsAt;
    private final int floats;
    /** For each block where tiles lie whose sums are kept, at first and later on; the same for tiles stored at once. */
    private final TilePlaces[] keptAtFirst;
    private final TilePlaces[] kept;
    private final TilePlaces[] inPlaceAtFirst;
    private final TilePlaces[] inPlace;

    /**
     * Plans a product.
     *
     * @param terms       what is added up, at least one
     * @param target      where C goes
     * @param images      images of the batch
     * @param groups      groups
     * @param m           rows of a group
     * @param panels      how the rows are cut
     * @param source      picks the tensor the patches are taken from
     * @param destination picks the tensor C is stored to
     * @param bias        whether the sums begin with {@code tensors.b}, if there is one
     * @param kernels     what computes
     * @param tasks       fewest tasks wanted; decides how C is cut, which changes no bit
     * @param inTensor    whether tiles may be read in the tensor itself, which changes neither bits nor tasks
     */
    public BlockedGemm(List<Term> terms, LatticeTarget target, int images, int groups, int m, RowPanels panels,
            Function<Tensors, float[]> source, Function<Tensors, float[]> destination, boolean bias,
            KernelSet kernels, int tasks, boolean inTensor) {
        geometry = terms.getFirst().geometry();
        this.groups = groups;
        this.m = m;
        this.panels = panels;
        weights = terms.stream().map(Term::weights).toArray(Weights[]::new);
        this.source = source;
        this.destination = destination;
        this.bias = bias;
        tile = kernels.gemmTile();
        copy = kernels.panelCopy();
        nr = 2 * tile.lanes();
        PatchWay.Work work = new PatchWay.Work(geometry.taps(), panels, inTensor, tile.packed());
        boolean adjoins = target.rowsAdjoin(geometry.w().count());
        GemmBlocks cut = new GemmBlocks(geometry, terms.size(), work, adjoins, images, groups, m, panels, nr, tasks);
        blocks = cut.blocks();
        channelsAtATime = cut.channelsAtATime();
        keeps = cut.keeps();
        int imageStride = groups * geometry.channels() * geometry.sourcePlane();
        columns = terms.stream().map(term -> new PatchPanels(term.geometry(), blocks,
                imageStride, channelsAtATime, tile.lanes(), work, adjoins)).toArray(PatchPanels[]::new);
        store = new TileStore(copy, blocks, columns[0], nr, geometry, geometry, target, m);
        panelsPerBlock = Math.ceilDiv(panels.count(), cut.parts());
        rowBlocks = (panels.count() + panelsPerBlock - 1) / panelsPerBlock;
        int tallest = 0;
        for (int i = 0; i < panels.count(); i += panelsPerBlock) {
            tallest = Math.max(tallest, blockHeight(i));
        }
        maxHeight = tallest;
        int kept = keeps ? Math.multiplyExact(columns[0].maxTiles(), maxHeight) : panels.height(0);
        keptAt = Workspace.line(0);
        startAt = Math.addExact(keptAt, Math.multiplyExact(kept, nr));
        columnsAt = Workspace.line(startAt + (bias ? maxHeight * nr : nr));
        floats = Math.addExact(columnsAt, columns[0].floats());
        int[][] origins = columns[0].origins();
        int[] none = new int[columns[0].maxTiles()], keptPlaces = TilePlaces.even(none.length, keeps ? maxHeight * nr : 0);
        keptAtFirst = Arrays.stream(origins).map(b -> new TilePlaces(b, none, keptPlaces)).toArray(TilePlaces[]::new);
        this.kept = Arrays.stream(origins).map(b -> new TilePlaces(b, keptPlaces, keptPlaces)).toArray(TilePlaces[]::new);
        inPlaceAtFirst = store.inPlace(origins, none);
        inPlace = store.inPlace(origins, keptPlaces);
    }

    private int blockHeight(int firstPanel) {
        int last = Math.min(firstPanel + panelsPerBlock, panels.count()) - 1;
        return panels.start(last) + panels.height(last) - panels.start(firstPanel);
    }

    /** Worker scratch, in floats: sums that are kept, what sums begin with, the tiles of B. */
    public int floats() {
        return floats;
    }

    /** Whether tiles are read in the tensor itself. */
    public boolean readsTensor() {
        return columns[0].readsTensor();
    }

    /** What a point costs for each channel and term, in rows of a tile. */
    public double cost() {
        return columns[0].cost() / (blocks.maxRows() * blocks.slabPoints());
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
        int tiles = columns[0].tiles(block), channels = geometry.channels();
        boolean biased = bias && tensors.b != null;
        begin(biased ? tensors.b : null, group, firstPanel, own);
        float[] from = source.apply(tensors), to = destination.apply(tensors), b = columns[0].array(from, own);
        for (int term = 0; term < columns.length; term++) {
            for (int pc = 0; pc < channels; pc += channelsAtATime) {
                int count = Math.min(channelsAtATime, channels - pc);
                int channel = (group * channels + pc) * geometry.sourcePlane();
                columns[term].fill(copy, from, channel, count, block, own, columnsAt);
                int bo = columns[term].begin(channel, block, columnsAt);
                for (int ir = firstPanel; ir < endPanel; ir++) {
                    multiply(ir, tiles, group, firstPanel, block, term, pc, count, biased, b, bo, shared, own, to);
                }
            }
        }
    }

    /** Writes what sums begin with: a row of zeros for all, or for each row of C its bias. */
    private void begin(float[] b, int group, int firstPanel, float[] own) {
        Arrays.fill(own, startAt, startAt + nr, 0f);
        if (b != null) {
            int row = panels.start(firstPanel);
            for (int r = 0; r < blockHeight(firstPanel); r++) {
                int at = startAt + r * nr;
                Arrays.fill(own, at, at + nr, row + r < m ? b[group * m + row + r] : 0f);
            }
        }
    }

    /** A panel of W times the tiles, for some channels of a term from {@code pc} on; the last ones end them. */
    private void multiply(int ir, int tiles, int group, int firstPanel, int block, int term, int pc, int count,
            boolean biased, float[] b, int bo, float[] shared, float[] own, float[] to) {
        int mr = panels.height(ir), start = panels.start(ir), row = start - panels.start(firstPanel);
        int taps = geometry.taps(), depth = count * taps;
        boolean first = term == 0 && pc == 0;
        boolean last = term == columns.length - 1 && pc + count == geometry.channels();
        int begin = biased ? startAt + row * nr : startAt, lds = first && !biased ? 0 : nr;
        int firstKept = keeps ? keptAt + row * nr : keptAt, keptPitch = keeps ? maxHeight * nr : 0;
        PatchPanels tilesOfB = columns[term];
        int ao = weights[term].start(group, ir) + pc * taps * mr;
        int[] places = store.places(block, start, mr);
        for (int jr = 0, end; jr < tiles; jr = end) {
            boolean inPlace = last && places[jr] >= 0, aside = last && !inPlace;
            int at = firstKept + jr * keptPitch;
            end = jr + 1;
            if (places[jr] == TileStore.NARROW) {
                narrow(mr, depth, shared, ao, tilesOfB, b, bo + tilesOfB.origin(block, jr), own, first ? begin : at, lds,
                        at);
            } else {
                while (!aside && end < tiles && places[end] >= (last ? 0 : TileStore.NOT_IN_PLACE)) {
                    end++;
                }
                TilePlaces[] run = inPlace ? first ? inPlaceAtFirst : this.inPlace : first ? keptAtFirst : kept;
                multiply(run[block], jr, end, mr, depth, shared, ao, tilesOfB, b, bo, own, first ? begin : firstKept, lds,
                        inPlace ? to : own, inPlace ? store.channel(group, start) : firstKept,
                        inPlace ? store.rowStride() : nr);
            }
            if (aside) {
                store.store(jr, block, group, start, mr, own, at, to);
            }
        }
    }

    /** Some tiles from {@code own[so]} on to {@code c[co]}; what a call cannot take of the depth goes on with C. */
    private void multiply(TilePlaces run, int jr, int end, int mr, int depth, float[] shared, int ao,
            PatchPanels tilesOfB, float[] b, int bo, float[] own, int so, int lds, float[] c, int co, int ldc) {
        int whole = Math.min(depth, GemmTile.MAX_DEPTH);
        tile.multiplyAll(run, jr, end, mr, whole, shared, ao, 0, b, bo, tilesOfB.rows(0), own, so, lds, c, co, ldc);
        for (int t = jr; whole < depth && t < end; t++) {
            int ct = co + run.c()[t];
            for (int k = whole; k < depth; k += GemmTile.MAX_DEPTH) {
                tile.multiply(mr, Math.min(depth - k, GemmTile.MAX_DEPTH), shared, ao + k * mr, b,
                        bo + run.b()[t], tilesOfB.rows(k / GemmTile.MAX_DEPTH), c, ct, ldc, c, ct, ldc);
            }
        }
    }

    /** The first half of a tile, to {@code own[c]}. */
    private void narrow(int mr, int depth, float[] shared, int ao, PatchPanels tilesOfB, float[] b, int bo, float[] own,
            int so, int lds, int c) {
        for (int k = 0; k < depth || k == 0; k += GemmTile.MAX_DEPTH) {
            tile.multiplyNarrow(mr, Math.min(depth - k, GemmTile.MAX_DEPTH), shared, ao + k * mr, b, bo,
                    tilesOfB.rows(k / GemmTile.MAX_DEPTH), own, k == 0 ? so : c, k == 0 ? lds : nr, own, c, nr);
        }
    }

    @Override
    public String toString() {
        return panels + " rows of W by tiles of " + nr + " points, " + columns[0] + ", "
                + (columns.length > 1 ? columns.length + " terms, " : "") + channelsAtATime + " of "
                + geometry.channels() + " channels at a time, " + tasks() + " tasks";
    }
}
