package io.github.convgrad.bench.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.bench.shapes.PassKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowTest {

    private static Row row(String id, PassKind pass, double ours, double plain) {
        return new Row(id, pass, 1, 4, ours, Map.of("onednn_plain", plain), 100, 1e-6, "winograd F(2,3)");
    }

    @Test
    void aLineOfTheFileIsReadBack() {
        Row written = row("R2", PassKind.DW, 40, 20);
        assertEquals("R2,dw,1,4.000000,40.00000,,20.00000,,,100.00,100.00,1.000e-06,\"winograd F(2,3)\"", written.csv());
        assertEquals(written, Row.parse(written.csv()));
        assertEquals(Row.HEADER.split(",").length, 13);
    }

    @Test
    void forksGiveMediansAndTheLargestError() {
        Row middle = Row.median(List.of(row("R2", PassKind.DX, 9, 30), row("R2", PassKind.DX, 1, 10),
                row("R2", PassKind.DX, 3, 20)));
        assertEquals(3, middle.ours());
        assertEquals(20, middle.peers().get("onednn_plain"));
    }

    @Test
    void summaryIsTheGeometricMeanOfRatios() {
        List<String> lines = Summary.lines(List.of(row("A", PassKind.DX, 10, 40), row("A", PassKind.DW, 10, 10),
                row("A", PassKind.FORWARD, 10, 5)));
        assertEquals(2, lines.size());
        assertTrue(lines.get(0).contains("dx and dw    2 rows  geometric mean   2.00   least: A dw 1.00 A dx 4.00"),
                lines.get(0));
        assertTrue(lines.get(1).contains("forward      1 rows  geometric mean   0.50   least: A forward 0.50"),
                lines.get(1));
    }

    @Test
    void theFamilyIsTakenFromThePlansOwnWords() {
        String description = """
                x 1x2 w 3x4
                  kernel simd512
                  forward: gemm: 8 rows
                  dx:      winograd F(2,3): 36 products
                  dw, db:  rows
                """;
        assertEquals("gemm", PassKind.FORWARD.algorithm(description));
        assertEquals("winograd F(2,3)", PassKind.DX.algorithm(description));
        assertEquals("rows", PassKind.DW.algorithm(description));
    }
}
