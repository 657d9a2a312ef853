package doppel.app.cli;

import doppel.app.jobs.JobLog;
import doppel.app.jobs.StopSignal;
import doppel.app.jobs.VideoJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code doppel video}. */
@Command(
        name = "video",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Make a clip of frames, with rate and sound of the clip they were made from, marked as made with AI.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class VideoCommand implements Callable<Integer> {
    @Option(names = "--frames", required = true, paramLabel = "DIR", description = "Pictures, in order of their names.")
    private Path frames;

    @Option(
            names = "--reference",
            required = true,
            paramLabel = "CLIP",
            description = "Clip they were made from: gives rate and sound.")
    private Path reference;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "MP4 or MOV file to write.")
    private Path output;

    @Option(
            names = "--quality",
            paramLabel = "Q",
            defaultValue = "18",
            description = "1 (best, largest) to 51, as x264's crf (default: ${DEFAULT-VALUE}).")
    private int quality;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        JobLog log = session.log();
        StopSignal stop = session.stop();
        long count = new VideoJob(frames, reference, output, quality).run(log, stop);
        log.say("%s: %d frames, marked as made with AI".formatted(output, count));
        return ExitCode.OK;
    }
}
