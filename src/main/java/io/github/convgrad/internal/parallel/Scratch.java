package io.github.convgrad.internal.parallel;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * An array that a worker computes in. All plans share them: one is lent for a pass and then waits for the next, whoever
 * runs it, or for the collector to be short of memory. So a network of many layers holds as many as work at once, and each
 * may be as large as {@link ArrayPlace} wants it. What is left in it is rubbish.
 */
final class Scratch {
    /** Arrays that may wait; what is given back beyond them is forgotten. */
    private static final int WAITING = 256;
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(WAITING);

    private final int length;
    private final SoftReference<float[]> waiting;
    /** The array while it is lent, or else null. */
    private float[] lent;

    private Scratch(float[] array) {
        length = array.length;
        waiting = new SoftReference<>(array);
        lent = array;
    }

    /** Lends an array of at least so many floats. */
    static Scratch take(int floats) {
        for (int i = 0; i < WAITING; i++) {
            Scratch scratch = POOL.get(i);
            if (scratch != null && scratch.length >= floats && POOL.compareAndSet(i, scratch, null)) {
                scratch.lent = scratch.waiting.get();
                if (scratch.lent != null) {
                    return scratch;
                }
            }
        }
        return new Scratch(new float[ArrayPlace.HERE.length(floats)]);
    }

    /** The array. */
    float[] floats() {
        return lent;
    }

    /** Takes it back. Nobody may use the array any more. */
    void give() {
        lent = null;
        for (int i = 0; i < WAITING; i++) {
            Scratch other = POOL.get(i);
            if ((other == null || other.waiting.refersTo(null)) && POOL.compareAndSet(i, other, this)) {
                return;
            }
        }
    }
}
