package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.WinogradGradient;

/** Transforms of all passes that rehearse one by one. */
final class RehearsedWinogradGradient extends RehearsedWinogradTransform implements WinogradGradient {
    private final WinogradGradient vectors;
    private final WinogradGradient plain;
    private final Rehearsal channelInput;
    private final Rehearsal outputGradient;
    private final Rehearsal weightGradient;

    RehearsedWinogradGradient(Rehearsals all, WinogradGradient vectors, WinogradGradient plain) {
        super(all, vectors, plain);
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int lanes = vectors.lanes();
        int column = VECTORS * 2 * lanes, row = vectors.inputTile() * column;
        int channels = (VECTORS * vectors.outputTile() + 2) * lanes;
        channelInput = new Rehearsal(all, vectors, plain,
                kernel -> kernel.channelInput(VECTORS, in, 0, channels, out, 0, row, column));
        outputGradient = new Rehearsal(all, vectors, plain,
                kernel -> kernel.outputGradient(VECTORS, in, 0, channels, out, 0, row, column, lanes));
        weightGradient = new Rehearsal(all, vectors, plain,
                kernel -> kernel.weightGradient(VECTORS, in, 0, row, column, out, 0, 3 * column, column));
    }

    @Override
    public int outputTile() {
        return vectors.outputTile();
    }

    @Override
    public int outputHeight() {
        return vectors.outputTile();
    }

    @Override
    public int outputWidth() {
        return vectors.outputTile();
    }

    @Override
    public void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        if (channelInput.ready) {
            vectors.channelInput(count, src, from, row, dst, to, dstRow, dstColumn);
        } else {
            long begin = channelInput.begin();
            plain.channelInput(count, src, from, row, dst, to, dstRow, dstColumn);
            channelInput.end(begin);
        }
    }

    @Override
    public void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        if (outputGradient.ready) {
            vectors.outputGradient(count, src, from, row, dst, to, dstRow, dstColumn, dstStep);
        } else {
            long begin = outputGradient.begin();
            plain.outputGradient(count, src, from, row, dst, to, dstRow, dstColumn, dstStep);
            outputGradient.end(begin);
        }
    }

    @Override
    public void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        if (weightGradient.ready) {
            vectors.weightGradient(count, src, from, row, column, dst, to, dstRow, dstColumn);
        } else {
            long begin = weightGradient.begin();
            plain.weightGradient(count, src, from, row, column, dst, to, dstRow, dstColumn);
            weightGradient.end(begin);
        }
    }
}
