package io.github.convgrad.internal.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

class Reduces {
    float sum(FloatVector v) {
        return v.reduceLanes(VectorOperators.ADD);
    }
}
