package io.github.convgrad.bench.digits;

import io.github.convgrad.Kernel;
import io.github.convgrad.bench.Failure;
import io.github.convgrad.bench.Platform;
import io.github.convgrad.bench.Progress;
import io.github.convgrad.bench.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the network on digits and shows how it goes. */
@Command(name = "train", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Trains a small convolutional network on handwritten digits.")
public final class TrainCommand implements Callable<Integer> {

    /** Who computes the convolutions. */
    enum Engine { SIMD, NAIVE }

    @Spec
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Folder with the four files of MNIST "
            + "({train,test}-images-idx3-ubyte.gz, {train,test}-labels-idx1-ubyte.gz). "
            + "Default: the 10,000 digits that come with the program.")
    private Path data;

    @Option(names = "--epochs", paramLabel = "N", defaultValue = "10",
            description = "How often every digit is seen (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(names = "--steps", paramLabel = "N", description = "Stop after N batches of " + Training.BATCH + ".")
    private Integer steps;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads of the simd engine; any number gives the same bits. Default: all processors.")
    private Integer threads;

    @Option(names = "--engine", paramLabel = "simd|naive", defaultValue = "simd",
            description = "The library, or the plain loops it is measured against (default: ${DEFAULT-VALUE}).")
    private Engine engine;

    @Option(names = "--log", paramLabel = "FILE.csv", description = "Write the loss of every step to this file.")
    private Path log;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the pictures go: learning-curve.png and "
            + "filters.png. Default: train beside the program's jar.")
    private Path out;

    @Override
    public Integer call() {
        atLeastOne("--epochs", epochs);
        atLeastOne("--steps", steps == null ? 1 : steps);
        Digits train = Digits.read(data, "train");
        Digits test = Digits.read(data, "test");
        if (train.count() < Training.BATCH) {
            throw new Failure("the training set has " + train.count() + " digits, expected at least one batch of "
                    + Training.BATCH);
        }
        if (test.height() != train.height() || test.width() != train.width() || train.height() < 12
                || train.width() < 12) {
            throw new Failure("training images are " + train.height() + "x" + train.width() + ", test images "
                    + test.height() + "x" + test.width() + ": expected the same size, at least 12x12");
        }
        int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        try (Workers workers = new Workers(count)) {
            train(train, test, workers);
        }
        return 0;
    }

    private void train(Digits train, Digits test, Workers workers) {
        PrintWriter console = spec.commandLine().getOut();
        boolean simd = engine == Engine.SIMD;
        Training training = new Training(simd ? ConvEngine.simd(workers) : ConvEngine.naive(), train, test, epochs);
        Platform.lines().forEach(console::println);
        console.printf("engine  %s%n", simd ? "convgrad, kernel " + Kernel.name() + ", threads: " + workers.count()
                : "naive loops, threads: 1");
        console.printf("digits  %,d to learn from, %,d to be tested with%n%n", train.count(), test.count());
        console.printf("epoch      loss  learned    test   images/s  seconds%n");

        List<Training.Epoch> history = new ArrayList<>();
        int left = steps == null ? Integer.MAX_VALUE : steps;
        for (int number = 1; number <= epochs && left > 0; number++) {
            int most = left;
            Training.Epoch epoch;
            try (Progress progress = Progress.of("epoch " + number, Math.min(most, training.stepsPerEpoch()))) {
                epoch = training.epoch(number, most,
                        (step, loss) -> progress.step(String.format(Locale.ROOT, "loss %.4f", loss)));
            }
            left -= epoch.steps();
            history.add(epoch);
            console.printf(Locale.ROOT, "%5d  %8.5f  %6.2f%%  %5.2f%%  %,9.0f  %7.2f%s%n", number, epoch.loss(),
                    100 * epoch.trained(), 100 * epoch.tested(), epoch.imagesPerSecond(), epoch.seconds(),
                    epoch.steps() < training.stepsPerEpoch() ? "  (" + epoch.steps() + " steps)" : "");
        }
        console.println();
        if (log != null) {
            write(training.losses());
            console.println("losses           " + log);
        }
        draw(training, history, out == null ? Platform.outputs("train") : out, console);
    }

    private void write(List<Double> losses) {
        List<String> lines = new ArrayList<>();
        lines.add("step,loss");
        for (int i = 0; i < losses.size(); i++) {
            lines.add((i + 1) + "," + losses.get(i));
        }
        try {
            Files.createDirectories(log.toAbsolutePath().getParent());
            Files.write(log, lines);
        } catch (IOException failed) {
            throw new Failure("--log " + log + ": can't be written (" + failed + ")", failed);
        }
    }

    private static void draw(Training training, List<Training.Epoch> history, Path folder, PrintWriter console) {
        Path curve = folder.resolve("learning-curve.png");
        Path filters = folder.resolve("filters.png");
        try {
            Pictures.filters(training.network().filters(), training.network().filterSide(), filters);
            console.println("learned filters  " + filters);
            Pictures.learningCurve(training.losses(), history, curve);
            console.println("learning curve   " + curve);
        } catch (IOException failed) {
            throw new Failure("--out " + folder + ": can't be written (" + failed + ")", failed);
        } catch (LinkageError | InternalError noFonts) {
            // What was learned stands; a bare machine without fonts can't label an axis.
            console.println("learning curve   not drawn: this JVM finds no fonts (install fontconfig and a font)");
        }
    }

    private static void atLeastOne(String option, int value) {
        if (value < 1) {
            throw new Failure(option + ": expected at least 1, got " + value);
        }
    }
}
