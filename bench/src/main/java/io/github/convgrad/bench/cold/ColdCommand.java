package io.github.convgrad.bench.cold;

import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.Main;
import io.github.convgrad.bench.Platform;
import io.github.convgrad.bench.Progress;
import io.github.convgrad.bench.shapes.LayerFile;
import io.github.convgrad.bench.shapes.NamedShape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Times the first calls of fresh JVMs. */
@Command(name = "cold", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Starts fresh JVMs and times their first dx and dw, with and without warming up: medians.")
public final class ColdCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--layers", paramLabel = "FILE.csv",
            description = "Layers file. Default: the 37 layers that come with the program.")
    private Path file;

    @Option(names = "--only", paramLabel = "ID", split = ",", defaultValue = "R2,L1,L2",
            description = "Layers (default: ${DEFAULT-VALUE}).")
    private List<String> only;

    @Option(names = "--forks", paramLabel = "K", defaultValue = "5",
            description = "JVMs for each number (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(names = "--calls", paramLabel = "N", defaultValue = "20",
            description = "Calls of each JVM; the first and the last are shown (default: ${DEFAULT-VALUE}).")
    private int calls;

    @Override
    public Integer call() {
        if (forks < 1 || calls < 1) {
            throw new Failure("--forks, --calls: expected 1 or more");
        }
        List<NamedShape> layers = LayerFile.only(LayerFile.read(file), only);
        PrintWriter out = spec.commandLine().getOut();
        Platform.lines().forEach(out::println);
        out.println("ms, medians of " + forks + " JVMs");
        out.printf("%-6s %-16s %8s %8s %9s %9s %9s %9s%n", "layer", "start", "plan", "warm-up", "first dx", "first dw",
                "last dx", "last dw");
        try (Progress progress = Progress.of("cold", (long) layers.size() * Start.values().length * forks)) {
            for (NamedShape layer : layers) {
                // One start after the other within a fork: what else the machine does falls on all of them.
                double[][][] times = new double[Start.values().length][forks][];
                for (int fork = 0; fork < forks; fork++) {
                    for (Start start : Start.values()) {
                        times[start.ordinal()][fork] = run(layer, start);
                        progress.step(layer.id() + ", " + start.words());
                    }
                }
                for (Start start : Start.values()) {
                    progress.print(out, line(layer, start, times[start.ordinal()]));
                }
            }
        }
        return 0;
    }

    private static String line(NamedShape layer, Start start, double[][] times) {
        StringBuilder line = new StringBuilder(String.format("%-6s %-16s", layer.id(), start.words()));
        for (int i = 0; i < times[0].length; i++) {
            int column = i;
            double median = Arrays.stream(times).mapToDouble(t -> t[column]).sorted().skip(times.length / 2).findFirst()
                    .orElseThrow();
            line.append(String.format(Locale.ROOT, i < 2 ? " %8.0f" : " %9.1f", median));
        }
        return line.toString();
    }

    private double[] run(NamedShape layer, Start start) {
        List<String> command = new ArrayList<>(List.of(Platform.java()));
        command.addAll(Platform.flags());
        command.addAll(List.of("-Dconvgrad.kernel=" + start.kernel(), "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "cold-fork", "--start", start.name(), "--calls", Integer.toString(calls),
                "--only", layer.id()));
        if (file != null) {
            command.addAll(List.of("--layers", file.toString()));
        }
        try {
            Path errors = Files.createTempFile("convgrad-cold", ".log");
            Process child = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            Thread stop = new Thread(child::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stop);
            double[] times = null;
            try (BufferedReader lines = child.inputReader()) {
                for (String line; (line = lines.readLine()) != null;) {
                    if (line.startsWith(ColdForkCommand.TIMES)) {
                        times = Arrays.stream(line.substring(ColdForkCommand.TIMES.length()).split(" "))
                                .mapToDouble(Double::parseDouble).toArray();
                    }
                }
            }
            int code = child.waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
            if (code != 0 || times == null) {
                List<String> said = Files.readAllLines(errors);
                throw new Failure(layer.id() + ", " + start.words() + ": ended with code " + code + ": "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
            }
            Files.delete(errors);
            return times;
        } catch (IOException failed) {
            throw new Failure(layer.id() + ", " + start.words() + ": " + failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failure("stopped", stopped);
        }
    }
}
