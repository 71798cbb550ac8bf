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
 * F(4 x 2, 3 x 3) in plain Java: down a column F(4, 3), whose matrices stand with {@link ScalarWinogradTransform4}, along
 * a row F(2, 3), whose matrices stand with {@link ScalarWinogradTransform}. 24 products for 8 outputs, three quarters of
 * what two tiles of 2 x 2 take, and half of the digits that 4 x 4 loses: only one of the axes loses any.
 */
public final class ScalarWinogradTransform4x2 implements WinogradTransform {
    private static final int E = 6;
    private static final int A = 4;

    private final int lanes;
    private final int width;

    /** Four lanes. */
    public ScalarWinogradTransform4x2() {
        this(4);
    }

    /** As many lanes as the kernels whose layout it takes. */
    ScalarWinogradTransform4x2(int lanes) {
        this.lanes = lanes;
        width = 2 * lanes;
    }

    @Override
    public int outputHeight() {
        return 4;
    }

    @Override
    public int outputWidth() {
        return 2;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        float[] e = new float[E * A];
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * step + 2 * lane, t = to + n * dstStep + lane;
                down(src, s, row, e, 0);
                down(src, s + 1, row, e, 1);
                down(src, s + second, row, e, 2);
                down(src, s + second + 1, row, e, 3);
                for (int i = 0; i < E; i++) {
                    float e0 = e[A * i], e1 = e[A * i + 1], e2 = e[A * i + 2], e3 = e[A * i + 3];
                    dst[t + i * dstRow] = e0 - e2;
                    dst[t + i * dstRow + dstColumn] = e1 + e2;
                    dst[t + i * dstRow + 2 * dstColumn] = e2 - e1;
                    dst[t + i * dstRow + 3 * dstColumn] = e1 - e3;
                }
            }
        }
    }

    private static void down(float[] src, int s, int row, float[] e, int j) {
        float d0 = src[s], d1 = src[s + row], d2 = src[s + 2 * row];
        float d3 = src[s + 3 * row], d4 = src[s + 4 * row], d5 = src[s + 5 * row];
        float tc = Math.fma(NQQ, d2, d4), uc = Math.fma(NQQ, d1, d3);
        float vc = Math.fma(NPP, d2, d4), wc = Math.fma(NPP, d1, d3);
        e[j] = Math.fma(PPQQ, d0, Math.fma(NSUM, d2, d4));
        e[A + j] = Math.fma(P, uc, tc);
        e[2 * A + j] = Math.fma(NP, uc, tc);
        e[3 * A + j] = Math.fma(Q, wc, vc);
        e[4 * A + j] = Math.fma(NQ, wc, vc);
        e[5 * A + j] = Math.fma(PPQQ, d1, Math.fma(NSUM, d3, d5));
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        float[] e = new float[4 * A];
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * width + lane, t = to + n * dstStep + 2 * lane;
                for (int j = 0; j < A; j++) {
                    int q = s + j * column;
                    float d1 = src[q + row], d2 = src[q + 2 * row], d3 = src[q + 3 * row], d4 = src[q + 4 * row];
                    float tc = d1 + d2, uc = d1 - d2, vc = d3 + d4, wc = d3 - d4;
                    e[j] = src[q] + (tc + vc);
                    e[A + j] = Math.fma(P, uc, Q * wc);
                    e[2 * A + j] = Math.fma(PP, tc, QQ * vc);
                    e[3 * A + j] = Math.fma(PPP, uc, Math.fma(QQQ, wc, src[q + 5 * row]));
                }
                for (int i = 0; i < 4; i++) {
                    float e0 = e[A * i], e1 = e[A * i + 1], e2 = e[A * i + 2], e3 = e[A * i + 3];
                    dst[t + i * dstRow] = e0 + e1 + e2 + bias[biasAt + n];
                    dst[t + i * dstRow + 1] = e1 - e2 - e3 + bias[biasAt + n];
                }
            }
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 9 * lanes + lane, t = to + n * dstStep + lane;
                float d00 = src[s], d01 = src[s + column], d02 = src[s + 2 * column];
                float d10 = src[s + row], d11 = src[s + row + column], d12 = src[s + row + 2 * column];
                float d20 = src[s + 2 * row], d21 = src[s + 2 * row + column];
                float d22 = src[s + 2 * row + 2 * column];
                weights(d00, d10, d20, dst, t, dstRow);
                weights((d00 + d02 + d01) * 0.5f, (d10 + d12 + d11) * 0.5f, (d20 + d22 + d21) * 0.5f, dst,
                        t + dstColumn, dstRow);
                weights((d00 + d02 - d01) * 0.5f, (d10 + d12 - d11) * 0.5f, (d20 + d22 - d21) * 0.5f, dst,
                        t + 2 * dstColumn, dstRow);
                weights(d02, d12, d22, dst, t + 3 * dstColumn, dstRow);
            }
        }
    }

    private static void weights(float e0, float e1, float e2, float[] dst, int t, int dstRow) {
        float tc = Math.fma(PP, e2, e0), uc = P * e1, vc = Math.fma(QQ, e2, e0), wc = Q * e1;
        dst[t] = C0 * e0;
        dst[t + dstRow] = C1 * (tc + uc);
        dst[t + 2 * dstRow] = C1 * (tc - uc);
        dst[t + 3 * dstRow] = C2 * (vc + wc);
        dst[t + 4 * dstRow] = C2 * (vc - wc);
        dst[t + 5 * dstRow] = e2;
    }
}
