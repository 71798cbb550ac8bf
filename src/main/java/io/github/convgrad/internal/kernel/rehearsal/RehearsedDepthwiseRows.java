package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.DepthwiseRows;

/** Row kernels that rehearse. A tiny problem runs all the block sizes that a run of any length may be cut into. */
final class RehearsedDepthwiseRows implements DepthwiseRows {
    private static final int TAPS = 9;
    private static final int ROWS = 8;
    /** Numbers of taps that the dot products are made of. */
    private static final int[] TAPS_TOGETHER = {9, 7, 4, 1};

    private final DepthwiseRows vectors;
    private final DepthwiseRows plain;
    private final int lanes;
    private final int[] offsets = {0, 1, 2, 32, 33, 34, 64, 65, 66};
    private final float[] in;
    private final float[] out;
    private final Rehearsal slide;
    private final Rehearsal slideFour;
    private final Rehearsal[] slideTall = new Rehearsal[TALL_ROWS + 1];
    private final Rehearsal[] slideColumns = new Rehearsal[TALL_ROWS + 1];
    private final Rehearsal stageNarrow;
    private final Rehearsal stageWide;
    private final Rehearsal splitNarrow;
    private final Rehearsal splitWide;
    private final Rehearsal weaveNarrow;
    private final Rehearsal weaveWide;
    private final Rehearsal zipNarrow;
    private final Rehearsal zipWide;
    private final Rehearsal addWhole;
    private final Rehearsal addRest;
    private final Rehearsal dots;
    private final Rehearsal[] dotsTall = new Rehearsal[TALL_ROWS + 1];
    private final Rehearsal dotsTallPair;
    private final Rehearsal tally;

    RehearsedDepthwiseRows(Rehearsals all, int lanes, DepthwiseRows vectors, DepthwiseRows plain) {
        this.vectors = vectors;
        this.plain = plain;
        this.lanes = lanes;
        in = all.source;
        out = all.target;
        slide = new Rehearsal(all, vectors, plain, kernel -> slide(kernel));
        slideFour = new Rehearsal(all, vectors, plain, kernel -> slideFour(kernel));
        for (int height = 1; height < slideTall.length; height++) {
            if (vectors.tall(height)) {
                int h = height;
                slideTall[h] = new Rehearsal(all, vectors, plain, kernel -> slideTall(kernel, h));
            }
            if (vectors.columns(height)) {
                ColumnTaps taps = new ColumnTaps(height, offsets, offsets, 1);
                slideColumns[height] = new Rehearsal(all, vectors, plain, kernel -> slideColumns(kernel, taps));
            }
        }
        stageNarrow = new Rehearsal(all, vectors, plain, kernel -> stage(kernel, lanes - 2, 1));
        stageWide = new Rehearsal(all, vectors, plain, kernel -> stageWide(kernel));
        splitNarrow = new Rehearsal(all, vectors, plain, kernel -> stage(kernel, lanes, 2));
        splitWide = new Rehearsal(all, vectors, plain, kernel -> stage(kernel, 3 * lanes, 2));
        weaveNarrow = new Rehearsal(all, vectors, plain, kernel -> weave(kernel, lanes - 2, 1));
        weaveWide = new Rehearsal(all, vectors, plain, kernel -> weaveWide(kernel));
        zipNarrow = new Rehearsal(all, vectors, plain, kernel -> weave(kernel, lanes, 2));
        zipWide = new Rehearsal(all, vectors, plain, kernel -> weave(kernel, 3 * lanes, 2));
        addWhole = new Rehearsal(all, vectors, plain, kernel -> add(kernel, 4 * lanes));
        addRest = new Rehearsal(all, vectors, plain, kernel -> add(kernel, 4 * lanes + 1));
        dots = new Rehearsal(all, vectors, plain, kernel -> dots(kernel));
        for (int height = 1; height < dotsTall.length; height++) {
            if (DepthwiseRows.dotsTall(height)) {
                int h = height;
                // Columns together and one alone, where a width has both.
                dotsTall[h] = new Rehearsal(all, vectors, plain, kernel -> kernel.dotsTall(h, h == 3 ? 4 : h, in, 0, 1, in, 0,
                        TALL_DOT_ROWS, PARTIALS, out, 0));
            }
        }
        dotsTallPair = new Rehearsal(all, vectors, plain, kernel -> kernel.dotsTallPair(4, in, 0, 1, in, 0, PARTIALS,
                TALL_DOT_ROWS, PARTIALS, out, 0, 12 * PARTIALS));
        tally = new Rehearsal(all, vectors, plain, kernel -> kernel.tally(in, 0, 4 * PARTIALS, out, 0));
    }

    private void slide(DepthwiseRows kernel) {
        for (int count = lanes; count <= 16 * lanes; count *= 2) {
            kernel.slide(TAPS, in, 0, offsets, 0, in, 0, 0f, out, 0, count);
        }
    }

    private void slideFour(DepthwiseRows kernel) {
        for (int count = lanes; count <= 4 * lanes; count *= 2) {
            kernel.slideFour(TAPS, in, 0, offsets, 0, in, 0, TAPS, in, 0, out, 0, 8 * lanes, count);
        }
    }

    private void slideTall(DepthwiseRows kernel, int height) {
        kernel.slideTall(height, height, in, 0, 1, in, 0, 1, 0f, out, 0, 2 * lanes, TALL_ROWS, lanes);
    }

    private void slideColumns(DepthwiseRows kernel, ColumnTaps taps) {
        kernel.slideColumns(taps, in, 0, in, 0, 0f, out, 0, 2 * lanes, 3 * TALL_ROWS, lanes);
    }

    private void stage(DepthwiseRows kernel, int columns, int step) {
        kernel.stage(in, 0, columns, ROWS, columns, step, out, 0, 5 * lanes, ROWS * 5 * lanes);
    }

    private void stageWide(DepthwiseRows kernel) {
        for (int columns = lanes; columns <= 4 * lanes; columns += lanes) {
            stage(kernel, columns, 1);
        }
    }

    private void weave(DepthwiseRows kernel, int columns, int step) {
        int pitch = 4 * lanes, phase = ROWS * pitch;
        kernel.weave(in, 0, pitch, step, 2 * phase, step, phase, out, 0, columns, ROWS, columns);
    }

    private void weaveWide(DepthwiseRows kernel) {
        for (int columns = lanes; columns <= 4 * lanes; columns += lanes) {
            weave(kernel, columns, 1);
        }
    }

    private void add(DepthwiseRows kernel, int count) {
        kernel.add(TAPS, in, 0, offsets, out, 0, offsets, count);
    }

    private void dots(DepthwiseRows kernel) {
        for (int taps : TAPS_TOGETHER) {
            kernel.dots(taps, in, 0, offsets, 0, in, 0, 8 * PARTIALS, out, 0);
        }
    }

    @Override
    public boolean tall(int kernelHeight) {
        return vectors.tall(kernelHeight);
    }

    @Override
    public void stage(float[] src, int from, int srcPitch, int rows, int columns, int step,
            float[] dst, int to, int pitch, int phasePitch) {
        boolean narrow = columns < step * lanes;
        Rehearsal rehearsal = step == 1 ? narrow ? stageNarrow : stageWide : narrow ? splitNarrow : splitWide;
        if (rehearsal.ready) {
            vectors.stage(src, from, srcPitch, rows, columns, step, dst, to, pitch, phasePitch);
        } else {
            long begin = rehearsal.begin();
            plain.stage(src, from, srcPitch, rows, columns, step, dst, to, pitch, phasePitch);
            rehearsal.end(begin);
        }
    }

    @Override
    public void slide(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to, int count) {
        if (slide.ready) {
            vectors.slide(taps, in, at, offsets, oo, w, wo, start, out, to, count);
        } else {
            long begin = slide.begin();
            plain.slide(taps, in, at, offsets, oo, w, wo, start, out, to, count);
            slide.end(begin);
        }
    }

    @Override
    public void slideFour(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch, int count) {
        if (slideFour.ready) {
            vectors.slideFour(taps, in, at, offsets, oo, w, wo, wPitch, starts, so, out, to, outPitch, count);
        } else {
            long begin = slideFour.begin();
            plain.slideFour(taps, in, at, offsets, oo, w, wo, wPitch, starts, so, out, to, outPitch, count);
            slideFour.end(begin);
        }
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, float[] in, int at, int columnStep,
            float[] w, int wo, int step, float start, float[] out, int to, int outPitch, int rows, int columns) {
        Rehearsal rehearsal = slideTall[kernelHeight];
        if (rehearsal.ready) {
            vectors.slideTall(kernelHeight, kernelWidth, in, at, columnStep, w, wo, step, start, out, to, outPitch,
                    rows, columns);
        } else {
            long begin = rehearsal.begin();
            plain.slideTall(kernelHeight, kernelWidth, in, at, columnStep, w, wo, step, start, out, to, outPitch,
                    rows, columns);
            rehearsal.end(begin);
        }
    }

    @Override
    public boolean columns(int kernelHeight) {
        return vectors.columns(kernelHeight);
    }

    @Override
    public void slideColumns(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out, int to,
            int outPitch, int rows, int columns) {
        Rehearsal rehearsal = slideColumns[taps.kernelHeight()];
        if (rehearsal.ready) {
            vectors.slideColumns(taps, in, at, w, wo, start, out, to, outPitch, rows, columns);
        } else {
            long begin = rehearsal.begin();
            plain.slideColumns(taps, in, at, w, wo, start, out, to, outPitch, rows, columns);
            rehearsal.end(begin);
        }
    }

    @Override
    public void weave(float[] src, int from, int pitch, int rowStep, int rowPhasePitch, int columnStep,
            int columnPhasePitch, float[] dst, int to, int dstPitch, int rows, int columns) {
        boolean narrow = columns < columnStep * lanes;
        Rehearsal rehearsal = columnStep == 1 ? narrow ? weaveNarrow : weaveWide : narrow ? zipNarrow : zipWide;
        if (rehearsal.ready) {
            vectors.weave(src, from, pitch, rowStep, rowPhasePitch, columnStep, columnPhasePitch, dst, to, dstPitch,
                    rows, columns);
        } else {
            long begin = rehearsal.begin();
            plain.weave(src, from, pitch, rowStep, rowPhasePitch, columnStep, columnPhasePitch, dst, to, dstPitch,
                    rows, columns);
            rehearsal.end(begin);
        }
    }

    @Override
    public void add(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets, int count) {
        Rehearsal rehearsal = count % lanes == 0 ? addWhole : addRest;
        if (rehearsal.ready) {
            vectors.add(rows, src, from, sources, dst, to, targets, count);
        } else {
            long begin = rehearsal.begin();
            plain.add(rows, src, from, sources, dst, to, targets, count);
            rehearsal.end(begin);
        }
    }

    @Override
    public void dots(int taps, float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int count,
            float[] sums, int so) {
        if (dots.ready) {
            vectors.dots(taps, x, at, offsets, oo, dy, dyAt, count, sums, so);
        } else {
            long begin = dots.begin();
            plain.dots(taps, x, at, offsets, oo, dy, dyAt, count, sums, so);
            dots.end(begin);
        }
    }

    @Override
    public void dotsTall(int kernelHeight, int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt,
            int rows, int columns, float[] sums, int so) {
        Rehearsal rehearsal = dotsTall[kernelHeight];
        if (rehearsal.ready) {
            vectors.dotsTall(kernelHeight, kernelWidth, x, at, columnStep, dy, dyAt, rows, columns, sums, so);
        } else {
            long begin = rehearsal.begin();
            plain.dotsTall(kernelHeight, kernelWidth, x, at, columnStep, dy, dyAt, rows, columns, sums, so);
            rehearsal.end(begin);
        }
    }

    @Override
    public void dotsTallPair(int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt, int dyPitch,
            int rows, int columns, float[] sums, int so, int sumsPitch) {
        if (dotsTallPair.ready) {
            vectors.dotsTallPair(kernelWidth, x, at, columnStep, dy, dyAt, dyPitch, rows, columns, sums, so, sumsPitch);
        } else {
            long begin = dotsTallPair.begin();
            plain.dotsTallPair(kernelWidth, x, at, columnStep, dy, dyAt, dyPitch, rows, columns, sums, so, sumsPitch);
            dotsTallPair.end(begin);
        }
    }

    @Override
    public void tally(float[] dy, int at, int count, float[] sums, int so) {
        if (tally.ready) {
            vectors.tally(dy, at, count, sums, so);
        } else {
            long begin = tally.begin();
            plain.tally(dy, at, count, sums, so);
            tally.end(begin);
        }
    }
}
