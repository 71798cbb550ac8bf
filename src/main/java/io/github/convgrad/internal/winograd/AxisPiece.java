package io.github.convgrad.internal.winograd;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Up to three neighbouring taps of a kernel along one axis, laid out as a kernel of three whose other taps are zero.
 * Pieces begin two pixels apart.
 *
 * <pre>
 *   kernel of 5:   w0 w1 w2 .  .      shift 0, taps  0, 1, 2           begun early:  0  w0 w1 .  .  .
 *                  .  .  0  w3 w4     shift 1, taps -1, 3, 4                         .  .  0  w2 w3 .
 *                                                                                    .  .  .  .  0  w4
 * </pre>
 *
 * <p>Where the taps begin with a zero the transformed kernel is zero at the first point, where they end with one at the
 * last point, infinity: products that need not be formed. A kernel of 5 costs 4 + 3 products for two outputs, not 10.
 *
 * @param shift pairs of pixels from where the first piece begins
 * @param taps  three taps of the whole kernel, -1 for a zero; those that are not neighbour each other
 */
record AxisPiece(int shift, int[] taps) {

    /**
     * Cuts a kernel.
     *
     * @param kernel taps in the order of the pixels that they meet
     * @param shift  of the first piece
     * @param early  whether pieces begin a pixel before the kernel does, with a zero
     */
    static List<AxisPiece> cut(int[] kernel, int shift, boolean early) {
        List<AxisPiece> pieces = new ArrayList<>();
        for (int begin = early ? -1 : 0; pieces.isEmpty() || begin + 1 < kernel.length; begin += 2) {
            int[] taps = new int[3];
            for (int i = 0; i < 3; i++) {
                int tap = begin + i;
                // What begins a piece but the first one ends the piece before.
                boolean taken = i == 0 && !pieces.isEmpty();
                taps[i] = tap < 0 || tap >= kernel.length || taken ? -1 : kernel[tap];
            }
            pieces.add(new AxisPiece(shift + pieces.size(), taps));
        }
        return pieces;
    }

    /** The pieces of a kernel with a stride: each phase of its taps meets pixels of its own, {@code stride} apart. */
    static List<AxisPiece> phases(int taps, int stride) {
        List<AxisPiece> pieces = new ArrayList<>();
        for (int phase = 0; phase < Math.min(stride, taps); phase++) {
            pieces.addAll(cut(IntStream.iterate(phase, t -> t < taps, t -> t + stride).toArray(), 0, false));
        }
        return pieces;
    }

    /**
     * The pieces for dw, three taps each but the last: what a piece meets is transformed for it alone, so that pieces
     * need not begin two pixels apart. Their shifts mean nothing.
     */
    static List<AxisPiece> threes(int taps, int stride) {
        List<AxisPiece> pieces = new ArrayList<>();
        for (int phase = 0; phase < Math.min(stride, taps); phase++) {
            int count = Math.ceilDiv(taps - phase, stride);
            for (int begin = 0; begin < count; begin += 3) {
                // One or two taps leave the first point out, one the last as well.
                int[] three = {-1, -1, -1};
                for (int i = 0; i < Math.min(3, count - begin); i++) {
                    three[count - begin < 3 ? i + 1 : i] = phase + stride * (begin + i);
                }
                pieces.add(new AxisPiece(0, three));
            }
        }
        return pieces;
    }

    /** The tap that the piece would begin with if its zeros were taps: neighbours are {@code stride} apart. */
    int first(int stride) {
        int i = 0;
        while (taps[i] < 0) {
            i++;
        }
        return taps[i] - i * stride;
    }

    /** Points at which the piece is not zero by construction: products along its axis for two pixels. */
    int points() {
        return points(2, true);
    }

    /** The same for tiles of some pixels; {@code last} as for {@link #uses}. */
    int points(int tile, boolean last) {
        return tile + (uses(0, tile + 2, last) ? 1 : 0) + (uses(tile + 1, tile + 2, last) ? 1 : 0);
    }

    /**
     * Whether the product at a point of {@code points} is wanted and not zero by construction.
     *
     * @param last whether a tile's last pixel is wanted
     */
    boolean uses(int point, int points, boolean last) {
        return !(point == 0 && taps[0] < 0) && !(point == points - 1 && (taps[2] < 0 || !last));
    }
}
