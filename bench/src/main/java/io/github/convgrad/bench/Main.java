package io.github.convgrad.bench;

import io.github.convgrad.bench.check.CheckCommand;
import io.github.convgrad.bench.cold.ColdCommand;
import io.github.convgrad.bench.cold.ColdForkCommand;
import io.github.convgrad.bench.digits.TrainCommand;
import io.github.convgrad.bench.explain.ExplainCommand;
import io.github.convgrad.bench.jmh.JmhCommand;
import io.github.convgrad.bench.peer.PeersCommand;
import io.github.convgrad.bench.peer.PeersForkCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The bench program: one command each for learning, comparing, checking, explaining and measuring. */
@Command(name = "convgrad-bench", mixinStandardHelpOptions = true, versionProvider = Main.Version.class,
        description = "Shows convgrad at work: learns digits, checks answers, compares speed.",
        subcommands = {TrainCommand.class, PeersCommand.class, PeersForkCommand.class, CheckCommand.class,
                ExplainCommand.class, ColdCommand.class, ColdForkCommand.class, JmhCommand.class})
public final class Main implements Runnable {

    private Main() {
    }

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(),
                "a command is missing: train, peers, check, explain, cold or jmh");
    }

    /**
     * Runs one command and ends the JVM with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        // Nothing here opens a window; without this a machine with a display would be asked for one.
        System.setProperty("java.awt.headless", "true");
        System.exit(run(System.out, System.err, args));
    }

    /**
     * Runs one command.
     *
     * @param out  where picocli prints help
     * @param err  where the one line about an error goes
     * @param args the command and its options
     * @return 0 when all went well, 1 when the command failed, 2 when it was called wrongly
     */
    public static int run(java.io.PrintStream out, java.io.PrintStream err, String... args) {
        CommandLine line = new CommandLine(new Main());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
        line.setParameterExceptionHandler((wrong, arguments) -> {
            String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
            err.println(oneLine(wrong) + " (try: " + command + " --help)");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((failed, command, parsed) -> {
            err.println(oneLine(failed));
            return CommandLine.ExitCode.SOFTWARE;
        });
        return line.execute(args);
    }

    private static String oneLine(Exception failed) {
        String message = failed.getMessage() == null ? "" : failed.getMessage().strip().replaceAll("\\s*\\R\\s*", "; ");
        // Failures and wrong arguments say all there is to say; anything else is a fault of ours and names its class.
        boolean expected = failed instanceof Failure || failed instanceof ParameterException
                || failed instanceof IllegalArgumentException || failed instanceof IllegalStateException;
        return "convgrad-bench: " + (expected ? message : failed.getClass().getSimpleName() + ": " + message);
    }

    /** The version in the jar's manifest. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"convgrad-bench " + Platform.commit() + ", " + Platform.jvm()};
        }
    }
}
