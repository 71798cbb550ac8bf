package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.PanelCopy;
import io.github.convgrad.internal.kernel.WinogradGradient;
import java.util.Arrays;

/**
 * Sums of dw of a row panel and a channel panel become kernels: chunks are added up in order, transformed back once and
 * stored.
 *
 * <pre>   S[0] + S[1] + ...  --G^T S G-->  own[tap][mr][width]  -->  dw[filter][channel][tap] </pre>
 *
 * <p>Piece by piece of a kernel that has several ({@link KernelPieces}); each stores its own taps.
 */
final class GradientStore {
    private final ConvShape shape;
    private final WinogradGradient transform;
    private final KernelPieces pieces;
    private final RowPanels panels;
    private final PanelCopy copy;
    private final int width;

    GradientStore(ConvShape shape, WinogradGradient transform, KernelPieces pieces, RowPanels panels, PanelCopy copy) {
        this.shape = shape;
        this.copy = copy;
        this.transform = transform;
        this.pieces = pieces;
        this.panels = panels;
        width = 2 * transform.lanes();
    }

    /** Whether the channels of a panel fill no more than half of it: the other half of its sums is rubbish. */
    boolean half(int channelPanel) {
        return shape.inChannelsPerGroup() - channelPanel * width <= transform.lanes();
    }

    /** Distance between frequencies in scratch; half a row more keeps them in different sets of the cache. */
    private int pitch() {
        return panels.height(0) * width + transform.lanes();
    }

    private int tapsAt() {
        return TileProduct.ALIGN + transform.frequencies() * pitch();
    }

    /** Floats a worker needs, from the first on. */
    int workerFloats() {
        return TileProduct.ALIGN + (transform.frequencies() + 9) * pitch();
    }

    /** Filters of a row panel. */
    int live(int panel) {
        return Math.min(panels.height(panel), shape.outChannelsPerGroup() - panels.start(panel));
    }

    /** The first filter of a row panel. */
    int filter(int group, int panel) {
        return group * shape.outChannelsPerGroup() + panels.start(panel);
    }

    /**
     * Stores kernels.
     *
     * @param chunks       how many sums are added up
     * @param chunkPitch   distance between chunks
     * @param sums         holds the sums
     * @param at           where the tile {@code [mr][width]} of product 0 begins in the first chunk
     * @param productPitch distance between products
     */
    void store(int group, int panel, int channelPanel, int chunks, int chunkPitch, float[] sums, int at,
            int productPitch, float[] own, float[] dw) {
        int first = channelPanel * width, count = Math.min(width, shape.inChannelsPerGroup() - first);
        int live = live(panel), rows = panels.height(panel), row = half(channelPanel) ? transform.lanes() : width;
        int to = (filter(group, panel) * shape.inChannelsPerGroup() + first) * shape.taps();
        for (int piece = 0; piece < pieces.size(); piece++) {
            int[] products = pieces.get(piece).products();
            for (int q = 0; q < products.length; q++) {
                if (products[q] < 0) {
                    Arrays.fill(own, TileProduct.ALIGN + q * pitch(), TileProduct.ALIGN + q * pitch() + rows * width, 0f);
                } else {
                    addChunks(chunks, chunkPitch, rows, row, sums, at + products[q] * productPitch, own,
                            TileProduct.ALIGN + q * pitch());
                }
            }
            for (int half = 0; half < count; half += transform.lanes()) {
                transform.weightGradient(live, own, TileProduct.ALIGN + half, transform.inputTile() * pitch(), pitch(),
                        own, tapsAt() + half, 3 * pitch(), pitch());
            }
            for (int r = 0; r < live; r++) {
                store(pieces.get(piece), own, tapsAt() + r * width, count, dw,
                        to + r * shape.inChannelsPerGroup() * shape.taps());
            }
        }
    }

    private void addChunks(int chunks, int chunkPitch, int rows, int row, float[] sums, int from, float[] own, int to) {
        if (chunks == 0) {
            Arrays.fill(own, to, to + rows * width, 0f);
            return;
        }
        System.arraycopy(sums, from, own, to, rows * width);
        for (int chunk = 1; chunk < chunks; chunk++) {
            for (int r = 0; r < rows; r++) {
                int s = from + chunk * chunkPitch + r * width, t = to + r * width;
                for (int i = 0; i < row; i++) {
                    own[t + i] += sums[s + i];
                }
            }
        }
    }

    /** Rows of taps become kernels side by side. */
    private void store(KernelPieces.Piece piece, float[] src, int from, int count, float[] dw, int to) {
        int[] rows = piece.rows().taps(), columns = piece.columns().taps();
        if (shape.taps() == 9 && piece.whole()) {
            storeNeighbours(src, from, count, dw, to);
            return;
        }
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                if ((rows[i] | columns[j]) >= 0) {
                    int s = from + (3 * i + j) * pitch(), t = to + rows[i] * shape.kernelWidth() + columns[j];
                    for (int c = 0; c < count; c++) {
                        dw[t + c * shape.taps()] = src[s + c];
                    }
                }
            }
        }
    }

    /**
     * Turned, but for what would leave rubbish behind it, where others may be storing their kernels: the ninth tap
     * where a vector has eight lanes, elsewhere the last kernel.
     */
    private void storeNeighbours(float[] src, int from, int count, float[] dw, int to) {
        int pitch = pitch(), last = count - 1;
        if (transform.lanes() == 8) {
            copy.transpose(8, count, src, from, pitch, 1, dw, to, 9);
            for (int c = 0; c < count; c++) {
                dw[to + c * 9 + 8] = src[from + c + 8 * pitch];
            }
            return;
        }
        copy.transpose(9, last, src, from, pitch, 1, dw, to, 9);
        for (int tap = 0; tap < 9; tap++) {
            dw[to + last * 9 + tap] = src[from + last + tap * pitch];
        }
    }
}
