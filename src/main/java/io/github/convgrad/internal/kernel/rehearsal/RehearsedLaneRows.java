package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.LaneRows;

/** Rows of pixels whose lanes are channels; rows of five pixels and of four take turns, each a loop of its own. */
final class RehearsedLaneRows implements LaneRows {
    private static final int TAPS = 25;
    private static final int PIXELS = 5;

    private final LaneRows vectors;
    private final LaneRows plain;
    private final Rehearsal slide;
    private int turn;

    RehearsedLaneRows(Rehearsals all, LaneRows vectors, LaneRows plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int[] offsets = new int[TAPS];
        slide = new Rehearsal(all, vectors, plain,
                kernel -> kernel.slide(PIXELS - (turn++ & 1), TAPS, in, 0, in, 0, out, 0, offsets, in, 0));
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
}
