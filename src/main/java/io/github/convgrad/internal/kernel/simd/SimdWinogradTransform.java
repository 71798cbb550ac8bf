package io.github.convgrad.internal.kernel.simd;

import io.github.convgrad.internal.kernel.WinogradGradient;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * F(2 x 2, 3 x 3) with whole vectors; a tile's transform lives in registers from its loads to its stores. The matrices
 * stand with the plain form, {@link io.github.convgrad.internal.kernel.ScalarWinogradTransform}.
 */
final class SimdWinogradTransform implements WinogradGradient {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final int W = 2 * L;
    private static final int ROW = 17 * L;

    private static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, S.vectorShape());
    /** Lanes of a pair of vectors: every other one, from the first or from the second. */
    static final IntVector EVEN = IntVector.zero(I).addIndex(2), ODD = EVEN.add(1);
    /** Lanes of a pair of vectors taken in turn: from the lower halves or from the upper ones. */
    static final IntVector LOW = turns(0), HIGH = turns(L / 2);

    private static IntVector turns(int first) {
        int[] lane = new int[L];
        for (int i = 0; i < L; i++) {
            lane[i] = first + i / 2 + (i % 2) * L;
        }
        return IntVector.fromArray(I, lane, 0);
    }

    @Override
    public int outputTile() {
        return 2;
    }

    @Override
    public int lanes() {
        return L;
    }

    @Override
    public void input(int count, float[] src, int from, int second, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep, int step) {
        for (int n = 0; n < count; n++) {
            int s = from + n * step, t = to + n * dstStep;
            int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
            IntVector u0 = FloatVector.fromArray(S, src, s).reinterpretAsInts();
            IntVector v0 = FloatVector.fromArray(S, src, s + L).reinterpretAsInts();
            IntVector x0 = FloatVector.fromArray(S, src, s + second).reinterpretAsInts();
            IntVector y0 = FloatVector.fromArray(S, src, s + second + L).reinterpretAsInts();
            FloatVector d00 = EVEN.selectFrom(u0, v0).reinterpretAsFloats();
            FloatVector d01 = ODD.selectFrom(u0, v0).reinterpretAsFloats();
            FloatVector d02 = EVEN.selectFrom(x0, y0).reinterpretAsFloats();
            FloatVector d03 = ODD.selectFrom(x0, y0).reinterpretAsFloats();
            IntVector u1 = FloatVector.fromArray(S, src, s1).reinterpretAsInts();
            IntVector v1 = FloatVector.fromArray(S, src, s1 + L).reinterpretAsInts();
            IntVector x1 = FloatVector.fromArray(S, src, s1 + second).reinterpretAsInts();
            IntVector y1 = FloatVector.fromArray(S, src, s1 + second + L).reinterpretAsInts();
            FloatVector d10 = EVEN.selectFrom(u1, v1).reinterpretAsFloats();
            FloatVector d11 = ODD.selectFrom(u1, v1).reinterpretAsFloats();
            FloatVector d12 = EVEN.selectFrom(x1, y1).reinterpretAsFloats();
            FloatVector d13 = ODD.selectFrom(x1, y1).reinterpretAsFloats();
            IntVector u2 = FloatVector.fromArray(S, src, s2).reinterpretAsInts();
            IntVector v2 = FloatVector.fromArray(S, src, s2 + L).reinterpretAsInts();
            IntVector x2 = FloatVector.fromArray(S, src, s2 + second).reinterpretAsInts();
            IntVector y2 = FloatVector.fromArray(S, src, s2 + second + L).reinterpretAsInts();
            FloatVector d20 = EVEN.selectFrom(u2, v2).reinterpretAsFloats();
            FloatVector d21 = ODD.selectFrom(u2, v2).reinterpretAsFloats();
            FloatVector d22 = EVEN.selectFrom(x2, y2).reinterpretAsFloats();
            FloatVector d23 = ODD.selectFrom(x2, y2).reinterpretAsFloats();
            IntVector u3 = FloatVector.fromArray(S, src, s3).reinterpretAsInts();
            IntVector v3 = FloatVector.fromArray(S, src, s3 + L).reinterpretAsInts();
            IntVector x3 = FloatVector.fromArray(S, src, s3 + second).reinterpretAsInts();
            IntVector y3 = FloatVector.fromArray(S, src, s3 + second + L).reinterpretAsInts();
            FloatVector d30 = EVEN.selectFrom(u3, v3).reinterpretAsFloats();
            FloatVector d31 = ODD.selectFrom(u3, v3).reinterpretAsFloats();
            FloatVector d32 = EVEN.selectFrom(x3, y3).reinterpretAsFloats();
            FloatVector d33 = ODD.selectFrom(x3, y3).reinterpretAsFloats();
            FloatVector e00 = d00.sub(d20); FloatVector e10 = d10.add(d20); FloatVector e20 = d20.sub(d10);
            FloatVector e30 = d10.sub(d30);
            FloatVector e01 = d01.sub(d21); FloatVector e11 = d11.add(d21); FloatVector e21 = d21.sub(d11);
            FloatVector e31 = d11.sub(d31);
            FloatVector e02 = d02.sub(d22); FloatVector e12 = d12.add(d22); FloatVector e22 = d22.sub(d12);
            FloatVector e32 = d12.sub(d32);
            FloatVector e03 = d03.sub(d23); FloatVector e13 = d13.add(d23); FloatVector e23 = d23.sub(d13);
            FloatVector e33 = d13.sub(d33);
            e00.sub(e02).intoArray(dst, t); e01.add(e02).intoArray(dst, t + dstColumn);
            e02.sub(e01).intoArray(dst, t + 2 * dstColumn); e01.sub(e03).intoArray(dst, t + 3 * dstColumn);
            e10.sub(e12).intoArray(dst, t1); e11.add(e12).intoArray(dst, t1 + dstColumn);
            e12.sub(e11).intoArray(dst, t1 + 2 * dstColumn); e11.sub(e13).intoArray(dst, t1 + 3 * dstColumn);
            e20.sub(e22).intoArray(dst, t2); e21.add(e22).intoArray(dst, t2 + dstColumn);
            e22.sub(e21).intoArray(dst, t2 + 2 * dstColumn); e21.sub(e23).intoArray(dst, t2 + 3 * dstColumn);
            e30.sub(e32).intoArray(dst, t3); e31.add(e32).intoArray(dst, t3 + dstColumn);
            e32.sub(e31).intoArray(dst, t3 + 2 * dstColumn); e31.sub(e33).intoArray(dst, t3 + 3 * dstColumn);
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * W, t = to + n * dstStep;
            int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
            FloatVector b = FloatVector.broadcast(S, bias[biasAt + n]);
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector d03 = FloatVector.fromArray(S, src, s + 3 * column);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d13 = FloatVector.fromArray(S, src, s1 + 3 * column);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector d23 = FloatVector.fromArray(S, src, s2 + 3 * column);
            FloatVector d30 = FloatVector.fromArray(S, src, s3);
            FloatVector d31 = FloatVector.fromArray(S, src, s3 + column);
            FloatVector d32 = FloatVector.fromArray(S, src, s3 + 2 * column);
            FloatVector d33 = FloatVector.fromArray(S, src, s3 + 3 * column);
            FloatVector e00 = d00.add(d10).add(d20); FloatVector e10 = d10.sub(d20).sub(d30);
            FloatVector e01 = d01.add(d11).add(d21); FloatVector e11 = d11.sub(d21).sub(d31);
            FloatVector e02 = d02.add(d12).add(d22); FloatVector e12 = d12.sub(d22).sub(d32);
            FloatVector e03 = d03.add(d13).add(d23); FloatVector e13 = d13.sub(d23).sub(d33);
            IntVector u0 = e00.add(e01).add(e02).add(b).reinterpretAsInts();
            IntVector v0 = e01.sub(e02).sub(e03).add(b).reinterpretAsInts();
            LOW.selectFrom(u0, v0).reinterpretAsFloats().intoArray(dst, t);
            HIGH.selectFrom(u0, v0).reinterpretAsFloats().intoArray(dst, t + L);
            IntVector u1 = e10.add(e11).add(e12).add(b).reinterpretAsInts();
            IntVector v1 = e11.sub(e12).sub(e13).add(b).reinterpretAsInts();
            LOW.selectFrom(u1, v1).reinterpretAsFloats().intoArray(dst, t + dstRow);
            HIGH.selectFrom(u1, v1).reinterpretAsFloats().intoArray(dst, t + dstRow + L);
        }
    }

    @Override
    public void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 2 * L, t = to + n * W;
            int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + L);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * L);
            FloatVector d03 = FloatVector.fromArray(S, src, s + 3 * L);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + L);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * L);
            FloatVector d13 = FloatVector.fromArray(S, src, s1 + 3 * L);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + L);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * L);
            FloatVector d23 = FloatVector.fromArray(S, src, s2 + 3 * L);
            FloatVector d30 = FloatVector.fromArray(S, src, s3);
            FloatVector d31 = FloatVector.fromArray(S, src, s3 + L);
            FloatVector d32 = FloatVector.fromArray(S, src, s3 + 2 * L);
            FloatVector d33 = FloatVector.fromArray(S, src, s3 + 3 * L);
            FloatVector e00 = d00.sub(d20); FloatVector e10 = d10.add(d20); FloatVector e20 = d20.sub(d10);
            FloatVector e30 = d10.sub(d30);
            FloatVector e01 = d01.sub(d21); FloatVector e11 = d11.add(d21); FloatVector e21 = d21.sub(d11);
            FloatVector e31 = d11.sub(d31);
            FloatVector e02 = d02.sub(d22); FloatVector e12 = d12.add(d22); FloatVector e22 = d22.sub(d12);
            FloatVector e32 = d12.sub(d32);
            FloatVector e03 = d03.sub(d23); FloatVector e13 = d13.add(d23); FloatVector e23 = d23.sub(d13);
            FloatVector e33 = d13.sub(d33);
            e00.sub(e02).intoArray(dst, t); e01.add(e02).intoArray(dst, t + dstColumn);
            e02.sub(e01).intoArray(dst, t + 2 * dstColumn); e01.sub(e03).intoArray(dst, t + 3 * dstColumn);
            e10.sub(e12).intoArray(dst, t1); e11.add(e12).intoArray(dst, t1 + dstColumn);
            e12.sub(e11).intoArray(dst, t1 + 2 * dstColumn); e11.sub(e13).intoArray(dst, t1 + 3 * dstColumn);
            e20.sub(e22).intoArray(dst, t2); e21.add(e22).intoArray(dst, t2 + dstColumn);
            e22.sub(e21).intoArray(dst, t2 + 2 * dstColumn); e21.sub(e23).intoArray(dst, t2 + 3 * dstColumn);
            e30.sub(e32).intoArray(dst, t3); e31.add(e32).intoArray(dst, t3 + dstColumn);
            e32.sub(e31).intoArray(dst, t3 + 2 * dstColumn); e31.sub(e33).intoArray(dst, t3 + 3 * dstColumn);
        }
    }

    @Override
    public void weights(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 9 * L, t = to + n * dstStep;
            int s1 = s + row, s2 = s + 2 * row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector e00 = d00; FloatVector e10 = d00.add(d20).add(d10).mul(0.5f);
            FloatVector e20 = d00.add(d20).sub(d10).mul(0.5f); FloatVector e30 = d20;
            FloatVector e01 = d01; FloatVector e11 = d01.add(d21).add(d11).mul(0.5f);
            FloatVector e21 = d01.add(d21).sub(d11).mul(0.5f); FloatVector e31 = d21;
            FloatVector e02 = d02; FloatVector e12 = d02.add(d22).add(d12).mul(0.5f);
            FloatVector e22 = d02.add(d22).sub(d12).mul(0.5f); FloatVector e32 = d22;
            e00.intoArray(dst, t); e00.add(e02).add(e01).mul(0.5f).intoArray(dst, t + dstColumn);
            e00.add(e02).sub(e01).mul(0.5f).intoArray(dst, t + 2 * dstColumn); e02.intoArray(dst, t + 3 * dstColumn);
            e10.intoArray(dst, t1); e10.add(e12).add(e11).mul(0.5f).intoArray(dst, t1 + dstColumn);
            e10.add(e12).sub(e11).mul(0.5f).intoArray(dst, t1 + 2 * dstColumn);
            e12.intoArray(dst, t1 + 3 * dstColumn);
            e20.intoArray(dst, t2); e20.add(e22).add(e21).mul(0.5f).intoArray(dst, t2 + dstColumn);
            e20.add(e22).sub(e21).mul(0.5f).intoArray(dst, t2 + 2 * dstColumn);
            e22.intoArray(dst, t2 + 3 * dstColumn);
            e30.intoArray(dst, t3); e30.add(e32).add(e31).mul(0.5f).intoArray(dst, t3 + dstColumn);
            e30.add(e32).sub(e31).mul(0.5f).intoArray(dst, t3 + 2 * dstColumn);
            e32.intoArray(dst, t3 + 3 * dstColumn);
        }
    }

    @Override
    public void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            int s = from + n * 2 * L, t = to + n * dstStep;
            int s1 = s + row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + L);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + L);
            FloatVector e00 = d00; FloatVector e10 = d00.add(d10); FloatVector e20 = d00.sub(d10);
            FloatVector e30 = d10.neg();
            FloatVector e01 = d01; FloatVector e11 = d01.add(d11); FloatVector e21 = d01.sub(d11);
            FloatVector e31 = d11.neg();
            e00.intoArray(dst, t); e00.add(e01).intoArray(dst, t + dstColumn);
            e00.sub(e01).intoArray(dst, t + 2 * dstColumn); e01.neg().intoArray(dst, t + 3 * dstColumn);
            e10.intoArray(dst, t1); e10.add(e11).intoArray(dst, t1 + dstColumn);
            e10.sub(e11).intoArray(dst, t1 + 2 * dstColumn); e11.neg().intoArray(dst, t1 + 3 * dstColumn);
            e20.intoArray(dst, t2); e20.add(e21).intoArray(dst, t2 + dstColumn);
            e20.sub(e21).intoArray(dst, t2 + 2 * dstColumn); e21.neg().intoArray(dst, t2 + 3 * dstColumn);
            e30.intoArray(dst, t3); e30.add(e31).intoArray(dst, t3 + dstColumn);
            e30.sub(e31).intoArray(dst, t3 + 2 * dstColumn); e31.neg().intoArray(dst, t3 + 3 * dstColumn);
        }
    }

    @Override
    public void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            int s = from + n * W, t = to + n * W;
            int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
            int t1 = t + dstRow, t2 = t + 2 * dstRow;
            FloatVector d00 = FloatVector.fromArray(S, src, s);
            FloatVector d01 = FloatVector.fromArray(S, src, s + column);
            FloatVector d02 = FloatVector.fromArray(S, src, s + 2 * column);
            FloatVector d03 = FloatVector.fromArray(S, src, s + 3 * column);
            FloatVector d10 = FloatVector.fromArray(S, src, s1);
            FloatVector d11 = FloatVector.fromArray(S, src, s1 + column);
            FloatVector d12 = FloatVector.fromArray(S, src, s1 + 2 * column);
            FloatVector d13 = FloatVector.fromArray(S, src, s1 + 3 * column);
            FloatVector d20 = FloatVector.fromArray(S, src, s2);
            FloatVector d21 = FloatVector.fromArray(S, src, s2 + column);
            FloatVector d22 = FloatVector.fromArray(S, src, s2 + 2 * column);
            FloatVector d23 = FloatVector.fromArray(S, src, s2 + 3 * column);
            FloatVector d30 = FloatVector.fromArray(S, src, s3);
            FloatVector d31 = FloatVector.fromArray(S, src, s3 + column);
            FloatVector d32 = FloatVector.fromArray(S, src, s3 + 2 * column);
            FloatVector d33 = FloatVector.fromArray(S, src, s3 + 3 * column);
            FloatVector e00 = d00.add(d10.add(d20).mul(0.5f)); FloatVector e10 = d10.sub(d20).mul(0.5f);
            FloatVector e20 = d10.add(d20).mul(0.5f).add(d30);
            FloatVector e01 = d01.add(d11.add(d21).mul(0.5f)); FloatVector e11 = d11.sub(d21).mul(0.5f);
            FloatVector e21 = d11.add(d21).mul(0.5f).add(d31);
            FloatVector e02 = d02.add(d12.add(d22).mul(0.5f)); FloatVector e12 = d12.sub(d22).mul(0.5f);
            FloatVector e22 = d12.add(d22).mul(0.5f).add(d32);
            FloatVector e03 = d03.add(d13.add(d23).mul(0.5f)); FloatVector e13 = d13.sub(d23).mul(0.5f);
            FloatVector e23 = d13.add(d23).mul(0.5f).add(d33);
            e00.add(e01.add(e02).mul(0.5f)).intoArray(dst, t); e01.sub(e02).mul(0.5f).intoArray(dst, t + dstColumn);
            e01.add(e02).mul(0.5f).add(e03).intoArray(dst, t + 2 * dstColumn);
            e10.add(e11.add(e12).mul(0.5f)).intoArray(dst, t1); e11.sub(e12).mul(0.5f).intoArray(dst, t1 + dstColumn);
            e11.add(e12).mul(0.5f).add(e13).intoArray(dst, t1 + 2 * dstColumn);
            e20.add(e21.add(e22).mul(0.5f)).intoArray(dst, t2); e21.sub(e22).mul(0.5f).intoArray(dst, t2 + dstColumn);
            e21.add(e22).mul(0.5f).add(e23).intoArray(dst, t2 + 2 * dstColumn);
        }
    }
}
