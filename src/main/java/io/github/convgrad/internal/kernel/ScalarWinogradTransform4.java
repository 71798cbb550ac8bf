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
 * F(4 x 4, 3 x 3) in plain Java; interpolation points 0, p, -p, q, -q and infinity with p = 5/8, q = 3/2. Their squares
 * are exact in binary and their powers stay near 1: half the rounding error of the usual 1 and 2.
 *
 * <pre>
 *         [ p^2 q^2      0     -(p^2+q^2)       0       1  0 ]           [  c0     0       0    ]
 *         [    0      -p q^2      -q^2          p       1  0 ]           [  c1    c1 p   c1 p^2 ]
 *   B^T = [    0       p q^2      -q^2         -p       1  0 ]     G  =  [  c1   -c1 p   c1 p^2 ]
 *         [    0      -p^2 q      -p^2          q       1  0 ]           [  c2    c2 q   c2 q^2 ]
 *         [    0       p^2 q      -p^2         -q       1  0 ]           [  c2   -c2 q   c2 q^2 ]
 *         [    0      p^2 q^2       0      -(p^2+q^2)   0  1 ]           [  0      0       1    ]
 *
 *         [ 1   1    1    1    1   0 ]       c0 = 1 / (p^2 q^2)
 *   A^T = [ 0   p   -p    q   -q   0 ]       c1 = 1 / (2 p^2 (p^2 - q^2))
 *         [ 0  p^2  p^2  q^2  q^2  0 ]       c2 = 1 / (2 q^2 (q^2 - p^2))
 *         [ 0  p^3 -p^3  q^3 -q^3  1 ]
 * </pre>
 *
 * <p>The construction is Toom's and Cook's; Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015;
 * on the choice of points Barabasz and others, "Error analysis and improving the accuracy of Winograd convolution for
 * deep neural networks", 2018.
 */
public final class ScalarWinogradTransform4 implements WinogradGradient {
    private final int lanes;
    private final int width;
    private final int rowPitch;

    /** Four lanes. */
    public ScalarWinogradTransform4() {
        this(4);
    }

    /** As many lanes as the kernels whose layout it takes. */
    ScalarWinogradTransform4(int lanes) {
        this.lanes = lanes;
        width = 2 * lanes;
        rowPitch = rowPitch();
    }

    @Override
    public int outputTile() {
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
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row, s4 = s + 4 * row, s5 = s + 5 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow, t4 = t + 4 * dstRow, t5 = t + 5 * dstRow;
                float d00 = src[s]; float d01 = src[s + 1]; float d02 = src[s + 2]; float d03 = src[s + 3];
                float d04 = src[s + second]; float d05 = src[s + second + 1];
                float tr0 = Math.fma(NQQ, d02, d04); float ur0 = Math.fma(NQQ, d01, d03);
                float vr0 = Math.fma(NPP, d02, d04); float wr0 = Math.fma(NPP, d01, d03);
                float e00 = Math.fma(PPQQ, d00, Math.fma(NSUM, d02, d04)); float e01 = Math.fma(P, ur0, tr0);
                float e02 = Math.fma(NP, ur0, tr0); float e03 = Math.fma(Q, wr0, vr0);
                float e04 = Math.fma(NQ, wr0, vr0); float e05 = Math.fma(PPQQ, d01, Math.fma(NSUM, d03, d05));
                float d10 = src[s1]; float d11 = src[s1 + 1]; float d12 = src[s1 + 2]; float d13 = src[s1 + 3];
                float d14 = src[s1 + second]; float d15 = src[s1 + second + 1];
                float tr1 = Math.fma(NQQ, d12, d14); float ur1 = Math.fma(NQQ, d11, d13);
                float vr1 = Math.fma(NPP, d12, d14); float wr1 = Math.fma(NPP, d11, d13);
                float e10 = Math.fma(PPQQ, d10, Math.fma(NSUM, d12, d14)); float e11 = Math.fma(P, ur1, tr1);
                float e12 = Math.fma(NP, ur1, tr1); float e13 = Math.fma(Q, wr1, vr1);
                float e14 = Math.fma(NQ, wr1, vr1); float e15 = Math.fma(PPQQ, d11, Math.fma(NSUM, d13, d15));
                float d20 = src[s2]; float d21 = src[s2 + 1]; float d22 = src[s2 + 2]; float d23 = src[s2 + 3];
                float d24 = src[s2 + second]; float d25 = src[s2 + second + 1];
                float tr2 = Math.fma(NQQ, d22, d24); float ur2 = Math.fma(NQQ, d21, d23);
                float vr2 = Math.fma(NPP, d22, d24); float wr2 = Math.fma(NPP, d21, d23);
                float e20 = Math.fma(PPQQ, d20, Math.fma(NSUM, d22, d24)); float e21 = Math.fma(P, ur2, tr2);
                float e22 = Math.fma(NP, ur2, tr2); float e23 = Math.fma(Q, wr2, vr2);
                float e24 = Math.fma(NQ, wr2, vr2); float e25 = Math.fma(PPQQ, d21, Math.fma(NSUM, d23, d25));
                float d30 = src[s3]; float d31 = src[s3 + 1]; float d32 = src[s3 + 2]; float d33 = src[s3 + 3];
                float d34 = src[s3 + second]; float d35 = src[s3 + second + 1];
                float tr3 = Math.fma(NQQ, d32, d34); float ur3 = Math.fma(NQQ, d31, d33);
                float vr3 = Math.fma(NPP, d32, d34); float wr3 = Math.fma(NPP, d31, d33);
                float e30 = Math.fma(PPQQ, d30, Math.fma(NSUM, d32, d34)); float e31 = Math.fma(P, ur3, tr3);
                float e32 = Math.fma(NP, ur3, tr3); float e33 = Math.fma(Q, wr3, vr3);
                float e34 = Math.fma(NQ, wr3, vr3); float e35 = Math.fma(PPQQ, d31, Math.fma(NSUM, d33, d35));
                float d40 = src[s4]; float d41 = src[s4 + 1]; float d42 = src[s4 + 2]; float d43 = src[s4 + 3];
                float d44 = src[s4 + second]; float d45 = src[s4 + second + 1];
                float tr4 = Math.fma(NQQ, d42, d44); float ur4 = Math.fma(NQQ, d41, d43);
                float vr4 = Math.fma(NPP, d42, d44); float wr4 = Math.fma(NPP, d41, d43);
                float e40 = Math.fma(PPQQ, d40, Math.fma(NSUM, d42, d44)); float e41 = Math.fma(P, ur4, tr4);
                float e42 = Math.fma(NP, ur4, tr4); float e43 = Math.fma(Q, wr4, vr4);
                float e44 = Math.fma(NQ, wr4, vr4); float e45 = Math.fma(PPQQ, d41, Math.fma(NSUM, d43, d45));
                float d50 = src[s5]; float d51 = src[s5 + 1]; float d52 = src[s5 + 2]; float d53 = src[s5 + 3];
                float d54 = src[s5 + second]; float d55 = src[s5 + second + 1];
                float tr5 = Math.fma(NQQ, d52, d54); float ur5 = Math.fma(NQQ, d51, d53);
                float vr5 = Math.fma(NPP, d52, d54); float wr5 = Math.fma(NPP, d51, d53);
                float e50 = Math.fma(PPQQ, d50, Math.fma(NSUM, d52, d54)); float e51 = Math.fma(P, ur5, tr5);
                float e52 = Math.fma(NP, ur5, tr5); float e53 = Math.fma(Q, wr5, vr5);
                float e54 = Math.fma(NQ, wr5, vr5); float e55 = Math.fma(PPQQ, d51, Math.fma(NSUM, d53, d55));
                float tc0 = Math.fma(NQQ, e20, e40); float uc0 = Math.fma(NQQ, e10, e30);
                float vc0 = Math.fma(NPP, e20, e40); float wc0 = Math.fma(NPP, e10, e30);
                dst[t] = Math.fma(PPQQ, e00, Math.fma(NSUM, e20, e40)); dst[t1] = Math.fma(P, uc0, tc0);
                dst[t2] = Math.fma(NP, uc0, tc0); dst[t3] = Math.fma(Q, wc0, vc0); dst[t4] = Math.fma(NQ, wc0, vc0);
                dst[t5] = Math.fma(PPQQ, e10, Math.fma(NSUM, e30, e50));
                float tc1 = Math.fma(NQQ, e21, e41); float uc1 = Math.fma(NQQ, e11, e31);
                float vc1 = Math.fma(NPP, e21, e41); float wc1 = Math.fma(NPP, e11, e31);
                dst[t + dstColumn] = Math.fma(PPQQ, e01, Math.fma(NSUM, e21, e41));
                dst[t1 + dstColumn] = Math.fma(P, uc1, tc1); dst[t2 + dstColumn] = Math.fma(NP, uc1, tc1);
                dst[t3 + dstColumn] = Math.fma(Q, wc1, vc1); dst[t4 + dstColumn] = Math.fma(NQ, wc1, vc1);
                dst[t5 + dstColumn] = Math.fma(PPQQ, e11, Math.fma(NSUM, e31, e51));
                float tc2 = Math.fma(NQQ, e22, e42); float uc2 = Math.fma(NQQ, e12, e32);
                float vc2 = Math.fma(NPP, e22, e42); float wc2 = Math.fma(NPP, e12, e32);
                dst[t + 2 * dstColumn] = Math.fma(PPQQ, e02, Math.fma(NSUM, e22, e42));
                dst[t1 + 2 * dstColumn] = Math.fma(P, uc2, tc2); dst[t2 + 2 * dstColumn] = Math.fma(NP, uc2, tc2);
                dst[t3 + 2 * dstColumn] = Math.fma(Q, wc2, vc2); dst[t4 + 2 * dstColumn] = Math.fma(NQ, wc2, vc2);
                dst[t5 + 2 * dstColumn] = Math.fma(PPQQ, e12, Math.fma(NSUM, e32, e52));
                float tc3 = Math.fma(NQQ, e23, e43); float uc3 = Math.fma(NQQ, e13, e33);
                float vc3 = Math.fma(NPP, e23, e43); float wc3 = Math.fma(NPP, e13, e33);
                dst[t + 3 * dstColumn] = Math.fma(PPQQ, e03, Math.fma(NSUM, e23, e43));
                dst[t1 + 3 * dstColumn] = Math.fma(P, uc3, tc3); dst[t2 + 3 * dstColumn] = Math.fma(NP, uc3, tc3);
                dst[t3 + 3 * dstColumn] = Math.fma(Q, wc3, vc3); dst[t4 + 3 * dstColumn] = Math.fma(NQ, wc3, vc3);
                dst[t5 + 3 * dstColumn] = Math.fma(PPQQ, e13, Math.fma(NSUM, e33, e53));
                float tc4 = Math.fma(NQQ, e24, e44); float uc4 = Math.fma(NQQ, e14, e34);
                float vc4 = Math.fma(NPP, e24, e44); float wc4 = Math.fma(NPP, e14, e34);
                dst[t + 4 * dstColumn] = Math.fma(PPQQ, e04, Math.fma(NSUM, e24, e44));
                dst[t1 + 4 * dstColumn] = Math.fma(P, uc4, tc4); dst[t2 + 4 * dstColumn] = Math.fma(NP, uc4, tc4);
                dst[t3 + 4 * dstColumn] = Math.fma(Q, wc4, vc4); dst[t4 + 4 * dstColumn] = Math.fma(NQ, wc4, vc4);
                dst[t5 + 4 * dstColumn] = Math.fma(PPQQ, e14, Math.fma(NSUM, e34, e54));
                float tc5 = Math.fma(NQQ, e25, e45); float uc5 = Math.fma(NQQ, e15, e35);
                float vc5 = Math.fma(NPP, e25, e45); float wc5 = Math.fma(NPP, e15, e35);
                dst[t + 5 * dstColumn] = Math.fma(PPQQ, e05, Math.fma(NSUM, e25, e45));
                dst[t1 + 5 * dstColumn] = Math.fma(P, uc5, tc5); dst[t2 + 5 * dstColumn] = Math.fma(NP, uc5, tc5);
                dst[t3 + 5 * dstColumn] = Math.fma(Q, wc5, vc5); dst[t4 + 5 * dstColumn] = Math.fma(NQ, wc5, vc5);
                dst[t5 + 5 * dstColumn] = Math.fma(PPQQ, e15, Math.fma(NSUM, e35, e55));
            }
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * width + lane, t = to + n * dstStep + 4 * lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row, s4 = s + 4 * row, s5 = s + 5 * row;
                float d00 = src[s]; float d10 = src[s1]; float d20 = src[s2]; float d30 = src[s3];
                float d40 = src[s4]; float d50 = src[s5];
                float tc0 = d10 + d20; float uc0 = d10 - d20; float vc0 = d30 + d40; float wc0 = d30 - d40;
                float e00 = d00 + (tc0 + vc0); float e10 = Math.fma(P, uc0, Q * wc0);
                float e20 = Math.fma(PP, tc0, QQ * vc0); float e30 = Math.fma(PPP, uc0, Math.fma(QQQ, wc0, d50));
                float d01 = src[s + column]; float d11 = src[s1 + column]; float d21 = src[s2 + column];
                float d31 = src[s3 + column]; float d41 = src[s4 + column]; float d51 = src[s5 + column];
                float tc1 = d11 + d21; float uc1 = d11 - d21; float vc1 = d31 + d41; float wc1 = d31 - d41;
                float e01 = d01 + (tc1 + vc1); float e11 = Math.fma(P, uc1, Q * wc1);
                float e21 = Math.fma(PP, tc1, QQ * vc1); float e31 = Math.fma(PPP, uc1, Math.fma(QQQ, wc1, d51));
                float d02 = src[s + 2 * column]; float d12 = src[s1 + 2 * column]; float d22 = src[s2 + 2 * column];
                float d32 = src[s3 + 2 * column]; float d42 = src[s4 + 2 * column]; float d52 = src[s5 + 2 * column];
                float tc2 = d12 + d22; float uc2 = d12 - d22; float vc2 = d32 + d42; float wc2 = d32 - d42;
                float e02 = d02 + (tc2 + vc2); float e12 = Math.fma(P, uc2, Q * wc2);
                float e22 = Math.fma(PP, tc2, QQ * vc2); float e32 = Math.fma(PPP, uc2, Math.fma(QQQ, wc2, d52));
                float d03 = src[s + 3 * column]; float d13 = src[s1 + 3 * column]; float d23 = src[s2 + 3 * column];
                float d33 = src[s3 + 3 * column]; float d43 = src[s4 + 3 * column]; float d53 = src[s5 + 3 * column];
                float tc3 = d13 + d23; float uc3 = d13 - d23; float vc3 = d33 + d43; float wc3 = d33 - d43;
                float e03 = d03 + (tc3 + vc3); float e13 = Math.fma(P, uc3, Q * wc3);
                float e23 = Math.fma(PP, tc3, QQ * vc3); float e33 = Math.fma(PPP, uc3, Math.fma(QQQ, wc3, d53));
                float d04 = src[s + 4 * column]; float d14 = src[s1 + 4 * column]; float d24 = src[s2 + 4 * column];
                float d34 = src[s3 + 4 * column]; float d44 = src[s4 + 4 * column]; float d54 = src[s5 + 4 * column];
                float tc4 = d14 + d24; float uc4 = d14 - d24; float vc4 = d34 + d44; float wc4 = d34 - d44;
                float e04 = d04 + (tc4 + vc4); float e14 = Math.fma(P, uc4, Q * wc4);
                float e24 = Math.fma(PP, tc4, QQ * vc4); float e34 = Math.fma(PPP, uc4, Math.fma(QQQ, wc4, d54));
                float d05 = src[s + 5 * column]; float d15 = src[s1 + 5 * column]; float d25 = src[s2 + 5 * column];
                float d35 = src[s3 + 5 * column]; float d45 = src[s4 + 5 * column]; float d55 = src[s5 + 5 * column];
                float tc5 = d15 + d25; float uc5 = d15 - d25; float vc5 = d35 + d45; float wc5 = d35 - d45;
                float e05 = d05 + (tc5 + vc5); float e15 = Math.fma(P, uc5, Q * wc5);
                float e25 = Math.fma(PP, tc5, QQ * vc5); float e35 = Math.fma(PPP, uc5, Math.fma(QQQ, wc5, d55));
                float b = bias[biasAt + n];
                float tr0 = e01 + e02; float ur0 = e01 - e02; float vr0 = e03 + e04; float wr0 = e03 - e04;
                dst[t] = e00 + (tr0 + vr0) + b; dst[t + 1] = Math.fma(P, ur0, Q * wr0) + b;
                dst[t + 2] = Math.fma(PP, tr0, QQ * vr0) + b;
                dst[t + 3] = Math.fma(PPP, ur0, Math.fma(QQQ, wr0, e05)) + b;
                float tr1 = e11 + e12; float ur1 = e11 - e12; float vr1 = e13 + e14; float wr1 = e13 - e14;
                dst[t + dstRow] = e10 + (tr1 + vr1) + b; dst[t + dstRow + 1] = Math.fma(P, ur1, Q * wr1) + b;
                dst[t + dstRow + 2] = Math.fma(PP, tr1, QQ * vr1) + b;
                dst[t + dstRow + 3] = Math.fma(PPP, ur1, Math.fma(QQQ, wr1, e15)) + b;
                float tr2 = e21 + e22; float ur2 = e21 - e22; float vr2 = e23 + e24; float wr2 = e23 - e24;
                dst[t + 2 * dstRow] = e20 + (tr2 + vr2) + b; dst[t + 2 * dstRow + 1] = Math.fma(P, ur2, Q * wr2) + b;
                dst[t + 2 * dstRow + 2] = Math.fma(PP, tr2, QQ * vr2) + b;
                dst[t + 2 * dstRow + 3] = Math.fma(PPP, ur2, Math.fma(QQQ, wr2, e25)) + b;
                float tr3 = e31 + e32; float ur3 = e31 - e32; float vr3 = e33 + e34; float wr3 = e33 - e34;
                dst[t + 3 * dstRow] = e30 + (tr3 + vr3) + b; dst[t + 3 * dstRow + 1] = Math.fma(P, ur3, Q * wr3) + b;
                dst[t + 3 * dstRow + 2] = Math.fma(PP, tr3, QQ * vr3) + b;
                dst[t + 3 * dstRow + 3] = Math.fma(PPP, ur3, Math.fma(QQQ, wr3, e35)) + b;
            }
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 9 * lanes + lane, t = to + n * dstStep + lane;
                int s1 = s + row, s2 = s + 2 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow, t4 = t + 4 * dstRow, t5 = t + 5 * dstRow;
                float d00 = src[s]; float d10 = src[s1]; float d20 = src[s2];
                float tc0 = Math.fma(PP, d20, d00); float uc0 = P * d10; float vc0 = Math.fma(QQ, d20, d00);
                float wc0 = Q * d10;
                float e00 = C0 * d00; float e10 = C1 * (tc0 + uc0); float e20 = C1 * (tc0 - uc0);
                float e30 = C2 * (vc0 + wc0); float e40 = C2 * (vc0 - wc0); float e50 = d20;
                float d01 = src[s + column]; float d11 = src[s1 + column]; float d21 = src[s2 + column];
                float tc1 = Math.fma(PP, d21, d01); float uc1 = P * d11; float vc1 = Math.fma(QQ, d21, d01);
                float wc1 = Q * d11;
                float e01 = C0 * d01; float e11 = C1 * (tc1 + uc1); float e21 = C1 * (tc1 - uc1);
                float e31 = C2 * (vc1 + wc1); float e41 = C2 * (vc1 - wc1); float e51 = d21;
                float d02 = src[s + 2 * column]; float d12 = src[s1 + 2 * column]; float d22 = src[s2 + 2 * column];
                float tc2 = Math.fma(PP, d22, d02); float uc2 = P * d12; float vc2 = Math.fma(QQ, d22, d02);
                float wc2 = Q * d12;
                float e02 = C0 * d02; float e12 = C1 * (tc2 + uc2); float e22 = C1 * (tc2 - uc2);
                float e32 = C2 * (vc2 + wc2); float e42 = C2 * (vc2 - wc2); float e52 = d22;
                float tr0 = Math.fma(PP, e02, e00); float ur0 = P * e01; float vr0 = Math.fma(QQ, e02, e00);
                float wr0 = Q * e01;
                dst[t] = C0 * e00; dst[t + dstColumn] = C1 * (tr0 + ur0); dst[t + 2 * dstColumn] = C1 * (tr0 - ur0);
                dst[t + 3 * dstColumn] = C2 * (vr0 + wr0); dst[t + 4 * dstColumn] = C2 * (vr0 - wr0);
                dst[t + 5 * dstColumn] = e02;
                float tr1 = Math.fma(PP, e12, e10); float ur1 = P * e11; float vr1 = Math.fma(QQ, e12, e10);
                float wr1 = Q * e11;
                dst[t1] = C0 * e10; dst[t1 + dstColumn] = C1 * (tr1 + ur1);
                dst[t1 + 2 * dstColumn] = C1 * (tr1 - ur1); dst[t1 + 3 * dstColumn] = C2 * (vr1 + wr1);
                dst[t1 + 4 * dstColumn] = C2 * (vr1 - wr1); dst[t1 + 5 * dstColumn] = e12;
                float tr2 = Math.fma(PP, e22, e20); float ur2 = P * e21; float vr2 = Math.fma(QQ, e22, e20);
                float wr2 = Q * e21;
                dst[t2] = C0 * e20; dst[t2 + dstColumn] = C1 * (tr2 + ur2);
                dst[t2 + 2 * dstColumn] = C1 * (tr2 - ur2); dst[t2 + 3 * dstColumn] = C2 * (vr2 + wr2);
                dst[t2 + 4 * dstColumn] = C2 * (vr2 - wr2); dst[t2 + 5 * dstColumn] = e22;
                float tr3 = Math.fma(PP, e32, e30); float ur3 = P * e31; float vr3 = Math.fma(QQ, e32, e30);
                float wr3 = Q * e31;
                dst[t3] = C0 * e30; dst[t3 + dstColumn] = C1 * (tr3 + ur3);
                dst[t3 + 2 * dstColumn] = C1 * (tr3 - ur3); dst[t3 + 3 * dstColumn] = C2 * (vr3 + wr3);
                dst[t3 + 4 * dstColumn] = C2 * (vr3 - wr3); dst[t3 + 5 * dstColumn] = e32;
                float tr4 = Math.fma(PP, e42, e40); float ur4 = P * e41; float vr4 = Math.fma(QQ, e42, e40);
                float wr4 = Q * e41;
                dst[t4] = C0 * e40; dst[t4 + dstColumn] = C1 * (tr4 + ur4);
                dst[t4 + 2 * dstColumn] = C1 * (tr4 - ur4); dst[t4 + 3 * dstColumn] = C2 * (vr4 + wr4);
                dst[t4 + 4 * dstColumn] = C2 * (vr4 - wr4); dst[t4 + 5 * dstColumn] = e42;
                float tr5 = Math.fma(PP, e52, e50); float ur5 = P * e51; float vr5 = Math.fma(QQ, e52, e50);
                float wr5 = Q * e51;
                dst[t5] = C0 * e50; dst[t5 + dstColumn] = C1 * (tr5 + ur5);
                dst[t5 + 2 * dstColumn] = C1 * (tr5 - ur5); dst[t5 + 3 * dstColumn] = C2 * (vr5 + wr5);
                dst[t5 + 4 * dstColumn] = C2 * (vr5 - wr5); dst[t5 + 5 * dstColumn] = e52;
            }
        }
    }

    @Override
    public void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        ScalarWinogradGradient4.channelInput(lanes, count, src, from, row, dst, to, dstRow, dstColumn);
    }

    @Override
    public void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        ScalarWinogradGradient4.outputGradient(lanes, count, src, from, row, dst, to, dstRow, dstColumn, dstStep);
    }

    @Override
    public void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        ScalarWinogradGradient4.weightGradient(lanes, count, src, from, row, column, dst, to, dstRow, dstColumn);
    }
}
