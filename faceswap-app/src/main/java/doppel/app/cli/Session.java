package doppel.app.cli;

import doppel.app.align.FaceFinder;
import doppel.app.jobs.JobLog;
import doppel.app.jobs.StopSignal;
import doppel.app.models.ModelStore;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.DeviceChoice;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What commands that compute share: the device, the folder of face networks, and how to say what happens. */
final class Session {
    private final StopSignal stop;

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            converter = DeviceConverter.class,
            description =
                    "Where to compute: cpu, cuda, or cuda:N for a card's number (default: cuda if a card and all it"
                            + " needs are here, else cpu). A device that is asked for and missing is an error.")
    private @Nullable Device device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the CPU to compute with (default: one per core).")
    private @Nullable Integer threads;

    @Option(
            names = "--models",
            paramLabel = "DIR",
            description = "Folder of the face detector's and landmark finder's networks (default: DOPPEL_MODELS, then"
                    + " the per-user folder). Without them a built-in, less exact one is used.")
    private @Nullable Path models;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    private @Nullable DeviceChoice choice;

    Session(StopSignal stop) {
        this.stop = stop;
    }

    /** Asks whether to stop. */
    StopSignal stop() {
        return stop;
    }

    /** Opens the device in single precision and says so. */
    Kernels openKernels(JobLog log) {
        return openKernels(Precision.FP32, log);
    }

    /** Opens the device in a precision and says so. */
    Kernels openKernels(Precision precision, JobLog log) {
        if (threads != null) {
            if (threads < 1) throw new IllegalArgumentException("threads: wanted at least 1, got " + threads);
            System.setProperty("doppel.threads", String.valueOf(threads));
        }
        Kernels kernels = Backends.open(device(), precision);
        log.say("device: %s (%s)".formatted(kernels.describe(), choice().reason()));
        return kernels;
    }

    /** Opens the device once more, for training. */
    Kernels openForTraining(Precision precision, JobLog log) {
        Kernels kernels = Backends.open(device(), precision);
        log.say("training: computes in " + precision);
        return kernels;
    }

    /** Where this command computes. */
    Device device() {
        return choice().device();
    }

    /** Looked for once: it opens libraries, and all of a command computes in one place. */
    private DeviceChoice choice() {
        if (choice == null) choice = Backends.choose(device);
        return choice;
    }

    /** The card asked for, else the first one. */
    Device.Cuda card() {
        return device instanceof Device.Cuda card ? card : new Device.Cuda(0);
    }

    /** Opens the detector and landmark finder that there are, and says which. */
    FaceFinder openFinder(Kernels kernels, JobLog log) throws IOException {
        FaceFinder finder = FaceFinder.open(store(), kernels);
        log.say(finder.description());
        return finder;
    }

    /** Where face networks are looked for. */
    ModelStore store() throws IOException {
        return ModelStore.open(models);
    }

    /** Prints for people: to a terminal with bars, elsewhere in lines. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 25 on there is again none where there is no terminal
    JobLog log() {
        Console console = System.console();
        return new ConsoleLog(command.commandLine().getErr(), console != null && console.isTerminal());
    }

    /** Reads {@code cpu}, {@code cuda}, {@code cuda:1}. */
    static final class DeviceConverter implements ITypeConverter<Device> {
        @Override
        public Device convert(String value) {
            return Device.parse(value);
        }
    }
}
