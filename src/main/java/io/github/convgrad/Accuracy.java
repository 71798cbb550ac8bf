package io.github.convgrad;

/** What a plan may trade for speed. */
public enum Accuracy {
    /**
     * By root mean square over a result, no less accurate than plain loops with a {@code float} accumulator. The default.
     *
     * <p>Where the plan's description names Winograd with tiles of more than 2x2, sums of small whole numbers are not
     * whole; elsewhere they are. And since a loop rounds nothing where it adds zeros, such a result may be a tenth
     * further off than a loop's if half of the data are zeros, twice as far off if nine tenths are.
     */
    STANDARD,
    /** Faster algorithms are allowed that lose a few bits; the plan's description says which it uses. */
    RELAXED
}
