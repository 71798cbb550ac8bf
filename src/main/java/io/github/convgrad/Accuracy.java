package io.github.convgrad;

/** What a plan may trade for speed. */
public enum Accuracy {
    /** Never less accurate than plain loops with a {@code float} accumulator. The default. */
    STANDARD,
    /** Faster algorithms are allowed that lose a few bits; the plan's description says which it uses. */
    RELAXED
}
