package io.github.convgrad.bench.peer;

import io.github.convgrad.bench.Failure;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The libraries that can be compared with, by name. */
final class Peers {

    /** In the order of the table's columns. */
    static final List<String> NAMES = List.of("naive", "onednn_plain", "onednn_any", "pytorch");

    /** What {@code --peers} takes, and the columns each stands for. */
    private static final Map<String, List<String>> WORDS = new TreeMap<>(Map.of(
            "naive", List.of("naive"),
            "onednn", List.of("onednn_plain", "onednn_any"),
            "onednn_plain", List.of("onednn_plain"),
            "onednn_any", List.of("onednn_any"),
            "pytorch", List.of("pytorch")));

    private Peers() {
    }

    /**
     * Reads the option's value.
     *
     * @param words such as "onednn"
     * @return names of peers, each once, in the order of {@link #NAMES}
     */
    static List<String> parse(List<String> words) {
        Set<String> wanted = new LinkedHashSet<>();
        for (String word : words) {
            List<String> names = WORDS.get(word);
            if (names == null) {
                throw new Failure("--peers: expected some of " + String.join(",", WORDS.keySet()) + ", got '" + word
                        + "'");
            }
            wanted.addAll(names);
        }
        return NAMES.stream().filter(wanted::contains).toList();
    }

    /**
     * Whether a peer comes in jars of its own.
     *
     * @param name of the peer
     * @return whether they are needed
     */
    static boolean needsJars(String name) {
        return !name.equals("naive");
    }

    /**
     * Loads a peer.
     *
     * @param name    of the peer
     * @param threads that it may use
     * @return the peer
     * @throws Absent when it can't be had
     */
    static Peer load(String name, int threads) throws Absent {
        try {
            return switch (name) {
                case "naive" -> new NaivePeer();
                case "onednn_plain" -> new OneDnnPeer(OneDnnPeer.Layouts.PLAIN);
                case "onednn_any" -> new OneDnnPeer(OneDnnPeer.Layouts.ANY);
                case "pytorch" -> new PyTorchPeer(threads);
                default -> throw new IllegalArgumentException("name: " + name);
            };
        } catch (LinkageError | RuntimeException failed) {
            throw new Absent(reason(failed));
        }
    }

    private static String reason(Throwable failed) {
        List<String> reasons = new ArrayList<>();
        for (Throwable t = failed; t != null && reasons.size() < 3; t = t.getCause()) {
            String text = String.valueOf(t.getMessage()).lines().findFirst().orElse("");
            reasons.add(switch (t) {
                case NoClassDefFoundError e -> "not on the class path: " + text.replace('/', '.');
                case ClassNotFoundException e -> text;
                default -> t.getClass().getSimpleName() + ": " + text;
            });
        }
        return String.join("; ", new LinkedHashSet<>(reasons));
    }

    /** A peer can't be had; the message says why. */
    static final class Absent extends Exception {
        private static final long serialVersionUID = 1L;

        Absent(String reason) {
            super(reason);
        }
    }
}
