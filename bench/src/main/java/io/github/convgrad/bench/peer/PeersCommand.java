package io.github.convgrad.bench.peer;

import io.github.convgrad.Kernel;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.Main;
import io.github.convgrad.bench.Platform;
import io.github.convgrad.bench.Progress;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures ours and the peers in turn, in fresh JVMs, and shows the table. */
@Command(name = "peers", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Compares convgrad with other libraries: answers first, then times, in turn in one process.",
        footer = {"", "The first run fetches the peers' jars with Maven. onednn_plain is NCHW in and out, its reorders "
                + "counted, or its own NCHW code where that is faster; onednn_any is its own layouts, reorders not "
                + "counted. dw includes db for all."})
public final class PeersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Option(names = "--forks", paramLabel = "K", defaultValue = "1",
            description = "Medians over so many fresh JVMs (default: ${DEFAULT-VALUE}).")
    private int forks;

    @Option(names = "--csv", paramLabel = "FILE", description = "Write the table to this CSV file.")
    private Path csv;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the table to this page.")
    private Path html;

    @Option(names = "--peer-jars", paramLabel = "DIR", description = "Folder with the peers' jars; nothing is fetched.")
    private Path jars;

    private final Map<String, List<Row>> measured = new LinkedHashMap<>();
    private final Set<String> absent = new LinkedHashSet<>();
    private final Set<String> wrong = new LinkedHashSet<>();

    @Override
    public Integer call() {
        options.check();
        if (forks < 1) {
            throw new Failure("--forks: expected at least 1, got " + forks);
        }
        int rows = options.layers().layers().size() * options.passes().size();
        PrintWriter out = spec.commandLine().getOut();
        List<String> platform = new ArrayList<>(Platform.lines());
        platform.add(String.format(Locale.ROOT, "kernel  %s, %s, threads: %d, forks: %d", Kernel.name(),
                options.accuracy().name().toLowerCase(Locale.ROOT), options.threads(), forks));
        platform.forEach(out::println);
        String peerJars = peerJars();
        out.println();
        try (Progress progress = Progress.of("peers", (long) rows * forks)) {
            for (int fork = 1; fork <= forks; fork++) {
                run(peerJars, fork, platform, progress, out);
            }
        }
        List<Row> table = table();
        if (forks > 1) {
            out.println(title());
            table.forEach(r -> out.println(text(r)));
        }
        out.println();
        absent.forEach(a -> out.println("absent: " + a));
        wrong.forEach(w -> out.println("WRONG: " + w));
        out.println("how many times as fast as the peer ours is:");
        Summary.lines(table).forEach(out::println);
        return wrong.isEmpty() ? 0 : 1;
    }

    /** Finds or fetches the jars; without them the peers that need them will be absent. */
    private String peerJars() {
        if (options.peers().stream().noneMatch(Peers::needsJars)) {
            return "";
        }
        PeerJars found = new PeerJars(jars == null ? Platform.outputs("peers") : jars, PeerJars.platform());
        if (!found.present() && jars == null) {
            try {
                found.fetch(System.err);
            } catch (Peers.Absent cannot) {
                absent.add("onednn, pytorch: " + cannot.getMessage());
            }
        } else if (!found.present()) {
            absent.add("onednn, pytorch: " + jars + " has no jars for " + PeerJars.platform());
        }
        return found.present() ? found.classPath() : "";
    }

    /** Runs one JVM to its end. */
    private void run(String peerJars, int fork, List<String> platform, Progress progress, PrintWriter out) {
        List<String> command = new ArrayList<>(List.of(Platform.java()));
        command.addAll(Platform.flags());
        // The natives' memory is none of the heap's business, and their code is called on purpose.
        command.addAll(List.of("-Dorg.bytedeco.javacpp.maxBytes=0", "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path") + (peerJars.isEmpty() ? "" : File.pathSeparator + peerJars),
                Main.class.getName(), "peers-fork"));
        command.addAll(options.arguments());
        ProcessBuilder builder = new ProcessBuilder(command);
        // Read when the natives are loaded, so it must be there before the JVM starts.
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(options.threads()));
        builder.environment().put("MKL_NUM_THREADS", Integer.toString(options.threads()));
        try {
            Path errors = Files.createTempFile("convgrad-peers", ".log");
            Process child = builder.redirectError(errors.toFile()).start();
            Thread stop = new Thread(child::destroyForcibly);
            Runtime.getRuntime().addShutdownHook(stop);
            boolean ended = false;
            try (BufferedReader lines = child.inputReader()) {
                for (String line; (line = lines.readLine()) != null;) {
                    ended |= line.equals(PeersForkCommand.END);
                    hear(line, fork, platform, progress, out);
                }
            }
            int code = child.waitFor();
            Runtime.getRuntime().removeShutdownHook(stop);
            if (code != 0 || !ended) {
                List<String> said = Files.readAllLines(errors);
                throw new Failure("fork " + fork + " of the comparison ended with code " + code + ": "
                        + (said.isEmpty() ? "it said nothing" : said.getLast()));
            }
            Files.delete(errors);
        } catch (IOException failed) {
            throw new Failure("fork " + fork + " of the comparison: " + failed.getMessage(), failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new Failure("stopped", stopped);
        }
    }

    private void hear(String line, int fork, List<String> platform, Progress progress, PrintWriter out) {
        if (line.startsWith(PeersForkCommand.ABSENT)) {
            absent.add(line.substring(PeersForkCommand.ABSENT.length()));
        } else if (line.startsWith(PeersForkCommand.WRONG)) {
            wrong.add(line.substring(PeersForkCommand.WRONG.length()));
        } else if (line.startsWith(PeersForkCommand.NOW)) {
            progress.note("fork " + fork + ": " + line.substring(PeersForkCommand.NOW.length()));
        } else if (line.startsWith(PeersForkCommand.ROW)) {
            Row row = Row.parse(line.substring(PeersForkCommand.ROW.length()));
            measured.computeIfAbsent(row.id() + " " + row.pass(), k -> new ArrayList<>()).add(row);
            progress.step("");
            if (forks == 1) {
                if (measured.size() == 1) {
                    progress.print(out, title());
                }
                progress.print(out, text(row));
            }
            // After every row: an hour's work that is interrupted is not lost.
            write(platform);
        }
    }

    private List<Row> table() {
        return measured.values().stream().map(Row::median).toList();
    }

    private void write(List<String> platform) {
        List<Row> rows = table();
        if (csv != null) {
            List<String> lines = new ArrayList<>(List.of(Row.HEADER));
            rows.forEach(r -> lines.add(r.csv()));
            write("--csv", csv, String.join("\n", lines) + "\n");
        }
        if (html != null) {
            write("--html", html, HtmlTable.of(rows, platform, Summary.lines(rows)));
        }
    }

    private static void write(String option, Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new Failure(option + " " + file + ": can't be written (" + failed + ")", failed);
        }
    }

    private String title() {
        StringBuilder title = new StringBuilder(String.format("%-6s %-8s %8s %10s %8s %6s", "layer", "pass", "GFLOP",
                "ours ms", "GFLOP/s", "peak"));
        options.peers().forEach(p -> title.append(String.format(" %20s", p)));
        return title.append("  algorithm").toString();
    }

    private String text(Row r) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-6s %-8s %8.3f %10.3f %8.1f %5.0f%%", r.id(),
                r.pass().word(), r.gflop(), r.ours(), r.oursGflops(), 100 * r.oursGflops() / r.peak()));
        for (String peer : options.peers()) {
            double ratio = r.ratio(peer);
            text.append(String.format(" %20s", Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "%.3f (%.2fx)",
                    r.peers().get(peer), ratio)));
        }
        return text.append("  ").append(r.algorithm()).toString();
    }
}
