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

import io.github.convgrad.internal.kernel.WinogradGradient;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(4 x 4, 3 x 3) with whole vectors. The matrices, the points and the constants stand with the plain form,
 * {@link io.github.convgrad.internal.kernel.ScalarWinogradTransform4}.
 */
final class SimdWinogradTransform4 implements WinogradGradient {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;

    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());
    /** Every fourth lane of a pair of vectors: those from lane 0 in the lower half, those from lane 1 in the upper. */
    static final IntVector FIRST = lanes(i -> i < L / 2 ? 4 * i : 4 * (i - L / 2) + 1), THIRD = FIRST.add(2);
    /** The lower halves of a pair of vectors; the upper halves. */
    static final IntVector LOW = lanes(i -> i < L / 2 ? i : i + L / 2), HIGH = LOW.add(L / 2);
    /** Lanes of a pair of vectors taken in turn: from the lower halves; from the upper ones. */
    static final IntVector LOWER = lanes(i -> i / 2 + i % 2 * L), UPPER = LOWER.add(L / 2);

    private static IntVector lanes(IntUnaryOperator source) {
        int[] lane = new int[L];
        Arrays.setAll(lane, source);
        return IntVector.fromArray(I, lane, 0);
    }

    @Override
    public int outputTile() {
        return 4;
    }

    @Override
    public int lanes() {
        return L;
    }

    /** Rows of the tile first, into {@code dst}, then its columns where they lie: 36 elements exceed registers. */
    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        for (int i = 0; i < 6; i++) {
            across(count, src, from + i * row, second, dst, to + i * dstRow, dstColumn,
                    dstStep, step);
        }
        for (int j = 0; j < 6; j++) {
            down(count, dst, to + j * dstColumn, dstRow, dstStep);
        }
    }

    /** One row of the tiles: every fourth pixel from each of six on, transformed. */
    private static void across(int count, float[] src, int from, int second, float[] dst, int to, int dstColumn,
            int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            IntVector g0 = FloatVector.fromArray(S, src, s).reinterpretAsInts();
            IntVector g1 = FloatVector.fromArray(S, src, s + L).reinterpretAsInts();
            IntVector g2 = FloatVector.fromArray(S, src, s + 2 * L).reinterpretAsInts();
            IntVector g3 = FloatVector.fromArray(S, src, s + 3 * L).reinterpretAsInts();
            IntVector h0 = FloatVector.fromArray(S, src, s + second).reinterpretAsInts();
            IntVector h1 = FloatVector.fromArray(S, src, s + second + L).reinterpretAsInts();
            IntVector h2 = FloatVector.fromArray(S, src, s + second + 2 * L).reinterpretAsInts();
            IntVector h3 = FloatVector.fromArray(S, src, s + second + 3 * L).reinterpretAsInts();
            IntVector ga = FIRST.selectFrom(g0, g1), gb = FIRST.selectFrom(g2, g3);
            IntVector gc = THIRD.selectFrom(g0, g1), gd = THIRD.selectFrom(g2, g3);
            IntVector ha = FIRST.selectFrom(h0, h1), hb = FIRST.selectFrom(h2, h3);
            FloatVector d0 = LOW.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d1 = HIGH.selectFrom(ga, gb).reinterpretAsFloats();
            FloatVector d2 = LOW.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d3 = HIGH.selectFrom(gc, gd).reinterpretAsFloats();
            FloatVector d4 = LOW.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector d5 = HIGH.selectFrom(ha, hb).reinterpretAsFloats();
            FloatVector tr = d2.fma(NQQ, d4), ur = d1.fma(NQQ, d3), vr = d2.fma(NPP, d4), wr = d1.fma(NPP, d3);
            d0.fma(PPQQ, d2.fma(NSUM, d4)).intoArray(dst, t);
            ur.fma(P, tr).intoArray(dst, t + dstColumn);
            ur.fma(NP, tr).intoArray(dst, t + 2 * dstColumn);
            wr.fma(Q, vr).intoArray(dst, t + 3 * dstColumn);
            wr.fma(NQ, vr).intoArray(dst, t + 4 * dstColumn);
            d1.fma(PPQQ, d3.fma(NSUM, d5)).intoArray(dst, t + 5 * dstColumn);
        }
    }

    /** One column of the tiles, transformed where it lies. */
    private static void down(int count, float[] dst, int to, int row, int dstStep) {
        for (int n = 0; n < count; n++) {
            int t = to + n * dstStep;
            FloatVector d0 = FloatVector.fromArray(S, dst, t), d1 = FloatVector.fromArray(S, dst, t + row);
            FloatVector d2 = FloatVector.fromArray(S, dst, t + 2 * row);
            FloatVector d3 = FloatVector.fromArray(S, dst, t + 3 * row);
            FloatVector d4 = FloatVector.fromArray(S, dst, t + 4 * row);
            FloatVector d5 = FloatVector.fromArray(S, dst, t + 5 * row);
            FloatVector tc = d2.fma(NQQ, d4), uc = d1.fma(NQQ, d3), vc = d2.fma(NPP, d4), wc = d1.fma(NPP, d3);
            d0.fma(PPQQ, d2.fma(NSUM, d4)).intoArray(dst, t);
            uc.fma(P, tc).intoArray(dst, t + row);
            uc.fma(NP, tc).intoArray(dst, t + 2 * row);
            wc.fma(Q, vc).intoArray(dst, t + 3 * row);
            wc.fma(NQ, vc).intoArray(dst, t + 4 * row);
            d1.fma(PPQQ, d3.fma(NSUM, d5)).intoArray(dst, t + 5 * row);
        }
    }

    /** Two rows of outputs at a time: what they are made of fits the registers. */
    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        evenRows(count, src, from, row, column, bias, biasAt, dst, to, dstRow, dstStep);
        oddRows(count, src, from, row, column, bias, biasAt, dst, to, dstRow, dstStep);
    }

    /** Rows 0 and 2, made of sums of the tile's rows. */
    private static void evenRows(int count, float[] src, int from, int row, int column, float[] bias,
            int biasAt, float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * W, s1 = s + row, s2 = s1 + row, s3 = s2 + row, s4 = s3 + row, t = to + n * dstStep;
            FloatVector b = FloatVector.broadcast(S, bias[biasAt + n]);
            FloatVector tc0 = FloatVector.fromArray(S, src, s1).add(FloatVector.fromArray(S, src, s2));
            FloatVector vc0 = FloatVector.fromArray(S, src, s3).add(FloatVector.fromArray(S, src, s4));
            FloatVector e00 = FloatVector.fromArray(S, src, s).add(tc0.add(vc0));
            FloatVector e20 = tc0.fma(PP, vc0.mul(QQ));
            FloatVector tc1 = FloatVector.fromArray(S, src, s1 + column)
                    .add(FloatVector.fromArray(S, src, s2 + column));
            FloatVector vc1 = FloatVector.fromArray(S, src, s3 + column)
                    .add(FloatVector.fromArray(S, src, s4 + column));
            FloatVector e01 = FloatVector.fromArray(S, src, s + column).add(tc1.add(vc1));
            FloatVector e21 = tc1.fma(PP, vc1.mul(QQ));
            FloatVector tc2 = FloatVector.fromArray(S, src, s1 + 2 * column)
                    .add(FloatVector.fromArray(S, src, s2 + 2 * column));
            FloatVector vc2 = FloatVector.fromArray(S, src, s3 + 2 * column)
                    .add(FloatVector.fromArray(S, src, s4 + 2 * column));
            FloatVector e02 = FloatVector.fromArray(S, src, s + 2 * column).add(tc2.add(vc2));
            FloatVector e22 = tc2.fma(PP, vc2.mul(QQ));
            FloatVector tc3 = FloatVector.fromArray(S, src, s1 + 3 * column)
                    .add(FloatVector.fromArray(S, src, s2 + 3 * column));
            FloatVector vc3 = FloatVector.fromArray(S, src, s3 + 3 * column)
                    .add(FloatVector.fromArray(S, src, s4 + 3 * column));
            FloatVector e03 = FloatVector.fromArray(S, src, s + 3 * column).add(tc3.add(vc3));
            FloatVector e23 = tc3.fma(PP, vc3.mul(QQ));
            FloatVector tc4 = FloatVector.fromArray(S, src, s1 + 4 * column)
                    .add(FloatVector.fromArray(S, src, s2 + 4 * column));
            FloatVector vc4 = FloatVector.fromArray(S, src, s3 + 4 * column)
                    .add(FloatVector.fromArray(S, src, s4 + 4 * column));
            FloatVector e04 = FloatVector.fromArray(S, src, s + 4 * column).add(tc4.add(vc4));
            FloatVector e24 = tc4.fma(PP, vc4.mul(QQ));
            FloatVector tc5 = FloatVector.fromArray(S, src, s1 + 5 * column)
                    .add(FloatVector.fromArray(S, src, s2 + 5 * column));
            FloatVector vc5 = FloatVector.fromArray(S, src, s3 + 5 * column)
                    .add(FloatVector.fromArray(S, src, s4 + 5 * column));
            FloatVector e05 = FloatVector.fromArray(S, src, s + 5 * column).add(tc5.add(vc5));
            FloatVector e25 = tc5.fma(PP, vc5.mul(QQ));
            FloatVector tr0 = e01.add(e02), ur0 = e01.sub(e02), vr0 = e03.add(e04), wr0 = e03.sub(e04);
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
            FloatVector tr2 = e21.add(e22), ur2 = e21.sub(e22), vr2 = e23.add(e24), wr2 = e23.sub(e24);
            IntVector y20 = e20.add(tr2.add(vr2)).add(b).reinterpretAsInts();
            IntVector y21 = ur2.fma(P, wr2.mul(Q)).add(b).reinterpretAsInts();
            IntVector y22 = tr2.fma(PP, vr2.mul(QQ)).add(b).reinterpretAsInts();
            IntVector y23 = ur2.fma(PPP, wr2.fma(QQQ, e25)).add(b).reinterpretAsInts();
            IntVector lowEven2 = LOWER.selectFrom(y20, y22), lowOdd2 = LOWER.selectFrom(y21, y23);
            IntVector highEven2 = UPPER.selectFrom(y20, y22), highOdd2 = UPPER.selectFrom(y21, y23);
            LOWER.selectFrom(lowEven2, lowOdd2).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow);
            UPPER.selectFrom(lowEven2, lowOdd2).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + L);
            LOWER.selectFrom(highEven2, highOdd2).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + 2 * L);
            UPPER.selectFrom(highEven2, highOdd2).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + 3 * L);
        }
    }

    /** Rows 1 and 3, made of differences of the tile's rows. */
    private static void oddRows(int count, float[] src, int from, int row, int column, float[] bias,
            int biasAt, float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s1 = from + n * W + row, s2 = s1 + row, s3 = s2 + row, s4 = s3 + row, s5 = s4 + row;
            int t = to + n * dstStep + dstRow;
            FloatVector b = FloatVector.broadcast(S, bias[biasAt + n]);
            FloatVector uc0 = FloatVector.fromArray(S, src, s1).sub(FloatVector.fromArray(S, src, s2));
            FloatVector wc0 = FloatVector.fromArray(S, src, s3).sub(FloatVector.fromArray(S, src, s4));
            FloatVector e10 = uc0.fma(P, wc0.mul(Q));
            FloatVector e30 = uc0.fma(PPP, wc0.fma(QQQ, FloatVector.fromArray(S, src, s5)));
            FloatVector uc1 = FloatVector.fromArray(S, src, s1 + column)
                    .sub(FloatVector.fromArray(S, src, s2 + column));
            FloatVector wc1 = FloatVector.fromArray(S, src, s3 + column)
                    .sub(FloatVector.fromArray(S, src, s4 + column));
            FloatVector e11 = uc1.fma(P, wc1.mul(Q));
            FloatVector e31 = uc1.fma(PPP, wc1.fma(QQQ, FloatVector.fromArray(S, src, s5 + column)));
            FloatVector uc2 = FloatVector.fromArray(S, src, s1 + 2 * column)
                    .sub(FloatVector.fromArray(S, src, s2 + 2 * column));
            FloatVector wc2 = FloatVector.fromArray(S, src, s3 + 2 * column)
                    .sub(FloatVector.fromArray(S, src, s4 + 2 * column));
            FloatVector e12 = uc2.fma(P, wc2.mul(Q));
            FloatVector e32 = uc2.fma(PPP, wc2.fma(QQQ, FloatVector.fromArray(S, src, s5 + 2 * column)));
            FloatVector uc3 = FloatVector.fromArray(S, src, s1 + 3 * column)
                    .sub(FloatVector.fromArray(S, src, s2 + 3 * column));
            FloatVector wc3 = FloatVector.fromArray(S, src, s3 + 3 * column)
                    .sub(FloatVector.fromArray(S, src, s4 + 3 * column));
            FloatVector e13 = uc3.fma(P, wc3.mul(Q));
            FloatVector e33 = uc3.fma(PPP, wc3.fma(QQQ, FloatVector.fromArray(S, src, s5 + 3 * column)));
            FloatVector uc4 = FloatVector.fromArray(S, src, s1 + 4 * column)
                    .sub(FloatVector.fromArray(S, src, s2 + 4 * column));
            FloatVector wc4 = FloatVector.fromArray(S, src, s3 + 4 * column)
                    .sub(FloatVector.fromArray(S, src, s4 + 4 * column));
            FloatVector e14 = uc4.fma(P, wc4.mul(Q));
            FloatVector e34 = uc4.fma(PPP, wc4.fma(QQQ, FloatVector.fromArray(S, src, s5 + 4 * column)));
            FloatVector uc5 = FloatVector.fromArray(S, src, s1 + 5 * column)
                    .sub(FloatVector.fromArray(S, src, s2 + 5 * column));
            FloatVector wc5 = FloatVector.fromArray(S, src, s3 + 5 * column)
                    .sub(FloatVector.fromArray(S, src, s4 + 5 * column));
            FloatVector e15 = uc5.fma(P, wc5.mul(Q));
            FloatVector e35 = uc5.fma(PPP, wc5.fma(QQQ, FloatVector.fromArray(S, src, s5 + 5 * column)));
            FloatVector tr1 = e11.add(e12), ur1 = e11.sub(e12), vr1 = e13.add(e14), wr1 = e13.sub(e14);
            IntVector y10 = e10.add(tr1.add(vr1)).add(b).reinterpretAsInts();
            IntVector y11 = ur1.fma(P, wr1.mul(Q)).add(b).reinterpretAsInts();
            IntVector y12 = tr1.fma(PP, vr1.mul(QQ)).add(b).reinterpretAsInts();
            IntVector y13 = ur1.fma(PPP, wr1.fma(QQQ, e15)).add(b).reinterpretAsInts();
            IntVector lowEven1 = LOWER.selectFrom(y10, y12), lowOdd1 = LOWER.selectFrom(y11, y13);
            IntVector highEven1 = UPPER.selectFrom(y10, y12), highOdd1 = UPPER.selectFrom(y11, y13);
            LOWER.selectFrom(lowEven1, lowOdd1).reinterpretAsFloats().intoArray(dst, t);
            UPPER.selectFrom(lowEven1, lowOdd1).reinterpretAsFloats().intoArray(dst, t + L);
            LOWER.selectFrom(highEven1, highOdd1).reinterpretAsFloats().intoArray(dst, t + 2 * L);
            UPPER.selectFrom(highEven1, highOdd1).reinterpretAsFloats().intoArray(dst, t + 3 * L);
            FloatVector tr3 = e31.add(e32), ur3 = e31.sub(e32), vr3 = e33.add(e34), wr3 = e33.sub(e34);
            IntVector y30 = e30.add(tr3.add(vr3)).add(b).reinterpretAsInts();
            IntVector y31 = ur3.fma(P, wr3.mul(Q)).add(b).reinterpretAsInts();
            IntVector y32 = tr3.fma(PP, vr3.mul(QQ)).add(b).reinterpretAsInts();
            IntVector y33 = ur3.fma(PPP, wr3.fma(QQQ, e35)).add(b).reinterpretAsInts();
            IntVector lowEven3 = LOWER.selectFrom(y30, y32), lowOdd3 = LOWER.selectFrom(y31, y33);
            IntVector highEven3 = UPPER.selectFrom(y30, y32), highOdd3 = UPPER.selectFrom(y31, y33);
            LOWER.selectFrom(lowEven3, lowOdd3).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow);
            UPPER.selectFrom(lowEven3, lowOdd3).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + L);
            LOWER.selectFrom(highEven3, highOdd3).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + 2 * L);
            UPPER.selectFrom(highEven3, highOdd3).reinterpretAsFloats().intoArray(dst, t + 2 * dstRow + 3 * L);
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 9 * L, t = to + n * dstStep;
            int s1 = s + row, s2 = s + 2 * row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow, t4 = t + 4 * dstRow, t5 = t + 5 * dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s); FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector tc0 = d20.fma(PP, d00); FloatVector uc0 = d10.mul(P); FloatVector vc0 = d20.fma(QQ, d00);
            FloatVector wc0 = d10.mul(Q);
            FloatVector e00 = d00.mul(C0); FloatVector e10 = tc0.add(uc0).mul(C1);
            FloatVector e20 = tc0.sub(uc0).mul(C1); FloatVector e30 = vc0.add(wc0).mul(C2);
            FloatVector e40 = vc0.sub(wc0).mul(C2); FloatVector e50 = d20;
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector tc1 = d21.fma(PP, d01); FloatVector uc1 = d11.mul(P); FloatVector vc1 = d21.fma(QQ, d01);
            FloatVector wc1 = d11.mul(Q);
            FloatVector e01 = d01.mul(C0); FloatVector e11 = tc1.add(uc1).mul(C1);
            FloatVector e21 = tc1.sub(uc1).mul(C1); FloatVector e31 = vc1.add(wc1).mul(C2);
            FloatVector e41 = vc1.sub(wc1).mul(C2); FloatVector e51 = d21;
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector tc2 = d22.fma(PP, d02); FloatVector uc2 = d12.mul(P); FloatVector vc2 = d22.fma(QQ, d02);
            FloatVector wc2 = d12.mul(Q);
            FloatVector e02 = d02.mul(C0); FloatVector e12 = tc2.add(uc2).mul(C1);
            FloatVector e22 = tc2.sub(uc2).mul(C1); FloatVector e32 = vc2.add(wc2).mul(C2);
            FloatVector e42 = vc2.sub(wc2).mul(C2); FloatVector e52 = d22;
            FloatVector tr0 = e02.fma(PP, e00); FloatVector ur0 = e01.mul(P); FloatVector vr0 = e02.fma(QQ, e00);
            FloatVector wr0 = e01.mul(Q);
            e00.mul(C0).intoArray(dst, t); tr0.add(ur0).mul(C1).intoArray(dst, t + dstColumn);
            tr0.sub(ur0).mul(C1).intoArray(dst, t + 2 * dstColumn);
            vr0.add(wr0).mul(C2).intoArray(dst, t + 3 * dstColumn);
            vr0.sub(wr0).mul(C2).intoArray(dst, t + 4 * dstColumn); e02.intoArray(dst, t + 5 * dstColumn);
            FloatVector tr1 = e12.fma(PP, e10); FloatVector ur1 = e11.mul(P); FloatVector vr1 = e12.fma(QQ, e10);
            FloatVector wr1 = e11.mul(Q);
            e10.mul(C0).intoArray(dst, t1); tr1.add(ur1).mul(C1).intoArray(dst, t1 + dstColumn);
            tr1.sub(ur1).mul(C1).intoArray(dst, t1 + 2 * dstColumn);
            vr1.add(wr1).mul(C2).intoArray(dst, t1 + 3 * dstColumn);
            vr1.sub(wr1).mul(C2).intoArray(dst, t1 + 4 * dstColumn); e12.intoArray(dst, t1 + 5 * dstColumn);
            FloatVector tr2 = e22.fma(PP, e20); FloatVector ur2 = e21.mul(P); FloatVector vr2 = e22.fma(QQ, e20);
            FloatVector wr2 = e21.mul(Q);
            e20.mul(C0).intoArray(dst, t2); tr2.add(ur2).mul(C1).intoArray(dst, t2 + dstColumn);
            tr2.sub(ur2).mul(C1).intoArray(dst, t2 + 2 * dstColumn);
            vr2.add(wr2).mul(C2).intoArray(dst, t2 + 3 * dstColumn);
            vr2.sub(wr2).mul(C2).intoArray(dst, t2 + 4 * dstColumn); e22.intoArray(dst, t2 + 5 * dstColumn);
            FloatVector tr3 = e32.fma(PP, e30); FloatVector ur3 = e31.mul(P); FloatVector vr3 = e32.fma(QQ, e30);
            FloatVector wr3 = e31.mul(Q);
            e30.mul(C0).intoArray(dst, t3); tr3.add(ur3).mul(C1).intoArray(dst, t3 + dstColumn);
            tr3.sub(ur3).mul(C1).intoArray(dst, t3 + 2 * dstColumn);
            vr3.add(wr3).mul(C2).intoArray(dst, t3 + 3 * dstColumn);
            vr3.sub(wr3).mul(C2).intoArray(dst, t3 + 4 * dstColumn); e32.intoArray(dst, t3 + 5 * dstColumn);
            FloatVector tr4 = e42.fma(PP, e40); FloatVector ur4 = e41.mul(P); FloatVector vr4 = e42.fma(QQ, e40);
            FloatVector wr4 = e41.mul(Q);
            e40.mul(C0).intoArray(dst, t4); tr4.add(ur4).mul(C1).intoArray(dst, t4 + dstColumn);
            tr4.sub(ur4).mul(C1).intoArray(dst, t4 + 2 * dstColumn);
            vr4.add(wr4).mul(C2).intoArray(dst, t4 + 3 * dstColumn);
            vr4.sub(wr4).mul(C2).intoArray(dst, t4 + 4 * dstColumn); e42.intoArray(dst, t4 + 5 * dstColumn);
            FloatVector tr5 = e52.fma(PP, e50); FloatVector ur5 = e51.mul(P); FloatVector vr5 = e52.fma(QQ, e50);
            FloatVector wr5 = e51.mul(Q);
            e50.mul(C0).intoArray(dst, t5); tr5.add(ur5).mul(C1).intoArray(dst, t5 + dstColumn);
            tr5.sub(ur5).mul(C1).intoArray(dst, t5 + 2 * dstColumn);
            vr5.add(wr5).mul(C2).intoArray(dst, t5 + 3 * dstColumn);
            vr5.sub(wr5).mul(C2).intoArray(dst, t5 + 4 * dstColumn); e52.intoArray(dst, t5 + 5 * dstColumn);
        }
    }

    @Override
    public void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        SimdWinogradGradient4.channelInput(count, src, from, row, dst, to, dstRow, dstColumn);
    }

    @Override
    public void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        SimdWinogradGradient4.outputGradient(count, src, from, row, dst, to, dstRow, dstColumn, dstStep);
    }

    @Override
    public void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        SimdWinogradGradient4.weightGradient(count, src, from, row, column, dst, to, dstRow, dstColumn);
    }
}
