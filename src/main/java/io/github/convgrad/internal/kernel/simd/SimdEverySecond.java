package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Every second float of a run, as a vector of its own, for vectors of less than 512 bits. Those have no instruction that
 * picks lanes of two others: two permutations and a blending do the same, and take five times as long. So the lanes of
 * two loads are blended as they lie, and only what is made of them is put in order:
 *
 * <pre>
 *   load(at)              0  .  2  .  4  .  6  .
 *   load(at + lanes - 1)  .  8  . 10  . 12  . 14        blended: floats 0 8 2 10 4 12 6 14, that is 0 4 1 5 2 6 3 7
 * </pre>
 */
final class SimdEverySecond {
    private static final VectorSpecies<Float> S = Lanes.SPECIES;
    private static final int L = Lanes.COUNT;
    private static final VectorMask<Float> ODD = Lanes.mask(0xAAAAAAAAAAAAAAAAL);
    private static final VectorShuffle<Float> IN_ORDER = VectorShuffle.fromOp(S, i -> 2 * i % L + 2 * i / L);
    private static final VectorShuffle<Float> AS_LOADED = VectorShuffle.fromOp(S, i -> i / 2 + i % 2 * (L / 2));

    private SimdEverySecond() {
    }

    /** Floats {@code at, at + 2, …}, in the order in which they are blended. */
    static FloatVector load(float[] a, int at) {
        return FloatVector.fromArray(S, a, at).blend(FloatVector.fromArray(S, a, at + L - 1), ODD);
    }

    /** What was made of {@linkplain #load loaded} floats, one after the other. */
    static FloatVector inOrder(FloatVector v) {
        return v.rearrange(IN_ORDER);
    }

    /** The inverse of {@link #inOrder}. */
    static FloatVector asLoaded(FloatVector v) {
        return v.rearrange(AS_LOADED);
    }
}
