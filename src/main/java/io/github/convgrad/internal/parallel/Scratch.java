package io.github.convgrad.internal.parallel;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * An array that passes compute in. All plans share them: one is lent for a pass and then waits for the next, whoever runs
 * it, or for the collector to be short of memory. So a network of many layers holds what its largest layer needs, and
 * arrays may be as large as {@link ArrayPlace} wants them. What is left in one is rubbish.
 */
final class Scratch {
    /** Arrays that may wait; what is given back beyond them is forgotten. */
    private static final int WAITING = 256;
    private static final AtomicReferenceArray<Scratch> POOL = new AtomicReferenceArray<>(WAITING);
    /** Places from which on none has waited yet. A small layer is done sooner than all would be looked at. */
    private static final AtomicInteger USED = new AtomicInteger();
    /** For passes that need none. */
    private static final Scratch NONE = new Scratch(new float[0]);

    private final int length;
    private final SoftReference<float[]> waiting;
    /** The array while it is lent, or else null. */
    private float[] lent;

    private Scratch(float[] array) {
        length = array.length;
        waiting = new SoftReference<>(array);
        lent = array;
    }

    /** Lends an array of at least so many floats; of no more, if none waits. */
    static Scratch take(int floats) {
        if (floats == 0) {
            return NONE;
        }
        for (int at = smallest(floats); at >= 0; at = smallest(floats)) {
            Scratch scratch = POOL.get(at);
            if (scratch != null && scratch.length >= floats && POOL.compareAndSet(at, scratch, null)) {
                scratch.lent = scratch.waiting.get();
                if (scratch.lent != null) {
                    return scratch;
                }
            }
        }
        return new Scratch(new float[floats]);
    }

    /** Where the smallest array that is large enough waits, or else -1. */
    private static int smallest(int floats) {
        int at = -1, length = Integer.MAX_VALUE, used = USED.get();
        for (int i = 0; i < used; i++) {
            Scratch scratch = POOL.get(i);
            if (scratch != null && scratch.length >= floats && scratch.length < length) {
                at = i;
                length = scratch.length;
            }
        }
        return at;
    }

    /** The array. */
    float[] floats() {
        return lent;
    }

    /** Takes it back. Nobody may use the array any more. */
    void give() {
        if (this == NONE) {
            return;
        }
        lent = null;
        for (int i = 0; i < WAITING; i++) {
            Scratch other = POOL.get(i);
            if ((other == null || other.waiting.refersTo(null)) && POOL.compareAndSet(i, other, this)) {
                if (i >= USED.get()) {
                    USED.accumulateAndGet(i + 1, Math::max);
                }
                return;
            }
        }
    }
}
