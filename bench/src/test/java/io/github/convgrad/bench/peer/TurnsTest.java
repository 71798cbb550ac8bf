package io.github.convgrad.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnsTest {

    @Test
    void medianOfOddAndEvenCounts() {
        assertEquals(2, Turns.median(3, 1, 2));
        assertEquals(2.5, Turns.median(4, 1, 2, 3));
    }

    @Test
    void theCompilersComeToRest() throws InterruptedException {
        boolean busy = true;
        for (int i = 0; i < 600 && busy; i++) {
            Thread.sleep(50);
            busy = Compilers.busy();
        }
        assertFalse(busy);
    }

    @Test
    void thePeakIsCheckedAndPositive() {
        FmaPeak peak = new FmaPeak(2);
        peak.run();
        assertTrue(peak.gflop() > 0);
    }
}
