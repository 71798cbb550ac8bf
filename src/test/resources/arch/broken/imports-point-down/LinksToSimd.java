package io.github.convgrad.internal.kernel;

import io.github.convgrad.internal.kernel.simd.SimdKernels;

class LinksToSimd {
    SimdKernels kernels;
}
