package doppel.app.cli;

import doppel.app.jobs.StoppedException;
import doppel.bindings.lifetime.NativeException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for each failure, the stack only if asked for: 2 for wrong usage, 1 for all else, 0 for a wished stop. */
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private final BooleanSupplier verbose;

    Failures(BooleanSupplier verbose) {
        this.verbose = verbose;
    }

    @Override
    public int handleParseException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println("doppel: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, command.getErr());
        command.getErr().println("Usage: " + command.getCommandSpec().qualifiedName() + " --help tells the options.");
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        if (e instanceof StoppedException) {
            command.getErr().println("doppel: " + e.getMessage());
            return ExitCode.OK;
        }
        command.getErr().println("doppel: " + message(e));
        if (verbose.getAsBoolean()) {
            e.printStackTrace(command.getErr());
        } else if (!expected(e)) {
            command.getErr().println("this should not happen; --verbose shows where it did");
        }
        return e instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    /** The message says what of which device is short; of the heap, what makes it larger. */
    int outOfMemory(OutOfMemoryError e, PrintWriter err) {
        boolean heap = e.getMessage() == null || e.getMessage().startsWith("Java heap");
        err.println(
                "doppel: " + (heap ? "out of memory: DOPPEL_JAVA_OPTS=-Xmx8g gives the program 8 GB" : e.getMessage()));
        if (verbose.getAsBoolean()) e.printStackTrace(err);
        return ExitCode.SOFTWARE;
    }

    /** Whether the message says all there is to know. */
    private static boolean expected(Exception e) {
        return !(e instanceof RuntimeException)
                || e instanceof IllegalArgumentException
                || e instanceof UnsupportedOperationException
                || e instanceof UncheckedIOException
                || e instanceof NativeException;
    }

    private static String message(Exception e) {
        String text = e.getMessage() == null ? e.toString() : e.getMessage();
        return switch (e) {
            case NoSuchFileException gone -> gone.getFile() + ": no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            default -> text;
        };
    }
}
