package io.github.convgrad;

/** What a plan may trade for speed. */
public enum Accuracy {
    /**
     * Never less accurate than plain loops with a {@code float} accumulator, by root mean square over a result. The
     * default. Sums of small whole numbers are whole, but for the weights' gradient of layers whose batch has 8192
     * output pixels and more, where the plan's description names Winograd with tiles of 4x4.
     */
    STANDARD,
    /** Faster algorithms are allowed that lose a few bits; the plan's description says which it uses. */
    RELAXED
}
