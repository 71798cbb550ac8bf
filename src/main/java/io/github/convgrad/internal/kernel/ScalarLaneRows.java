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
        start(pixels, starts, so, out, to);
        for (int t = 0; t < taps; t++) {
            add(pixels, w, wo + t * lanes, out, to, in, at + offsets[t]);
        }
    }

    private void start(int pixels, float[] starts, int so, float[] out, int to) {
        for (int i = 0; i < pixels * lanes; i++) {
            out[to + i] = starts[so + i % lanes];
        }
    }

    /** Adds what one tap meets to a row. */
    private void add(int pixels, float[] w, int wo, float[] out, int to, float[] in, int from) {
        for (int p = 0; p < pixels * lanes; p += lanes) {
            for (int l = 0; l < lanes; l++) {
                out[to + p + l] = Math.fma(w[wo + l], in[from + p + l], out[to + p + l]);
            }
        }
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, int pixels, float[] w, int wo, float[] starts, int so,
            float[] out, int to, int outPitch, float[] in, int at) {
        if (!LaneRows.tall(kernelHeight)) {
            throw new UnsupportedOperationException("kernelHeight is " + kernelHeight + ", expected 5 or 7");
        }
        for (int r = 0; r < TALL_ROWS; r++) {
            int row = to + r * outPitch;
            start(pixels, starts, so, out, row);
            for (int j = 0; j < kernelWidth; j++) {
                for (int i = 0; i < kernelHeight; i++) {
                    add(pixels, w, wo + (j * kernelHeight + i) * lanes, out, row, in,
                            at + ((r + i) * TALL_PITCH + j) * lanes);
                }
            }
        }
    }
}
