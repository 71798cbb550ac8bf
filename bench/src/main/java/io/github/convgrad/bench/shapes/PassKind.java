package io.github.convgrad.bench.shapes;

import java.util.ArrayList;
import java.util.List;
import io.github.convgrad.bench.Failure;

/** What a layer computes. */
public enum PassKind {
    /** {@code y} from {@code x}, {@code w} and {@code b}. */
    FORWARD("forward"),
    /** {@code dx} from {@code w} and {@code dy}. */
    DX("dx"),
    /** {@code dw} and {@code db} from {@code x} and {@code dy}. */
    DW("dw");

    private final String word;

    PassKind(String word) {
        this.word = word;
    }

    /** @return as it stands in files and on the command line */
    public String word() {
        return word;
    }

    /**
     * Looks up how a plan computes this pass.
     *
     * @param description a plan's
     * @return the family named in the line about this pass: gemm in {@code "  dx:      gemm: ..."}
     */
    public String algorithm(String description) {
        return description.lines().map(String::strip)
                .filter(l -> l.startsWith(word) && l.contains(":"))
                .map(l -> l.substring(l.indexOf(':') + 1).strip())
                .map(l -> l.contains(":") ? l.substring(0, l.indexOf(':')) : l)
                .findFirst().orElse("");
    }

    /**
     * Reads a list of passes.
     *
     * @param option the option they were given to, for the message
     * @param words  such as "dx" or "dw"
     * @return the passes, each once, in the order of this enum
     */
    public static List<PassKind> parse(String option, List<String> words) {
        List<PassKind> passes = new ArrayList<>();
        for (String w : words) {
            if (List.of(values()).stream().noneMatch(p -> p.word.equals(w))) {
                throw new Failure(option + ": expected forward, dx or dw, got '" + w + "'");
            }
        }
        for (PassKind p : values()) {
            if (words.contains(p.word)) {
                passes.add(p);
            }
        }
        return passes;
    }
}
