package io.github.convgrad.bench.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * What an installed JDK says of itself in its {@code release} file.
 *
 * @param home    the JDK's folder
 * @param version its version
 * @param modules names of its modules; empty if the file does not list them
 */
record JdkRelease(Path home, Runtime.Version version, Set<String> modules) {

    /** Oldest that the program runs on: earlier 25.0.x corrupt data in pinned heap arrays (JDK-8377811). */
    static final Runtime.Version NEEDED = Runtime.Version.parse("25.0.3");

    /** Reads {@code home/release}; empty if {@code home} is no JDK, or its file cannot be understood. */
    static Optional<JdkRelease> read(Path home) {
        Path file = home.resolve("release");
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Properties entries = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            entries.load(in);
        } catch (IOException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
        String modules = unquoted(entries.getProperty("MODULES", ""));
        try {
            return Optional.of(new JdkRelease(home,
                    Runtime.Version.parse(unquoted(entries.getProperty("JAVA_VERSION", ""))),
                    modules.isEmpty() ? Set.of() : Set.of(modules.split(" +"))));
        } catch (IllegalArgumentException oldNumbering) {
            return Optional.empty();
        }
    }

    /** Whether the program can run on this JDK. */
    boolean fits() {
        return fits(version) && (modules.isEmpty() || modules.contains("jdk.incubator.vector"))
                && Files.isRegularFile(java());
    }

    /** Whether a JDK of this version is new enough. */
    static boolean fits(Runtime.Version version) {
        return version.compareToIgnoreOptional(NEEDED) >= 0;
    }

    /** The program that starts a JVM. */
    Path java() {
        Path windows = home.resolve("bin").resolve("java.exe");
        return Files.isRegularFile(windows) ? windows : home.resolve("bin").resolve("java");
    }

    private static String unquoted(String value) {
        String trimmed = value.trim();
        boolean quoted = trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
        return quoted ? trimmed.substring(1, trimmed.length() - 1).trim() : trimmed;
    }
}
