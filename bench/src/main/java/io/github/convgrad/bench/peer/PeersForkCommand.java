package io.github.convgrad.bench.peer;

import io.github.convgrad.bench.Workers;
import io.github.convgrad.bench.shapes.NamedShape;
import io.github.convgrad.bench.shapes.PassKind;
import io.github.convgrad.bench.shapes.Tensors;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * The comparison inside one JVM, started by {@link PeersCommand} with the peers' jars on the class path and their
 * number of threads in the environment. Every line it prints is a word and a text: see the constants.
 */
@Command(name = "peers-fork", hidden = true, description = "One JVM of the comparison; started by peers.")
public final class PeersForkCommand implements Callable<Integer> {

    /** A peer can't be had: its name and the reason. */
    static final String ABSENT = "absent ";
    /** What is about to be measured. */
    static final String NOW = "now ";
    /** A row of the table. */
    static final String ROW = "row ";
    /** An answer does not agree. */
    static final String WRONG = "wrong ";
    /** All was measured. */
    static final String END = "end";

    @Spec
    private CommandSpec spec;

    @Mixin
    private PeerOptions options;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Peer> peers = new ArrayList<>();
        for (String name : options.peers()) {
            try {
                peers.add(Peers.load(name, options.threads()));
            } catch (Peers.Absent absent) {
                out.println(ABSENT + name + " " + absent.getMessage());
            }
        }
        try (Workers workers = new Workers(options.threads())) {
            Comparison comparison = new Comparison(workers, options.accuracy(), peers, options.seconds(),
                    wrong -> out.println(WRONG + wrong));
            for (NamedShape layer : options.layers().layers()) {
                Tensors tensors = Tensors.of(layer.shape(), Tensors.Fill.REAL);
                for (PassKind pass : options.passes()) {
                    out.println(NOW + layer.id() + " " + pass.word());
                    Row row = comparison.compare(layer, pass, tensors);
                    if (row != null) {
                        out.println(ROW + row.csv());
                    }
                }
            }
        }
        out.println(END);
        return 0;
    }
}
