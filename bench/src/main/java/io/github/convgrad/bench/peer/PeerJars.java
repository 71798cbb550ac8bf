package io.github.convgrad.bench.peer;

import io.github.convgrad.bench.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The jars of the peers, with their native libraries (137 MB). They are fetched by Maven when the comparison is first
 * run, and are no part of the program's jar.
 */
final class PeerJars {

    private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies";

    private final Path folder;
    private final String platform;

    /**
     * @param folder   where the jars are, or will be
     * @param platform as JavaCPP names it
     */
    PeerJars(Path folder, String platform) {
        this.folder = folder;
        this.platform = platform;
    }

    /** @return this machine's name among those of JavaCPP */
    static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (os.startsWith("mac") ? "macosx" : os.startsWith("windows") ? "windows" : "linux") + "-"
                + (arch.equals("aarch64") ? "arm64" : arch.equals("amd64") ? "x86_64" : arch);
    }

    /** @return whether the native libraries of all peers are there */
    boolean present() {
        return holds("dnnl") && holds("pytorch");
    }

    /** @return for a class path: all jars in the folder */
    String classPath() {
        return folder.resolve("*").toString();
    }

    /** @return what fetches the jars, as one would type it */
    String command() {
        return String.join(" ", maven());
    }

    /**
     * Fetches the jars.
     *
     * @param console told what is going on
     * @throws Peers.Absent when they can't be had, with the command to try by hand
     */
    void fetch(PrintStream console) throws Peers.Absent {
        console.println("fetching the peers' jars (137 MB, once): " + command());
        Path log = folder.resolveSibling("peers.log");
        try {
            Files.createDirectories(folder);
            try (InputStream pom = PeerJars.class.getResourceAsStream("peers-pom.xml")) {
                Files.copy(pom, pom(), StandardCopyOption.REPLACE_EXISTING);
            }
            Process process = new ProcessBuilder(maven()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
            if (process.waitFor() != 0 || !present()) {
                throw new Peers.Absent("its jars could not be fetched (" + why(log) + "); try: " + command());
            }
        } catch (IOException failed) {
            throw new Peers.Absent("its jars could not be fetched (" + failed.getMessage() + "); try: " + command());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failure("stopped while the peers' jars were fetched", stopped);
        }
    }

    private static String why(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            return lines.filter(l -> l.contains("ERROR")).findFirst().map(l -> l.replace("[ERROR]", "").strip())
                    .orElse("Maven's output is in " + log);
        }
    }

    private Path pom() {
        return folder.resolveSibling("peers-pom.xml");
    }

    private List<String> maven() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return List.of(windows ? "mvn.cmd" : "mvn", "-B", "-ntp", "-f", pom().toString(), COPY,
                "-DoutputDirectory=" + folder.toAbsolutePath(), "-Djavacpp.platform=" + platform);
    }

    private boolean holds(String library) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.map(p -> p.getFileName().toString())
                    .anyMatch(n -> n.startsWith(library + "-") && n.endsWith("-" + platform + ".jar"));
        } catch (IOException unreadable) {
            return false;
        }
    }
}
