package io.github.convgrad.internal.winograd;

import java.util.ArrayList;
import java.util.List;

/**
 * Up to three neighbouring taps of a kernel along one axis, laid out as a kernel of three whose other taps are zero.
 *
 * <pre>
 *   kernel of 5:   w0 w1 w2 .  .      piece 0: offset 0, first 0, count 3, lead 0
 *                  .  .  0  w3 w4     piece 1: offset 2, first 3, count 2, lead 1
 * </pre>
 *
 * <p>Where the taps begin with a zero the transformed kernel is zero at the first point, where they end with one at the
 * last point, infinity: products that need not be formed. A kernel of 5 costs 4 + 3 products for two outputs, not 10.
 *
 * @param offset pixels from what the first tap of the whole kernel reads to what the piece's three taps begin with
 * @param first  the first tap of the whole kernel that belongs to the piece
 * @param count  taps of the piece
 * @param lead   zeros before them
 */
record AxisPiece(int offset, int first, int count, int lead) {

    /** Cuts a kernel of so many taps: three first, two in every other piece. */
    static List<AxisPiece> of(int taps) {
        List<AxisPiece> pieces = new ArrayList<>();
        if (taps == 1) {
            // In the middle: both ends are zero.
            pieces.add(new AxisPiece(-1, 0, 1, 1));
        } else {
            pieces.add(new AxisPiece(0, 0, Math.min(3, taps), 0));
            for (int tap = 3; tap < taps; tap += 2) {
                pieces.add(new AxisPiece(tap - 1, tap, Math.min(2, taps - tap), 1));
            }
        }
        return pieces;
    }

    /** Whether the product at a point of {@code points} is not zero by construction. */
    boolean uses(int point, int points) {
        return !(point == 0 && lead > 0) && !(point == points - 1 && lead + count < 3);
    }
}
