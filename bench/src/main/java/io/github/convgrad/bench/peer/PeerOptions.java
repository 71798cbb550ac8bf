package io.github.convgrad.bench.peer;

import io.github.convgrad.Accuracy;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.shapes.LayerOptions;
import io.github.convgrad.bench.shapes.PassKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What is compared: the options that the command shares with the JVMs it starts. */
public final class PeerOptions {

    @Mixin
    private LayerOptions layers;

    @Option(names = "--passes", paramLabel = "PASS", split = ",", defaultValue = "forward,dx,dw",
            description = "Which of forward, dx, dw (with db); default: all.")
    private List<String> passes;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "Threads for ours and for the peers (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Option(names = "--accuracy", paramLabel = "standard|relaxed", defaultValue = "STANDARD",
            description = "What our plans must keep to (default: standard).")
    private Accuracy accuracy;

    @Option(names = "--peers", paramLabel = "PEER", split = ",", defaultValue = "onednn,pytorch",
            description = "Which of naive, onednn (both ways, or onednn_plain, onednn_any), pytorch; "
                    + "default: ${DEFAULT-VALUE}.")
    private List<String> peers;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "2",
            description = "Timed calls per layer and pass, all libraries together (default: ${DEFAULT-VALUE}).")
    private double seconds;

    /** Throws when a value can't be. */
    void check() {
        if (threads < 1) {
            throw new Failure("--threads: expected at least 1, got " + threads);
        }
        if (!(seconds > 0 && seconds < 1e6)) {
            throw new Failure("--seconds: expected more than 0, got " + seconds);
        }
        passes();
        peers();
    }

    LayerOptions layers() {
        return layers;
    }

    List<PassKind> passes() {
        return PassKind.parse("--passes", passes);
    }

    int threads() {
        return threads;
    }

    Accuracy accuracy() {
        return accuracy;
    }

    List<String> peers() {
        return Peers.parse(peers);
    }

    double seconds() {
        return seconds;
    }

    /** @return the same options as arguments for another JVM */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>(List.of("--passes", String.join(",", passes),
                "--threads", Integer.toString(threads), "--accuracy", accuracy.name().toLowerCase(Locale.ROOT),
                "--peers", String.join(",", peers), "--seconds", Double.toString(seconds)));
        if (layers.file() != null) {
            arguments.addAll(List.of("--layers", layers.file().toString()));
        }
        if (layers.only() != null) {
            arguments.addAll(List.of("--only", String.join(",", layers.only())));
        }
        return arguments;
    }
}
