package io.github.convgrad.bench;

import java.io.Console;
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
        return onTerminal() ? new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .clearDisplayOnFinish()
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .build()) : new Progress(null);
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

    /** @param done steps done so far */
    public void stepTo(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** @param now what is being done, a few words */
    public void note(String now) {
        if (bar != null) {
            bar.setExtraMessage(now);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
