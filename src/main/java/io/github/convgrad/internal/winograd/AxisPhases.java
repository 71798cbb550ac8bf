package io.github.convgrad.internal.winograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A correlation along one axis, as pieces over the tiles of its source. Where dx has a stride, its pixels fall into
 * phases, each of which meets every stride-th tap only and is a correlation of its own with the same source. A phase
 * that lies a pixel off the tiles begins early. Where forward has a stride, it is the source's pixels that fall into
 * phases, each of which meets pieces of its own.
 *
 * @param inStride  distance between neighbouring pixels of a tile in the source
 * @param outStride distance between neighbouring pixels of a tile in what is produced
 * @param pad       zero pixels before the source that tiles begin with; negative where its first ones are never read
 * @param phases    the phases of what is produced, those without a pixel left out
 */
record AxisPhases(int inStride, int outStride, int pad, List<Phase> phases) {

    /**
     * Pixels a stride apart.
     *
     * @param first  the first of them
     * @param size   how many there are
     * @param pieces of the kernel that they meet
     */
    record Phase(int first, int size, List<AxisPiece> pieces) {

        /** Points that the pieces have: products along this axis for two pixels. */
        int points() {
            return pieces.stream().mapToInt(AxisPiece::points).sum();
        }
    }

    /** Forward: pixel {@code o} is the sum over all taps {@code t} with {@code x[stride * o + t - pad]}. */
    static AxisPhases forward(int taps, int stride, int pad, int outSize) {
        return new AxisPhases(stride, 1, pad, List.of(new Phase(0, outSize, AxisPiece.phases(taps, stride))));
    }

    /** dx: pixel {@code i} meets tap {@code t} with {@code dy[(i + pad - t) / stride]}, if that is a whole number. */
    static AxisPhases dataGradient(int taps, int stride, int pad, int inSize) {
        int least = Integer.MIN_VALUE;
        for (int first = 0; first < Math.min(stride, inSize); first++) {
            least = Math.max(least, padOf(taps, stride, pad, first));
        }
        AxisPhases sooner = dataGradient(taps, stride, pad, inSize, least);
        AxisPhases later = dataGradient(taps, stride, pad, inSize, least + 1);
        return sooner.points() <= later.points() ? sooner : later;
    }

    private static AxisPhases dataGradient(int taps, int stride, int pad, int inSize, int begin) {
        List<Phase> phases = new ArrayList<>();
        for (int first = 0; first < Math.min(stride, inSize); first++) {
            int tap = Math.floorMod(first + pad, stride), count = Math.ceilDiv(taps - tap, stride);
            int[] kernel = new int[count];
            Arrays.setAll(kernel, i -> tap + stride * (count - 1 - i));
            int behind = begin - padOf(taps, stride, pad, first);
            phases.add(new Phase(first, Math.ceilDiv(inSize - first, stride),
                    AxisPiece.cut(kernel, behind / 2, behind % 2 != 0)));
        }
        return new AxisPhases(1, stride, begin, phases);
    }

    /** Zero pixels before the source for the phase of a pixel: it meets its last tap there. */
    private static int padOf(int taps, int stride, int pad, int first) {
        int tap = Math.floorMod(first + pad, stride);
        return Math.ceilDiv(taps - tap, stride) - 1 - (first + pad - tap) / stride;
    }

    /** The phase of the source that a piece meets. */
    int source(AxisPiece piece) {
        return Math.floorMod(piece.first(inStride), inStride);
    }

    int points() {
        return phases.stream().mapToInt(Phase::points).sum();
    }

    /** Pieces of the phase that has most. */
    int mostPieces() {
        return phases.stream().mapToInt(p -> p.pieces.size()).max().orElse(1);
    }

    /** The farthest that a piece is shifted, in tiles. */
    int reach() {
        return phases.stream().flatMap(p -> p.pieces.stream()).mapToInt(AxisPiece::shift).max().orElse(0);
    }

    /** Tiles of the longest phase. */
    int tiles() {
        return phases.stream().mapToInt(p -> Math.ceilDiv(p.size, 2)).max().orElse(0);
    }
}
