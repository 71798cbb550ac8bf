package io.github.convgrad.internal.kernel.simd;

import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one vector width of this JVM. A species is fast only as a {@code static final} constant, so it is fixed when
 * this class is initialised and all kernels share it.
 */
final class Lanes {
    /** Width asked for in bits, 0 for the one the machine prefers; written once, before the class is initialised. */
    static final class Request {
        static volatile int bits;

        private Request() {
        }
    }

    static final VectorSpecies<Float> SPECIES = species(Request.bits);

    static final int COUNT = SPECIES.length();

    private static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);

    /** In each lane the bit that stands for it. */
    private static final IntVector BITS = IntVector.fromArray(INTS,
            IntStream.range(0, COUNT).map(lane -> 1 << lane).toArray(), 0);

    private Lanes() {
    }

    /**
     * The mask with lane {@code i} set where bit {@code i} is. {@link VectorMask#fromLong} spreads the bits with an
     * instruction that takes AMD's processors before Zen 3 tens of cycles (bench/notes/129), unless masks have registers
     * of their own, as they have with 512 bits.
     */
    static VectorMask<Float> mask(long lanes) {
        return COUNT == 16 ? VectorMask.fromLong(SPECIES, lanes) : compared((int) lanes);
    }

    /** Apart, so that both are short enough for C2 to inline where calls are rare; where it does not, masks are objects. */
    private static VectorMask<Float> compared(int lanes) {
        return BITS.and(lanes).compare(VectorOperators.EQ, BITS).cast(SPECIES);
    }

    private static VectorSpecies<Float> species(int bits) {
        return switch (bits) {
            case 0 -> preferred();
            case 128 -> FloatVector.SPECIES_128;
            case 256 -> FloatVector.SPECIES_256;
            case 512 -> FloatVector.SPECIES_512;
            default -> throw new IllegalArgumentException("no " + bits + "-bit kernels");
        };
    }

    /** Scalable vectors wider than 512 bits are used at 512: the tiles are made for 4, 8 or 16 lanes. */
    private static VectorSpecies<Float> preferred() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() > 512 ? FloatVector.SPECIES_512
                : FloatVector.SPECIES_PREFERRED;
    }
}
