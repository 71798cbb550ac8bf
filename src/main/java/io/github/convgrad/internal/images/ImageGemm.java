package io.github.convgrad.internal.images;

import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.KernelSet;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.PanelTile;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import io.github.convgrad.internal.parallel.Workspace;
import java.util.Arrays;
import java.util.function.Function;

/**
 * The product of a layer with small planes and few channels: the columns of a tile are images, not pixels.
 *
 * <pre>
 *   source [image][channel][pixel]  --transpose-->  stage [pixel][channel][image]       two vectors of images
 *       for each output pixel, panel of W, tap row:
 *           C[mr][image] += W[mr][tap, channel] * stage[pixel + tap][channel][image]    one run of both
 *   C [pixel][row][image]  --transpose-->  destination [image][row][pixel]
 * </pre>
 *
 * <p>No column of a tile falls on a halo or behind a row's end, however narrow the planes, and a tap that meets only
 * padding is left out, not multiplied with zero. The taps of a tap row that are left are one run in the stage and one in
 * the packed weights: both sides of the tile are panels where they lie. Where none is left out of any row and a row is
 * short, a table joins the rows to one depth.
 *
 * <p>Every element is the bias plus one chain of multiply-adds for each tap row, over ascending (tap column, channel);
 * or where rows are joined, one chain of all that begins with the bias.
 */
final class ImageGemm implements Stage {
    /** Floats of a block's stage and sums: half of a common L2. */
    private static final int BLOCK = 96 << 10;
    /** Fewest pixels of a block; a group of pixels that is turned back has up to 16. */
    static final int MIN_PIXELS = 16;
    /** Depth of a tap row up to which rows are joined: beginning and ending a tile takes as long as some of them. */
    private static final int SHORT = 64;
    /** Tasks for each worker, so that several share the images evenly. */
    private static final int TASKS_PER_WORKER = 4;

    private final int batch;
    private final int m;
    private final int channels;
    private final ImageTaps h;
    private final ImageTaps w;
    private final RowPanels panels;
    private final ImageWeights weights;
    private final Function<Tensors, float[]> source;
    private final Function<Tensors, float[]> destination;
    private final boolean bias;
    private final PanelTile tile;
    private final GemmTile joinedTile;
    /** Rows of B of all taps where they are joined, or null. */
    private final int[] rows;
    private final PanelCopy copy;
    private final int nr;
    private final int blocks;
    private final int panelsPerPart;
    private final int panelParts;
    private final int sumsAt;
    private final int startAt;
    private final int stageAt;
    private final int floats;

    /**
     * Plans a product.
     *
     * @param m           rows: channels of the destination
     * @param channels    channels of the source
     * @param bias        whether the sums begin with {@code tensors.b}, if there is one
     * @param workers     who share the tasks; decides how the pixels are cut, which changes no bit
     */
    ImageGemm(int batch, int m, int channels, ImageTaps h, ImageTaps w, RowPanels panels, ImageWeights weights,
            Function<Tensors, float[]> source, Function<Tensors, float[]> destination, boolean bias,
            KernelSet kernels, int workers) {
        this.batch = batch;
        this.m = m;
        this.channels = channels;
        this.h = h;
        this.w = w;
        this.panels = panels;
        this.weights = weights;
        this.source = source;
        this.destination = destination;
        this.bias = bias;
        tile = kernels.panelTile();
        joinedTile = kernels.gemmTile();
        copy = kernels.panelCopy();
        nr = 2 * tile.lanes();
        int groups = Math.ceilDiv(batch, nr), most = mostBlocks(h, w), cut = 1;
        while (cut < most && (floats(h, w, Math.ceilDiv(h.outputs(), cut), panels.paddedRows(), channels, nr) > BLOCK
                || workers > 1 && groups * cut < TASKS_PER_WORKER * workers)) {
            cut++;
        }
        blocks = cut;
        int wanted = workers == 1 ? 1 : TASKS_PER_WORKER * workers / Math.max(1, groups * blocks);
        panelsPerPart = Math.max(1, panels.count() / Math.max(1, wanted));
        panelParts = Math.ceilDiv(panels.count(), panelsPerPart);
        int mostRows = Math.ceilDiv(h.outputs(), blocks);
        rows = joins(h, w, channels) ? joinedRows() : null;
        sumsAt = Workspace.line(0);
        startAt = sumsAt + mostRows * w.outputs() * panels.paddedRows() * nr;
        stageAt = startAt + (rows == null ? 0 : panels.paddedRows() * nr);
        // The transpose may write behind its last group.
        floats = Math.toIntExact(floats(h, w, mostRows, panels.paddedRows(), channels, nr) + sumsAt + stageAt - startAt
                + nr);
    }

    /** Whether all taps of an output are one depth. */
    static boolean joins(ImageTaps h, ImageTaps w, int channels) {
        int run = w.taps() * channels;
        return run > 0 && run <= SHORT && h.taps() * run <= GemmTile.MAX_DEPTH
                && w.met() == (long) w.outputs() * w.taps();
    }

    private int[] joinedRows() {
        int run = w.taps() * channels;
        int[] joinedRows = new int[h.taps() * run];
        for (int k = 0; k < joinedRows.length; k++) {
            joinedRows[k] = (k / run * h.gap() * w.source() * channels + k % run) * nr;
        }
        return joinedRows;
    }

    /** Blocks that a plane may be cut into, each of {@link #MIN_PIXELS} and more. */
    private static int mostBlocks(ImageTaps h, ImageTaps w) {
        return Math.max(1, h.outputs() / Math.ceilDiv(MIN_PIXELS, w.outputs()));
    }

    /** Floats of the sums and the stage of the smallest blocks. */
    static long fewestFloats(ImageTaps h, ImageTaps w, int paddedRows, int channels, int nr) {
        return floats(h, w, Math.ceilDiv(h.outputs(), mostBlocks(h, w)), paddedRows, channels, nr);
    }

    private static long floats(ImageTaps h, ImageTaps w, int rows, int paddedRows, int channels, int nr) {
        return ((long) rows * w.outputs() * paddedRows + (long) h.sourceCount(rows) * w.source() * channels) * nr;
    }

    private int firstRow(int block) {
        return (int) ((long) h.outputs() * block / blocks);
    }

    /** Worker scratch, in floats: sums of a block, its stage. */
    int floats() {
        return floats;
    }

    @Override
    public int tasks() {
        return Math.ceilDiv(batch, nr) * blocks * panelParts;
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int part = task % panelParts, block = task / panelParts % blocks, image = task / (panelParts * blocks) * nr;
        int live = Math.min(nr, batch - image);
        int firstPanel = part * panelsPerPart, endPanel = Math.min(firstPanel + panelsPerPart, panels.count());
        int first = firstRow(block), end = firstRow(block + 1);
        int sourceBegin = h.sourceBegin(first), sourceEnd = h.sourceEnd(end - 1);
        stage(source.apply(tensors), image, live, sourceBegin, Math.max(0, sourceEnd - sourceBegin), own);
        float[] b = bias ? tensors.b : null;
        if (rows != null) {
            begin(b, own);
        }
        for (int row = first; row < end; row++) {
            for (int i = firstPanel; i < endPanel; i++) {
                for (int column = 0; column < w.outputs(); column++) {
                    multiply(row, column, i, sourceBegin, b, shared, own,
                            sumsAt + (((row - first) * w.outputs() + column) * panels.paddedRows() + panels.start(i)) * nr);
                }
            }
        }
        int endRow = Math.min(m, panels.start(endPanel - 1) + panels.height(endPanel - 1));
        store(image, live, first * w.outputs(), (end - first) * w.outputs(), panels.start(firstPanel), endRow, own,
                destination.apply(tensors));
    }

    /** Writes what joined sums begin with: for each row of C its bias, or zero. */
    private void begin(float[] b, float[] own) {
        for (int r = 0; r < panels.paddedRows(); r++) {
            Arrays.fill(own, startAt + r * nr, startAt + (r + 1) * nr, b != null && r < m ? b[r] : 0f);
        }
    }

    private void stage(float[] from, int image, int live, int firstRow, int rows, float[] own) {
        int plane = h.source() * w.source();
        for (int c = 0; c < channels; c++) {
            copy.transpose(live, rows * w.source(), from, (image * channels + c) * plane + firstRow * w.source(),
                    channels * plane, 1, own, stageAt + c * nr, channels * nr);
        }
    }

    /** One tile of sums: a panel of W for one pixel of all images. */
    private void multiply(int row, int column, int panel, int sourceBegin, float[] b, float[] shared, float[] own,
            int co) {
        int mr = panels.height(panel);
        int beginW = w.first(column), depth = (w.end(column) - beginW) * channels;
        int beginH = h.first(row), endH = depth == 0 ? beginH : h.end(row);
        int lineFloats = w.source() * channels * nr, tapRow = w.taps() * channels * mr;
        int bo = stageAt + (h.at(row) - sourceBegin) * lineFloats + (w.at(column) + beginW * w.gap()) * channels * nr;
        int ao = weights.start(panel) + beginW * channels * mr;
        if (rows != null) {
            joinedTile.multiply(mr, (endH - beginH) * depth, shared, ao + beginH * tapRow, own,
                    bo + beginH * h.gap() * lineFloats, rows, own, startAt + panels.start(panel) * nr, nr, own, co, nr);
            return;
        }
        boolean begun = b != null || beginH == endH;
        if (begun) {
            for (int r = 0; r < mr; r++) {
                int of = panels.start(panel) + r;
                Arrays.fill(own, co + r * nr, co + (r + 1) * nr, b != null && of < m ? b[of] : 0f);
            }
        }
        for (int t = beginH; t < endH; t++) {
            if (begun) {
                tile.add(mr, depth, shared, ao + t * tapRow, own, bo + t * h.gap() * lineFloats, own, co);
            } else {
                tile.multiply(mr, depth, shared, ao + t * tapRow, own, bo + t * h.gap() * lineFloats, own, co);
                begun = true;
            }
        }
    }

    private void store(int image, int live, int firstPixel, int pixels, int begin, int end, float[] own, float[] to) {
        int plane = h.outputs() * w.outputs(), lanes = tile.lanes();
        int pitch = panels.paddedRows() * nr, whole = pixels / lanes * lanes;
        for (int r = begin; r < end; r++) {
            int at = (image * m + r) * plane + firstPixel;
            copy.transpose(whole, live, own, sumsAt + r * nr, pitch, 1, to, at, m * plane);
            if (whole < pixels) {
                // The last pixels in one group with those before them.
                int last = pixels - lanes;
                copy.transpose(lanes, live, own, sumsAt + last * pitch + r * nr, pitch, 1, to, at + last,
                        m * plane);
            }
        }
    }

    @Override
    public String toString() {
        return panels + " rows of W by tiles of " + nr + " images, " + blocks + " blocks of a plane, " + tasks()
                + " tasks";
    }
}
