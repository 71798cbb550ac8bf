package io.github.convgrad.internal.images;

/**
 * Which taps meet the source along one axis: output {@code o} meets source index {@code o * step + shift + t * gap} at
 * tap {@code t}, where that lies within the source.
 *
 * @param outputs outputs along the axis
 * @param source  size of the source
 * @param taps    taps of the kernel
 * @param step    from one output to the next, in the source
 * @param shift   where tap 0 of output 0 meets the source
 * @param gap     from one tap to the next, in the source
 */
record ImageTaps(int outputs, int source, int taps, int step, int shift, int gap) {

    /** The forward pass along an axis. */
    static ImageTaps forward(int in, int out, int kernel, int stride, int pad, int dilation) {
        return new ImageTaps(out, in, kernel, stride, -pad, dilation);
    }

    /** The gradient of the input, stride 1, along an axis: taps in reverse, so that they ascend in {@code dy}. */
    static ImageTaps backward(int in, int out, int kernel, int pad, int dilation) {
        return new ImageTaps(in, out, kernel, 1, pad - (kernel - 1) * dilation, dilation);
    }

    /** The first tap of an output that meets the source. */
    int first(int output) {
        int at = at(output);
        return at >= 0 ? 0 : Math.min(taps, (gap - 1 - at) / gap);
    }

    /** One past the last tap that meets the source, at least {@link #first}. */
    int end(int output) {
        int room = source - 1 - at(output);
        return Math.max(first(output), room < 0 ? 0 : Math.min(taps, room / gap + 1));
    }

    /** Where tap 0 of an output meets the source; may lie outside. */
    int at(int output) {
        return output * step + shift;
    }

    /** Pairs of an output and a tap that meet the source. */
    long met() {
        long met = 0;
        for (int output = 0; output < outputs; output++) {
            met += end(output) - first(output);
        }
        return met;
    }

    /** The first source index that some outputs meet, clipped to the source. */
    int sourceBegin(int firstOutput) {
        return Math.clamp(at(firstOutput), 0, source);
    }

    /** One past the last source index that outputs up to this one meet, clipped to the source. */
    int sourceEnd(int lastOutput) {
        return Math.clamp(at(lastOutput) + (taps - 1L) * gap + 1, 0, source);
    }

    /** Source indices that so many outputs meet, at most. */
    int sourceCount(int count) {
        return (int) Math.min(source, (count - 1L) * step + (taps - 1L) * gap + 1);
    }
}
