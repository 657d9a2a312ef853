package doppel.app.cli;

import doppel.app.jobs.Doctor;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code doppel doctor}. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Say what the program needs, what of it is here, and how to get the rest.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private Session session;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Doctor.Report report = new Doctor(session.store(), session.card()).examine();
        report.lines().forEach(spec.commandLine().getOut()::println);
        return report.healthy() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
