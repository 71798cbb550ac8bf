package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.LaneRows;

/** Rows of pixels whose lanes are channels; rows of five pixels and of four take turns, each a loop of its own. */
final class RehearsedLaneRows implements LaneRows {
    private static final int TAPS = 25;
    private static final int PIXELS = 5;
    /** Columns of taps. */
    private static final int COLUMNS = 5;

    private final LaneRows vectors;
    private final LaneRows plain;
    private final Rehearsal slide;
    /** By height of the kernel: each is a method of its own. */
    private final Rehearsal[] tall = new Rehearsal[8];
    private int turn;

    RehearsedLaneRows(Rehearsals all, LaneRows vectors, LaneRows plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int[] offsets = new int[TAPS];
        slide = new Rehearsal(all, vectors, plain,
                kernel -> kernel.slide(PIXELS - (turn++ & 1), TAPS, in, 0, in, 0, out, 0, offsets, in, 0));
        for (int height = 0; height < tall.length; height++) {
            int rows = height;
            tall[height] = !LaneRows.tall(height) ? null : new Rehearsal(all, vectors, plain,
                    kernel -> kernel.slideTall(rows, COLUMNS, 2, in, 0, in, 0, out, 0, 2 * vectors.lanes(), in, 0));
        }
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void slide(int pixels, int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at) {
        if (slide.ready) {
            vectors.slide(pixels, taps, w, wo, starts, so, out, to, offsets, in, at);
        } else {
            long begin = slide.begin();
            plain.slide(pixels, taps, w, wo, starts, so, out, to, offsets, in, at);
            slide.end(begin);
        }
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, int pixels, float[] w, int wo, float[] starts, int so,
            float[] out, int to, int outPitch, float[] in, int at) {
        Rehearsal rehearsal = tall[kernelHeight];
        if (rehearsal.ready) {
            vectors.slideTall(kernelHeight, kernelWidth, pixels, w, wo, starts, so, out, to, outPitch, in, at);
        } else {
            long begin = rehearsal.begin();
            plain.slideTall(kernelHeight, kernelWidth, pixels, w, wo, starts, so, out, to, outPitch, in, at);
            rehearsal.end(begin);
        }
    }
}
