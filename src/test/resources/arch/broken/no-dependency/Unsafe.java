package io.github.convgrad.internal.gemm;

import static sun.misc.Unsafe.ARRAY_FLOAT_BASE_OFFSET;

class Unsafe {
    long base = ARRAY_FLOAT_BASE_OFFSET;
}
