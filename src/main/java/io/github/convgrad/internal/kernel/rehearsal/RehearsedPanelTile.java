package io.github.convgrad.internal.kernel.rehearsal;

import io.github.convgrad.internal.kernel.PanelTile;

/** A tile of packed panels whose heights rehearse one by one: each is a method of its own. */
final class RehearsedPanelTile implements PanelTile {
    /** Depth of the tiny problem, long enough to look like a loop; every other time odd, which takes one more step. */
    private static final int DEPTH = 32;
    private static final int CHAIN = 16;

    private final PanelTile vectors;
    private final PanelTile plain;
    private final Rehearsal[] multiply;
    private final Rehearsal[] add;
    private final Rehearsal[] multiplyHalf;
    private final Rehearsal[] addHalf;
    private final Rehearsal[] multiplyChains;
    private final Rehearsal[] addChains;
    private int turn;

    RehearsedPanelTile(Rehearsals all, PanelTile vectors, PanelTile plain) {
        this.vectors = vectors;
        this.plain = plain;
        float[] in = all.source, out = all.target;
        int b = (DEPTH + 1) * Math.max(vectors.heights()[0], vectors.halfHeights()[0]);
        multiply = new Rehearsal[vectors.heights()[0] + 1];
        add = new Rehearsal[multiply.length];
        multiplyHalf = new Rehearsal[vectors.halfHeights()[0] + 1];
        addHalf = new Rehearsal[multiplyHalf.length];
        multiplyChains = new Rehearsal[multiply.length];
        addChains = new Rehearsal[multiply.length];
        for (int mr : vectors.heights()) {
            multiply[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.multiply(mr, depth(), in, 0, in, b, out, 0));
            add[mr] = new Rehearsal(all, vectors, plain, kernel -> kernel.add(mr, depth(), in, 0, in, b, out, 0));
            multiplyChains[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.multiplyChains(mr, depth(), CHAIN, in, 0, in, b, out, 0));
            addChains[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.addChains(mr, depth(), CHAIN, in, 0, in, b, out, 0));
        }
        for (int mr : vectors.halfHeights()) {
            multiplyHalf[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.multiplyHalf(mr, depth(), in, 0, in, b, out, 0));
            addHalf[mr] = new Rehearsal(all, vectors, plain,
                    kernel -> kernel.addHalf(mr, depth(), in, 0, in, b, out, 0));
        }
    }

    private int depth() {
        return DEPTH + (turn++ & 1);
    }

    @Override
    public int[] heights() {
        return vectors.heights();
    }

    @Override
    public int[] halfHeights() {
        return vectors.halfHeights();
    }

    @Override
    public int lanes() {
        return vectors.lanes();
    }

    @Override
    public void multiply(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = multiply[mr];
        if (rehearsal.ready) {
            vectors.multiply(mr, kc, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.multiply(mr, kc, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }

    @Override
    public void add(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = add[mr];
        if (rehearsal.ready) {
            vectors.add(mr, kc, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.add(mr, kc, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplyHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = multiplyHalf[mr];
        if (rehearsal.ready) {
            vectors.multiplyHalf(mr, kc, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.multiplyHalf(mr, kc, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }

    @Override
    public void addHalf(int mr, int kc, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = addHalf[mr];
        if (rehearsal.ready) {
            vectors.addHalf(mr, kc, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.addHalf(mr, kc, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }

    @Override
    public void multiplyChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = multiplyChains[mr];
        if (rehearsal.ready) {
            vectors.multiplyChains(mr, kc, chain, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.multiplyChains(mr, kc, chain, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }

    @Override
    public void addChains(int mr, int kc, int chain, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        Rehearsal rehearsal = addChains[mr];
        if (rehearsal.ready) {
            vectors.addChains(mr, kc, chain, a, ao, b, bo, c, co);
        } else {
            long begin = rehearsal.begin();
            plain.addChains(mr, kc, chain, a, ao, b, bo, c, co);
            rehearsal.end(begin);
        }
    }
}
