package io.github.convgrad.internal.columns;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.MemoryLines;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.TilePlaces;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;

/**
 * The product and the sums. With a row for each produced channel most of a tile would idle; here there is one for each
 * channel and tap, and what it holds is added to where its tap belongs.
 *
 * <pre>
 *   src  --cut-->  B[panel][source][2*lanes]       some pixels of all source channels
 *                    x  A[row panel][source][mr]   rows are (channel, tap)            (ColumnWeights, shared)
 *                    =  columns[row][pixel]        of dx: what im2col would have gathered
 *   columns  --add-->  sums[channel][phase][point] a lattice for each phase of the stride, wider and taller than the
 *                                                  image by what taps reach beyond it
 *   sums  --weave-->  dst
 * </pre>
 *
 * <p>A task owns a band of rows of one image and group. An element of a column is one chain over the source channels;
 * an element of the result is the sum of its columns in the order of blocks of pixels, and of taps in a block. Both
 * depend on the shape alone.
 */
final class ColumnSums implements Stage {
    /** Floats of the columns of a block, which are written and then read while they are in the cache. */
    private static final int COLUMNS = 1 << 15;
    /** Floats of the pixels of a block. */
    private static final int PIXELS = 1 << 16;
    /** Floats of the source that are brought into the cache at a time: as long runs of each channel as that allows. */
    private static final int FETCHED = 1 << 16;
    /** Pixels of the narrowest and widest block, multiples of every tile's width. */
    private static final int NARROWEST = 32;
    private static final int WIDEST = 256;

    private final Scatter scatter;
    private final ScatterAxis down;
    private final ScatterAxis across;
    private final ColumnWeights weights;
    private final RowPanels panels;
    private final GemmTile tile;
    private final PanelCopy copy;
    private final DepthwiseRows rows;
    private final int width;
    private final int block;
    /** Pixels brought into the cache at a time, for some blocks. */
    private final int fetched;
    private final int bands;
    private final int before;
    private final int span;
    private final int firstShift;
    private final int lastShift;
    private final int pitch;
    private final int plane;
    /** Where source channels begin within an image's group. */
    private final int[] sourceRows;
    /** Where the tiles of all panels lie: with the same zeros for all at first, and on top of their own sums. */
    private final TilePlaces atFirst;
    private final TilePlaces later;
    private final int[] sources;
    private final int[] targets;
    private final int panelsAt;
    private final int columnsAt;
    private final int sumsAt;
    private final int workerFloats;

    ColumnSums(Scatter scatter, KernelSet kernels, RowPanels panels, ColumnWeights weights) {
        this.scatter = scatter;
        this.panels = panels;
        this.weights = weights;
        down = scatter.down();
        across = scatter.across();
        tile = kernels.gemmTile();
        copy = kernels.panelCopy();
        rows = kernels.depthwiseRows();
        width = 2 * tile.lanes();
        int fit = Math.min(COLUMNS / scatter.columns(), PIXELS / scatter.sources());
        block = Math.clamp(fit / NARROWEST * NARROWEST, NARROWEST, WIDEST);
        fetched = Math.max(1, FETCHED / (scatter.sources() * block)) * block;
        bands = scatter.bands();
        before = across.before();
        span = down.span();
        firstShift = down.least();
        lastShift = down.most();
        pitch = across.room();
        plane = (Math.ceilDiv(down.points(), bands) + 2 * span) * pitch + DepthwiseRows.SLACK;
        sourceRows = TilePlaces.even(scatter.sources(), scatter.sourcePixels());
        int[] places = new int[panels.count()];
        Arrays.setAll(places, p -> panels.start(p) * block);
        atFirst = new TilePlaces(new int[places.length], new int[places.length], places);
        later = new TilePlaces(atFirst.b(), places, places);
        sources = new int[scatter.columns()];
        targets = new int[scatter.columns()];
        placeColumns();
        panelsAt = Workspace.line(width);
        columnsAt = Workspace.line(panelsAt + block / width * panelPitch());
        sumsAt = columnsAt + panels.paddedRows() * block + width;
        workerFloats = sumsAt + lattices() * plane + DepthwiseRows.SLACK;
    }

    /** Taps of one row would wait for each other, since neighbours add to the same floats: they come last. */
    private void placeColumns() {
        int i = 0;
        for (int tapW = 0; tapW < across.taps(); tapW++) {
            for (int channel = 0; channel < scatter.results(); channel++) {
                for (int tapH = 0; tapH < down.taps(); tapH++, i++) {
                    sources[i] = ((channel * down.taps() + tapH) * across.taps() + tapW) * block;
                    int lattice = (channel * down.stride() + down.phase()[tapH]) * across.stride()
                            + across.phase()[tapW];
                    targets[i] = lattice * plane + down.shift()[tapH] * pitch + across.shift()[tapW];
                }
            }
        }
    }

    private int lattices() {
        return scatter.results() * scatter.phases();
    }

    private int panelPitch() {
        return scatter.sources() * width + width / 2;
    }

    int workerFloats() {
        return workerFloats;
    }

    @Override
    public int tasks() {
        return scatter.batch() * scatter.groups() * bands;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int band = task % bands, imageGroup = task / bands, group = imageGroup % scatter.groups();
        int first = firstPoint(band), end = firstPoint(band + 1);
        float[] src = scatter.forward() ? tensors.x : tensors.dy;
        float[] bias = scatter.forward() ? tensors.b : null;
        Arrays.fill(own, 0, width, 0f);
        for (int lattice = 0, perChannel = scatter.phases(); lattice < lattices(); lattice++) {
            Arrays.fill(own, sumsAt + lattice * plane, sumsAt + (lattice + 1) * plane,
                    bias == null ? 0f : bias[group * scatter.results() + lattice / perChannel]);
        }
        int firstRow = Math.max(0, first - lastShift), endRow = Math.min(down.pixels(), end - firstShift);
        int from = imageGroup * scatter.sources() * scatter.sourcePixels();
        int begin = firstRow * across.pixels(), last = endRow * across.pixels();
        for (int p = begin; p < last; p += block) {
            if ((p - begin) % fetched == 0) {
                MemoryLines.fetch(scatter.sources(), scatter.sourcePixels(), src, from + p, Math.min(fetched, last - p),
                        own, panelsAt);
            }
            int count = Math.min(block, last - p);
            multiply(src, from + p, count, group, shared, own);
            add(p, count, first, own);
        }
        store(imageGroup, first, end, scatter.forward() ? tensors.y : tensors.dx, own);
    }

    private int firstPoint(int band) {
        return (int) ((long) down.points() * band / bands);
    }

    private void multiply(float[] src, int from, int count, int group, float[] shared, float[] own) {
        copy.cut(scatter.sources(), src, from, sourceRows, 0, count, own, panelsAt, 0, panelPitch());
        for (int t = 0; t < Math.ceilDiv(count, width); t++) {
            int b = panelsAt + t * panelPitch(), c = columnsAt + t * width;
            for (int p = 0, end; p < panels.count(); p = end) {
                int mr = panels.height(p), a = weights.start(group, p), aStep = mr * scatter.sources();
                end = panels.endOfHeight(p);
                for (int k = 0; k < scatter.sources(); k += GemmTile.MAX_DEPTH) {
                    // The sums begin with the zeros in front, and go on with themselves.
                    int kc = Math.min(GemmTile.MAX_DEPTH, scatter.sources() - k);
                    tile.multiplyAll(k == 0 ? atFirst : later, p, end, mr, kc, shared, a + k * mr, aStep, own,
                            b + k * width, null, own, k == 0 ? 0 : c, k == 0 ? 0 : block, own, c, block);
                }
            }
        }
    }

    private void add(int from, int count, int firstPoint, float[] own) {
        for (int p = from; p < from + count;) {
            int row = p / across.pixels(), column = p % across.pixels();
            int len = Math.min(across.pixels() - column, from + count - p);
            rows.add(sources.length, own, columnsAt + p - from, sources, own,
                    sumsAt + (row - firstPoint + span) * pitch + before + column, targets, len);
            p += len;
        }
    }

    private void store(int imageGroup, int first, int end, float[] dst, float[] own) {
        int firstRow = first * down.stride(), count = Math.min(down.results(), end * down.stride()) - firstRow;
        for (int channel = 0; channel < scatter.results(); channel++) {
            rows.weave(own, sumsAt + channel * scatter.phases() * plane + span * pitch + before, pitch,
                    down.stride(), across.stride() * plane, across.stride(), plane, dst,
                    (imageGroup * scatter.results() + channel) * scatter.resultPixels() + firstRow * across.results(),
                    across.results(), count, across.results());
        }
    }

    @Override
    public String toString() {
        return "columns: " + sources.length + " taps of all channels, " + block + " pixels at a time, rows " + panels
                + (bands > 1 ? ", " + bands + " bands of an image" : "");
    }
}
