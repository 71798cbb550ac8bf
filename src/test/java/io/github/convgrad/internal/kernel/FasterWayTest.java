package io.github.convgrad.internal.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A clock that is set by hand, and chance with a seed. */
class FasterWayTest {
    private long now = Long.MAX_VALUE - 50_000;
    private final Random random = new Random(7);
    private int timed;

    private FasterWay beginningWith(int way) {
        return new FasterWay(way, random::nextInt, () -> {
            timed++;
            return now;
        });
    }

    /** Some pieces of a hundred units each; how many were done in way 1. */
    private int work(FasterWay choice, int pieces, long nanos0, long nanos1) {
        int ones = 0;
        for (int i = 0; i < pieces; i++) {
            long piece = choice.begin();
            int way = FasterWay.way(piece);
            ones += way;
            now += 100 * (way == 0 ? nanos0 : nanos1);
            choice.end(piece, 100);
        }
        return ones;
    }

    @Test
    void theFasterWayIsFoundWhicheverIsFirst() {
        for (int first = 0; first < 2; first++) {
            for (int faster = 0; faster < 2; faster++) {
                FasterWay choice = beginningWith(first);
                work(choice, 2000, faster == 0 ? 20 : 30, faster == 1 ? 20 : 30);
                assertEquals(faster, choice.way(), "begun with " + first);
            }
        }
    }

    @Test
    void ofLargePiecesAFewAreEnough() {
        for (int faster = 0; faster < 2; faster++) {
            FasterWay choice = FasterWay.ofLargePieces(1 - faster, random::nextInt, () -> {
                timed++;
                return now;
            });
            work(choice, 30, faster == 0 ? 20_000 : 30_000, faster == 1 ? 20_000 : 30_000);
            assertEquals(faster, choice.way());
            work(choice, 200, 20_000, 30_000);
            timed = 0;
            work(choice, 10_000, 20_000, 30_000);
            assertTrue(timed > 0 && timed < 1_000, timed + " looks at the clock");
        }
    }

    @Test
    void ofTasksTheFirstOnesOfATrialSayNothing() {
        for (int faster = 0; faster < 2; faster++) {
            FasterWay choice = FasterWay.ofTasks(1 - faster, random::nextInt, () -> now);
            int before = 0, others = 0;
            for (int i = 0; i < 20_000; i++) {
                long piece = choice.begin();
                int way = FasterWay.way(piece);
                // The scratch of a way is cold after the other one.
                now += (way == faster ? 200_000 : 260_000) + (way == before ? 0 : 100_000);
                before = way;
                choice.end(piece, 1);
                others += i >= 2000 && way != faster ? 1 : 0;
            }
            assertEquals(faster, choice.way());
            assertTrue(others < 18_000 / 40, others + " in the slower way");
        }
    }

    @Test
    void mostPiecesAreDoneThatWayAndFewAreTimed() {
        FasterWay choice = beginningWith(0);
        work(choice, 2000, 30, 20);
        timed = 0;
        int pieces = 400_000, others = pieces - work(choice, pieces, 30, 20);
        assertTrue(others < pieces / 100, others + " in the slower way");
        // Twice for every timed piece.
        assertTrue(timed > 0 && timed < pieces / 50, timed + " looks at the clock");
    }

    @Test
    void whatHasChangedIsNoticed() {
        FasterWay choice = beginningWith(0);
        work(choice, 2000, 20, 30);
        assertEquals(0, choice.way());
        work(choice, 200_000, 40, 30);
        assertEquals(1, choice.way());
    }

    @Test
    void timesFromBeforeCodeWasCompiledAreForgotten() {
        FasterWay choice = beginningWith(0);
        work(choice, 2000, 4000, 3000);
        assertEquals(1, choice.way());
        work(choice, 100_000, 20, 30);
        assertEquals(0, choice.way());
    }

    @Test
    void aThreadThatHadToWaitChangesNothing() {
        FasterWay choice = beginningWith(0);
        work(choice, 20_000, 20, 30);
        for (int i = 0; i < 20_000; i++) {
            long piece = choice.begin();
            // Every tenth piece of the faster way takes a thousand times as long.
            now += FasterWay.way(piece) == 0 ? i % 10 == 0 ? 2_000_000 : 2000 : 3000;
            choice.end(piece, 100);
        }
        assertEquals(0, choice.way());
    }

    @Test
    void aDifferenceTooSmallToTellChangesNothing() {
        for (int way = 0; way < 2; way++) {
            FasterWay choice = beginningWith(way);
            work(choice, 20_000, way == 0 ? 100 : 97, way == 1 ? 100 : 97);
            assertEquals(way, choice.way());
        }
    }
}
