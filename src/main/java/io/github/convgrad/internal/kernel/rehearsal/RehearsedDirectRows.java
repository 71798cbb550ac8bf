package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.DirectRows;

/** Direct kernels that rehearse, on planes of several forms in turn: what C2 never saw run it leaves out. */
final class RehearsedDirectRows implements DirectRows {
    /** Where planes begin: behind room for what may be read before them. */
    private static final int FROM = 256;
    private static final int FORMS = 4;
    private static final int HEIGHT = 9;

    private final DirectRows vectors;
    private final DirectRows plain;
    private final Plane[] wholeStride = new Plane[FORMS];
    private final Plane[] byTwo = new Plane[FORMS];
    private final Rehearsal slide;
    private final Rehearsal slideByTwo;
    private final Rehearsal slideBack;
    private final Rehearsal dots;
    private final Rehearsal dotsByTwo;
    private int turn;

    RehearsedDirectRows(Rehearsals all, int lanes, DirectRows vectors, DirectRows plain) {
        this.vectors = vectors;
        this.plain = plain;
        int narrow = Math.max(3, lanes - 2), wide = lanes + 6;
        int tall = Math.ceilDiv(DirectRows.SMALL_PLANE, 4 * wide) + 1;
        wholeStride[0] = new Plane(HEIGHT, narrow, HEIGHT, narrow, 1, 1, 1, 1);
        wholeStride[1] = new Plane(HEIGHT, wide, HEIGHT, wide, 1, 1, 1, 1);
        wholeStride[2] = new Plane(HEIGHT, wide, HEIGHT - 2, wide - 2, 1, 1, 0, 0);
        wholeStride[3] = new Plane(HEIGHT, wide, HEIGHT, wide, 1, 2, 2, 2);
        byTwo[0] = new Plane(HEIGHT, 2 * narrow, HEIGHT / 2 + 1, narrow, 2, 1, 1, 1);
        byTwo[1] = new Plane(2 * tall - 1, 2 * wide, tall, wide, 2, 1, 1, 1);
        byTwo[2] = new Plane(HEIGHT, 2 * wide, HEIGHT / 2, wide - 1, 2, 1, 0, 0);
        byTwo[3] = new Plane(2 * tall, 2 * wide, tall, wide, 2, 1, 0, 0);
        float[] in = all.source, out = all.target;
        slide = new Rehearsal(all, vectors, plain, kernel -> slide(kernel, wholeStride, in, out));
        slideByTwo = new Rehearsal(all, vectors, plain, kernel -> slide(kernel, byTwo, in, out));
        slideBack = new Rehearsal(all, vectors, plain, kernel -> slideBack(kernel, in, out));
        dots = new Rehearsal(all, vectors, plain, kernel -> dots(kernel, wholeStride, in, out));
        dotsByTwo = new Rehearsal(all, vectors, plain, kernel -> dots(kernel, byTwo, in, out));
    }

    /** With a bias and without, the kernel as it is and turned round. */
    private void slide(DirectRows kernel, Plane[] planes, float[] in, float[] out) {
        Plane plane = planes[turn++ & FORMS - 1];
        boolean even = (turn & 1) == 0;
        kernel.slide(plane, 2, in, FROM, in, even ? 0 : 8, even ? 1 : -1, even ? in : null, 0, out, FROM);
    }

    private void slideBack(DirectRows kernel, float[] in, float[] out) {
        kernel.slideBack(byTwo[turn++ & FORMS - 1], 2, in, FROM, in, 0, out, FROM);
    }

    private void dots(DirectRows kernel, Plane[] planes, float[] in, float[] out) {
        kernel.dots(planes[turn++ & FORMS - 1], 2, in, FROM, in, FROM, out, 0, 0);
    }

    @Override
    public void slide(Plane plane, int planes, float[] in, int from, float[] w, int wo, int step, float[] starts,
            int so, float[] out, int to) {
        Rehearsal rehearsal = plane.stride() == 1 ? slide : slideByTwo;
        if (rehearsal.ready) {
            vectors.slide(plane, planes, in, from, w, wo, step, starts, so, out, to);
        } else {
            long begin = rehearsal.begin();
            plain.slide(plane, planes, in, from, w, wo, step, starts, so, out, to);
            rehearsal.end(begin);
        }
    }

    @Override
    public void slideBack(Plane plane, int planes, float[] dy, int from, float[] w, int wo, float[] dx, int to) {
        if (slideBack.ready) {
            vectors.slideBack(plane, planes, dy, from, w, wo, dx, to);
        } else {
            long begin = slideBack.begin();
            plain.slideBack(plane, planes, dy, from, w, wo, dx, to);
            slideBack.end(begin);
        }
    }

    @Override
    public void dots(Plane plane, int planes, float[] x, int from, float[] dy, int dyFrom, float[] sums, int so,
            int sumsPitch) {
        Rehearsal rehearsal = plane.stride() == 1 ? dots : dotsByTwo;
        if (rehearsal.ready) {
            vectors.dots(plane, planes, x, from, dy, dyFrom, sums, so, sumsPitch);
        } else {
            long begin = rehearsal.begin();
            plain.dots(plane, planes, x, from, dy, dyFrom, sums, so, sumsPitch);
            rehearsal.end(begin);
        }
    }
}
