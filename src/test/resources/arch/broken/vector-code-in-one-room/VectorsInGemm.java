package io.github.convgrad.internal.gemm;

import jdk.incubator.vector.FloatVector;

class VectorsInGemm {
    FloatVector v;
}
