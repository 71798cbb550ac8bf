package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.RunTile;

/** A tile of a packed B whose heights rehearse one by one: each is a method of its own. */
final class RehearsedRunTile implements RunTile {
    /** Depth of the tiny problem, long enough to look like a loop; every other time odd, which takes one more step. */
    private static final int DEPTH = 32;

    private final RunTile vectors;
    private final RunTile plain;
    private final Rehearsal[] multiply;
    private int turn;

    RehearsedRunTile(Rehearsals all, RunTile vectors, RunTile plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int width = 2 * vectors.lanes(), b = (DEPTH + 1) * vectors.heights()[0];
        multiply = new Rehearsal[vectors.heights()[0] + 1];
        for (int mr : vectors.heights()) {
            int[] rows = new int[DEPTH + 1];
            for (int k = 0; k < rows.length; k++) {
                rows[k] = k * mr;
            }
            multiply[mr] = new Rehearsal(all, vectors, plain, kernel -> kernel.multiply(mr, DEPTH + (turn++ & 1), in, 0,
                    rows, in, b, out, 0, width, out, 0, width));
        }
    }

    @Override
    public int[] heights() {
        return vectors.heights();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, int[] rows, float[] b, int bo, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = multiply[mr];
        if (rehearsal.ready) {
            vectors.multiply(mr, kc, a, ao, rows, b, bo, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiply(mr, kc, a, ao, rows, b, bo, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }
}
