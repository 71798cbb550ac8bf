package io.github.convgrad.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.convgrad.ConvPlan;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The library as a named module, in JVMs of its own, since the other tests run from the class path. Its optional
 * modules may be there or not.
 */
class NamedModuleTest {

    private static final String ANSWER = "[1.0, 12.0, 23.0, 30.0][14.0, 20.0][6.0]";

    @TempDir
    Path folder;

    @Test
    void withTheVectorModule() throws Exception {
        Run run = run("--add-modules", "jdk.incubator.vector");
        assertEquals("module io.github.convgrad simd " + ANSWER, run.out, run.err);
    }

    @Test
    void withoutTheVectorModule() throws Exception {
        Run run = run();
        assertEquals("module io.github.convgrad scalar " + ANSWER, run.out, run.err);
        List<String> advice = run.err.lines().filter(line -> line.contains("--add-modules")).toList();
        assertEquals(1, advice.size(), run.err);
        assertTrue(advice.getFirst().contains("scalar"), run.err);
    }

    @Test
    void withNothingButTheBaseModule() throws Exception {
        Run run = run("--limit-modules", "java.base");
        assertEquals("module io.github.convgrad scalar " + ANSWER, run.out, run.err);
    }

    @Test
    void withTheVectorModuleButWithoutManagement() throws Exception {
        Run run = run("--limit-modules", "java.base,jdk.incubator.vector", "--add-modules", "jdk.incubator.vector");
        assertTrue(run.out.startsWith("module io.github.convgrad "), run.err);
        assertTrue(run.out.endsWith(ANSWER), run.err);
    }

    private record Run(String out, String err) {
    }

    private Run run(String... flags) throws IOException, InterruptedException, URISyntaxException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.addAll(List.of("-p", place(ConvPlan.class), "--add-modules", "io.github.convgrad",
                "-cp", place(ModuleUser.class), ModuleUser.class.getName()));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process java = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        assertTrue(java.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        Run run = new Run(Files.readString(out, StandardCharsets.UTF_8).strip(), Files.readString(err));
        assertEquals(0, java.exitValue(), run.err);
        return run;
    }

    private static String place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }
}
