package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.GemmTile;

/** A tile whose heights rehearse one by one: each is a method of its own. */
final class RehearsedGemmTile implements GemmTile {
    /** Depth of the tiny problem: odd, for the last step is a loop of its own, and long enough to look like one. */
    private static final int DEPTH = 33;

    private final GemmTile vectors;
    private final GemmTile plain;
    private final Rehearsal[] multiply;
    private final Rehearsal[] multiplySplit;

    RehearsedGemmTile(Rehearsals all, GemmTile vectors, GemmTile plain) {
        this.vectors = vectors;
        this.plain = plain;
        int width = 2 * vectors.lanes();
        int[] rows = new int[DEPTH];
        for (int k = 0; k < DEPTH; k++) {
            rows[k] = k * width;
        }
        float[] in = all.source, out = all.target;
        int b = DEPTH * vectors.heights()[0];
        multiply = new Rehearsal[vectors.heights()[0] + 1];
        for (int mr : vectors.heights()) {
            multiply[mr] = new Rehearsal(all,
                    () -> vectors.multiply(mr, DEPTH, in, 0, in, b, rows, 0, out, 0, width, out, 0, width),
                    () -> plain.multiply(mr, DEPTH, in, 0, in, b, rows, 0, out, 0, width, out, 0, width));
        }
        int b1 = b + vectors.lanes();
        multiplySplit = new Rehearsal[vectors.splitHeights()[0] + 1];
        for (int mr : vectors.splitHeights()) {
            multiplySplit[mr] = new Rehearsal(all,
                    () -> vectors.multiplySplit(mr, DEPTH, in, 0, in, b, b1, rows, 0, out, 0, width, out, 0, width),
                    () -> plain.multiplySplit(mr, DEPTH, in, 0, in, b, b1, rows, 0, out, 0, width, out, 0, width));
        }
    }

    @Override
    public int[] heights() {
        return vectors.heights();
    }

    @Override
    public int[] splitHeights() {
        return vectors.splitHeights();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, int ro, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = multiply[mr];
        if (rehearsal.ready) {
            vectors.multiply(mr, kc, a, ao, b, bo, rows, ro, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiply(mr, kc, a, ao, b, bo, rows, ro, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows, int ro,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = multiplySplit[mr];
        if (rehearsal.ready) {
            vectors.multiplySplit(mr, kc, a, ao, b, b0, b1, rows, ro, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiplySplit(mr, kc, a, ao, b, b0, b1, rows, ro, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }
}
