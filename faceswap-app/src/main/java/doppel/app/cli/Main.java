package doppel.app.cli;

import doppel.app.jobs.StopSignal;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code doppel}: swaps faces in video clips. */
@Command(
        name = "doppel",
        description = "Swaps faces in video clips. Everything it makes is marked as made with AI.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        subcommands = {
            SwapCommand.class,
            ExtractCommand.class,
            TrainCommand.class,
            MergeCommand.class,
            VideoCommand.class,
            DoctorCommand.class,
            DemoCommand.class
        },
        footer = {
            "",
            "Try it on clips the program draws itself:  doppel demo",
            "Swap a face in one go:                     doppel swap --src A.mp4 --dst B.mp4 --out C.mp4",
            "Exit codes: 0 done, 1 failed, 2 wrong usage."
        })
public final class Main implements Callable<Integer> {
    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where in the program a failure happened.")
    private boolean verbose;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private Main() {}

    /** Without a command: says which there are. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** Runs a command and ends the JVM with its exit code. */
    public static void main(String[] args) {
        var stop = new StopSignal();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> onInterrupt(stop)));
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(stop, out, err, args);
        stop.finished(code);
        System.exit(code);
    }

    /** On Ctrl-C: lets the job save, then ends with its exit code, 0 if it did. */
    private static void onInterrupt(StopSignal stop) {
        if (stop.isFinished()) return;
        stop.stop();
        try {
            Runtime.getRuntime().halt(stop.awaitFinish());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs a command without ending the JVM; returns its exit code. */
    static int run(StopSignal stop, PrintWriter out, PrintWriter err, String... args) {
        var main = new Main();
        var commands = new CommandLine(main, new SessionFactory(stop));
        commands.setOut(out).setErr(err).setCaseInsensitiveEnumValuesAllowed(true);
        commands.setUsageHelpAutoWidth(true);
        var failures = new Failures(() -> main.verbose);
        commands.setParameterExceptionHandler(failures).setExecutionExceptionHandler(failures);
        try {
            return commands.execute(args);
        } catch (OutOfMemoryError e) { // no exception to picocli
            return failures.outOfMemory(e, err);
        }
    }
}
