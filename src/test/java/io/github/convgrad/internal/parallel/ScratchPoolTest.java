package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ScratchPoolTest {
    /** Larger than what any layer of the other tests leaves in the pool. */
    private static final int HUGE = 8 << 20;

    @Test
    void whatIsGivenBackIsLentAgain() {
        Scratch first = Scratch.take(HUGE);
        float[] array = first.floats();
        assertTrue(array.length >= HUGE);
        first.give();
        assertNull(first.floats());
        Scratch second = Scratch.take(HUGE - 5);
        assertSame(array, second.floats());
        second.give();
    }

    @Test
    void whatIsLentIsNotLentTwice() {
        Scratch one = Scratch.take(HUGE), two = Scratch.take(HUGE);
        assertNotSame(one.floats(), two.floats());
        one.give();
        two.give();
    }

    @Test
    void smallerArraysStayWhereTheyAre() {
        Scratch small = Scratch.take(HUGE);
        float[] array = small.floats();
        small.give();
        Scratch large = Scratch.take(array.length + 1);
        assertTrue(large.floats().length > array.length);
        Scratch again = Scratch.take(HUGE);
        assertSame(array, again.floats());
        large.give();
        again.give();
    }

    @Test
    void noTwoThreadsHaveTheSame() throws Exception {
        int threads = 8;
        List<Callable<Integer>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            float name = t;
            all.add(() -> {
                for (int i = 0; i < 2000; i++) {
                    Scratch scratch = Scratch.take(16 + i % 3);
                    Arrays.fill(scratch.floats(), 0, 16, name);
                    Thread.yield();
                    for (int k = 0; k < 16; k++) {
                        assertEquals(name, scratch.floats()[k]);
                    }
                    scratch.give();
                }
                return 1;
            });
        }
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            for (Future<Integer> done : pool.invokeAll(all)) {
                assertEquals(1, done.get());
            }
        }
    }
}
