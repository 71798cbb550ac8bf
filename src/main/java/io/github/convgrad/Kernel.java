package io.github.convgrad;

import io.github.convgrad.internal.kernel.Kernels;

/**
 * Which kernels this JVM computes with. All kernels give the same bits; they differ in speed.
 *
 * <p>The choice is made once, at first use, and logged in one line (logger {@code io.github.convgrad}, level INFO). The
 * system property {@code convgrad.kernel} forces it: {@code auto} (the default), {@code simd}, {@code simd128},
 * {@code simd256}, {@code simd512} or {@code scalar}. All methods may be called from any thread, and throw an
 * {@link IllegalStateException} if a forced choice cannot be had.
 */
public final class Kernel {
    private Kernel() {
    }

    /** {@code simd512}, {@code simd256}, {@code simd128} or {@code scalar}. */
    public static String name() {
        return Kernels.chosen().name();
    }

    /** Floats that one vector holds. */
    public static int lanes() {
        return Kernels.chosen().lanes();
    }

    /** Whether the Vector API does the work. */
    public static boolean simd() {
        return Kernels.chosen().simd();
    }
}
