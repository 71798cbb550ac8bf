package io.github.convgrad.bench;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What must stand beside every number: processor, JDK, flags, commit. */
public final class Platform {

    private Platform() {
    }

    /** @return processor, JVM with flags and collectors, commit: three lines */
    public static List<String> lines() {
        return List.of("CPU     " + cpu(), "JVM     " + jvm(), "commit  " + commit());
    }

    /** @return the processor's name and how many of its threads this JVM has */
    public static String cpu() {
        String name = System.getProperty("os.arch");
        try (var info = Files.lines(Path.of("/proc/cpuinfo"))) {
            name = info.filter(l -> l.startsWith("model name")).map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst().orElse(name);
        } catch (IOException | RuntimeException notLinux) {
            // The architecture's name must do.
        }
        return name + ", " + Runtime.getRuntime().availableProcessors() + " threads, " + System.getProperty("os.name");
    }

    /** @return vendor, version, flags and collector of this JVM */
    public static String jvm() {
        String flags = String.join(" ", flags());
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName).map(n -> n.split(" ")[0]).distinct()
                .collect(Collectors.joining(","));
        return System.getProperty("java.vendor") + " " + System.getProperty("java.runtime.version")
                + (flags.isEmpty() ? "" : " " + flags) + " (" + collectors + ")";
    }

    /** @return this JVM's flags, as a child JVM needs them */
    public static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    /** @return the java of this JVM */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** @return the commit of the work tree the program was built in, "+" behind it when files have changed since */
    public static String commit() {
        Path folder = folder();
        String head = git(folder, "rev-parse", "--short=12", "HEAD");
        if (head.isEmpty()) {
            return "unknown";
        }
        return git(folder, "status", "--porcelain", "--untracked-files=no").isEmpty() ? head : head + "+";
    }

    /** @return where the program lies: the folder of its jar or classes */
    public static Path folder() {
        try {
            Path place = Path.of(Platform.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Files.isDirectory(place) ? place : place.toAbsolutePath().getParent();
        } catch (java.net.URISyntaxException | RuntimeException unknown) {
            return Path.of("").toAbsolutePath();
        }
    }

    /**
     * Where what a command makes goes unless it is told otherwise: beside the built jar, so that it is never mistaken
     * for a source and "mvn clean" takes it away; in the working directory when the jar was moved elsewhere.
     *
     * @param name of the folder
     * @return the folder, not yet made
     */
    public static Path outputs(String name) {
        for (Path p = folder(); p != null; p = p.getParent()) {
            if (p.endsWith("target")) {
                return p.resolve(name);
            }
        }
        return Path.of("convgrad-" + name);
    }

    private static String git(Path folder, String... arguments) {
        try {
            var command = new java.util.ArrayList<>(List.of("git", "-C", folder.toString()));
            command.addAll(List.of(arguments));
            Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 ? said : "";
        } catch (IOException noGit) {
            return "";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
