package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.GemmTile;
import io.github.convgrad.internal.kernel.TilePlaces;

/** A tile whose heights rehearse one by one: each is a method of its own, or two of them. */
final class RehearsedGemmTile implements GemmTile {
    /** Depth of the tiny problem, long enough to look like a loop. */
    private static final int DEPTH = 32;
    /** A depth that fills no whole turns and is not shallow: once in a round, as it takes long before it is compiled. */
    private static final int DEEP = 515;
    /** A shallow depth. */
    private static final int SHALLOW = 27;
    /** Every so many runs are alike. */
    private static final int TURNS = 4;
    private static final TilePlaces TILES = new TilePlaces(new int[2], new int[2], new int[2]);

    private final GemmTile vectors;
    private final GemmTile plain;
    private final Rehearsal[] multiply;
    private final Rehearsal[] multiplyShallow;
    private final Rehearsal[] multiplyPacked;
    private final Rehearsal[] multiplyAll;
    private final Rehearsal[] multiplyNarrow;
    private final Rehearsal[] multiplySplit;
    private final int[] rows;
    private final float[] in;
    private final float[] out;
    private int turn;

    RehearsedGemmTile(Rehearsals all, GemmTile vectors, GemmTile plain) {
        this.vectors = vectors;
        this.plain = plain;
        int width = 2 * vectors.lanes();
        rows = new int[DEEP];
        for (int k = 0; k < rows.length; k++) {
            rows[k] = k % DEPTH * width;
        }
        in = all.source;
        out = all.target;
        multiply = new Rehearsal[vectors.heights()[0] + 1];
        multiplyShallow = new Rehearsal[multiply.length];
        multiplyNarrow = new Rehearsal[multiply.length];
        multiplyPacked = new Rehearsal[multiply.length];
        multiplyAll = new Rehearsal[multiply.length];
        for (int mr : vectors.heights()) {
            multiply[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> multiply(kernel, mr, turn++ % TURNS == 0 ? DEEP : DEPTH));
            multiplyShallow[mr] = new Rehearsal(all, vectors, plain, kernel -> multiply(kernel, mr, SHALLOW));
            if (vectors.packed()) {
                multiplyPacked[mr] = new Rehearsal(all, vectors, plain, kernel -> packed(kernel, mr));
            }
            if (vectors.together(mr, DEPTH)) {
                multiplyAll[mr] = new Rehearsal(all, vectors, plain, kernel -> multiplyAll(kernel, mr));
            }
            multiplyNarrow[mr] = new Rehearsal(all, vectors, plain, kernel -> narrow(kernel, mr));
        }
        multiplySplit = new Rehearsal[vectors.splitHeights()[0] + 1];
        for (int mr : vectors.splitHeights()) {
            multiplySplit[mr] = new Rehearsal(all, vectors, plain, kernel -> split(kernel, mr));
        }
    }

    /** By turns on sums of their own and on one row for all: C2 leaves out what it has not seen. */
    private void multiply(GemmTile tile, int mr, int depth) {
        int width = 2 * tile.lanes(), lds = (turn & 2) == 0 ? 0 : width;
        tile.multiply(mr, depth, in, 0, in, rows.length * mr, rows, out, 0, lds, out, 0, width);
    }

    private void packed(GemmTile tile, int mr) {
        int width = 2 * tile.lanes(), lds = (turn++ & 2) == 0 ? 0 : width;
        tile.multiply(mr, DEPTH, in, 0, in, rows.length * mr, null, out, 0, lds, out, 0, width);
    }

    private void multiplyAll(GemmTile tile, int mr) {
        int width = 2 * tile.lanes(), lds = (turn++ & 2) == 0 ? 0 : width;
        tile.multiplyAll(TILES, 0, 2, mr, DEPTH, in, 0, 0, in, rows.length * mr, rows, out, 0, lds, out, 0, width);
    }

    private void narrow(GemmTile tile, int mr) {
        int width = 2 * tile.lanes();
        tile.multiplyNarrow(mr, DEPTH, in, 0, in, rows.length * mr, rows, out, 0, width, out, 0, width);
    }

    private void split(GemmTile tile, int mr) {
        int width = 2 * tile.lanes(), depth = DEPTH + (turn++ & 1), b = rows.length * mr;
        tile.multiplySplit(mr, depth, in, 0, in, b, b + tile.lanes(), rows, out, 0, width, out, 0, width);
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
    public boolean shallow(int mr, int kc) {
        return vectors.shallow(mr, kc);
    }

    @Override
    public boolean packed() {
        return vectors.packed();
    }

    @Override
    public boolean together(int mr, int kc) {
        return vectors.together(mr, kc);
    }

    /** What rehearses the method that computes a single tile. */
    private Rehearsal single(int mr, int kc, int[] rows) {
        return (rows == null && packed() ? multiplyPacked : shallow(mr, kc) ? multiplyShallow : multiply)[mr];
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = single(mr, kc, rows);
        if (rehearsal.ready) {
            vectors.multiply(mr, kc, a, ao, b, bo, rows, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiply(mr, kc, a, ao, b, bo, rows, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplyAll(TilePlaces tiles, int first, int end, int mr, int kc, float[] a, int ao, int aStep,
            float[] b, int bo, int[] rows, float[] s, int so, int lds, float[] c, int co, int ldc) {
        boolean together = end - first > 1 && together(mr, kc);
        Rehearsal rehearsal = together ? multiplyAll[mr] : single(mr, kc, rows);
        if (rehearsal.ready) {
            vectors.multiplyAll(tiles, first, end, mr, kc, a, ao, aStep, b, bo, rows, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiplyAll(tiles, first, end, mr, kc, a, ao, aStep, b, bo, rows, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplyNarrow(int mr, int kc, float[] a, int ao, float[] b, int bo, int[] rows, float[] s, int so,
            int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = multiplyNarrow[mr];
        if (rehearsal.ready) {
            vectors.multiplyNarrow(mr, kc, a, ao, b, bo, rows, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiplyNarrow(mr, kc, a, ao, b, bo, rows, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplySplit(int mr, int kc, float[] a, int ao, float[] b, int b0, int b1, int[] rows,
            float[] s, int so, int lds, float[] c, int co, int ldc) {
        Rehearsal rehearsal = multiplySplit[mr];
        if (rehearsal.ready) {
            vectors.multiplySplit(mr, kc, a, ao, b, b0, b1, rows, s, so, lds, c, co, ldc);
        } else {
            long begin = rehearsal.begin();
            plain.multiplySplit(mr, kc, a, ao, b, b0, b1, rows, s, so, lds, c, co, ldc);
            rehearsal.end(begin);
        }
    }
}
