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
 * F(2 x 4, 3 x 3) with whole vectors: columns first, on pixels as they lie, then rows, whose pixels are taken apart. The
 * plain form is {@link io.github.convgrad.internal.kernel.ScalarWinogradTransform2x4}.
 */
final class SimdWinogradTransform2x4 implements WinogradTransform {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;

    private static final IntVector FIRST = SimdWinogradTransform4.FIRST, THIRD = SimdWinogradTransform4.THIRD;
    private static final IntVector LOW = SimdWinogradTransform4.LOW, HIGH = SimdWinogradTransform4.HIGH;
    private static final IntVector LOWER = SimdWinogradTransform4.LOWER, UPPER = SimdWinogradTransform4.UPPER;

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
        return L;
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        int s1 = from + row, s2 = from + 2 * row;
        difference(count, src, from, s2, second, dst, to, dstColumn, dstStep, step);
        middle(count, src, s1, s2, second, dst, to + dstRow, dstRow, dstColumn, dstStep, step);
        difference(count, src, s1, s1 + 2 * row, second, dst, to + 3 * dstRow, dstColumn, dstStep, step);
    }

    /** A row of frequencies that is the difference of two rows of pixels. */
    private static void difference(int count, float[] src, int one, int other, int second, float[] dst, int to,
            int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s = one + n * step, u = other + n * step, t = to + n * dstStep;
            IntVector g0 = FloatVector.fromArray(S, src, s)
                    .sub(FloatVector.fromArray(S, src, u)).reinterpretAsInts();
            IntVector g1 = FloatVector.fromArray(S, src, s + L)
                    .sub(FloatVector.fromArray(S, src, u + L)).reinterpretAsInts();
            IntVector g2 = FloatVector.fromArray(S, src, s + 2 * L)
                    .sub(FloatVector.fromArray(S, src, u + 2 * L)).reinterpretAsInts();
            IntVector g3 = FloatVector.fromArray(S, src, s + 3 * L)
                    .sub(FloatVector.fromArray(S, src, u + 3 * L)).reinterpretAsInts();
            IntVector h0 = FloatVector.fromArray(S, src, s + second)
                    .sub(FloatVector.fromArray(S, src, u + second)).reinterpretAsInts();
            IntVector h1 = FloatVector.fromArray(S, src, s + second + L)
                    .sub(FloatVector.fromArray(S, src, u + second + L)).reinterpretAsInts();
            IntVector h2 = FloatVector.fromArray(S, src, s + second + 2 * L)
                    .sub(FloatVector.fromArray(S, src, u + second + 2 * L)).reinterpretAsInts();
            IntVector h3 = FloatVector.fromArray(S, src, s + second + 3 * L)
                    .sub(FloatVector.fromArray(S, src, u + second + 3 * L)).reinterpretAsInts();
            IntVector ga = FIRST.selectFrom(g0, g1), gb = FIRST.selectFrom(g2, g3);
            IntVector gc = THIRD.selectFrom(g0, g1), gd = THIRD.selectFrom(g2, g3);
            IntVector ha = FIRST.selectFrom(h0, h1), hb = FIRST.selectFrom(h2, h3);
            FloatVector d0 = LOW.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d1 = HIGH.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d2 = LOW.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d3 = HIGH.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d4 = LOW.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector d5 = HIGH.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector tr = d2.fma(NQQ, d4), ur = d1.fma(NQQ, d3);
            FloatVector vr = d2.fma(NPP, d4), wr = d1.fma(NPP, d3);
            d0.fma(PPQQ, d2.fma(NSUM, d4)).intoArray(dst, t);
            ur.fma(P, tr).intoArray(dst, t + dstColumn);
            ur.fma(NP, tr).intoArray(dst, t + 2 * dstColumn);
            wr.fma(Q, vr).intoArray(dst, t + 3 * dstColumn);
            wr.fma(NQ, vr).intoArray(dst, t + 4 * dstColumn);
            d1.fma(PPQQ, d3.fma(NSUM, d5)).intoArray(dst, t + 5 * dstColumn);
        }
    }

    /** Two rows of frequencies: the sum and the difference of rows 1 and 2. */
    private static void middle(int count, float[] src, int one, int other, int second, float[] dst, int to, int dstRow,
            int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s = one + n * step, u = other + n * step, t = to + n * dstStep, t2 = t + dstRow;
            FloatVector p0 = FloatVector.fromArray(S, src, s);
            FloatVector p0u = FloatVector.fromArray(S, src, u);
            IntVector g0 = p0.add(p0u).reinterpretAsInts();
            FloatVector p1 = FloatVector.fromArray(S, src, s + L);
            FloatVector p1u = FloatVector.fromArray(S, src, u + L);
            IntVector g1 = p1.add(p1u).reinterpretAsInts();
            FloatVector p2 = FloatVector.fromArray(S, src, s + 2 * L);
            FloatVector p2u = FloatVector.fromArray(S, src, u + 2 * L);
            IntVector g2 = p2.add(p2u).reinterpretAsInts();
            FloatVector p3 = FloatVector.fromArray(S, src, s + 3 * L);
            FloatVector p3u = FloatVector.fromArray(S, src, u + 3 * L);
            IntVector g3 = p3.add(p3u).reinterpretAsInts();
            FloatVector q0 = FloatVector.fromArray(S, src, s + second);
            FloatVector q0u = FloatVector.fromArray(S, src, u + second);
            IntVector h0 = q0.add(q0u).reinterpretAsInts();
            FloatVector q1 = FloatVector.fromArray(S, src, s + second + L);
            FloatVector q1u = FloatVector.fromArray(S, src, u + second + L);
            IntVector h1 = q1.add(q1u).reinterpretAsInts();
            FloatVector q2 = FloatVector.fromArray(S, src, s + second + 2 * L);
            FloatVector q2u = FloatVector.fromArray(S, src, u + second + 2 * L);
            IntVector h2 = q2.add(q2u).reinterpretAsInts();
            FloatVector q3 = FloatVector.fromArray(S, src, s + second + 3 * L);
            FloatVector q3u = FloatVector.fromArray(S, src, u + second + 3 * L);
            IntVector h3 = q3.add(q3u).reinterpretAsInts();
            IntVector ga = FIRST.selectFrom(g0, g1), gb = FIRST.selectFrom(g2, g3);
            IntVector gc = THIRD.selectFrom(g0, g1), gd = THIRD.selectFrom(g2, g3);
            IntVector ha = FIRST.selectFrom(h0, h1), hb = FIRST.selectFrom(h2, h3);
            FloatVector d0 = LOW.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d1 = HIGH.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d2 = LOW.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d3 = HIGH.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d4 = LOW.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector d5 = HIGH.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector tr1 = d2.fma(NQQ, d4), ur1 = d1.fma(NQQ, d3);
            FloatVector vr1 = d2.fma(NPP, d4), wr1 = d1.fma(NPP, d3);
            d0.fma(PPQQ, d2.fma(NSUM, d4)).intoArray(dst, t);
            ur1.fma(P, tr1).intoArray(dst, t + dstColumn);
            ur1.fma(NP, tr1).intoArray(dst, t + 2 * dstColumn);
            wr1.fma(Q, vr1).intoArray(dst, t + 3 * dstColumn);
            wr1.fma(NQ, vr1).intoArray(dst, t + 4 * dstColumn);
            d1.fma(PPQQ, d3.fma(NSUM, d5)).intoArray(dst, t + 5 * dstColumn);
            IntVector k0 = p0u.sub(p0).reinterpretAsInts();
            IntVector k1 = p1u.sub(p1).reinterpretAsInts();
            IntVector k2 = p2u.sub(p2).reinterpretAsInts();
            IntVector k3 = p3u.sub(p3).reinterpretAsInts();
            IntVector m0 = q0u.sub(q0).reinterpretAsInts();
            IntVector m1 = q1u.sub(q1).reinterpretAsInts();
            IntVector m2 = q2u.sub(q2).reinterpretAsInts();
            IntVector m3 = q3u.sub(q3).reinterpretAsInts();
            IntVector ka = FIRST.selectFrom(k0, k1), kb = FIRST.selectFrom(k2, k3);
            IntVector kc = THIRD.selectFrom(k0, k1), kd = THIRD.selectFrom(k2, k3);
            IntVector ma = FIRST.selectFrom(m0, m1), mb = FIRST.selectFrom(m2, m3);
            FloatVector f0 = LOW.selectFrom(ka, kb).reinterpretAsFloats();
            FloatVector f1 = HIGH.selectFrom(ka, kb).reinterpretAsFloats();
            FloatVector f2 = LOW.selectFrom(kc, kd).reinterpretAsFloats();
            FloatVector f3 = HIGH.selectFrom(kc, kd).reinterpretAsFloats();
            FloatVector f4 = LOW.selectFrom(ma, mb).reinterpretAsFloats();
            FloatVector f5 = HIGH.selectFrom(ma, mb).reinterpretAsFloats();
            FloatVector tr2 = f2.fma(NQQ, f4), ur2 = f1.fma(NQQ, f3);
            FloatVector vr2 = f2.fma(NPP, f4), wr2 = f1.fma(NPP, f3);
            f0.fma(PPQQ, f2.fma(NSUM, f4)).intoArray(dst, t2);
            ur2.fma(P, tr2).intoArray(dst, t2 + dstColumn);
            ur2.fma(NP, tr2).intoArray(dst, t2 + 2 * dstColumn);
            wr2.fma(Q, vr2).intoArray(dst, t2 + 3 * dstColumn);
            wr2.fma(NQ, vr2).intoArray(dst, t2 + 4 * dstColumn);
            f1.fma(PPQQ, f3.fma(NSUM, f5)).intoArray(dst, t2 + 5 * dstColumn);
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * W, s1 = s + row, s2 = s1 + row, s3 = s2 + row, t = to + n * dstStep;
            FloatVector b = FloatVector.broadcast(S, bias[biasAt + n]);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector e00 = FloatVector.fromArray(S, src, s).add(d10).add(d20);
            FloatVector e10 = d10.sub(d20).sub(FloatVector.fromArray(S, src, s3));
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector e01 = FloatVector.fromArray(S, src, s + column).add(d11).add(d21);
            FloatVector e11 = d11.sub(d21).sub(FloatVector.fromArray(S, src, s3 + column));
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector e02 = FloatVector.fromArray(S, src, s + 2 * column).add(d12).add(d22);
            FloatVector e12 = d12.sub(d22).sub(FloatVector.fromArray(S, src, s3 + 2 * column));
            FloatVector d13 = FloatVector.fromArray(S, src, s1 + 3 * column);
            FloatVector d23 = FloatVector.fromArray(S, src, s2 + 3 * column);
            FloatVector e03 = FloatVector.fromArray(S, src, s + 3 * column).add(d13).add(d23);
            FloatVector e13 = d13.sub(d23).sub(FloatVector.fromArray(S, src, s3 + 3 * column));
            FloatVector d14 = FloatVector.fromArray(S, src, s1 + 4 * column);
            FloatVector d24 = FloatVector.fromArray(S, src, s2 + 4 * column);
            FloatVector e04 = FloatVector.fromArray(S, src, s + 4 * column).add(d14).add(d24);
            FloatVector e14 = d14.sub(d24).sub(FloatVector.fromArray(S, src, s3 + 4 * column));
            FloatVector d15 = FloatVector.fromArray(S, src, s1 + 5 * column);
            FloatVector d25 = FloatVector.fromArray(S, src, s2 + 5 * column);
            FloatVector e05 = FloatVector.fromArray(S, src, s + 5 * column).add(d15).add(d25);
            FloatVector e15 = d15.sub(d25).sub(FloatVector.fromArray(S, src, s3 + 5 * column));
            FloatVector tr0 = e01.add(e02), ur0 = e01.sub(e02);
            FloatVector vr0 = e03.add(e04), wr0 = e03.sub(e04);
            IntVector y00 = e00.add(tr0.add(vr0)).add(b).reinterpretAsInts();
            IntVector y01 = ur0.fma(P, wr0.mul(Q)).add(b).reinterpretAsInts();
            IntVector y02 = tr0.fma(PP, vr0.mul(QQ)).add(b).reinterpretAsInts();
            IntVector y03 = ur0.fma(PPP, wr0.fma(QQQ, e05)).add(b).reinterpretAsInts();
            IntVector lowEven0 = LOWER.selectFrom(y00, y02), lowOdd0 = LOWER.selectFrom(y01, y03);
            IntVector highEven0 = UPPER.selectFrom(y00, y02), highOdd0 = UPPER.selectFrom(y01, y03);
            LOWER.selectFrom(lowEven0, lowOdd0).reinterpretAsFloats().intoArray(dst, t);
            UPPER.selectFrom(lowEven0, lowOdd0).reinterpretAsFloats().intoArray(dst, t + L);
            LOWER.selectFrom(highEven0, highOdd0).reinterpretAsFloats().intoArray(dst, t + 2 * L);
            UPPER.selectFrom(highEven0, highOdd0).reinterpretAsFloats().intoArray(dst, t + 3 * L);
            FloatVector tr1 = e11.add(e12), ur1 = e11.sub(e12);
            FloatVector vr1 = e13.add(e14), wr1 = e13.sub(e14);
            IntVector y10 = e10.add(tr1.add(vr1)).add(b).reinterpretAsInts();
            IntVector y11 = ur1.fma(P, wr1.mul(Q)).add(b).reinterpretAsInts();
            IntVector y12 = tr1.fma(PP, vr1.mul(QQ)).add(b).reinterpretAsInts();
            IntVector y13 = ur1.fma(PPP, wr1.fma(QQQ, e15)).add(b).reinterpretAsInts();
            IntVector lowEven1 = LOWER.selectFrom(y10, y12), lowOdd1 = LOWER.selectFrom(y11, y13);
            IntVector highEven1 = UPPER.selectFrom(y10, y12), highOdd1 = UPPER.selectFrom(y11, y13);
            LOWER.selectFrom(lowEven1, lowOdd1).reinterpretAsFloats().intoArray(dst, t + dstRow);
            UPPER.selectFrom(lowEven1, lowOdd1).reinterpretAsFloats().intoArray(dst, t + dstRow + L);
            LOWER.selectFrom(highEven1, highOdd1).reinterpretAsFloats().intoArray(dst, t + dstRow + 2 * L);
            UPPER.selectFrom(highEven1, highOdd1).reinterpretAsFloats().intoArray(dst, t + dstRow + 3 * L);
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 9 * L, s1 = s + row, s2 = s1 + row;
            int t = to + n * dstStep, t1 = t + dstRow, t2 = t1 + dstRow, t3 = t2 + dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector e10 = d00.add(d20).add(d10).mul(0.5f), e20 = d00.add(d20).sub(d10).mul(0.5f);
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector e11 = d01.add(d21).add(d11).mul(0.5f), e21 = d01.add(d21).sub(d11).mul(0.5f);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector e12 = d02.add(d22).add(d12).mul(0.5f), e22 = d02.add(d22).sub(d12).mul(0.5f);
            FloatVector tr0 = d02.fma(PP, d00), ur0 = d01.mul(P);
            FloatVector vr0 = d02.fma(QQ, d00), wr0 = d01.mul(Q);
            d00.mul(C0).intoArray(dst, t); tr0.add(ur0).mul(C1).intoArray(dst, t + dstColumn);
            tr0.sub(ur0).mul(C1).intoArray(dst, t + 2 * dstColumn);
            vr0.add(wr0).mul(C2).intoArray(dst, t + 3 * dstColumn);
            vr0.sub(wr0).mul(C2).intoArray(dst, t + 4 * dstColumn); d02.intoArray(dst, t + 5 * dstColumn);
            FloatVector tr1 = e12.fma(PP, e10), ur1 = e11.mul(P);
            FloatVector vr1 = e12.fma(QQ, e10), wr1 = e11.mul(Q);
            e10.mul(C0).intoArray(dst, t1); tr1.add(ur1).mul(C1).intoArray(dst, t1 + dstColumn);
            tr1.sub(ur1).mul(C1).intoArray(dst, t1 + 2 * dstColumn);
            vr1.add(wr1).mul(C2).intoArray(dst, t1 + 3 * dstColumn);
            vr1.sub(wr1).mul(C2).intoArray(dst, t1 + 4 * dstColumn); e12.intoArray(dst, t1 + 5 * dstColumn);
            FloatVector tr2 = e22.fma(PP, e20), ur2 = e21.mul(P);
            FloatVector vr2 = e22.fma(QQ, e20), wr2 = e21.mul(Q);
            e20.mul(C0).intoArray(dst, t2); tr2.add(ur2).mul(C1).intoArray(dst, t2 + dstColumn);
            tr2.sub(ur2).mul(C1).intoArray(dst, t2 + 2 * dstColumn);
            vr2.add(wr2).mul(C2).intoArray(dst, t2 + 3 * dstColumn);
            vr2.sub(wr2).mul(C2).intoArray(dst, t2 + 4 * dstColumn); e22.intoArray(dst, t2 + 5 * dstColumn);
            FloatVector tr3 = d22.fma(PP, d20), ur3 = d21.mul(P);
            FloatVector vr3 = d22.fma(QQ, d20), wr3 = d21.mul(Q);
            d20.mul(C0).intoArray(dst, t3); tr3.add(ur3).mul(C1).intoArray(dst, t3 + dstColumn);
            tr3.sub(ur3).mul(C1).intoArray(dst, t3 + 2 * dstColumn);
            vr3.add(wr3).mul(C2).intoArray(dst, t3 + 3 * dstColumn);
            vr3.sub(wr3).mul(C2).intoArray(dst, t3 + 4 * dstColumn); d22.intoArray(dst, t3 + 5 * dstColumn);
        }
    }
}
