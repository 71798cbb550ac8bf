package io.github.convgrad.internal.winograd;

import io.github.convgrad.ConvShape;
import io.github.convgrad.internal.gemm.RowPanels;
import io.github.convgrad.internal.kernel.WinogradGradient;
import io.github.convgrad.internal.parallel.Stage;
import io.github.convgrad.internal.parallel.Tensors;
import java.util.Arrays;

/**
 * The end of dw: sums of all chunks are added up in order, transformed back once and stored.
 *
 * <pre>   S[0] + S[1] + ...  --G^T S G-->  own[tap][mr][width]  -->  dw[filter][channel][tap] </pre>
 *
 * <p>Piece by piece of a kernel that has several ({@link KernelPieces}); each stores its own taps.
 */
final class GradientSum implements Stage {
    private final ConvShape shape;
    private final GradientProduct product;
    private final WinogradGradient transform;
    private final KernelPieces pieces;
    private final RowPanels panels;
    private final int chunks;
    private final int width;

    GradientSum(ConvShape shape, GradientProduct product, WinogradGradient transform, KernelPieces pieces,
            RowPanels panels, int chunks) {
        this.shape = shape;
        this.product = product;
        this.transform = transform;
        this.pieces = pieces;
        this.panels = panels;
        this.chunks = chunks;
        width = 2 * transform.lanes();
    }

    private int frequencies() {
        return transform.frequencies();
    }

    /** Distance between frequencies in scratch; half a row more keeps them in different sets of the cache. */
    private int pitch() {
        return panels.height(0) * width + transform.lanes();
    }

    /** Floats a worker needs. */
    int workerFloats() {
        return TileProduct.ALIGN + (frequencies() + 9) * pitch();
    }

    @Override
    public int tasks() {
        return shape.groups() * panels.count();
    }

    @Override
    public void run(int task, Tensors tensors, float[] shared, float[] own) {
        int group = task / panels.count(), p = task % panels.count();
        int live = Math.min(panels.height(p), shape.outChannelsPerGroup() - panels.start(p));
        int filter = group * shape.outChannelsPerGroup() + panels.start(p);
        if (tensors.db != null) {
            for (int i = 0; i < live; i++) {
                tensors.db[filter + i] = biasSum(shared, filter + i);
            }
        }
        if (tensors.dw == null) {
            return;
        }
        for (int piece = 0; piece < pieces.size(); piece++) {
            for (int c = 0; c < product.channelPanels(); c++) {
                transformBack(pieces.get(piece), group, p, c, live, shared, own);
                int first = c * width, count = Math.min(width, shape.inChannelsPerGroup() - first);
                for (int r = 0; r < live; r++) {
                    store(pieces.get(piece), own, tapsAt() + r * width, count, tensors.dw,
                            ((filter + r) * shape.inChannelsPerGroup() + first) * shape.taps());
                }
            }
        }
    }

    private int tapsAt() {
        return TileProduct.ALIGN + frequencies() * pitch();
    }

    private void transformBack(KernelPieces.Piece piece, int group, int panel, int channelPanel, int live,
            float[] shared, float[] own) {
        int a = transform.inputTile(), size = panels.height(panel) * width;
        for (int q = 0; q < frequencies(); q++) {
            int at = TileProduct.ALIGN + q * pitch(), number = piece.products()[q];
            if (number < 0) {
                Arrays.fill(own, at, at + size, 0f);
            } else {
                addChunks(size, shared, product.sumTile(group, panel, channelPanel) + number * product.sumPitch(),
                        own, at);
            }
        }
        for (int half = 0; half < width; half += transform.lanes()) {
            transform.weightGradient(live, own, TileProduct.ALIGN + half, a * pitch(), pitch(),
                    own, tapsAt() + half, 3 * pitch(), pitch());
        }
    }

    private float biasSum(float[] shared, int filter) {
        int from = chunks * (int) product.chunkSize() + filter;
        float sum = 0f;
        for (int chunk = 0; chunk < chunks; chunk++) {
            sum += shared[from + chunk * shape.outChannels()];
        }
        return sum;
    }

    private void addChunks(int size, float[] shared, int from, float[] own, int to) {
        if (chunks == 0) {
            Arrays.fill(own, to, to + size, 0f);
            return;
        }
        System.arraycopy(shared, from, own, to, size);
        for (int chunk = 1; chunk < chunks; chunk++) {
            int s = from + chunk * (int) product.chunkSize();
            for (int i = 0; i < size; i++) {
                own[to + i] += shared[s + i];
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

    private void storeNeighbours(float[] src, int from, int count, float[] dw, int to) {
        int pitch = pitch();
        for (int i = 0, s = from, t = to; i < count; i++, s++, t += 9) {
            dw[t] = src[s];
            dw[t + 1] = src[s + pitch];
            dw[t + 2] = src[s + 2 * pitch];
            dw[t + 3] = src[s + 3 * pitch];
            dw[t + 4] = src[s + 4 * pitch];
            dw[t + 5] = src[s + 5 * pitch];
            dw[t + 6] = src[s + 6 * pitch];
            dw[t + 7] = src[s + 7 * pitch];
            dw[t + 8] = src[s + 8 * pitch];
        }
    }
}
