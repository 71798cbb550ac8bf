package io.github.convgrad.internal.kernel;

import java.util.Arrays;

/** The row kernels as plain loops. */
public final class ScalarDepthwiseRows implements DepthwiseRows {
    /** Floats that {@link #slide} sums at a time, so that a tap's weight is read once for all of them. */
    private static final int BLOCK = 8;

    private final DepthwiseRows layout;

    /** Plain loops without tall kernels, from which they gain nothing. */
    public ScalarDepthwiseRows() {
        this(null);
    }

    /** Plain loops with the tall kernels of others, whose layout they take. */
    ScalarDepthwiseRows(DepthwiseRows layout) {
        this.layout = layout;
    }

    @Override
    public void stage(float[] src, int from, int srcPitch, int rows, int columns, int step,
            float[] dst, int to, int pitch, int phasePitch) {
        for (int k = 0; k < step; k++) {
            int count = columns > k ? (columns - k + step - 1) / step : 0;
            for (int i = 0; i < rows; i++) {
                int d = to + k * phasePitch + i * pitch;
                int s = from + i * srcPitch + k;
                if (step == 1) {
                    System.arraycopy(src, s, dst, d, count);
                } else {
                    for (int j = 0; j < count; j++) {
                        dst[d + j] = src[s + j * step];
                    }
                }
            }
        }
    }

    @Override
    public void slide(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, float start,
            float[] out, int to, int count) {
        int p = 0;
        for (; p <= count - BLOCK; p += BLOCK) {
            slideBlock(taps, in, at + p, offsets, oo, w, wo, start, out, to + p);
        }
        for (; p < count; p++) {
            float sum = start;
            for (int t = 0; t < taps; t++) {
                sum = Math.fma(w[wo + t], in[at + offsets[oo + t] + p], sum);
            }
            out[to + p] = sum;
        }
    }

    @Override
    public void slideFour(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo, int wPitch,
            float[] starts, int so, float[] out, int to, int outPitch, int count) {
        for (int r = 0; r < 4; r++) {
            slide(taps, in, at, offsets, oo, w, wo + r * wPitch, starts[so + r], out, to + r * outPitch, count);
        }
    }

    private static void slideBlock(int taps, float[] in, int at, int[] offsets, int oo, float[] w, int wo,
            float start, float[] out, int to) {
        float s0 = start;
        float s1 = start;
        float s2 = start;
        float s3 = start;
        float s4 = start;
        float s5 = start;
        float s6 = start;
        float s7 = start;
        for (int t = 0; t < taps; t++) {
            int p = at + offsets[oo + t];
            float v = w[wo + t];
            s0 = Math.fma(v, in[p], s0);
            s1 = Math.fma(v, in[p + 1], s1);
            s2 = Math.fma(v, in[p + 2], s2);
            s3 = Math.fma(v, in[p + 3], s3);
            s4 = Math.fma(v, in[p + 4], s4);
            s5 = Math.fma(v, in[p + 5], s5);
            s6 = Math.fma(v, in[p + 6], s6);
            s7 = Math.fma(v, in[p + 7], s7);
        }
        out[to] = s0;
        out[to + 1] = s1;
        out[to + 2] = s2;
        out[to + 3] = s3;
        out[to + 4] = s4;
        out[to + 5] = s5;
        out[to + 6] = s6;
        out[to + 7] = s7;
    }

    @Override
    public boolean tall(int kernelHeight) {
        return layout != null && layout.tall(kernelHeight);
    }

    @Override
    public void slideTall(int kernelHeight, int kernelWidth, float[] in, int at, int columnStep,
            float[] w, int wo, int step, float start, float[] out, int to, int outPitch, int rows, int columns) {
        if (!tall(kernelHeight)) {
            throw new UnsupportedOperationException("no tall kernel for " + kernelHeight + " rows of taps");
        }
        for (int r = 0; r < rows; r++) {
            int row = to + r * outPitch;
            Arrays.fill(out, row, row + columns, start);
            for (int j = 0; j < kernelWidth; j++) {
                for (int i = 0; i < kernelHeight; i++) {
                    addTap(w[wo + step * (i * kernelWidth + j)], in, at + (r + i) * TALL_PITCH + j * columnStep,
                            out, row, columns);
                }
            }
        }
    }

    @Override
    public boolean columns(int kernelHeight) {
        return layout != null && layout.columns(kernelHeight);
    }

    @Override
    public void slideColumns(ColumnTaps taps, float[] in, int at, float[] w, int wo, float start, float[] out, int to,
            int outPitch, int rows, int columns) {
        if (!columns(taps.kernelHeight())) {
            throw new UnsupportedOperationException("no kernel for columns of " + taps.kernelHeight() + " taps");
        }
        for (int r = 0; r < rows; r++) {
            int row = to + r * outPitch;
            Arrays.fill(out, row, row + columns, start);
            for (int j = 0; j < taps.offsets().length; j++) {
                for (int i = 0; i < taps.kernelHeight(); i++) {
                    addTap(w[wo + taps.weights()[j] + i * taps.weightStep()], in,
                            at + taps.offsets()[j] + (r + i) * TALL_PITCH, out, row, columns);
                }
            }
        }
    }

    private static void addTap(float weight, float[] in, int at, float[] out, int to, int columns) {
        for (int c = 0; c < columns; c++) {
            out[to + c] = Math.fma(weight, in[at + c], out[to + c]);
        }
    }

    @Override
    public void weave(float[] src, int from, int pitch, int rowStep, int rowPhasePitch, int columnStep,
            int columnPhasePitch, float[] dst, int to, int dstPitch, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            int s = from + (r % rowStep) * rowPhasePitch + (r / rowStep) * pitch;
            int d = to + r * dstPitch;
            if (columnStep == 1) {
                System.arraycopy(src, s, dst, d, columns);
            } else {
                for (int k = 0; k < columnStep; k++) {
                    for (int c = k, j = s + k * columnPhasePitch; c < columns; c += columnStep, j++) {
                        dst[d + c] = src[j];
                    }
                }
            }
        }
    }

    @Override
    public void add(int rows, float[] src, int from, int[] sources, float[] dst, int to, int[] targets, int count) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0, s = from + sources[i], d = to + targets[i]; j < count; j++) {
                dst[d + j] += src[s + j];
            }
        }
    }

    @Override
    public void dots(int taps, float[] x, int at, int[] offsets, int oo, float[] dy, int dyAt, int count,
            float[] sums, int so) {
        for (int t = 0; t < taps; t++) {
            int xt = at + offsets[oo + t];
            // Four chains at a time: enough to hide the latency of one, few enough for every machine's registers.
            for (int l = 0; l < PARTIALS; l += 4) {
                int s = so + t * PARTIALS + l;
                float s0 = sums[s];
                float s1 = sums[s + 1];
                float s2 = sums[s + 2];
                float s3 = sums[s + 3];
                for (int p = l; p < count; p += PARTIALS) {
                    s0 = Math.fma(x[xt + p], dy[dyAt + p], s0);
                    s1 = Math.fma(x[xt + p + 1], dy[dyAt + p + 1], s1);
                    s2 = Math.fma(x[xt + p + 2], dy[dyAt + p + 2], s2);
                    s3 = Math.fma(x[xt + p + 3], dy[dyAt + p + 3], s3);
                }
                sums[s] = s0;
                sums[s + 1] = s1;
                sums[s + 2] = s2;
                sums[s + 3] = s3;
            }
        }
    }

    @Override
    public void dotsTall(int kernelHeight, int kernelWidth, float[] x, int at, int columnStep, float[] dy, int dyAt,
            int rows, int columns, float[] sums, int so) {
        for (int c = 0; c < columns; c += PARTIALS) {
            for (int i = 0; i < kernelHeight; i++) {
                for (int j = 0; j < kernelWidth; j++) {
                    addStrip(x, at + i * TALL_PITCH + j * columnStep + c, dy, dyAt + c, rows, sums,
                            so + (i * kernelWidth + j) * PARTIALS);
                }
            }
        }
    }

    private static void addStrip(float[] x, int at, float[] dy, int dyAt, int rows, float[] sums, int so) {
        for (int r = 0; r < rows; r++) {
            int p = at + r * TALL_PITCH, q = dyAt + r * TALL_PITCH;
            for (int l = 0; l < PARTIALS; l++) {
                sums[so + l] = Math.fma(x[p + l], dy[q + l], sums[so + l]);
            }
        }
    }

    @Override
    public void tally(float[] dy, int at, int count, float[] sums, int so) {
        for (int p = 0; p < count; p += PARTIALS) {
            for (int l = 0; l < PARTIALS; l++) {
                sums[so + l] += dy[at + p + l];
            }
        }
    }
}
