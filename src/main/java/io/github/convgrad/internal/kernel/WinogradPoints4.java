package io.github.convgrad.internal.kernel;

/**
 * Numbers that the matrices of F(4 x 4, 3 x 3) are made of: its interpolation points p and q, their powers, and the
 * factors of G. {@link ScalarWinogradTransform4} shows the matrices.
 */
public final class WinogradPoints4 {
    public static final float P = 0.625f;
    public static final float Q = 1.5f;
    public static final float NP = -0.625f;
    public static final float NQ = -1.5f;
    public static final float PP = 0.390625f;
    public static final float QQ = 2.25f;
    public static final float NPP = -0.390625f;
    public static final float NQQ = -2.25f;
    public static final float PPP = 0.244140625f;
    public static final float QQQ = 3.375f;
    public static final float PPQQ = 0.87890625f;
    public static final float NSUM = -2.640625f;
    public static final float C0 = 256f / 225;
    public static final float C1 = -2048f / 2975;
    public static final float C2 = 128f / 1071;

    private WinogradPoints4() {
    }
}
