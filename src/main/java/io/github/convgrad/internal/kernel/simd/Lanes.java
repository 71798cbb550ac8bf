package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
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

    private Lanes() {
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
