package io.github.convgrad.internal.kernel;

class VectorsInScalar {
    Object v = jdk.incubator.vector.FloatVector.SPECIES_PREFERRED;
}
