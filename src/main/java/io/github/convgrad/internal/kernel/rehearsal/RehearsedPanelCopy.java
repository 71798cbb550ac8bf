package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.PanelCopy;

/** Copies that rehearse, each of the forms that the vectors have a loop of their own for. */
final class RehearsedPanelCopy implements PanelCopy {
    /** Rows of the tiny problem. */
    private static final int ROWS = 12;
    private static final int FEW_GROUPS = 4;
    /** Steps from here on share a loop. */
    private static final int MOST_APART = 5;
    /** Rows up to which each number of them that are turned without a gap has a loop of its own. */
    private static final int FEW = 4;

    private final PanelCopy vectors;
    private final PanelCopy plain;
    private final int lanes;
    private final Rehearsal gatherOne;
    private final Rehearsal gatherTwo;
    private final Rehearsal cut;
    private final Rehearsal cutPieces;
    private final Rehearsal turn;
    private final Rehearsal turnNarrow;
    private final Rehearsal[] turnFew = new Rehearsal[FEW + 1];
    private final Rehearsal transpose;
    private final Rehearsal scatterWhole;
    private final Rehearsal scatterLong;
    private final Rehearsal scatterShort;
    private final Rehearsal[] scatterApart = new Rehearsal[MOST_APART + 1];
    private final Rehearsal zipLong;
    private final Rehearsal zipShort;
    private final Rehearsal addGroups;
    private final Rehearsal addWide;
    private final Rehearsal copyNarrow;
    private final Rehearsal copyShort;
    private final Rehearsal copyLong;
    private final Rehearsal[] copyColumns = new Rehearsal[MOST_APART + 1];

    RehearsedPanelCopy(Rehearsals all, int lanes, PanelCopy vectors, PanelCopy plain) {
        this.vectors = vectors;
        this.plain = plain;
        this.lanes = lanes;
        float[] in = all.source, out = all.target;
        int width = 2 * lanes, pitch = 3 * width, odd = lanes / 2 + 1;
        int[] rows = new int[ROWS];
        for (int k = 0; k < ROWS; k++) {
            rows[k] = k * width;
        }
        gatherOne = new Rehearsal(all, vectors, plain,
                kernel -> kernel.gather(ROWS, in, 0, rows, 0, lanes, out, 0, pitch));
        gatherTwo = new Rehearsal(all, vectors, plain,
                kernel -> kernel.gather(ROWS, in, 0, rows, 0, width, out, 0, pitch));
        // Parts of a vector at both ends, a vector and a panel between them, and many panels.
        cut = new Rehearsal(all, vectors, plain, kernel -> {
            kernel.cut(ROWS, in, 0, rows, 0, 2 * width, out, 0, odd, ROWS * width);
            kernel.cut(ROWS, in, 0, rows, 0, 5 * width, out, 0, width + odd, ROWS * width);
        });
        int[] pieces = {0, lanes, width, width + lanes, 2 * width};
        cutPieces = new Rehearsal(all, vectors, plain,
                kernel -> kernel.cutPieces(ROWS, in, 0, rows, pieces.length, pieces, pieces, out, 0));
        turnNarrow = new Rehearsal(all, vectors, plain,
                kernel -> kernel.transpose(ROWS, odd, in, lanes, pitch, 1, out, 0, lanes));
        turn = new Rehearsal(all, vectors, plain,
                kernel -> kernel.transpose(ROWS, pitch + odd, in, 0, 2 * pitch, 1, out, 0, lanes));
        transpose = new Rehearsal(all, vectors, plain,
                kernel -> kernel.transpose(ROWS, odd, in, 0, pitch, 2, out, 0, lanes));
        for (int count = 2; count <= FEW; count++) {
            int few = count;
            turnFew[count] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.transpose(few, pitch + odd, in, 0, 2 * pitch, 1, out, 0, few));
        }
        scatterWhole = scatter(all, width, 1);
        scatterLong = scatter(all, lanes + 1, 1);
        scatterShort = scatter(all, odd, 1);
        for (int step = 2; step <= MOST_APART; step++) {
            int apart = step;
            scatterApart[step] = scatter(all, lanes, step);
            copyColumns[step] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.copyColumns(ROWS, width + odd, in, 0, 12 * lanes, apart, out, 0, pitch));
        }
        // A segment of four vectors, one more, and one that ends with an odd column.
        zipLong = zip(all, 4 * lanes + lanes + 3);
        zipShort = zip(all, odd);
        addGroups = addGroups(all, ROWS + 2);
        addWide = addGroups(all, width);
        copyNarrow = new Rehearsal(all, vectors, plain, kernel -> {
            kernel.copyRows(ROWS, odd, in, 0, pitch, out, 0, pitch);
            kernel.copyRows(2 * ROWS, odd, in, 0, pitch, out, 0, odd);
        });
        copyShort = copyRows(all, width + 1);
        copyLong = copyRows(all, 5 * lanes);
    }

    private Rehearsal scatter(Rehearsals all, int length, int step) {
        float[] in = all.source, out = all.target;
        int pitch = 2 * lanes, row = 6 * lanes;
        return new Rehearsal(all, vectors, plain,
                kernel -> kernel.scatter(ROWS, length, in, 0, pitch, out, 0, row, step));
    }

    private Rehearsal zip(Rehearsals all, int length) {
        float[] in = all.source, out = all.target;
        int pitch = 3 * lanes, row = 6 * lanes;
        return new Rehearsal(all, vectors, plain,
                kernel -> kernel.zip(ROWS, length, in, 0, lanes, pitch, out, 0, row));
    }

    /** Even counts and odd ones. */
    private Rehearsal addGroups(Rehearsals all, int size) {
        float[] in = all.source, out = all.target;
        return new Rehearsal(all, vectors, plain, kernel -> {
            kernel.addGroups(size, FEW_GROUPS, in, 0, out, 0);
            kernel.addGroups(size, FEW_GROUPS - 1, in, 0, out, 0);
        });
    }

    private Rehearsal copyRows(Rehearsals all, int length) {
        float[] in = all.source, out = all.target;
        int row = 6 * lanes;
        return new Rehearsal(all, vectors, plain, kernel -> kernel.copyRows(ROWS, length, in, 0, row, out, 0, row));
    }

    @Override
    public void cut(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int column,
            int panelPitch) {
        if (cut.ready) {
            vectors.cut(kc, src, from, rows, ro, len, dst, to, column, panelPitch);
        } else {
            long begin = cut.begin();
            plain.cut(kc, src, from, rows, ro, len, dst, to, column, panelPitch);
            cut.end(begin);
        }
    }

    @Override
    public void cutPieces(int kc, float[] src, int from, int[] rows, int pieces, int[] sources, int[] targets,
            float[] dst, int to) {
        if (cutPieces.ready) {
            vectors.cutPieces(kc, src, from, rows, pieces, sources, targets, dst, to);
        } else {
            long begin = cutPieces.begin();
            plain.cutPieces(kc, src, from, rows, pieces, sources, targets, dst, to);
            cutPieces.end(begin);
        }
    }

    @Override
    public void copyColumns(int rows, int len, float[] src, int from, int rowStride, int step, float[] dst, int to,
            int pitch) {
        Rehearsal rehearsal = copyColumns[Math.min(step, MOST_APART)];
        if (rehearsal.ready) {
            vectors.copyColumns(rows, len, src, from, rowStride, step, dst, to, pitch);
        } else {
            long begin = rehearsal.begin();
            plain.copyColumns(rows, len, src, from, rowStride, step, dst, to, pitch);
            rehearsal.end(begin);
        }
    }

    @Override
    public void gather(int kc, float[] src, int from, int[] rows, int ro, int len, float[] dst, int to, int pitch) {
        Rehearsal rehearsal = len <= lanes ? gatherOne : gatherTwo;
        if (rehearsal.ready) {
            vectors.gather(kc, src, from, rows, ro, len, dst, to, pitch);
        } else {
            long begin = rehearsal.begin();
            plain.gather(kc, src, from, rows, ro, len, dst, to, pitch);
            rehearsal.end(begin);
        }
    }

    @Override
    public void transpose(int rows, int columns, float[] src, int from, int rowStride, int columnStride,
            float[] dst, int to, int pitch) {
        boolean few = columnStride == 1 && rows > 1 && rows <= FEW && pitch == rows && columns >= lanes;
        Rehearsal rehearsal = few ? turnFew[rows]
                : columnStride != 1 || rows <= 2 ? transpose : columns >= lanes ? turn : turnNarrow;
        if (rehearsal.ready) {
            vectors.transpose(rows, columns, src, from, rowStride, columnStride, dst, to, pitch);
        } else {
            long begin = rehearsal.begin();
            plain.transpose(rows, columns, src, from, rowStride, columnStride, dst, to, pitch);
            rehearsal.end(begin);
        }
    }

    @Override
    public void scatter(int rows, int len, float[] src, int from, int pitch, float[] dst, int to, int rowStride,
            int step) {
        Rehearsal rehearsal = step != 1 ? scatterApart[Math.min(step, MOST_APART)]
                : len == 2 * lanes ? scatterWhole : len >= lanes ? scatterLong : scatterShort;
        if (rehearsal.ready) {
            vectors.scatter(rows, len, src, from, pitch, dst, to, rowStride, step);
        } else {
            long begin = rehearsal.begin();
            plain.scatter(rows, len, src, from, pitch, dst, to, rowStride, step);
            rehearsal.end(begin);
        }
    }

    @Override
    public void zip(int rows, int len, float[] src, int even, int odd, int pitch, float[] dst, int to,
            int rowStride) {
        Rehearsal rehearsal = len >= lanes ? zipLong : zipShort;
        if (rehearsal.ready) {
            vectors.zip(rows, len, src, even, odd, pitch, dst, to, rowStride);
        } else {
            long begin = rehearsal.begin();
            plain.zip(rows, len, src, even, odd, pitch, dst, to, rowStride);
            rehearsal.end(begin);
        }
    }

    @Override
    public void addGroups(int size, int count, float[] src, int from, float[] dst, int to) {
        Rehearsal rehearsal = size >= 2 * lanes ? addWide : addGroups;
        if (rehearsal.ready) {
            vectors.addGroups(size, count, src, from, dst, to);
        } else {
            long begin = rehearsal.begin();
            plain.addGroups(size, count, src, from, dst, to);
            rehearsal.end(begin);
        }
    }

    @Override
    public void copyRows(int rows, int len, float[] src, int from, int rowStride, float[] dst, int to, int pitch) {
        Rehearsal rehearsal = len < lanes ? copyNarrow : len <= 4 * lanes ? copyShort : copyLong;
        if (rehearsal.ready) {
            vectors.copyRows(rows, len, src, from, rowStride, dst, to, pitch);
        } else {
            long begin = rehearsal.begin();
            plain.copyRows(rows, len, src, from, rowStride, dst, to, pitch);
            rehearsal.end(begin);
        }
    }
}
