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
import static io.github.convgrad.internal.kernel.WinogradPoints4.PPQQ;
import static io.github.convgrad.internal.kernel.WinogradPoints4.Q;
import static io.github.convgrad.internal.kernel.WinogradPoints4.QQ;

/** What dw needs of F(4 x 4, 3 x 3) in plain Java; the matrices stand with {@link ScalarWinogradTransform4}. */
final class ScalarWinogradGradient4 {
    private ScalarWinogradGradient4() {
    }

    static void channelInput(int lanes, int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 4 * lanes + lane, t = to + n * 2 * lanes + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row, s4 = s + 4 * row, s5 = s + 5 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow, t4 = t + 4 * dstRow, t5 = t + 5 * dstRow;
                float d00 = src[s]; float d10 = src[s1]; float d20 = src[s2]; float d30 = src[s3];
                float d40 = src[s4]; float d50 = src[s5];
                float tc0 = Math.fma(NQQ, d20, d40); float uc0 = Math.fma(NQQ, d10, d30);
                float vc0 = Math.fma(NPP, d20, d40); float wc0 = Math.fma(NPP, d10, d30);
                float e00 = Math.fma(PPQQ, d00, Math.fma(NSUM, d20, d40)); float e10 = Math.fma(P, uc0, tc0);
                float e20 = Math.fma(NP, uc0, tc0); float e30 = Math.fma(Q, wc0, vc0);
                float e40 = Math.fma(NQ, wc0, vc0); float e50 = Math.fma(PPQQ, d10, Math.fma(NSUM, d30, d50));
                float d01 = src[s + lanes]; float d11 = src[s1 + lanes]; float d21 = src[s2 + lanes];
                float d31 = src[s3 + lanes];
                float d41 = src[s4 + lanes]; float d51 = src[s5 + lanes];
                float tc1 = Math.fma(NQQ, d21, d41); float uc1 = Math.fma(NQQ, d11, d31);
                float vc1 = Math.fma(NPP, d21, d41); float wc1 = Math.fma(NPP, d11, d31);
                float e01 = Math.fma(PPQQ, d01, Math.fma(NSUM, d21, d41)); float e11 = Math.fma(P, uc1, tc1);
                float e21 = Math.fma(NP, uc1, tc1); float e31 = Math.fma(Q, wc1, vc1);
                float e41 = Math.fma(NQ, wc1, vc1); float e51 = Math.fma(PPQQ, d11, Math.fma(NSUM, d31, d51));
                float d02 = src[s + 2 * lanes]; float d12 = src[s1 + 2 * lanes]; float d22 = src[s2 + 2 * lanes];
                float d32 = src[s3 + 2 * lanes]; float d42 = src[s4 + 2 * lanes]; float d52 = src[s5 + 2 * lanes];
                float tc2 = Math.fma(NQQ, d22, d42); float uc2 = Math.fma(NQQ, d12, d32);
                float vc2 = Math.fma(NPP, d22, d42); float wc2 = Math.fma(NPP, d12, d32);
                float e02 = Math.fma(PPQQ, d02, Math.fma(NSUM, d22, d42)); float e12 = Math.fma(P, uc2, tc2);
                float e22 = Math.fma(NP, uc2, tc2); float e32 = Math.fma(Q, wc2, vc2);
                float e42 = Math.fma(NQ, wc2, vc2); float e52 = Math.fma(PPQQ, d12, Math.fma(NSUM, d32, d52));
                float d03 = src[s + 3 * lanes]; float d13 = src[s1 + 3 * lanes]; float d23 = src[s2 + 3 * lanes];
                float d33 = src[s3 + 3 * lanes]; float d43 = src[s4 + 3 * lanes]; float d53 = src[s5 + 3 * lanes];
                float tc3 = Math.fma(NQQ, d23, d43); float uc3 = Math.fma(NQQ, d13, d33);
                float vc3 = Math.fma(NPP, d23, d43); float wc3 = Math.fma(NPP, d13, d33);
                float e03 = Math.fma(PPQQ, d03, Math.fma(NSUM, d23, d43)); float e13 = Math.fma(P, uc3, tc3);
                float e23 = Math.fma(NP, uc3, tc3); float e33 = Math.fma(Q, wc3, vc3);
                float e43 = Math.fma(NQ, wc3, vc3); float e53 = Math.fma(PPQQ, d13, Math.fma(NSUM, d33, d53));
                float d04 = src[s + 4 * lanes]; float d14 = src[s1 + 4 * lanes]; float d24 = src[s2 + 4 * lanes];
                float d34 = src[s3 + 4 * lanes]; float d44 = src[s4 + 4 * lanes]; float d54 = src[s5 + 4 * lanes];
                float tc4 = Math.fma(NQQ, d24, d44); float uc4 = Math.fma(NQQ, d14, d34);
                float vc4 = Math.fma(NPP, d24, d44); float wc4 = Math.fma(NPP, d14, d34);
                float e04 = Math.fma(PPQQ, d04, Math.fma(NSUM, d24, d44)); float e14 = Math.fma(P, uc4, tc4);
                float e24 = Math.fma(NP, uc4, tc4); float e34 = Math.fma(Q, wc4, vc4);
                float e44 = Math.fma(NQ, wc4, vc4); float e54 = Math.fma(PPQQ, d14, Math.fma(NSUM, d34, d54));
                float d05 = src[s + 5 * lanes]; float d15 = src[s1 + 5 * lanes]; float d25 = src[s2 + 5 * lanes];
                float d35 = src[s3 + 5 * lanes]; float d45 = src[s4 + 5 * lanes]; float d55 = src[s5 + 5 * lanes];
                float tc5 = Math.fma(NQQ, d25, d45); float uc5 = Math.fma(NQQ, d15, d35);
                float vc5 = Math.fma(NPP, d25, d45); float wc5 = Math.fma(NPP, d15, d35);
                float e05 = Math.fma(PPQQ, d05, Math.fma(NSUM, d25, d45)); float e15 = Math.fma(P, uc5, tc5);
                float e25 = Math.fma(NP, uc5, tc5); float e35 = Math.fma(Q, wc5, vc5);
                float e45 = Math.fma(NQ, wc5, vc5); float e55 = Math.fma(PPQQ, d15, Math.fma(NSUM, d35, d55));
                float tr0 = Math.fma(NQQ, e02, e04); float ur0 = Math.fma(NQQ, e01, e03);
                float vr0 = Math.fma(NPP, e02, e04); float wr0 = Math.fma(NPP, e01, e03);
                dst[t] = Math.fma(PPQQ, e00, Math.fma(NSUM, e02, e04)); dst[t + dstColumn] = Math.fma(P, ur0, tr0);
                dst[t + 2 * dstColumn] = Math.fma(NP, ur0, tr0); dst[t + 3 * dstColumn] = Math.fma(Q, wr0, vr0);
                dst[t + 4 * dstColumn] = Math.fma(NQ, wr0, vr0);
                dst[t + 5 * dstColumn] = Math.fma(PPQQ, e01, Math.fma(NSUM, e03, e05));
                float tr1 = Math.fma(NQQ, e12, e14); float ur1 = Math.fma(NQQ, e11, e13);
                float vr1 = Math.fma(NPP, e12, e14); float wr1 = Math.fma(NPP, e11, e13);
                dst[t1] = Math.fma(PPQQ, e10, Math.fma(NSUM, e12, e14)); dst[t1 + dstColumn] = Math.fma(P, ur1, tr1);
                dst[t1 + 2 * dstColumn] = Math.fma(NP, ur1, tr1); dst[t1 + 3 * dstColumn] = Math.fma(Q, wr1, vr1);
                dst[t1 + 4 * dstColumn] = Math.fma(NQ, wr1, vr1);
                dst[t1 + 5 * dstColumn] = Math.fma(PPQQ, e11, Math.fma(NSUM, e13, e15));
                float tr2 = Math.fma(NQQ, e22, e24); float ur2 = Math.fma(NQQ, e21, e23);
                float vr2 = Math.fma(NPP, e22, e24); float wr2 = Math.fma(NPP, e21, e23);
                dst[t2] = Math.fma(PPQQ, e20, Math.fma(NSUM, e22, e24)); dst[t2 + dstColumn] = Math.fma(P, ur2, tr2);
                dst[t2 + 2 * dstColumn] = Math.fma(NP, ur2, tr2); dst[t2 + 3 * dstColumn] = Math.fma(Q, wr2, vr2);
                dst[t2 + 4 * dstColumn] = Math.fma(NQ, wr2, vr2);
                dst[t2 + 5 * dstColumn] = Math.fma(PPQQ, e21, Math.fma(NSUM, e23, e25));
                float tr3 = Math.fma(NQQ, e32, e34); float ur3 = Math.fma(NQQ, e31, e33);
                float vr3 = Math.fma(NPP, e32, e34); float wr3 = Math.fma(NPP, e31, e33);
                dst[t3] = Math.fma(PPQQ, e30, Math.fma(NSUM, e32, e34)); dst[t3 + dstColumn] = Math.fma(P, ur3, tr3);
                dst[t3 + 2 * dstColumn] = Math.fma(NP, ur3, tr3); dst[t3 + 3 * dstColumn] = Math.fma(Q, wr3, vr3);
                dst[t3 + 4 * dstColumn] = Math.fma(NQ, wr3, vr3);
                dst[t3 + 5 * dstColumn] = Math.fma(PPQQ, e31, Math.fma(NSUM, e33, e35));
                float tr4 = Math.fma(NQQ, e42, e44); float ur4 = Math.fma(NQQ, e41, e43);
                float vr4 = Math.fma(NPP, e42, e44); float wr4 = Math.fma(NPP, e41, e43);
                dst[t4] = Math.fma(PPQQ, e40, Math.fma(NSUM, e42, e44)); dst[t4 + dstColumn] = Math.fma(P, ur4, tr4);
                dst[t4 + 2 * dstColumn] = Math.fma(NP, ur4, tr4); dst[t4 + 3 * dstColumn] = Math.fma(Q, wr4, vr4);
                dst[t4 + 4 * dstColumn] = Math.fma(NQ, wr4, vr4);
                dst[t4 + 5 * dstColumn] = Math.fma(PPQQ, e41, Math.fma(NSUM, e43, e45));
                float tr5 = Math.fma(NQQ, e52, e54); float ur5 = Math.fma(NQQ, e51, e53);
                float vr5 = Math.fma(NPP, e52, e54); float wr5 = Math.fma(NPP, e51, e53);
                dst[t5] = Math.fma(PPQQ, e50, Math.fma(NSUM, e52, e54)); dst[t5 + dstColumn] = Math.fma(P, ur5, tr5);
                dst[t5 + 2 * dstColumn] = Math.fma(NP, ur5, tr5); dst[t5 + 3 * dstColumn] = Math.fma(Q, wr5, vr5);
                dst[t5 + 4 * dstColumn] = Math.fma(NQ, wr5, vr5);
                dst[t5 + 5 * dstColumn] = Math.fma(PPQQ, e51, Math.fma(NSUM, e53, e55));
            }
        }
    }

    static void outputGradient(int lanes, int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 4 * lanes + lane, t = to + n * dstStep + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow, t4 = t + 4 * dstRow, t5 = t + 5 * dstRow;
                float d00 = src[s]; float d10 = src[s1]; float d20 = src[s2]; float d30 = src[s3];
                float tc0 = Math.fma(PP, d20, d00); float uc0 = Math.fma(PP, d30, d10);
                float vc0 = Math.fma(QQ, d20, d00); float wc0 = Math.fma(QQ, d30, d10);
                float e00 = d00; float e10 = Math.fma(P, uc0, tc0); float e20 = Math.fma(NP, uc0, tc0);
                float e30 = Math.fma(Q, wc0, vc0); float e40 = Math.fma(NQ, wc0, vc0); float e50 = d30;
                float d01 = src[s + lanes]; float d11 = src[s1 + lanes]; float d21 = src[s2 + lanes];
                float d31 = src[s3 + lanes];
                float tc1 = Math.fma(PP, d21, d01); float uc1 = Math.fma(PP, d31, d11);
                float vc1 = Math.fma(QQ, d21, d01); float wc1 = Math.fma(QQ, d31, d11);
                float e01 = d01; float e11 = Math.fma(P, uc1, tc1); float e21 = Math.fma(NP, uc1, tc1);
                float e31 = Math.fma(Q, wc1, vc1); float e41 = Math.fma(NQ, wc1, vc1); float e51 = d31;
                float d02 = src[s + 2 * lanes]; float d12 = src[s1 + 2 * lanes]; float d22 = src[s2 + 2 * lanes];
                float d32 = src[s3 + 2 * lanes];
                float tc2 = Math.fma(PP, d22, d02); float uc2 = Math.fma(PP, d32, d12);
                float vc2 = Math.fma(QQ, d22, d02); float wc2 = Math.fma(QQ, d32, d12);
                float e02 = d02; float e12 = Math.fma(P, uc2, tc2); float e22 = Math.fma(NP, uc2, tc2);
                float e32 = Math.fma(Q, wc2, vc2); float e42 = Math.fma(NQ, wc2, vc2); float e52 = d32;
                float d03 = src[s + 3 * lanes]; float d13 = src[s1 + 3 * lanes]; float d23 = src[s2 + 3 * lanes];
                float d33 = src[s3 + 3 * lanes];
                float tc3 = Math.fma(PP, d23, d03); float uc3 = Math.fma(PP, d33, d13);
                float vc3 = Math.fma(QQ, d23, d03); float wc3 = Math.fma(QQ, d33, d13);
                float e03 = d03; float e13 = Math.fma(P, uc3, tc3); float e23 = Math.fma(NP, uc3, tc3);
                float e33 = Math.fma(Q, wc3, vc3); float e43 = Math.fma(NQ, wc3, vc3); float e53 = d33;
                float tr0 = Math.fma(PP, e02, e00); float ur0 = Math.fma(PP, e03, e01);
                float vr0 = Math.fma(QQ, e02, e00); float wr0 = Math.fma(QQ, e03, e01);
                dst[t] = e00; dst[t + dstColumn] = Math.fma(P, ur0, tr0);
                dst[t + 2 * dstColumn] = Math.fma(NP, ur0, tr0); dst[t + 3 * dstColumn] = Math.fma(Q, wr0, vr0);
                dst[t + 4 * dstColumn] = Math.fma(NQ, wr0, vr0); dst[t + 5 * dstColumn] = e03;
                float tr1 = Math.fma(PP, e12, e10); float ur1 = Math.fma(PP, e13, e11);
                float vr1 = Math.fma(QQ, e12, e10); float wr1 = Math.fma(QQ, e13, e11);
                dst[t1] = e10; dst[t1 + dstColumn] = Math.fma(P, ur1, tr1);
                dst[t1 + 2 * dstColumn] = Math.fma(NP, ur1, tr1); dst[t1 + 3 * dstColumn] = Math.fma(Q, wr1, vr1);
                dst[t1 + 4 * dstColumn] = Math.fma(NQ, wr1, vr1); dst[t1 + 5 * dstColumn] = e13;
                float tr2 = Math.fma(PP, e22, e20); float ur2 = Math.fma(PP, e23, e21);
                float vr2 = Math.fma(QQ, e22, e20); float wr2 = Math.fma(QQ, e23, e21);
                dst[t2] = e20; dst[t2 + dstColumn] = Math.fma(P, ur2, tr2);
                dst[t2 + 2 * dstColumn] = Math.fma(NP, ur2, tr2); dst[t2 + 3 * dstColumn] = Math.fma(Q, wr2, vr2);
                dst[t2 + 4 * dstColumn] = Math.fma(NQ, wr2, vr2); dst[t2 + 5 * dstColumn] = e23;
                float tr3 = Math.fma(PP, e32, e30); float ur3 = Math.fma(PP, e33, e31);
                float vr3 = Math.fma(QQ, e32, e30); float wr3 = Math.fma(QQ, e33, e31);
                dst[t3] = e30; dst[t3 + dstColumn] = Math.fma(P, ur3, tr3);
                dst[t3 + 2 * dstColumn] = Math.fma(NP, ur3, tr3); dst[t3 + 3 * dstColumn] = Math.fma(Q, wr3, vr3);
                dst[t3 + 4 * dstColumn] = Math.fma(NQ, wr3, vr3); dst[t3 + 5 * dstColumn] = e33;
                float tr4 = Math.fma(PP, e42, e40); float ur4 = Math.fma(PP, e43, e41);
                float vr4 = Math.fma(QQ, e42, e40); float wr4 = Math.fma(QQ, e43, e41);
                dst[t4] = e40; dst[t4 + dstColumn] = Math.fma(P, ur4, tr4);
                dst[t4 + 2 * dstColumn] = Math.fma(NP, ur4, tr4); dst[t4 + 3 * dstColumn] = Math.fma(Q, wr4, vr4);
                dst[t4 + 4 * dstColumn] = Math.fma(NQ, wr4, vr4); dst[t4 + 5 * dstColumn] = e43;
                float tr5 = Math.fma(PP, e52, e50); float ur5 = Math.fma(PP, e53, e51);
                float vr5 = Math.fma(QQ, e52, e50); float wr5 = Math.fma(QQ, e53, e51);
                dst[t5] = e50; dst[t5 + dstColumn] = Math.fma(P, ur5, tr5);
                dst[t5 + 2 * dstColumn] = Math.fma(NP, ur5, tr5); dst[t5 + 3 * dstColumn] = Math.fma(Q, wr5, vr5);
                dst[t5 + 4 * dstColumn] = Math.fma(NQ, wr5, vr5); dst[t5 + 5 * dstColumn] = e53;
            }
        }
    }

    static void weightGradient(int lanes, int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 2 * lanes + lane, t = to + n * 2 * lanes + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row, s4 = s + 4 * row, s5 = s + 5 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow;
                float d00 = src[s]; float d10 = src[s1]; float d20 = src[s2]; float d30 = src[s3];
                float d40 = src[s4]; float d50 = src[s5];
                float tc0 = C1 * (d10 + d20); float uc0 = C1 * (d10 - d20); float vc0 = C2 * (d30 + d40);
                float wc0 = C2 * (d30 - d40);
                float e00 = Math.fma(C0, d00, tc0 + vc0); float e10 = Math.fma(P, uc0, Q * wc0);
                float e20 = Math.fma(PP, tc0, Math.fma(QQ, vc0, d50));
                float d01 = src[s + column]; float d11 = src[s1 + column]; float d21 = src[s2 + column];
                float d31 = src[s3 + column]; float d41 = src[s4 + column]; float d51 = src[s5 + column];
                float tc1 = C1 * (d11 + d21); float uc1 = C1 * (d11 - d21); float vc1 = C2 * (d31 + d41);
                float wc1 = C2 * (d31 - d41);
                float e01 = Math.fma(C0, d01, tc1 + vc1); float e11 = Math.fma(P, uc1, Q * wc1);
                float e21 = Math.fma(PP, tc1, Math.fma(QQ, vc1, d51));
                float d02 = src[s + 2 * column]; float d12 = src[s1 + 2 * column]; float d22 = src[s2 + 2 * column];
                float d32 = src[s3 + 2 * column]; float d42 = src[s4 + 2 * column]; float d52 = src[s5 + 2 * column];
                float tc2 = C1 * (d12 + d22); float uc2 = C1 * (d12 - d22); float vc2 = C2 * (d32 + d42);
                float wc2 = C2 * (d32 - d42);
                float e02 = Math.fma(C0, d02, tc2 + vc2); float e12 = Math.fma(P, uc2, Q * wc2);
                float e22 = Math.fma(PP, tc2, Math.fma(QQ, vc2, d52));
                float d03 = src[s + 3 * column]; float d13 = src[s1 + 3 * column]; float d23 = src[s2 + 3 * column];
                float d33 = src[s3 + 3 * column]; float d43 = src[s4 + 3 * column]; float d53 = src[s5 + 3 * column];
                float tc3 = C1 * (d13 + d23); float uc3 = C1 * (d13 - d23); float vc3 = C2 * (d33 + d43);
                float wc3 = C2 * (d33 - d43);
                float e03 = Math.fma(C0, d03, tc3 + vc3); float e13 = Math.fma(P, uc3, Q * wc3);
                float e23 = Math.fma(PP, tc3, Math.fma(QQ, vc3, d53));
                float d04 = src[s + 4 * column]; float d14 = src[s1 + 4 * column]; float d24 = src[s2 + 4 * column];
                float d34 = src[s3 + 4 * column]; float d44 = src[s4 + 4 * column]; float d54 = src[s5 + 4 * column];
                float tc4 = C1 * (d14 + d24); float uc4 = C1 * (d14 - d24); float vc4 = C2 * (d34 + d44);
                float wc4 = C2 * (d34 - d44);
                float e04 = Math.fma(C0, d04, tc4 + vc4); float e14 = Math.fma(P, uc4, Q * wc4);
                float e24 = Math.fma(PP, tc4, Math.fma(QQ, vc4, d54));
                float d05 = src[s + 5 * column]; float d15 = src[s1 + 5 * column]; float d25 = src[s2 + 5 * column];
                float d35 = src[s3 + 5 * column]; float d45 = src[s4 + 5 * column]; float d55 = src[s5 + 5 * column];
                float tc5 = C1 * (d15 + d25); float uc5 = C1 * (d15 - d25); float vc5 = C2 * (d35 + d45);
                float wc5 = C2 * (d35 - d45);
                float e05 = Math.fma(C0, d05, tc5 + vc5); float e15 = Math.fma(P, uc5, Q * wc5);
                float e25 = Math.fma(PP, tc5, Math.fma(QQ, vc5, d55));
                float tr0 = C1 * (e01 + e02); float ur0 = C1 * (e01 - e02); float vr0 = C2 * (e03 + e04);
                float wr0 = C2 * (e03 - e04);
                dst[t] = Math.fma(C0, e00, tr0 + vr0); dst[t + dstColumn] = Math.fma(P, ur0, Q * wr0);
                dst[t + 2 * dstColumn] = Math.fma(PP, tr0, Math.fma(QQ, vr0, e05));
                float tr1 = C1 * (e11 + e12); float ur1 = C1 * (e11 - e12); float vr1 = C2 * (e13 + e14);
                float wr1 = C2 * (e13 - e14);
                dst[t1] = Math.fma(C0, e10, tr1 + vr1); dst[t1 + dstColumn] = Math.fma(P, ur1, Q * wr1);
                dst[t1 + 2 * dstColumn] = Math.fma(PP, tr1, Math.fma(QQ, vr1, e15));
                float tr2 = C1 * (e21 + e22); float ur2 = C1 * (e21 - e22); float vr2 = C2 * (e23 + e24);
                float wr2 = C2 * (e23 - e24);
                dst[t2] = Math.fma(C0, e20, tr2 + vr2); dst[t2 + dstColumn] = Math.fma(P, ur2, Q * wr2);
                dst[t2 + 2 * dstColumn] = Math.fma(PP, tr2, Math.fma(QQ, vr2, e25));
            }
        }
    }
}
