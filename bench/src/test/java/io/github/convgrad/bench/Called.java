package io.github.convgrad.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * One call of the program, as from a shell.
 *
 * @param code exit code
 * @param out  what it printed
 * @param err  what it complained about
 */
public record Called(int code, String out, String err) {

    /**
     * Calls the program in this JVM.
     *
     * @param args the command line
     * @return what came of it
     */
    public static Called with(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Main.run(new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8), args);
        return new Called(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
