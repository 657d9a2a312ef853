package doppel.app.cli;

import doppel.app.jobs.SwapJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doppel swap}. */
@Command(
        name = "swap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Put the face of one clip into another, in one go.",
            "Finds the faces of both clips, trains a model on them and writes the second clip with the first one's"
                    + " face and the second one's sound. Stopped or killed, the same command goes on where it was."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class SwapCommand implements Callable<Integer> {
    @Option(names = "--src", required = true, paramLabel = "CLIP", description = "Clip with the face that is taken.")
    private Path source;

    @Option(names = "--dst", required = true, paramLabel = "CLIP", description = "Clip it is put into.")
    private Path destination;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "MP4 or MOV file to write.")
    private Path output;

    @Option(
            names = "--workspace",
            paramLabel = "DIR",
            description = "Folder of faces, model and frames (default: FILE with -workspace for its ending).")
    private @Nullable Path workspace;

    @Mixin
    private PresetOption preset;

    @Mixin
    private LimitOptions limit;

    @Mixin
    private PrecisionOption precision;

    @Mixin
    private MergeOptionsMixin merging;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        var job = new SwapJob(
                source,
                destination,
                output,
                workspace == null ? besideOutput() : workspace,
                preset.preset(),
                limit.orElse(preset.preset().limit()),
                merging.options());
        var log = session.log();
        try (var finding = session.openKernels(log);
                var finder = session.openFinder(finding, log);
                var training =
                        session.openForTraining(precision.orElse(preset.preset().precision(), session.device()), log)) {
            SwapJob.Report report = job.run(finder, training, log, session.stop());
            log.say("trained %d iterations in %.1f minutes"
                    .formatted(report.training().steps(), report.training().seconds() / 60));
            log.say(output + ": " + report.merged() + ", marked as made with AI");
        }
        return ExitCode.OK;
    }

    private Path besideOutput() {
        String name = String.valueOf(output.getFileName());
        int dot = name.lastIndexOf('.');
        return output.resolveSibling((dot <= 0 ? name : name.substring(0, dot)) + "-workspace");
    }
}
