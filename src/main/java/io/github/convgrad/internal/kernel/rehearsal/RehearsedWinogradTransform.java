package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.WinogradTransform;

/** Transforms of forward and dx that rehearse one by one. */
class RehearsedWinogradTransform implements WinogradTransform {
    /** Vectors of the tiny problem. C1 gives most transforms up, so it is their calls that count. */
    static final int VECTORS = 2;

    private final WinogradTransform vectors;
    private final WinogradTransform plain;
    private final Rehearsal input;
    private final Rehearsal output;
    private final Rehearsal weights;

    RehearsedWinogradTransform(Rehearsals all, WinogradTransform vectors, WinogradTransform plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int lanes = vectors.lanes();
        int column = VECTORS * 2 * lanes, row = vectors.inputWidth() * column;
        int pixels = VECTORS * vectors.rowPitch(), second = vectors.inputHeight() * pixels;
        input = new Rehearsal(all, vectors, plain,
                kernel -> kernel.input(VECTORS, in, 0, second, pixels, out, 0, row, column, 2 * lanes,
                        vectors.rowPitch()));
        output = new Rehearsal(all, vectors, plain,
                kernel -> kernel.output(VECTORS, in, 0, row, column, in, 0, out, 0, pixels, vectors.rowPitch()));
        weights = new Rehearsal(all, vectors, plain,
                kernel -> kernel.weights(VECTORS, in, 0, 3 * lanes, lanes, out, 0, row, column, lanes));
    }

    @Override
    public int outputHeight() {
        return vectors.outputHeight();
    }

    @Override
    public int outputWidth() {
        return vectors.outputWidth();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public int rowPitch() {
        return vectors.rowPitch();
    }

    @Override
    public int tilesOfRow() {
        return vectors.tilesOfRow();
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        if (input.ready) {
            vectors.input(count, src, from, second, row, dst, to, dstRow, dstColumn, dstStep, step);
        } else {
            long begin = input.begin();
            plain.input(count, src, from, second, row, dst, to, dstRow, dstColumn, dstStep, step);
            input.end(begin);
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        if (output.ready) {
            vectors.output(count, src, from, row, column, bias, biasAt, dst, to, dstRow, dstStep);
        } else {
            long begin = output.begin();
            plain.output(count, src, from, row, column, bias, biasAt, dst, to, dstRow, dstStep);
            output.end(begin);
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        if (weights.ready) {
            vectors.weights(count, src, from, row, column, dst, to, dstRow, dstColumn, dstStep);
        } else {
            long begin = weights.begin();
            plain.weights(count, src, from, row, column, dst, to, dstRow, dstColumn, dstStep);
            weights.end(begin);
        }
    }
}
