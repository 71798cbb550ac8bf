package io.github.convgrad.bench.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDKs on this machine, looked for where people and installers put them. */
final class InstalledJdks {

    private static final Pattern HOME_VARIABLE = Pattern.compile("(JAVA|JDK)_?[0-9]*_?HOME.*");
    private static final Pattern TOOLCHAIN = Pattern.compile("<jdkHome>\\s*([^<]+?)\\s*</jdkHome>");

    private InstalledJdks() {
    }

    /**
     * The JDK to run on: one that an environment variable such as {@code JAVA_HOME} or {@code JAVA25_HOME} names, or
     * else the newest of the oldest fitting line, since that is the line the program is tested on.
     */
    static Optional<JdkRelease> best(Map<String, String> environment, Path user) {
        return best(named(environment)).or(() -> best(installed(user)));
    }

    private static Optional<JdkRelease> best(List<Path> homes) {
        return homes.stream().map(JdkRelease::read).flatMap(Optional::stream).filter(JdkRelease::fits)
                .min(Comparator.<JdkRelease>comparingInt(jdk -> jdk.version().feature())
                        .thenComparing(JdkRelease::version, Comparator.reverseOrder()));
    }

    private static List<Path> named(Map<String, String> environment) {
        List<Path> homes = new ArrayList<>();
        environment.forEach((name, value) -> {
            if (HOME_VARIABLE.matcher(name).matches() && !value.isBlank()) {
                homes.add(Path.of(value));
            }
        });
        return homes;
    }

    private static List<Path> installed(Path user) {
        List<Path> homes = new ArrayList<>(toolchains(user.resolve(".m2").resolve("toolchains.xml")));
        List<Path> folders = List.of(user.resolve(".sdkman/candidates/java"), user.resolve(".jdks"),
                user.resolve(".asdf/installs/java"), user.resolve(".local/share/mise/installs/java"),
                Path.of("/usr/lib/jvm"), Path.of("/usr/lib64/jvm"), Path.of("/usr/java"), Path.of("/usr/local"),
                Path.of("/opt"), Path.of("/opt/java"), Path.of("/opt/jdk"),
                Path.of("/Library/Java/JavaVirtualMachines"),
                user.resolve("Library/Java/JavaVirtualMachines"), Path.of("C:\\Program Files\\Java"),
                Path.of("C:\\Program Files\\Eclipse Adoptium"));
        for (Path folder : folders) {
            for (Path child : children(folder)) {
                homes.add(child);
                homes.add(child.resolve("Contents").resolve("Home"));
            }
        }
        return homes;
    }

    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
                entries.forEach(children::add);
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return children;
    }

    private static List<Path> toolchains(Path file) {
        List<Path> homes = new ArrayList<>();
        if (Files.isRegularFile(file)) {
            try {
                Matcher home = TOOLCHAIN.matcher(Files.readString(file));
                while (home.find()) {
                    homes.add(Path.of(home.group(1)));
                }
            } catch (IOException unreadable) {
                return List.of();
            }
        }
        return homes;
    }
}
