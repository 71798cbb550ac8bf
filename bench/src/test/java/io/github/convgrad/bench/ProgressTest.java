package io.github.convgrad.bench;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ProgressTest {

    /** The library draws from a thread of its own: what goes wrong there is silent. */
    @Test
    void aBarIsDrawn() throws InterruptedException {
        ByteArrayOutputStream drawn = new ByteArrayOutputStream();
        try (Progress progress = Progress.on(new PrintStream(drawn, true), "bake", 4)) {
            progress.step("flour");
            progress.step("eggs");
            for (int i = 0; i < 100 && !drawn.toString().contains("eggs"); i++) {
                Thread.sleep(50);
            }
        }
        assertTrue(drawn.toString().contains("bake") && drawn.toString().contains("50%"), drawn.toString());
    }
}
