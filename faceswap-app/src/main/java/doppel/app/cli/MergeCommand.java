package doppel.app.cli;

import doppel.app.jobs.MergeJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doppel merge}. */
@Command(
        name = "merge",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Put a model's faces into the frames of a clip; frames without a face stay as they are.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class MergeCommand implements Callable<Integer> {
    @Option(
            names = "--input",
            required = true,
            paramLabel = "CLIP",
            description = "Clip or folder of pictures whose faces are swapped.")
    private Path input;

    @Option(names = "--aligned", required = true, paramLabel = "DIR", description = "Its faces, as extract wrote them.")
    private Path aligned;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Folder of the model.")
    private Path model;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder of the finished frames.")
    private Path output;

    @Option(
            names = "--masks",
            paramLabel = "DIR",
            description = "Folder of the masks (default: DIR of the frames with _mask behind its name).")
    private @Nullable Path masks;

    @Mixin
    private MergeOptionsMixin merging;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        Path maskFolder = masks == null ? output.resolveSibling(output.getFileName() + "_mask") : masks;
        var job = new MergeJob(input, aligned, model, output, maskFolder, merging.options());
        var log = session.log();
        try (var kernels = session.openKernels(log)) {
            log.say(output + ": " + job.run(kernels, log, session.stop()));
        }
        return ExitCode.OK;
    }
}
