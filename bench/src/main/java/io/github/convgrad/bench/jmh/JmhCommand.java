package io.github.convgrad.bench.jmh;

import io.github.convgrad.bench.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Hands the rest of the command line to JMH. Its forks get this JVM's flags, and with them those of jvm.config.
 */
@Command(name = "jmh", description = "Runs the JMH benchmarks; everything behind 'jmh' goes to JMH (jmh -h, jmh -l).")
public final class JmhCommand implements Callable<Integer> {

    @Parameters(arity = "0..*", paramLabel = "ARGUMENT", description = "For JMH.")
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        try {
            // JMH knows only the short word for it.
            arguments.replaceAll(a -> a.equals("--help") ? "-h" : a);
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            return 0;
        } catch (IOException failed) {
            throw new Failure("jmh: " + failed.getMessage(), failed);
        }
    }
}
