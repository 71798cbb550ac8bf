package io.github.convgrad.bench.launch;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The jar's first class. On a JDK that fits it calls the bench program; on an older one it finds a JDK that fits and
 * starts the same command line there, with the same JVM flags, streams and exit code. It is therefore compiled for
 * Java 17, alone in the jar.
 */
public final class Launcher {

    private static final String PROGRAM = "io.github.convgrad.bench.Main";

    private Launcher() {
    }

    /**
     * Runs the bench program.
     *
     * @param args handed on as they are
     * @throws Throwable what the program throws
     */
    public static void main(String[] args) throws Throwable {
        if (JdkRelease.fits(Runtime.version())) {
            call(args);
            return;
        }
        Optional<JdkRelease> jdk = InstalledJdks.best(System.getenv(), Path.of(System.getProperty("user.home")));
        if (jdk.isEmpty()) {
            System.err.println("convgrad needs JDK " + JdkRelease.NEEDED + " or later; this is Java "
                    + Runtime.version() + " and no other was found: install one (for example Temurin 25 from"
                    + " adoptium.net) or set JAVA_HOME to it");
            System.exit(1);
        }
        System.exit(restart(jdk.get(), args));
    }

    private static void call(String[] args) throws Throwable {
        try {
            Class.forName(PROGRAM).getMethod("main", String[].class).invoke(null, (Object) args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private static int restart(JdkRelease jdk, String[] args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(jdk.java().toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String path = System.getProperty("java.class.path");
        if (path.endsWith(".jar") && !path.contains(File.pathSeparator)) {
            // -jar, not -cp: the manifest's entries (native access) count only then.
            command.add("-jar");
            command.add(path);
        } else {
            command.addAll(List.of("-cp", path, Launcher.class.getName()));
        }
        command.addAll(List.of(args));
        Process program = new ProcessBuilder(command).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(program::destroy));
        return program.waitFor();
    }
}
