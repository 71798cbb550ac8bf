package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.DepthwiseRows;
import io.github.convgrad.internal.kernel.DotTile;

/** Dot products whose heights rehearse one by one: each is a method of its own. */
final class RehearsedDotTile implements DotTile {
    /** Length of the tiny problem's runs, long enough to look like a loop. */
    private static final int RUNS = 2;
    private static final int COUNT = 16 * DepthwiseRows.PARTIALS;

    private final DotTile vectors;
    private final DotTile plain;
    private final Rehearsal[] add;

    RehearsedDotTile(Rehearsals all, DotTile vectors, DotTile plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int[] offsets = new int[Math.max(vectors.heights()[0], vectors.width())];
        add = new Rehearsal[vectors.heights()[0] + 1];
        for (int mr : vectors.heights()) {
            add[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.add(mr, RUNS, COUNT, in, 0, COUNT, offsets, 0, in, RUNS * COUNT, COUNT, offsets, 0,
                            out, 0));
        }
    }

    @Override
    public int[] heights() {
        return vectors.heights();
    }

    @Override
    public int width() {
        return vectors.width();
    }

    @Override
    public int near() {
        return vectors.near();
    }

    @Override
    public void add(int mr, int runs, int count, float[] x, int xo, int xPitch, int[] rows, int r, float[] dy, int dyo,
            int dyPitch, int[] columns, int c, float[] sums, int so) {
        Rehearsal rehearsal = add[mr];
        if (rehearsal.ready) {
            vectors.add(mr, runs, count, x, xo, xPitch, rows, r, dy, dyo, dyPitch, columns, c, sums, so);
        } else {
            long begin = rehearsal.begin();
            plain.add(mr, runs, count, x, xo, xPitch, rows, r, dy, dyo, dyPitch, columns, c, sums, so);
            rehearsal.end(begin);
        }
    }
}
