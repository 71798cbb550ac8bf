package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.TileRows;

/** Copies of rows that rehearse. */
final class RehearsedTileRows implements TileRows {
    private final TileRows vectors;
    private final TileRows plain;
    private final int lanes;
    private final Rehearsal stage;
    private final Rehearsal store;
    private int staged;
    private int stored;

    RehearsedTileRows(Rehearsals all, TileRows vectors, TileRows plain) {
        this.vectors = vectors;
        this.plain = plain;
        lanes = vectors.lanes();
        stage = new Rehearsal(all, vectors, plain, kernel -> stage(kernel, all.source, all.target));
        store = new Rehearsal(all, vectors, plain, kernel -> store(kernel, all.source, all.target));
    }

    /** Several rows twice and once, with and without pixels that are not read at either end. */
    private void stage(TileRows kernel, float[] in, float[] out) {
        int pitch = 4 * lanes;
        int begin = staged++ & 1, end = 2 * lanes + 2 - (staged & 2);
        kernel.stage(4, 5, 2 * lanes, begin, end, in, 0, 2, pitch, 6 * pitch, out, 0, 2 * lanes, pitch, 6 * pitch);
        kernel.stage(4, 5, 2 * lanes, begin, end, in, 0, 0, pitch, 6 * pitch, out, 0, 2 * lanes, pitch, 6 * pitch);
    }

    /** Runs of more than a vector and, every fourth time, of less. */
    private void store(TileRows kernel, float[] in, float[] out) {
        int pitch = 6 * lanes, length = (stored++ & 3) == 0 ? lanes - 1 : 3 * lanes + 1;
        kernel.store(4, length, in, 0, pitch, out, 0, pitch);
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void stage(int count, int rows, int length, int begin, int end, float[] src, int from, int shift, int row,
            int step, float[] dst, int to, int second, int dstRow, int dstStep) {
        if (stage.ready) {
            vectors.stage(count, rows, length, begin, end, src, from, shift, row, step, dst, to, second, dstRow,
                    dstStep);
        } else {
            long started = stage.begin();
            plain.stage(count, rows, length, begin, end, src, from, shift, row, step, dst, to, second, dstRow, dstStep);
            stage.end(started);
        }
    }

    @Override
    public void store(int rows, int length, float[] src, int from, int row, float[] dst, int to, int dstRow) {
        if (store.ready) {
            vectors.store(rows, length, src, from, row, dst, to, dstRow);
        } else {
            long begin = store.begin();
            plain.store(rows, length, src, from, row, dst, to, dstRow);
            store.end(begin);
        }
    }
}
