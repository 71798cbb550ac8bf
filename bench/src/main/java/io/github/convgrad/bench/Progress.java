package io.github.convgrad.bench;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on a terminal; nothing at all where the output goes to a file. */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 100;

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins a bar on the standard error.
     *
     * @param task  what is going on, a few words
     * @param steps how many steps there will be
     * @return the bar, to be closed at the end
     */
    public static Progress of(String task, long steps) {
        return onTerminal() ? on(System.err, task, steps) : new Progress(null);
    }

    /** The same on any stream. */
    static Progress on(PrintStream stream, String task, long steps) {
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(stream, WIDTH))
                .build());
    }

    /** @return whether a person is watching */
    public static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * One step done.
     *
     * @param now what is being done next, or how it went, a few words
     */
    public void step(String now) {
        if (bar != null) {
            bar.setExtraMessage(now);
            bar.step();
        }
    }

    /** @param now what is being done, a few words */
    public void note(String now) {
        if (bar != null) {
            bar.setExtraMessage(now);
        }
    }

    /**
     * Prints a line of output where the bar stands; the bar comes back below it.
     *
     * @param out  where the line goes
     * @param line the line
     */
    public void print(PrintWriter out, String line) {
        if (bar != null) {
            System.err.print("\r" + " ".repeat(WIDTH) + "\r");
            System.err.flush();
        }
        out.println(line);
        out.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
