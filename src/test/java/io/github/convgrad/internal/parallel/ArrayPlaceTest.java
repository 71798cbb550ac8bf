package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArrayPlaceTest {

    private static ArrayPlace place(Map<String, String> flags) {
        return ArrayPlace.of(flags::getOrDefault);
    }

    @Test
    void linesBeginBehindTheHeader() {
        assertEquals(16, 64 - 4 * place(Map.of()).line());
        assertEquals(12, 64 - 4 * place(Map.of("UseCompactObjectHeaders", "true")).line());
        assertEquals(20, 64 - 4 * place(Map.of("UseCompressedClassPointers", "false")).line());
    }

    @Test
    void theNextLineIsTheSameOrAhead() {
        ArrayPlace place = place(Map.of());
        assertEquals(12, place.line(0));
        assertEquals(12, place.line(12));
        assertEquals(28, place.line(13));
        assertEquals(28, place.line(28));
    }

    @Test
    void underG1AnArrayHasMoreThanHalfARegion() {
        ArrayPlace place = place(Map.of("UseG1GC", "true", "G1HeapRegionSize", "4194304"));
        assertEquals(0, place.length(0));
        assertEquals(2 << 20, 4 * place.length(1000));
        assertEquals(700_000, place.length(700_000));
    }

    @Test
    void aWorkerNeverTakesMoreThanFourMebibytesForIt() {
        assertEquals(4 << 20, 4 * place(Map.of("UseG1GC", "true", "G1HeapRegionSize", "8388608")).length(10));
        assertEquals(10, place(Map.of("UseG1GC", "true", "G1HeapRegionSize", "16777216")).length(10));
        assertEquals(10, place(Map.of("UseG1GC", "true")).length(10));
    }

    @Test
    void underZgcAnArrayIsLargerThanThoseOnSmallPages() {
        assertEquals(320 << 10, 4 * place(Map.of("UseZGC", "true")).length(10));
        assertEquals(10, place(Map.of("UseParallelGC", "true")).length(10));
    }

    private static ArrayPlace ofRegions(long mebibytes) {
        return place(Map.of("UseG1GC", "true", "G1HeapRegionSize", "" + (mebibytes << 20)));
    }

    @Test
    void arraysAreLargeWhereACallThenTakesNoMoreThanItMay() {
        Pass sums = new Pass("sums", List.of(), 0, 1000, 2000), weights = new Pass("weights", List.of(), 1000, 0, 2000);
        assertEquals(1 << 19, ofRegions(4).workerLength(sums, 1));
        assertEquals(1 << 19, ofRegions(4).sharedLength(sums, 1));
        assertEquals(1 << 20, ofRegions(8).workerLength(weights, 1));
        assertEquals(1000, ofRegions(8).sharedLength(weights, 1));
        assertEquals(2000, ofRegions(8).workerLength(sums, 1));
        assertEquals(1000, ofRegions(8).sharedLength(sums, 1));
        assertEquals(0, ofRegions(4).sharedLength(new Pass("neither", List.of(), 0, 0, 2000), 1));
    }

    @Test
    void packedWeightsDoNotCount() {
        Pass pass = new Pass("weights", List.of(), 3 << 20, 0, 2000);
        assertEquals(1 << 20, ofRegions(8).workerLength(pass, 2));
        assertEquals(3 << 20, ofRegions(8).sharedLength(pass, 2));
    }

    @Test
    void whatIsNeededIsThere() {
        Pass pass = new Pass("Winograd's", List.of(), 1000, 2 << 20, 3 << 20);
        for (int region = 1; region <= 32; region *= 2) {
            assertEquals(3 << 20, ofRegions(region).workerLength(pass, 1));
            assertEquals(1000 + (2 << 20), ofRegions(region).sharedLength(pass, 1));
        }
    }
}
