package io.github.convgrad.reference;

import io.github.convgrad.ConvShape;
import java.util.Arrays;

/**
 * Convolution and its gradients as plain loops. Every sum is kept in {@code double} and rounded once, when it is
 * complete. Never optimised: what counts here is that the loops can be read off the definition.
 *
 * <p>This is the seed's {@code conv_backward_naive(dout, cache)} with {@code cache = (x, w, b, conv_param)}, for every
 * {@link ConvShape} instead of square two-dimensional layers. Faults of the seed that are mended here:
 * <ul>
 * <li>{@code dx} held for stride 1 only: it convolved {@code dout} with flipped weights, whatever the stride. Here each
 *     product of the forward pass is sent back to the input element it came from.
 * <li>{@code dw} took the stride for a dilation. Here tap {@code k} of output {@code o} meets the input at
 *     {@code o * stride - pad + k * dilation}, in all passes.
 * <li>{@code pad = 0} made its last crop, {@code pad:-pad}, empty. Here nothing is padded and nothing is cropped:
 *     positions outside the input are passed over.
 * <li>Kernels that are not square were padded the wrong way round. Here every axis has its own sizes.
 * </ul>
 *
 * <p>Shapes and layout of the tensors are those of {@link ConvShape}; the length of each array must be exactly its
 * tensor's. Outputs are overwritten, inputs are only read, and no output may be the same array as another argument. All
 * methods may be called from any thread. They throw a {@link NullPointerException} or an
 * {@link IllegalArgumentException} that names the argument before any output is touched.
 */
public final class NaiveConvolution {

    private NaiveConvolution() {
    }

    /**
     * Computes {@code y}.
     *
     * @param b may be null: no bias
     */
    public static void forward(ConvShape s, float[] x, float[] w, float[] b, float[] y) {
        requireLength("x", x, s.xLength());
        requireLength("w", w, s.wLength());
        if (b != null) {
            requireLength("b", b, s.bLength());
        }
        requireLength("y", y, s.yLength());
        requireApart("y", y, x, w, b);

        for (int n = 0; n < s.batch(); n++) {
            for (int f = 0; f < s.outChannels(); f++) {
                for (int od = 0; od < s.outDepth(); od++) {
                    for (int oh = 0; oh < s.outHeight(); oh++) {
                        for (int ow = 0; ow < s.outWidth(); ow++) {
                            double bias = b == null ? 0 : b[f];
                            y[yIndex(s, n, f, od, oh, ow)] = (float) (bias + output(s, x, w, n, f, od, oh, ow));
                        }
                    }
                }
            }
        }
    }

    /** One element of the output, without bias. */
    private static double output(ConvShape s, float[] x, float[] w, int n, int f, int od, int oh, int ow) {
        double sum = 0;
        int channels = s.inChannelsPerGroup();
        int firstChannel = f / s.outChannelsPerGroup() * channels;
        int kernelWidth = s.kernelWidth();
        int dilationW = s.dilationW();
        int inWidth = s.inWidth();
        int left = ow * s.strideW() - s.padLeft();
        for (int c = 0; c < channels; c++) {
            for (int kd = 0; kd < s.kernelDepth(); kd++) {
                int id = od * s.strideD() - s.padFront() + kd * s.dilationD();
                for (int kh = 0; kh < s.kernelHeight(); kh++) {
                    int ih = oh * s.strideH() - s.padTop() + kh * s.dilationH();
                    if (id < 0 || id >= s.inDepth() || ih < 0 || ih >= s.inHeight()) {
                        continue;
                    }
                    int xRow = xRow(s, n, firstChannel + c, id, ih);
                    int wRow = wRow(s, f * channels + c, kd, kh);
                    for (int kw = 0; kw < kernelWidth; kw++) {
                        int iw = left + kw * dilationW;
                        if (iw >= 0 && iw < inWidth) {
                            sum += (double) x[xRow + iw] * w[wRow + kw];
                        }
                    }
                }
            }
        }
        return sum;
    }

    /**
     * Computes those gradients whose arrays are given; at least one must be.
     *
     * @param x  needed for {@code dw} only, may be null otherwise
     * @param w  needed for {@code dx} only, may be null otherwise
     * @param dx may be null: not asked for
     * @param dw may be null: not asked for
     * @param db may be null: not asked for
     */
    public static void backward(ConvShape s, float[] x, float[] w, float[] dy, float[] dx, float[] dw, float[] db) {
        requireLength("dy", dy, s.yLength());
        if (dx == null && dw == null && db == null) {
            throw new IllegalArgumentException("dx, dw and db are null, expected at least one array");
        }
        if (x != null || dw != null) {
            requireLength("x", x, s.xLength());
        }
        if (w != null || dx != null) {
            requireLength("w", w, s.wLength());
        }
        if (dx != null) {
            requireLength("dx", dx, s.xLength());
            requireApart("dx", dx, x, w, dy, dw, db);
        }
        if (dw != null) {
            requireLength("dw", dw, s.wLength());
            requireApart("dw", dw, x, w, dy, dx, db);
        }
        if (db != null) {
            requireLength("db", db, s.bLength());
            requireApart("db", db, x, w, dy, dx, dw);
        }

        double[] dxSums = new double[dx == null ? 0 : dx.length];
        double[] dwSums = new double[dw == null ? 0 : dw.length];
        double[] dbSums = new double[db == null ? 0 : db.length];
        for (int n = 0; n < s.batch(); n++) {
            for (int f = 0; f < s.outChannels(); f++) {
                for (int od = 0; od < s.outDepth(); od++) {
                    for (int oh = 0; oh < s.outHeight(); oh++) {
                        for (int ow = 0; ow < s.outWidth(); ow++) {
                            double g = dy[yIndex(s, n, f, od, oh, ow)];
                            if (dx != null) {
                                sendToInput(s, g, w, dxSums, n, f, od, oh, ow);
                            }
                            if (dw != null) {
                                sendToWeights(s, g, x, dwSums, n, f, od, oh, ow);
                            }
                            if (db != null) {
                                dbSums[f] += g;
                            }
                        }
                    }
                }
            }
        }
        round(dxSums, dx);
        round(dwSums, dw);
        round(dbSums, db);
    }

    /** The loops of {@link #output}: what one element's gradient {@code g} means for the inputs it was made of. */
    private static void sendToInput(ConvShape s, double g, float[] w, double[] dxSums,
            int n, int f, int od, int oh, int ow) {
        int channels = s.inChannelsPerGroup();
        int firstChannel = f / s.outChannelsPerGroup() * channels;
        int kernelWidth = s.kernelWidth();
        int dilationW = s.dilationW();
        int inWidth = s.inWidth();
        int left = ow * s.strideW() - s.padLeft();
        for (int c = 0; c < channels; c++) {
            for (int kd = 0; kd < s.kernelDepth(); kd++) {
                int id = od * s.strideD() - s.padFront() + kd * s.dilationD();
                for (int kh = 0; kh < s.kernelHeight(); kh++) {
                    int ih = oh * s.strideH() - s.padTop() + kh * s.dilationH();
                    if (id < 0 || id >= s.inDepth() || ih < 0 || ih >= s.inHeight()) {
                        continue;
                    }
                    int xRow = xRow(s, n, firstChannel + c, id, ih);
                    int wRow = wRow(s, f * channels + c, kd, kh);
                    for (int kw = 0; kw < kernelWidth; kw++) {
                        int iw = left + kw * dilationW;
                        if (iw >= 0 && iw < inWidth) {
                            dxSums[xRow + iw] += w[wRow + kw] * g;
                        }
                    }
                }
            }
        }
    }

    /** The same loops: what {@code g} means for the weights. */
    private static void sendToWeights(ConvShape s, double g, float[] x, double[] dwSums,
            int n, int f, int od, int oh, int ow) {
        int channels = s.inChannelsPerGroup();
        int firstChannel = f / s.outChannelsPerGroup() * channels;
        int kernelWidth = s.kernelWidth();
        int dilationW = s.dilationW();
        int inWidth = s.inWidth();
        int left = ow * s.strideW() - s.padLeft();
        for (int c = 0; c < channels; c++) {
            for (int kd = 0; kd < s.kernelDepth(); kd++) {
                int id = od * s.strideD() - s.padFront() + kd * s.dilationD();
                for (int kh = 0; kh < s.kernelHeight(); kh++) {
                    int ih = oh * s.strideH() - s.padTop() + kh * s.dilationH();
                    if (id < 0 || id >= s.inDepth() || ih < 0 || ih >= s.inHeight()) {
                        continue;
                    }
                    int xRow = xRow(s, n, firstChannel + c, id, ih);
                    int wRow = wRow(s, f * channels + c, kd, kh);
                    for (int kw = 0; kw < kernelWidth; kw++) {
                        int iw = left + kw * dilationW;
                        if (iw >= 0 && iw < inWidth) {
                            dwSums[wRow + kw] += x[xRow + iw] * g;
                        }
                    }
                }
            }
        }
    }

    /** Where a row of {@code x} begins. */
    private static int xRow(ConvShape s, int n, int channel, int id, int ih) {
        return (((n * s.inChannels() + channel) * s.inDepth() + id) * s.inHeight() + ih) * s.inWidth();
    }

    /** Where a row of taps begins in {@code w}; kernels are counted through all output and their input channels. */
    private static int wRow(ConvShape s, int kernel, int kd, int kh) {
        return ((kernel * s.kernelDepth() + kd) * s.kernelHeight() + kh) * s.kernelWidth();
    }

    private static int yIndex(ConvShape s, int n, int f, int od, int oh, int ow) {
        return (((n * s.outChannels() + f) * s.outDepth() + od) * s.outHeight() + oh) * s.outWidth() + ow;
    }

    private static void round(double[] sums, float[] gradient) {
        for (int i = 0; i < sums.length; i++) {
            gradient[i] = (float) sums[i];
        }
    }

    private static void requireLength(String name, float[] array, long length) {
        if (array == null) {
            throw new NullPointerException(name + " is null, expected " + length + " elements");
        }
        if (array.length != length) {
            throw new IllegalArgumentException(
                    name + " has " + array.length + " elements, expected " + length);
        }
    }

    private static void requireApart(String name, float[] output, float[]... others) {
        if (Arrays.stream(others).anyMatch(other -> other == output)) {
            throw new IllegalArgumentException(
                    name + " is the same array as another argument, expected an array of its own");
        }
    }
}
