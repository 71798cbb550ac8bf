package io.github.convgrad.internal.kernel.simd;

import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.C0;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.C1;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.C2;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.NP;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.NPP;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.NQ;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.NQQ;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.NSUM;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.P;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.PP;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.PPP;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.PPQQ;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.Q;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.QQ;
import static io.github.convgrad.internal.kernel.simd.SimdWinogradPoints4.QQQ;

import io.github.convgrad.internal.kernel.WinogradTransform;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(4 x 2, 3 x 3) with whole vectors: columns first, on pixels as they lie, then rows, whose pixels are taken apart. The
 * plain form is {@link io.github.convgrad.internal.kernel.ScalarWinogradTransform4x2}.
 */
final class SimdWinogradTransform4x2 implements WinogradTransform {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;

    private static final IntVector EVEN = SimdWinogradTransform.EVEN, ODD = SimdWinogradTransform.ODD;
    private static final IntVector LOW = SimdWinogradTransform.LOW, HIGH = SimdWinogradTransform.HIGH;

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
        return L;
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        inner(count, src, from + row, second, row, dst, to + dstRow, dstRow, dstColumn, dstStep, step);
        outer(count, src, from, second, row, dst, to, dstRow, dstColumn, dstStep, step);
    }

    /** Rows of frequencies 1 to 4, made of rows of pixels 1 to 4. */
    private static void inner(int count, float[] src, int from, int second, int row, float[] dst, int to, int dstRow,
            int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s1 = from + n * step, s2 = s1 + row, s3 = s2 + row, s4 = s3 + row;
            int t1 = to + n * dstStep, t2 = t1 + dstRow, t3 = t2 + dstRow, t4 = t3 + dstRow;
            FloatVector u1 = FloatVector.fromArray(S, src, s1), u2 = FloatVector.fromArray(S, src, s2);
            FloatVector u3 = FloatVector.fromArray(S, src, s3), u4 = FloatVector.fromArray(S, src, s4);
            FloatVector utc = u2.fma(NQQ, u4), uuc = u1.fma(NQQ, u3);
            FloatVector uvc = u2.fma(NPP, u4), uwc = u1.fma(NPP, u3);
            IntVector ue1 = uuc.fma(P, utc).reinterpretAsInts(), ue2 = uuc.fma(NP, utc).reinterpretAsInts();
            IntVector ue3 = uwc.fma(Q, uvc).reinterpretAsInts(), ue4 = uwc.fma(NQ, uvc).reinterpretAsInts();
            FloatVector v1 = FloatVector.fromArray(S, src, s1 + L), v2 = FloatVector.fromArray(S, src, s2 + L);
            FloatVector v3 = FloatVector.fromArray(S, src, s3 + L), v4 = FloatVector.fromArray(S, src, s4 + L);
            FloatVector vtc = v2.fma(NQQ, v4), vuc = v1.fma(NQQ, v3);
            FloatVector vvc = v2.fma(NPP, v4), vwc = v1.fma(NPP, v3);
            IntVector ve1 = vuc.fma(P, vtc).reinterpretAsInts(), ve2 = vuc.fma(NP, vtc).reinterpretAsInts();
            IntVector ve3 = vwc.fma(Q, vvc).reinterpretAsInts(), ve4 = vwc.fma(NQ, vvc).reinterpretAsInts();
            FloatVector x1 = FloatVector.fromArray(S, src, s1 + second);
            FloatVector x2 = FloatVector.fromArray(S, src, s2 + second);
            FloatVector x3 = FloatVector.fromArray(S, src, s3 + second);
            FloatVector x4 = FloatVector.fromArray(S, src, s4 + second);
            FloatVector xtc = x2.fma(NQQ, x4), xuc = x1.fma(NQQ, x3);
            FloatVector xvc = x2.fma(NPP, x4), xwc = x1.fma(NPP, x3);
            IntVector xe1 = xuc.fma(P, xtc).reinterpretAsInts(), xe2 = xuc.fma(NP, xtc).reinterpretAsInts();
            IntVector xe3 = xwc.fma(Q, xvc).reinterpretAsInts(), xe4 = xwc.fma(NQ, xvc).reinterpretAsInts();
            FloatVector y1 = FloatVector.fromArray(S, src, s1 + second + L);
            FloatVector y2 = FloatVector.fromArray(S, src, s2 + second + L);
            FloatVector y3 = FloatVector.fromArray(S, src, s3 + second + L);
            FloatVector y4 = FloatVector.fromArray(S, src, s4 + second + L);
            FloatVector ytc = y2.fma(NQQ, y4), yuc = y1.fma(NQQ, y3);
            FloatVector yvc = y2.fma(NPP, y4), ywc = y1.fma(NPP, y3);
            IntVector ye1 = yuc.fma(P, ytc).reinterpretAsInts(), ye2 = yuc.fma(NP, ytc).reinterpretAsInts();
            IntVector ye3 = ywc.fma(Q, yvc).reinterpretAsInts(), ye4 = ywc.fma(NQ, yvc).reinterpretAsInts();
            FloatVector e10 = EVEN.selectFrom(ue1, ve1).reinterpretAsFloats();
            FloatVector e11 = ODD.selectFrom(ue1, ve1).reinterpretAsFloats();
            FloatVector e12 = EVEN.selectFrom(xe1, ye1).reinterpretAsFloats();
            FloatVector e13 = ODD.selectFrom(xe1, ye1).reinterpretAsFloats();
            e10.sub(e12).intoArray(dst, t1); e11.add(e12).intoArray(dst, t1 + dstColumn);
            e12.sub(e11).intoArray(dst, t1 + 2 * dstColumn); e11.sub(e13).intoArray(dst, t1 + 3 * dstColumn);
            FloatVector e20 = EVEN.selectFrom(ue2, ve2).reinterpretAsFloats();
            FloatVector e21 = ODD.selectFrom(ue2, ve2).reinterpretAsFloats();
            FloatVector e22 = EVEN.selectFrom(xe2, ye2).reinterpretAsFloats();
            FloatVector e23 = ODD.selectFrom(xe2, ye2).reinterpretAsFloats();
            e20.sub(e22).intoArray(dst, t2); e21.add(e22).intoArray(dst, t2 + dstColumn);
            e22.sub(e21).intoArray(dst, t2 + 2 * dstColumn); e21.sub(e23).intoArray(dst, t2 + 3 * dstColumn);
            FloatVector e30 = EVEN.selectFrom(ue3, ve3).reinterpretAsFloats();
            FloatVector e31 = ODD.selectFrom(ue3, ve3).reinterpretAsFloats();
            FloatVector e32 = EVEN.selectFrom(xe3, ye3).reinterpretAsFloats();
            FloatVector e33 = ODD.selectFrom(xe3, ye3).reinterpretAsFloats();
            e30.sub(e32).intoArray(dst, t3); e31.add(e32).intoArray(dst, t3 + dstColumn);
            e32.sub(e31).intoArray(dst, t3 + 2 * dstColumn); e31.sub(e33).intoArray(dst, t3 + 3 * dstColumn);
            FloatVector e40 = EVEN.selectFrom(ue4, ve4).reinterpretAsFloats();
            FloatVector e41 = ODD.selectFrom(ue4, ve4).reinterpretAsFloats();
            FloatVector e42 = EVEN.selectFrom(xe4, ye4).reinterpretAsFloats();
            FloatVector e43 = ODD.selectFrom(xe4, ye4).reinterpretAsFloats();
            e40.sub(e42).intoArray(dst, t4); e41.add(e42).intoArray(dst, t4 + dstColumn);
            e42.sub(e41).intoArray(dst, t4 + 2 * dstColumn); e41.sub(e43).intoArray(dst, t4 + 3 * dstColumn);
        }
    }

    /** Rows of frequencies 0 and 5. */
    private static void outer(int count, float[] src, int from, int second, int row, float[] dst, int to, int dstRow,
            int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s0 = from + n * step, s1 = s0 + row, s2 = s1 + row, s3 = s2 + row, s4 = s3 + row, s5 = s4 + row;
            int t0 = to + n * dstStep, t5 = t0 + 5 * dstRow;
            FloatVector um0 = FloatVector.fromArray(S, src, s2).fma(NSUM, FloatVector.fromArray(S, src, s4));
            IntVector ue0 = FloatVector.fromArray(S, src, s0).fma(PPQQ, um0).reinterpretAsInts();
            FloatVector um5 = FloatVector.fromArray(S, src, s3).fma(NSUM, FloatVector.fromArray(S, src, s5));
            IntVector ue5 = FloatVector.fromArray(S, src, s1).fma(PPQQ, um5).reinterpretAsInts();
            FloatVector vm0 = FloatVector.fromArray(S, src, s2 + L).fma(NSUM, FloatVector.fromArray(S, src, s4 + L));
            IntVector ve0 = FloatVector.fromArray(S, src, s0 + L).fma(PPQQ, vm0).reinterpretAsInts();
            FloatVector vm5 = FloatVector.fromArray(S, src, s3 + L).fma(NSUM, FloatVector.fromArray(S, src, s5 + L));
            IntVector ve5 = FloatVector.fromArray(S, src, s1 + L).fma(PPQQ, vm5).reinterpretAsInts();
            FloatVector xm0 = FloatVector.fromArray(S, src, s2 + second)
                    .fma(NSUM, FloatVector.fromArray(S, src, s4 + second));
            IntVector xe0 = FloatVector.fromArray(S, src, s0 + second).fma(PPQQ, xm0).reinterpretAsInts();
            FloatVector xm5 = FloatVector.fromArray(S, src, s3 + second)
                    .fma(NSUM, FloatVector.fromArray(S, src, s5 + second));
            IntVector xe5 = FloatVector.fromArray(S, src, s1 + second).fma(PPQQ, xm5).reinterpretAsInts();
            FloatVector ym0 = FloatVector.fromArray(S, src, s2 + second + L)
                    .fma(NSUM, FloatVector.fromArray(S, src, s4 + second + L));
            IntVector ye0 = FloatVector.fromArray(S, src, s0 + second + L).fma(PPQQ, ym0).reinterpretAsInts();
            FloatVector ym5 = FloatVector.fromArray(S, src, s3 + second + L)
                    .fma(NSUM, FloatVector.fromArray(S, src, s5 + second + L));
            IntVector ye5 = FloatVector.fromArray(S, src, s1 + second + L).fma(PPQQ, ym5).reinterpretAsInts();
            FloatVector e00 = EVEN.selectFrom(ue0, ve0).reinterpretAsFloats();
            FloatVector e01 = ODD.selectFrom(ue0, ve0).reinterpretAsFloats();
            FloatVector e02 = EVEN.selectFrom(xe0, ye0).reinterpretAsFloats();
            FloatVector e03 = ODD.selectFrom(xe0, ye0).reinterpretAsFloats();
            e00.sub(e02).intoArray(dst, t0); e01.add(e02).intoArray(dst, t0 + dstColumn);
            e02.sub(e01).intoArray(dst, t0 + 2 * dstColumn); e01.sub(e03).intoArray(dst, t0 + 3 * dstColumn);
            FloatVector e50 = EVEN.selectFrom(ue5, ve5).reinterpretAsFloats();
            FloatVector e51 = ODD.selectFrom(ue5, ve5).reinterpretAsFloats();
            FloatVector e52 = EVEN.selectFrom(xe5, ye5).reinterpretAsFloats();
            FloatVector e53 = ODD.selectFrom(xe5, ye5).reinterpretAsFloats();
            e50.sub(e52).intoArray(dst, t5); e51.add(e52).intoArray(dst, t5 + dstColumn);
            e52.sub(e51).intoArray(dst, t5 + 2 * dstColumn); e51.sub(e53).intoArray(dst, t5 + 3 * dstColumn);
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * W, s1 = s + row, s2 = s1 + row, s3 = s2 + row, s4 = s3 + row, s5 = s4 + row;
            int t = to + n * dstStep;
            FloatVector b = FloatVector.broadcast(S, bias[biasAt + n]);
            FloatVector d10 = FloatVector.fromArray(S, src, s1), d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d30 = FloatVector.fromArray(S, src, s3), d40 = FloatVector.fromArray(S, src, s4);
            FloatVector tc0 = d10.add(d20), uc0 = d10.sub(d20), vc0 = d30.add(d40), wc0 = d30.sub(d40);
            FloatVector e00 = FloatVector.fromArray(S, src, s).add(tc0.add(vc0)), e10 = uc0.fma(P, wc0.mul(Q));
            FloatVector e20 = tc0.fma(PP, vc0.mul(QQ));
            FloatVector e30 = uc0.fma(PPP, wc0.fma(QQQ, FloatVector.fromArray(S, src, s5)));
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector d31 = FloatVector.fromArray(S, src, s3 + column);
            FloatVector d41 = FloatVector.fromArray(S, src, s4 + column);
            FloatVector tc1 = d11.add(d21), uc1 = d11.sub(d21), vc1 = d31.add(d41), wc1 = d31.sub(d41);
            FloatVector e01 = FloatVector.fromArray(S, src, s + column).add(tc1.add(vc1)), e11 = uc1.fma(P, wc1.mul(Q));
            FloatVector e21 = tc1.fma(PP, vc1.mul(QQ));
            FloatVector e31 = uc1.fma(PPP, wc1.fma(QQQ, FloatVector.fromArray(S, src, s5 + column)));
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector d32 = FloatVector.fromArray(S, src, s3 + 2 * column);
            FloatVector d42 = FloatVector.fromArray(S, src, s4 + 2 * column);
            FloatVector tc2 = d12.add(d22), uc2 = d12.sub(d22), vc2 = d32.add(d42), wc2 = d32.sub(d42);
            FloatVector e02 = FloatVector.fromArray(S, src, s + 2 * column).add(tc2.add(vc2));
            FloatVector e12 = uc2.fma(P, wc2.mul(Q));
            FloatVector e22 = tc2.fma(PP, vc2.mul(QQ));
            FloatVector e32 = uc2.fma(PPP, wc2.fma(QQQ, FloatVector.fromArray(S, src, s5 + 2 * column)));
            FloatVector d13 = FloatVector.fromArray(S, src, s1 + 3 * column);
            FloatVector d23 = FloatVector.fromArray(S, src, s2 + 3 * column);
            FloatVector d33 = FloatVector.fromArray(S, src, s3 + 3 * column);
            FloatVector d43 = FloatVector.fromArray(S, src, s4 + 3 * column);
            FloatVector tc3 = d13.add(d23), uc3 = d13.sub(d23), vc3 = d33.add(d43), wc3 = d33.sub(d43);
            FloatVector e03 = FloatVector.fromArray(S, src, s + 3 * column).add(tc3.add(vc3));
            FloatVector e13 = uc3.fma(P, wc3.mul(Q));
            FloatVector e23 = tc3.fma(PP, vc3.mul(QQ));
            FloatVector e33 = uc3.fma(PPP, wc3.fma(QQQ, FloatVector.fromArray(S, src, s5 + 3 * column)));
            IntVector y00 = e00.add(e01).add(e02).add(b).reinterpretAsInts();
            IntVector y01 = e01.sub(e02).sub(e03).add(b).reinterpretAsInts();
            LOW.selectFrom(y00, y01).reinterpretAsFloats().intoArray(dst, t);
            HIGH.selectFrom(y00, y01).reinterpretAsFloats().intoArray(dst, t + L);
            IntVector y10 = e10.add(e11).add(e12).add(b).reinterpretAsInts();
            IntVector y11 = e11.sub(e12).sub(e13).add(b).reinterpretAsInts();
            LOW.selectFrom(y10, y11).reinterpretAsFloats().intoArray(dst, t + dstRow);
            HIGH.selectFrom(y10, y11).reinterpretAsFloats().intoArray(dst, t + dstRow + L);
            IntVector y20 = e20.add(e21).add(e22).add(b).reinterpretAsInts();
            IntVector y21 = e21.sub(e22).sub(e23).add(b).reinterpretAsInts();
            LOW.selectFrom(y20, y21).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow);
            HIGH.selectFrom(y20, y21).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + L);
            IntVector y30 = e30.add(e31).add(e32).add(b).reinterpretAsInts();
            IntVector y31 = e31.sub(e32).sub(e33).add(b).reinterpretAsInts();
            LOW.selectFrom(y30, y31).reinterpretAsFloats().intoArray(dst, t + 3 * dstRow);
            HIGH.selectFrom(y30, y31).reinterpretAsFloats().intoArray(dst, t + 3 * dstRow + L);
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 9 * L, s1 = s + row, s2 = s1 + row;
            int t = to + n * dstStep, t1 = t + dstColumn, t2 = t1 + dstColumn, t3 = t2 + dstColumn;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector e01 = d00.add(d02).add(d01).mul(0.5f), e02 = d00.add(d02).sub(d01).mul(0.5f);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector e11 = d10.add(d12).add(d11).mul(0.5f), e12 = d10.add(d12).sub(d11).mul(0.5f);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector e21 = d20.add(d22).add(d21).mul(0.5f), e22 = d20.add(d22).sub(d21).mul(0.5f);
            FloatVector tc0 = d20.fma(PP, d00), uc0 = d10.mul(P), vc0 = d20.fma(QQ, d00), wc0 = d10.mul(Q);
            d00.mul(C0).intoArray(dst, t); tc0.add(uc0).mul(C1).intoArray(dst, t + dstRow);
            tc0.sub(uc0).mul(C1).intoArray(dst, t + 2 * dstRow);
            vc0.add(wc0).mul(C2).intoArray(dst, t + 3 * dstRow);
            vc0.sub(wc0).mul(C2).intoArray(dst, t + 4 * dstRow); d20.intoArray(dst, t + 5 * dstRow);
            FloatVector tc1 = e21.fma(PP, e01), uc1 = e11.mul(P), vc1 = e21.fma(QQ, e01), wc1 = e11.mul(Q);
            e01.mul(C0).intoArray(dst, t1); tc1.add(uc1).mul(C1).intoArray(dst, t1 + dstRow);
            tc1.sub(uc1).mul(C1).intoArray(dst, t1 + 2 * dstRow);
            vc1.add(wc1).mul(C2).intoArray(dst, t1 + 3 * dstRow);
            vc1.sub(wc1).mul(C2).intoArray(dst, t1 + 4 * dstRow); e21.intoArray(dst, t1 + 5 * dstRow);
            FloatVector tc2 = e22.fma(PP, e02), uc2 = e12.mul(P), vc2 = e22.fma(QQ, e02), wc2 = e12.mul(Q);
            e02.mul(C0).intoArray(dst, t2); tc2.add(uc2).mul(C1).intoArray(dst, t2 + dstRow);
            tc2.sub(uc2).mul(C1).intoArray(dst, t2 + 2 * dstRow);
            vc2.add(wc2).mul(C2).intoArray(dst, t2 + 3 * dstRow);
            vc2.sub(wc2).mul(C2).intoArray(dst, t2 + 4 * dstRow); e22.intoArray(dst, t2 + 5 * dstRow);
            FloatVector tc3 = d22.fma(PP, d02), uc3 = d12.mul(P), vc3 = d22.fma(QQ, d02), wc3 = d12.mul(Q);
            d02.mul(C0).intoArray(dst, t3); tc3.add(uc3).mul(C1).intoArray(dst, t3 + dstRow);
            tc3.sub(uc3).mul(C1).intoArray(dst, t3 + 2 * dstRow);
            vc3.add(wc3).mul(C2).intoArray(dst, t3 + 3 * dstRow);
            vc3.sub(wc3).mul(C2).intoArray(dst, t3 + 4 * dstRow); d22.intoArray(dst, t3 + 5 * dstRow);
        }
    }
}
