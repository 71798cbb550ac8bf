package io.github.convgrad.arch;

import io.github.convgrad.ConvPlan;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a program did in a JVM of its own: exit code, standard output, error output. */
record ChildJvm(int exit, List<String> out, List<String> errors) {

    /**
     * Runs a program to its end.
     *
     * @param folder     where its output may be kept
     * @param program    a class with a {@code main}, which needs the library and the tests' classes only
     * @param withModule whether the Vector API is there
     * @param flags      for the JVM
     */
    static ChildJvm run(Path folder, Class<?> program, boolean withModule, String... flags)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (withModule) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        }
        // Level, logger and message, so that a record is a line whatever the language of this machine.
        command.add("-Djava.util.logging.SimpleFormatter.format=%4$s|%3$s|%5$s%n");
        command.add("-Duser.language=en");
        command.addAll(Arrays.asList(flags));
        command.addAll(List.of("-cp", root(ConvPlan.class) + File.pathSeparator + root(program), program.getName()));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        Process process = builder.start();
        if (!process.waitFor(5, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + command);
        }
        return new ChildJvm(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
    }

    String err() {
        return String.join("\n", errors);
    }

    /** What the library logged. */
    List<String> log() {
        return errors.stream().filter(l -> l.contains("|io.github.convgrad|")).toList();
    }

    /** The folder or jar that a class was loaded from. */
    private static String root(Class<?> c) {
        String name = "/" + c.getName().replace('.', '/') + ".class";
        String url = c.getResource(name).toString().replace(name, "").replaceFirst("^jar:", "").replaceFirst("!$", "");
        return Path.of(URI.create(url)).toString();
    }
}
