package io.github.convgrad.bench.cold;

/** How a layer begins in a JVM that has computed nothing yet. */
enum Start {
    /** As the library does by default: plain kernels work until the vector kernels are compiled. */
    DEFAULT("default", "auto", false),
    /** After {@code ConvPlan.warmUp()}, which is timed apart. */
    WARMED("warmed up", "auto", true),
    /** With vector kernels from the first call, as if there was no rehearsal. */
    VECTORS("vectors at once", "simd", false);

    private final String words;
    private final String kernel;
    private final boolean warmUp;

    Start(String words, String kernel, boolean warmUp) {
        this.words = words;
        this.kernel = kernel;
        this.warmUp = warmUp;
    }

    /** @return what the table calls it */
    String words() {
        return words;
    }

    /** @return the value of {@code convgrad.kernel} */
    String kernel() {
        return kernel;
    }

    /** @return whether the plan is warmed up first */
    boolean warmUp() {
        return warmUp;
    }
}
