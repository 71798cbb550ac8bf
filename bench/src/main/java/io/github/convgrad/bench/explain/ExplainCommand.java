package io.github.convgrad.bench.explain;

import io.github.convgrad.Accuracy;
import io.github.convgrad.ConvShape;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.Workers;
import io.github.convgrad.bench.shapes.LayerFile;
import io.github.convgrad.bench.shapes.NamedShape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints plans. */
@Command(name = "explain", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Prints the plan of a layer: algorithms, blocks, kernel, workspace, and what was refused why.")
public final class ExplainCommand implements Callable<Integer> {

    /** n, c, h, w, f, kh, kw, stride, pad, dilation (two each), groups. */
    private static final int LEAST = 7;
    private static final List<Integer> DEFAULTS = List.of(1, 1, 0, 0, 1, 1, 1);

    @Spec
    private CommandSpec spec;

    @Option(names = "--layer", paramLabel = "ID", split = ",", description = "Layers of the layers file, such as R2.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--layers", paramLabel = "FILE.csv",
            description = "Layers file. Default: the 37 layers that come with the program.")
    private Path file;

    @Option(names = "--shape", paramLabel = "SIZES", description = "Or sizes: n,c,h,w,f,kh,kw"
            + "[,stride_h,stride_w,pad_h,pad_w,dilation_h,dilation_w,groups].")
    private String sizes;

    @Option(names = "--accuracy", paramLabel = "standard|relaxed", defaultValue = "STANDARD",
            description = "What the plan must keep to (default: standard).")
    private Accuracy accuracy;

    @Option(names = "--threads", paramLabel = "N", defaultValue = "1",
            description = "Threads of the plan (default: ${DEFAULT-VALUE}).")
    private int threads;

    @Override
    public Integer call() {
        if (ids.isEmpty() == (sizes == null)) {
            throw new Failure("explain: expected either --layer or --shape");
        }
        List<NamedShape> shapes = sizes == null ? LayerFile.only(LayerFile.read(file), ids)
                : List.of(new NamedShape("shape", sizes, shape(sizes)));
        PrintWriter out = spec.commandLine().getOut();
        try (Workers workers = new Workers(threads)) {
            for (NamedShape s : shapes) {
                out.println(s.id() + " " + s.name());
                out.println(workers.plan(s.shape(), accuracy).describe().stripTrailing());
                out.println();
            }
        }
        return 0;
    }

    private static ConvShape shape(String sizes) {
        String[] words = sizes.split(",", -1);
        int most = LEAST + DEFAULTS.size();
        if (words.length < LEAST || words.length > most) {
            throw new Failure("--shape: expected " + LEAST + " to " + most + " numbers, got " + words.length);
        }
        int[] v = new int[most];
        for (int i = 0; i < most; i++) {
            try {
                v[i] = i < words.length ? Integer.parseInt(words[i].strip()) : DEFAULTS.get(i - LEAST);
            } catch (NumberFormatException notANumber) {
                throw new Failure("--shape: number " + (i + 1) + ": expected a whole number, got '" + words[i] + "'");
            }
        }
        return ConvShape.builder().batch(v[0]).channels(v[1], v[4]).input(v[2], v[3]).kernel(v[5], v[6])
                .stride(v[7], v[8]).pad(v[9], v[10]).dilation(v[11], v[12]).groups(v[13]).build();
    }
}
