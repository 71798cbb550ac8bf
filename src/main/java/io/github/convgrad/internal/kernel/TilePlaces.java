package io.github.convgrad.internal.kernel;

/**
 * Where the tiles of a call of {@link GemmTile#multiplyAll} lie: for each tile how far behind the call's origins B, the
 * sums that it begins with, and C are. Made when a plan is made; nobody writes the tables afterwards.
 *
 * @param b for each tile where its B begins
 * @param s for each tile where the sums that it begins with lie
 * @param c for each tile where its C lies
 */
public record TilePlaces(int[] b, int[] s, int[] c) {
    /** {@code count} places, {@code step} apart. */
    public static int[] even(int count, int step) {
        int[] places = new int[count];
        for (int i = 0; i < count; i++) {
            places[i] = i * step;
        }
        return places;
    }
}
