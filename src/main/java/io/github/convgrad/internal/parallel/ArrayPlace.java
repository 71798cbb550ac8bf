package io.github.convgrad.internal.parallel;

import io.github.convgrad.internal.kernel.VmFlag;

/**
 * Where the VM puts the elements of an array, as far as its flags tell. A vector that lies across two lines of the cache
 * is read twice, and products that read their panels so are up to an eighth slower (bench/notes/078): panels should begin
 * with a line. Nobody can ask for the address of an array; but large ones, G1 and ZGC put on a page and leave there, or
 * move to another. So arrays are made large where a call then still takes no more than it may.
 *
 * @param line  where the first line of the cache begins in an array that starts on a page, in floats
 * @param large the length from which on arrays start on a page, 0 where none does or it would take too much
 */
public record ArrayPlace(int line, int large) {
    private static final int LINE_BYTES = 64;
    /** An array of more than half a region has regions of its own. Half of this is what a worker may take. */
    private static final long LARGEST_REGION = 8 << 20;
    /** Floats for each worker, packed weights aside, that a call may be lent for the sake of a place. */
    private static final long MOST_FLOATS = 1 << 20;
    /** Arrays of more than 256 KB lie on ZGC's pages of middle size, and start on a page of the hardware's. */
    private static final int ABOVE_SMALL = 80 << 10;

    /** Of this VM. */
    static final ArrayPlace HERE = of(VmFlag::read);

    /** Reads a flag, or gives the default. */
    @FunctionalInterface
    interface Flags {
        /** The flag's value. */
        String read(String name, String otherwise);
    }

    /** What flags say. */
    static ArrayPlace of(Flags flags) {
        boolean compact = Boolean.parseBoolean(flags.read("UseCompactObjectHeaders", "false"));
        boolean shortClasses = Boolean.parseBoolean(flags.read("UseCompressedClassPointers", "true"));
        int header = compact ? 12 : shortClasses ? 16 : 20;
        int large = 0;
        if (Boolean.parseBoolean(flags.read("UseG1GC", "false"))) {
            long region = Long.parseLong(flags.read("G1HeapRegionSize", "0"));
            // With its header the array is larger than half a region.
            large = region <= LARGEST_REGION ? (int) (region / 2 / Float.BYTES) : 0;
        } else if (Boolean.parseBoolean(flags.read("UseZGC", "false"))) {
            large = ABOVE_SMALL;
        }
        return new ArrayPlace((LINE_BYTES - header) / Float.BYTES, large);
    }

    /** The first position, not before another, at which a line begins in a large array. */
    int line(int at) {
        return Math.addExact(at, Math.floorMod(line - at, LINE_BYTES / Float.BYTES));
    }

    /** The length of a large array that has room for so many floats; none for none. */
    int length(int floats) {
        return floats == 0 ? 0 : Math.max(floats, large);
    }

    /** How long the array of each worker of a pass is: large, if that takes no more than it may. */
    public int workerLength(Pass pass, int workers) {
        int placed = length(pass.workerFloats());
        return fits(pass, workers, placed, pass.sharedFloats()) ? placed : pass.workerFloats();
    }

    /** How long the array is that the workers of a pass share: large, if that takes no more than it may beside theirs. */
    public int sharedLength(Pass pass, int workers) {
        int placed = length(pass.sharedFloats());
        return fits(pass, workers, workerLength(pass, workers), placed) ? placed : pass.sharedFloats();
    }

    private static boolean fits(Pass pass, int workers, long worker, long shared) {
        return worker * workers + shared <= MOST_FLOATS * workers + pass.packedFloats();
    }
}
