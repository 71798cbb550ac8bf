package io.github.convgrad.internal.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
        assertEquals(2 << 20, 4 * place.length(0));
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
}
