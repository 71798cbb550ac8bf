package io.github.convgrad.internal.kernel;

/** Rows of pixels whose lanes are channels, in plain Java. */
public final class ScalarLaneRows implements LaneRows {
    private final int lanes;

    /** Rows of pixels of {@code lanes} channels. */
    public ScalarLaneRows(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void slide(int pixels, int taps, float[] w, int wo, float[] starts, int so, float[] out, int to, int[] offsets,
            float[] in, int at) {
        int row = pixels * lanes;
        for (int i = 0; i < row; i++) {
            out[to + i] = starts[so + i % lanes];
        }
        for (int t = 0; t < taps; t++) {
            int from = at + offsets[t], weight = wo + t * lanes;
            for (int p = 0; p < row; p += lanes) {
                for (int l = 0; l < lanes; l++) {
                    out[to + p + l] = Math.fma(w[weight + l], in[from + p + l], out[to + p + l]);
                }
            }
        }
    }
}
