package io.github.convgrad.bench.shapes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.bench.Failure;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerFileTest {

    private static final String HEADER = String.join(",", LayerFile.COLUMNS) + "\n";
    private static final String GOOD = "A,good,1,4,9,9,6,3,3,1,1,1,1,1,1,2\n";

    @Test
    void theLayersOfTheProgramAreAllThere() {
        List<NamedShape> layers = LayerFile.read((Path) null);
        assertEquals(37, layers.size());
        NamedShape r2 = LayerFile.only(layers, List.of("R2")).getFirst();
        assertEquals(56, r2.shape().outHeight());
        assertEquals(3.699, r2.gflop(), 0.001);
    }

    @Test
    void columnsMayStandInAnyOrder() {
        String file = "groups,dilation_w,dilation_h,pad_w,pad_h,stride_w,stride_h,kw,kh,f,w,h,c,n,name,id\n"
                + "2,1,1,0,2,3,1,3,5,6,20,10,4,7,turned,Z\n";
        NamedShape z = LayerFile.read("f.csv", new StringReader(file)).getFirst();
        assertEquals("Z", z.id());
        assertEquals(List.of(7, 4, 10, 20, 6, 5, 3, 1, 3, 2, 0, 2), List.of(z.shape().batch(), z.shape().inChannels(),
                z.shape().inHeight(), z.shape().inWidth(), z.shape().outChannels(), z.shape().kernelHeight(),
                z.shape().kernelWidth(), z.shape().strideH(), z.shape().strideW(), z.shape().padTop(),
                z.shape().padLeft(), z.shape().groups()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "B,bad,1,4,9,9,6,x,3,1,1,1,1,1,1,2            | 'kh': expected a whole number, got 'x'",
            "B,bad,1,4,9,9,6,3,3.5,1,1,1,1,1,1,2          | 'kw': expected a whole number, got '3.5'",
            "B,bad,1,4,9,9,6,3,3,1,0,1,1,1,1,2            | 'stride_w': expected at least 1, got 0",
            "B,bad,1,4,9,9,6,3,3,1,1,-1,1,1,1,2           | 'pad_h': expected at least 0, got -1",
            "B,bad,1,4,9,9,6,3,3,1,1,1,1,0,1,2            | 'dilation_h': expected at least 1, got 0",
            "B,bad,1,4,9,9,6,3,3,1,1,1,1,1,1,3            | 'groups': expected a divisor of c = 4 and f = 6, got 3",
            "B,bad,1,4,9,9,6,12,3,1,1,1,1,1,1,2           | 'kh': a kernel of 12",
            "B,bad,1,4,9,9,6,3,3,1,1,1,1,1,6,2            | 'kw': a kernel of 3 with dilation 6",
            "B,bad,1,4,9,9,6,3,3,1,1,1,1,1,1              | 'groups': missing",
            "B,bad,1,4,9,9,6,3,3,1,1,1,1,1,1,2,5          | column 17: expected 16 values, got 17",
            "B,bad,1,,9,9,6,3,3,1,1,1,1,1,1,2             | 'c': missing",
            "A,bad,1,4,9,9,6,3,3,1,1,1,1,1,1,2            | 'id': 'A' stands in an earlier line too",
            "B,bad,99999999999,4,9,9,6,3,3,1,1,1,1,1,1,2  | 'n': expected a whole number",
            "B,bad,99999,4096,999,999,6,3,3,1,1,1,1,1,1,2 | columns n to groups",
    })
    void aBadRowNamesLineAndColumn(String row, String expected) {
        Failure failure = assertThrows(Failure.class,
                () -> LayerFile.read("f.csv", new StringReader(HEADER + GOOD + row + "\n")));
        assertTrue(failure.getMessage().startsWith("f.csv, line 3, column"), failure.getMessage());
        assertTrue(failure.getMessage().contains(expected), failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "'id,name,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,dilation_h,dilation_w,groups' | 'pad_w': missing",
            "'id,name,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,pad_w,dilation_h,dilation_w,groups,colour' | 'colour': not",
            "'id,id,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,pad_w,dilation_h,dilation_w,groups' | 'id': stands twice",
    })
    void aBadHeaderNamesTheColumn(String header, String expected) {
        Failure failure = assertThrows(Failure.class,
                () -> LayerFile.read("f.csv", new StringReader(header + "\n" + GOOD)));
        assertTrue(failure.getMessage().startsWith("f.csv, line 1, column " + expected), failure.getMessage());
    }

    @Test
    void anEmptyFileSaysWhatWasExpected() {
        for (String nothing : List.of("", "\n", HEADER)) {
            Failure failure = assertThrows(Failure.class, () -> LayerFile.read("f.csv", new StringReader(nothing)));
            assertTrue(failure.getMessage().contains("expected"), failure.getMessage());
        }
    }
}
