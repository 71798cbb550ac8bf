package io.github.convgrad;

/** The checks of a shape's sizes; each message names the argument, its value and what was expected. */
final class ShapeChecks {

    /** What every HotSpot can allocate as one array. */
    static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private ShapeChecks() {
    }

    static void atLeast(long least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", expected at least " + least);
        }
    }

    static void divides(int groups, String name, int channels) {
        if (channels % groups != 0) {
            throw new IllegalArgumentException(
                    "groups is " + groups + ", expected a divisor of " + name + " = " + channels);
        }
    }

    /**
     * The product of the sizes, none negative.
     *
     * @throws IllegalArgumentException if it is more than one array can hold
     */
    static int product(String name, String formula, long... sizes) {
        long product = 1;
        for (long size : sizes) {
            // Both factors fit an int, so this cannot overflow.
            product *= size;
            if (product > LONGEST_ARRAY) {
                throw new IllegalArgumentException(name + " = " + formula + " is " + exactly(sizes)
                        + ", expected at most " + LONGEST_ARRAY);
            }
        }
        return (int) product;
    }

    private static String exactly(long... sizes) {
        StringBuilder text = new StringBuilder();
        for (long size : sizes) {
            text.append(text.isEmpty() ? "" : " * ").append(size);
        }
        return text.toString();
    }
}
