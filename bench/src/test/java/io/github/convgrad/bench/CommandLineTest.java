package io.github.convgrad.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"train", "peers", "check", "explain", "cold"})
    void everyCommandExplainsItself(String command) {
        Called called = Called.with(command, "--help");
        assertEquals(0, called.code());
        assertTrue(called.out().contains("Usage: convgrad-bench " + command), called.out());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "train --epochs zero                      | --epochs",
            "train --epochs 0                         | --epochs: expected at least 1, got 0",
            "train --threads 0                        | --threads: expected at least 1, got 0",
            "train --steps -1                         | --steps: expected at least 1, got -1",
            "train --engine quantum                   | quantum",
            "train --data /no/such/place              | train-images-idx3-ubyte.gz: no such file",
            "check --layers /no/such/layers.csv       | /no/such/layers.csv: no such file",
            "check --only R2,Q9                       | no layer 'Q9'",
            "check --passes dx,dz                     | --passes: expected forward, dx or dw, got 'dz'",
            "check --sample 3                         | --sample",
            "check --accuracy sloppy                  | sloppy",
            "explain                                  | either --layer or --shape",
            "explain --layer Q9                       | no layer 'Q9'",
            "explain --shape 1,2,3                    | expected 7 to 14 numbers, got 3",
            "explain --shape 1,2,8,8,4,3,x            | number 7: expected a whole number, got 'x'",
            "explain --shape 1,2,8,8,4,3,3,0,1        | stride",
            "cold --forks 0                           | --forks",
            "cold --only Q9                           | no layer 'Q9'",
            "peers --peers mkl                        | --peers: expected some of",
            "peers --threads 0                        | --threads",
            "peers --forks 0                          | --forks",
            "peers --seconds 0                        | --seconds",
            "dance                                    | dance",
            "--frobnicate                             | --frobnicate",
    })
    void aWrongCallGetsOneLineAndANonZeroCode(String line, String expected) {
        Called called = Called.with(line.split(" "));
        assertTrue(called.code() != 0, line);
        assertEquals(1, called.err().lines().count(), called.err());
        assertTrue(called.err().contains(expected), called.err());
        assertTrue(called.err().startsWith("convgrad-bench: "), called.err());
    }

    @Test
    void noCommandNamesThoseThereAre() {
        Called called = Called.with();
        assertTrue(called.code() != 0);
        assertTrue(called.err().contains("train, peers, check, explain, cold or jmh"), called.err());
    }

    @Test
    void explainPrintsThePlanOfALayer() {
        Called called = Called.with("explain", "--layer", "L2");
        assertEquals(0, called.code(), called.err());
        for (String part : List.of("lenet_5_conv2", "forward:", "dx:", "dw")) {
            assertTrue(called.out().contains(part), called.out());
        }
    }

    @Test
    void checkIsContentWithRightAnswers() throws Exception {
        Path layers = folder.resolve("layers.csv");
        Files.writeString(layers, "id,name,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,pad_w,dilation_h,dilation_w,groups\n"
                + "T1,plain,2,5,9,8,7,3,3,1,1,1,1,1,1,1\n"
                + "T2,odd,1,6,11,10,4,3,2,2,3,2,0,2,1,2\n");
        Called called = Called.with("check", "--layers", layers.toString(), "--full");
        assertEquals(0, called.code(), called.out() + called.err());
        assertEquals(6, called.out().lines().filter(l -> l.endsWith("  right")).count(), called.out());
    }

    @Test
    void peersThatCannotBeLoadedAreAbsentWithTheReasonAndTheRestRuns() throws Exception {
        Path layers = folder.resolve("layers.csv");
        Files.writeString(layers, "id,name,n,c,h,w,f,kh,kw,stride_h,stride_w,pad_h,pad_w,dilation_h,dilation_w,groups\n"
                + "T1,tiny,1,2,5,5,3,3,3,1,1,1,1,1,1,1\n");
        Path csv = folder.resolve("peers.csv");
        Path html = folder.resolve("peers.html");
        Called called = Called.with("peers", "--layers", layers.toString(), "--passes", "dx", "--peers",
                "naive,onednn,pytorch", "--peer-jars", folder.resolve("empty").toString(), "--seconds", "0.01",
                "--csv", csv.toString(), "--html", html.toString());
        assertEquals(0, called.code(), called.out() + called.err());
        for (String absent : List.of("absent: onednn_plain ", "absent: onednn_any ", "absent: pytorch ")) {
            assertTrue(called.out().contains(absent), called.out());
        }
        List<String> lines = Files.readAllLines(csv);
        assertEquals("id,pass,threads,gflop,ours_ms,naive_ms,onednn_plain_ms,onednn_any_ms,pytorch_ms,peak_gflops,"
                + "ours_gflops,rel_error,algorithm", lines.getFirst());
        String[] row = lines.get(1).split(",", -1);
        assertEquals(List.of("T1", "dx", "1"), List.of(row).subList(0, 3));
        assertTrue(Double.parseDouble(row[4]) > 0 && Double.parseDouble(row[5]) > 0, lines.get(1));
        assertEquals(List.of("", "", ""), List.of(row).subList(6, 9));
        assertTrue(Files.readString(html).contains("<td>T1<td>dx"));
    }
}
