package doppel.app.cli;

import doppel.app.jobs.DemoJob;
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
    private Session session;

    @Override
    public Integer call() throws Exception {
        var job = new DemoJob(folder, limit.orElse(DemoJob.USUAL));
        var log = session.log();
        try (var kernels = session.openKernels(log);
                var finder = session.openFinder(kernels, log)) {
            job.run(finder, kernels, log, session.stop());
        }
        log.say("watch %s; %s shows source, destination and result side by side".formatted(job.result(), job.sheet()));
        return ExitCode.OK;
    }
}
