package doppel.app.cli;

import doppel.app.jobs.DemoJob;
import doppel.app.train.Preset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doppel demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Swap a face between two clips the program draws itself.",
            "Needs no files and no network; two people who do not exist, the draft preset, under four minutes on two"
                    + " cores. Ends with result.mp4 and side-by-side.png."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "demo",
            description = "Folder to write to (default: ${DEFAULT-VALUE}).")
    private Path folder;

    @Mixin
    private LimitOptions limit;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        var job = new DemoJob(folder, limit.orElse(DemoJob.USUAL));
        var log = session.log();
        try (var finding = session.openKernels(log);
                var finder = session.openFinder(finding, log);
                var training =
                        session.openForTraining(precision.orElse(Preset.DRAFT.precision(), session.device()), log)) {
            job.run(finder, training, log, session.stop());
        }
        log.say("watch %s; %s shows source, destination and result side by side".formatted(job.result(), job.sheet()));
        return ExitCode.OK;
    }
}
