package io.github.convgrad.internal.kernel;

import static io.github.convgrad.internal.kernel.WinogradPoints4.C0;
import static io.github.convgrad.internal.kernel.WinogradPoints4.C1;
import static io.github.convgrad.internal.kernel.WinogradPoints4.C2;
import static io.github.convgrad.internal.kernel.WinogradPoints4.NP;
import static io.github.convgrad.internal.kernel.WinogradPoints4.NPP;
import static io.github.convgrad.internal.kernel.WinogradPoints4.NQ;
import static io.github.convgrad.internal.kernel.WinogradPoints4.NQQ;
import static io.github.convgrad.internal.kernel.WinogradPoints4.NSUM;
import static io.github.convgrad.internal.kernel.WinogradPoints4.P;
import static io.github.convgrad.internal.kernel.WinogradPoints4.PP;
import static io.github.convgrad.internal.kernel.WinogradPoints4.PPP;
import static io.github.convgrad.internal.kernel.WinogradPoints4.PPQQ;
import static io.github.convgrad.internal.kernel.WinogradPoints4.Q;
import static io.github.convgrad.internal.kernel.WinogradPoints4.QQ;
import static io.github.convgrad.internal.kernel.WinogradPoints4.QQQ;

/**
 * F(2 x 4, 3 x 3) in plain Java: {@link ScalarWinogradTransform4x2} lying on its side, which reads and writes longer runs
 * of pixels. Down a column F(2, 3), along a row F(4, 3).
 */
public final class ScalarWinogradTransform2x4 implements WinogradTransform {
    private static final int A = 6;

    private final int lanes;
    private final int width;

    /** Four lanes. */
    public ScalarWinogradTransform2x4() {
        this(4);
    }

    /** As many lanes as the kernels whose layout it takes. */
    ScalarWinogradTransform2x4(int lanes) {
        this.lanes = lanes;
        width = 2 * lanes;
    }

    @Override
    public int outputHeight() {
        return 2;
    }

    @Override
    public int outputWidth() {
        return 4;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * step + 4 * lane, t = to + n * dstStep + lane;
                across(src, s, s + 2 * row, -1, second, dst, t, dstColumn);
                across(src, s + row, s + 2 * row, 1, second, dst, t + dstRow, dstColumn);
                across(src, s + 2 * row, s + row, -1, second, dst, t + 2 * dstRow, dstColumn);
                across(src, s + row, s + 3 * row, -1, second, dst, t + 3 * dstRow, dstColumn);
            }
        }
    }

    /** One row of frequencies: a row of pixels and {@code sign} times another, transformed. */
    private static void across(float[] src, int one, int other, float sign, int second, float[] dst, int t,
            int dstColumn) {
        float d0 = src[one] + sign * src[other], d1 = src[one + 1] + sign * src[other + 1];
        float d2 = src[one + 2] + sign * src[other + 2], d3 = src[one + 3] + sign * src[other + 3];
        float d4 = src[one + second] + sign * src[other + second];
        float d5 = src[one + second + 1] + sign * src[other + second + 1];
        float tr = Math.fma(NQQ, d2, d4), ur = Math.fma(NQQ, d1, d3);
        float vr = Math.fma(NPP, d2, d4), wr = Math.fma(NPP, d1, d3);
        dst[t] = Math.fma(PPQQ, d0, Math.fma(NSUM, d2, d4));
        dst[t + dstColumn] = Math.fma(P, ur, tr);
        dst[t + 2 * dstColumn] = Math.fma(NP, ur, tr);
        dst[t + 3 * dstColumn] = Math.fma(Q, wr, vr);
        dst[t + 4 * dstColumn] = Math.fma(NQ, wr, vr);
        dst[t + 5 * dstColumn] = Math.fma(PPQQ, d1, Math.fma(NSUM, d3, d5));
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        float[] e = new float[A];
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * width + lane, t = to + n * dstStep + 4 * lane;
                for (int j = 0; j < A; j++) {
                    int q = s + j * column;
                    e[j] = src[q] + src[q + row] + src[q + 2 * row];
                }
                outputs(e, bias[biasAt + n], dst, t);
                for (int j = 0; j < A; j++) {
                    int q = s + j * column;
                    e[j] = src[q + row] - src[q + 2 * row] - src[q + 3 * row];
                }
                outputs(e, bias[biasAt + n], dst, t + dstRow);
            }
        }
    }

    private static void outputs(float[] e, float b, float[] dst, int t) {
        float tr = e[1] + e[2], ur = e[1] - e[2], vr = e[3] + e[4], wr = e[3] - e[4];
        dst[t] = e[0] + (tr + vr) + b;
        dst[t + 1] = Math.fma(P, ur, Q * wr) + b;
        dst[t + 2] = Math.fma(PP, tr, QQ * vr) + b;
        dst[t + 3] = Math.fma(PPP, ur, Math.fma(QQQ, wr, e[5])) + b;
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 9 * lanes + lane, t = to + n * dstStep + lane;
                float d00 = src[s], d10 = src[s + row], d20 = src[s + 2 * row];
                float d01 = src[s + column], d11 = src[s + row + column], d21 = src[s + 2 * row + column];
                float d02 = src[s + 2 * column], d12 = src[s + row + 2 * column];
                float d22 = src[s + 2 * row + 2 * column];
                weights(d00, d01, d02, dst, t, dstColumn);
                weights((d00 + d20 + d10) * 0.5f, (d01 + d21 + d11) * 0.5f, (d02 + d22 + d12) * 0.5f, dst, t + dstRow,
                        dstColumn);
                weights((d00 + d20 - d10) * 0.5f, (d01 + d21 - d11) * 0.5f, (d02 + d22 - d12) * 0.5f, dst,
                        t + 2 * dstRow, dstColumn);
                weights(d20, d21, d22, dst, t + 3 * dstRow, dstColumn);
            }
        }
    }

    private static void weights(float e0, float e1, float e2, float[] dst, int t, int dstColumn) {
        float tr = Math.fma(PP, e2, e0), ur = P * e1, vr = Math.fma(QQ, e2, e0), wr = Q * e1;
        dst[t] = C0 * e0;
        dst[t + dstColumn] = C1 * (tr + ur);
        dst[t + 2 * dstColumn] = C1 * (tr - ur);
        dst[t + 3 * dstColumn] = C2 * (vr + wr);
        dst[t + 4 * dstColumn] = C2 * (vr - wr);
        dst[t + 5 * dstColumn] = e2;
    }
}
