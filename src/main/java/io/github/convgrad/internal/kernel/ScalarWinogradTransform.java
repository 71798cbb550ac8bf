package io.github.convgrad.internal.kernel;

/**
 * F(2 x 2, 3 x 3) in plain Java; interpolation points 0, 1, -1 and infinity.
 *
 * <pre>
 *         [ 1  0 -1  0 ]         [ 1    0    0  ]
 *   B^T = [ 0  1  1  0 ]    G =  [ 1/2  1/2  1/2]    A^T = [ 1  1  1  0 ]
 *         [ 0 -1  1  0 ]         [ 1/2 -1/2  1/2]          [ 0  1 -1 -1 ]
 *         [ 0  1  0 -1 ]         [ 0    0    1  ]
 * </pre>
 *
 * <p>Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, section 4.1. Nothing but halves are
 * multiplied, so small integers come through exactly.
 */
public final class ScalarWinogradTransform implements WinogradGradient {
    private final int lanes;
    private final int width;
    private final int rowPitch;

    /** Four lanes. */
    public ScalarWinogradTransform() {
        this(4);
    }

    /** As many lanes as the kernels whose layout it takes. */
    ScalarWinogradTransform(int lanes) {
        this.lanes = lanes;
        width = 2 * lanes;
        rowPitch = rowPitch();
    }

    @Override
    public int outputTile() {
        return 2;
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
                int s = from + n * step + 2 * lane, t = to + n * dstStep + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
                float d00 = src[s]; float d01 = src[s + 1]; float d02 = src[s + second];
                float d03 = src[s + second + 1];
                float d10 = src[s1]; float d11 = src[s1 + 1]; float d12 = src[s1 + second];
                float d13 = src[s1 + second + 1];
                float d20 = src[s2]; float d21 = src[s2 + 1]; float d22 = src[s2 + second];
                float d23 = src[s2 + second + 1];
                float d30 = src[s3]; float d31 = src[s3 + 1]; float d32 = src[s3 + second];
                float d33 = src[s3 + second + 1];
                float e00 = d00 - d20; float e10 = d10 + d20; float e20 = d20 - d10; float e30 = d10 - d30;
                float e01 = d01 - d21; float e11 = d11 + d21; float e21 = d21 - d11; float e31 = d11 - d31;
                float e02 = d02 - d22; float e12 = d12 + d22; float e22 = d22 - d12; float e32 = d12 - d32;
                float e03 = d03 - d23; float e13 = d13 + d23; float e23 = d23 - d13; float e33 = d13 - d33;
                dst[t] = e00 - e02; dst[t + dstColumn] = e01 + e02; dst[t + 2 * dstColumn] = e02 - e01;
                dst[t + 3 * dstColumn] = e01 - e03;
                dst[t1] = e10 - e12; dst[t1 + dstColumn] = e11 + e12; dst[t1 + 2 * dstColumn] = e12 - e11;
                dst[t1 + 3 * dstColumn] = e11 - e13;
                dst[t2] = e20 - e22; dst[t2 + dstColumn] = e21 + e22; dst[t2 + 2 * dstColumn] = e22 - e21;
                dst[t2 + 3 * dstColumn] = e21 - e23;
                dst[t3] = e30 - e32; dst[t3 + dstColumn] = e31 + e32; dst[t3 + 2 * dstColumn] = e32 - e31;
                dst[t3 + 3 * dstColumn] = e31 - e33;
            }
        }
    }

    @Override
    public void output(int count, float[] src, int from, int row, int column, float[] bias, int biasAt,
            float[] dst, int to, int dstRow, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * width + lane, t = to + n * dstStep + 2 * lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
                float d00 = src[s]; float d01 = src[s + column]; float d02 = src[s + 2 * column];
                float d03 = src[s + 3 * column];
                float d10 = src[s1]; float d11 = src[s1 + column]; float d12 = src[s1 + 2 * column];
                float d13 = src[s1 + 3 * column];
                float d20 = src[s2]; float d21 = src[s2 + column]; float d22 = src[s2 + 2 * column];
                float d23 = src[s2 + 3 * column];
                float d30 = src[s3]; float d31 = src[s3 + column]; float d32 = src[s3 + 2 * column];
                float d33 = src[s3 + 3 * column];
                float e00 = (d00 + d10) + d20; float e10 = (d10 - d20) - d30;
                float e01 = (d01 + d11) + d21; float e11 = (d11 - d21) - d31;
                float e02 = (d02 + d12) + d22; float e12 = (d12 - d22) - d32;
                float e03 = (d03 + d13) + d23; float e13 = (d13 - d23) - d33;
                float b = bias[biasAt + n];
                dst[t] = ((e00 + e01) + e02) + b;
                dst[t + 1] = ((e01 - e02) - e03) + b;
                dst[t + dstRow] = ((e10 + e11) + e12) + b;
                dst[t + dstRow + 1] = ((e11 - e12) - e13) + b;
            }
        }
    }

    @Override
    public void channelInput(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 2 * lanes + lane, t = to + n * width + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
                float d00 = src[s]; float d01 = src[s + lanes]; float d02 = src[s + 2 * lanes];
                float d03 = src[s + 3 * lanes];
                float d10 = src[s1]; float d11 = src[s1 + lanes]; float d12 = src[s1 + 2 * lanes];
                float d13 = src[s1 + 3 * lanes];
                float d20 = src[s2]; float d21 = src[s2 + lanes]; float d22 = src[s2 + 2 * lanes];
                float d23 = src[s2 + 3 * lanes];
                float d30 = src[s3]; float d31 = src[s3 + lanes]; float d32 = src[s3 + 2 * lanes];
                float d33 = src[s3 + 3 * lanes];
                float e00 = d00 - d20; float e10 = d10 + d20; float e20 = d20 - d10; float e30 = d10 - d30;
                float e01 = d01 - d21; float e11 = d11 + d21; float e21 = d21 - d11; float e31 = d11 - d31;
                float e02 = d02 - d22; float e12 = d12 + d22; float e22 = d22 - d12; float e32 = d12 - d32;
                float e03 = d03 - d23; float e13 = d13 + d23; float e23 = d23 - d13; float e33 = d13 - d33;
                dst[t] = e00 - e02; dst[t + dstColumn] = e01 + e02; dst[t + 2 * dstColumn] = e02 - e01;
                dst[t + 3 * dstColumn] = e01 - e03;
                dst[t1] = e10 - e12; dst[t1 + dstColumn] = e11 + e12; dst[t1 + 2 * dstColumn] = e12 - e11;
                dst[t1 + 3 * dstColumn] = e11 - e13;
                dst[t2] = e20 - e22; dst[t2 + dstColumn] = e21 + e22; dst[t2 + 2 * dstColumn] = e22 - e21;
                dst[t2 + 3 * dstColumn] = e21 - e23;
                dst[t3] = e30 - e32; dst[t3 + dstColumn] = e31 + e32; dst[t3 + 2 * dstColumn] = e32 - e31;
                dst[t3 + 3 * dstColumn] = e31 - e33;
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
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
                float d00 = src[s]; float d01 = src[s + column]; float d02 = src[s + 2 * column];
                float d10 = src[s1]; float d11 = src[s1 + column]; float d12 = src[s1 + 2 * column];
                float d20 = src[s2]; float d21 = src[s2 + column]; float d22 = src[s2 + 2 * column];
                float e00 = d00; float e10 = 0.5f * ((d00 + d20) + d10); float e20 = 0.5f * ((d00 + d20) - d10);
                float e30 = d20;
                float e01 = d01; float e11 = 0.5f * ((d01 + d21) + d11); float e21 = 0.5f * ((d01 + d21) - d11);
                float e31 = d21;
                float e02 = d02; float e12 = 0.5f * ((d02 + d22) + d12); float e22 = 0.5f * ((d02 + d22) - d12);
                float e32 = d22;
                dst[t] = e00; dst[t + dstColumn] = 0.5f * ((e00 + e02) + e01);
                dst[t + 2 * dstColumn] = 0.5f * ((e00 + e02) - e01); dst[t + 3 * dstColumn] = e02;
                dst[t1] = e10; dst[t1 + dstColumn] = 0.5f * ((e10 + e12) + e11);
                dst[t1 + 2 * dstColumn] = 0.5f * ((e10 + e12) - e11); dst[t1 + 3 * dstColumn] = e12;
                dst[t2] = e20; dst[t2 + dstColumn] = 0.5f * ((e20 + e22) + e21);
                dst[t2 + 2 * dstColumn] = 0.5f * ((e20 + e22) - e21); dst[t2 + 3 * dstColumn] = e22;
                dst[t3] = e30; dst[t3 + dstColumn] = 0.5f * ((e30 + e32) + e31);
                dst[t3 + 2 * dstColumn] = 0.5f * ((e30 + e32) - e31); dst[t3 + 3 * dstColumn] = e32;
            }
        }
    }

    @Override
    public void outputGradient(int count, float[] src, int from, int row,
            float[] dst, int to, int dstRow, int dstColumn, int dstStep) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * 2 * lanes + lane, t = to + n * dstStep + lane;
                int s1 = s + row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow, t3 = t + 3 * dstRow;
                float d00 = src[s]; float d01 = src[s + lanes];
                float d10 = src[s1]; float d11 = src[s1 + lanes];
                float e00 = d00; float e10 = d00 + d10; float e20 = d00 - d10; float e30 = -d10;
                float e01 = d01; float e11 = d01 + d11; float e21 = d01 - d11; float e31 = -d11;
                dst[t] = e00; dst[t + dstColumn] = e00 + e01; dst[t + 2 * dstColumn] = e00 - e01;
                dst[t + 3 * dstColumn] = -e01;
                dst[t1] = e10; dst[t1 + dstColumn] = e10 + e11; dst[t1 + 2 * dstColumn] = e10 - e11;
                dst[t1 + 3 * dstColumn] = -e11;
                dst[t2] = e20; dst[t2 + dstColumn] = e20 + e21; dst[t2 + 2 * dstColumn] = e20 - e21;
                dst[t2 + 3 * dstColumn] = -e21;
                dst[t3] = e30; dst[t3 + dstColumn] = e30 + e31; dst[t3 + 2 * dstColumn] = e30 - e31;
                dst[t3 + 3 * dstColumn] = -e31;
            }
        }
    }

    @Override
    public void weightGradient(int count, float[] src, int from, int row, int column,
            float[] dst, int to, int dstRow, int dstColumn) {
        for (int n = 0; n < count; n++) {
            for (int lane = 0; lane < lanes; lane++) {
                int s = from + n * width + lane, t = to + n * width + lane;
                int s1 = s + row, s2 = s + 2 * row, s3 = s + 3 * row;
                int t1 = t + dstRow, t2 = t + 2 * dstRow;
                float d00 = src[s]; float d01 = src[s + column]; float d02 = src[s + 2 * column];
                float d03 = src[s + 3 * column];
                float d10 = src[s1]; float d11 = src[s1 + column]; float d12 = src[s1 + 2 * column];
                float d13 = src[s1 + 3 * column];
                float d20 = src[s2]; float d21 = src[s2 + column]; float d22 = src[s2 + 2 * column];
                float d23 = src[s2 + 3 * column];
                float d30 = src[s3]; float d31 = src[s3 + column]; float d32 = src[s3 + 2 * column];
                float d33 = src[s3 + 3 * column];
                float e00 = d00 + (0.5f * (d10 + d20)); float e10 = 0.5f * (d10 - d20);
                float e20 = (0.5f * (d10 + d20)) + d30;
                float e01 = d01 + (0.5f * (d11 + d21)); float e11 = 0.5f * (d11 - d21);
                float e21 = (0.5f * (d11 + d21)) + d31;
                float e02 = d02 + (0.5f * (d12 + d22)); float e12 = 0.5f * (d12 - d22);
                float e22 = (0.5f * (d12 + d22)) + d32;
                float e03 = d03 + (0.5f * (d13 + d23)); float e13 = 0.5f * (d13 - d23);
                float e23 = (0.5f * (d13 + d23)) + d33;
                dst[t] = e00 + (0.5f * (e01 + e02)); dst[t + dstColumn] = 0.5f * (e01 - e02);
                dst[t + 2 * dstColumn] = (0.5f * (e01 + e02)) + e03;
                dst[t1] = e10 + (0.5f * (e11 + e12)); dst[t1 + dstColumn] = 0.5f * (e11 - e12);
                dst[t1 + 2 * dstColumn] = (0.5f * (e11 + e12)) + e13;
                dst[t2] = e20 + (0.5f * (e21 + e22)); dst[t2 + dstColumn] = 0.5f * (e21 - e22);
                dst[t2 + 2 * dstColumn] = (0.5f * (e21 + e22)) + e23;
            }
        }
    }
}
