package io.github.convgrad.bench.check;

import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;

/**
 * Single elements of a pass's result, straight from the definition. The products of floats are exact in double, so the
 * double sum is the truth to 15 digits; the float sum is what a naive fp32 loop would give (for y, one that begins with
 * the bias). For one thread.
 */
public final class DirectSums {

    private final ConvShape s;
    private final Tensors t;
    private final PassKind pass;

    private double sum;
    private double squares;
    private float naive;
    private int terms;

    /**
     * @param shape   of the layer
     * @param tensors its inputs
     * @param pass    whose result is wanted
     */
    public DirectSums(ConvShape shape, Tensors tensors, PassKind pass) {
        s = shape;
        t = tensors;
        this.pass = pass;
    }

    /** @return elements of the pass's result: y, dx or dw */
    public int length() {
        return (int) switch (pass) {
            case FORWARD -> s.yLength();
            case DX -> s.xLength();
            case DW -> s.wLength();
        };
    }

    /** @param element of the result, in row-major order, whose sum is taken */
    public void take(int element) {
        begin();
        switch (pass) {
            case FORWARD -> output(element);
            case DX -> inputGradient(element);
            case DW -> weightGradient(element);
        }
    }

    /** @param filter whose bias gradient is taken */
    public void takeBias(int filter) {
        begin();
        for (int n = 0; n < s.batch(); n++) {
            int from = (n * s.outChannels() + filter) * s.outPixels();
            for (int i = 0; i < s.outPixels(); i++) {
                add(t.dy()[from + i], 1);
            }
        }
    }

    /** @return the sum, to about 15 digits */
    public double sum() {
        return sum;
    }

    /** @return the same sum by a loop in float, each product and each sum rounded */
    public float naive() {
        return naive;
    }

    /** @return how many products were added */
    public int terms() {
        return terms;
    }

    /** @return root of the sum of the squared products: the size of the sum if all signs were drawn by lot */
    public double norm() {
        return Math.sqrt(squares);
    }

    private void begin() {
        sum = 0;
        squares = 0;
        naive = 0;
        terms = 0;
    }

    private void add(float a, float b) {
        double product = (double) a * b;
        sum += product;
        squares += product * product;
        naive += a * b;
        terms++;
    }

    private void output(int element) {
        int pixel = element % s.outPixels();
        int f = element / s.outPixels() % s.outChannels();
        int n = element / s.outPixels() / s.outChannels();
        int ow = pixel % s.outWidth();
        int oh = pixel / s.outWidth() % s.outHeight();
        int od = pixel / s.outWidth() / s.outHeight();
        add(t.b()[f], 1);
        for (int c = 0; c < s.inChannelsPerGroup(); c++) {
            for (int tap = 0; tap < s.taps(); tap++) {
                int x = input(n, f / s.outChannelsPerGroup() * s.inChannelsPerGroup() + c, od, oh, ow, tap);
                if (x >= 0) {
                    add(t.x()[x], t.w()[(f * s.inChannelsPerGroup() + c) * s.taps() + tap]);
                }
            }
        }
    }

    private void inputGradient(int element) {
        int pixel = element % s.inPixels();
        int channel = element / s.inPixels() % s.inChannels();
        int n = element / s.inPixels() / s.inChannels();
        int iw = pixel % s.inWidth();
        int ih = pixel / s.inWidth() % s.inHeight();
        int id = pixel / s.inWidth() / s.inHeight();
        int group = channel / s.inChannelsPerGroup();
        int c = channel % s.inChannelsPerGroup();
        for (int i = 0; i < s.outChannelsPerGroup(); i++) {
            int f = group * s.outChannelsPerGroup() + i;
            for (int tap = 0; tap < s.taps(); tap++) {
                int od = phase(id + s.padFront() - tapD(tap) * s.dilationD(), s.strideD(), s.outDepth());
                int oh = phase(ih + s.padTop() - tapH(tap) * s.dilationH(), s.strideH(), s.outHeight());
                int ow = phase(iw + s.padLeft() - tapW(tap) * s.dilationW(), s.strideW(), s.outWidth());
                if (od >= 0 && oh >= 0 && ow >= 0) {
                    int y = (((n * s.outChannels() + f) * s.outDepth() + od) * s.outHeight() + oh) * s.outWidth() + ow;
                    add(t.dy()[y], t.w()[(f * s.inChannelsPerGroup() + c) * s.taps() + tap]);
                }
            }
        }
    }

    private void weightGradient(int element) {
        int tap = element % s.taps();
        int c = element / s.taps() % s.inChannelsPerGroup();
        int f = element / s.taps() / s.inChannelsPerGroup();
        int channel = f / s.outChannelsPerGroup() * s.inChannelsPerGroup() + c;
        for (int n = 0; n < s.batch(); n++) {
            int y = (n * s.outChannels() + f) * s.outPixels();
            for (int od = 0; od < s.outDepth(); od++) {
                for (int oh = 0; oh < s.outHeight(); oh++) {
                    for (int ow = 0; ow < s.outWidth(); ow++) {
                        int x = input(n, channel, od, oh, ow, tap);
                        if (x >= 0) {
                            add(t.x()[x], t.dy()[y]);
                        }
                        y++;
                    }
                }
            }
        }
    }

    /** Index of the input that a tap reads for an output, -1 in the padding. */
    private int input(int n, int channel, int od, int oh, int ow, int tap) {
        int d = od * s.strideD() + tapD(tap) * s.dilationD() - s.padFront();
        int h = oh * s.strideH() + tapH(tap) * s.dilationH() - s.padTop();
        int w = ow * s.strideW() + tapW(tap) * s.dilationW() - s.padLeft();
        boolean inside = d >= 0 && d < s.inDepth() && h >= 0 && h < s.inHeight() && w >= 0 && w < s.inWidth();
        return inside ? (((n * s.inChannels() + channel) * s.inDepth() + d) * s.inHeight() + h) * s.inWidth() + w : -1;
    }

    /** The output whose window begins at a distance, -1 when there is none. */
    private static int phase(int distance, int stride, int outputs) {
        return distance >= 0 && distance % stride == 0 && distance / stride < outputs ? distance / stride : -1;
    }

    private int tapD(int tap) {
        return tap / (s.kernelHeight() * s.kernelWidth());
    }

    private int tapH(int tap) {
        return tap / s.kernelWidth() % s.kernelHeight();
    }

    private int tapW(int tap) {
        return tap % s.kernelWidth();
    }
}
