package doppel.app.cli;

import doppel.app.face.FaceType;
import doppel.app.jobs.ExtractJob;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code doppel extract}. */
@Command(
        name = "extract",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Find the faces of a clip and write them as aligned square JPEGs that DeepFaceLab reads too.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class ExtractCommand implements Callable<Integer> {
    @Parameters(paramLabel = "INPUT", description = "Any clip FFmpeg reads, or a folder of pictures.")
    private Path input;

    @Parameters(paramLabel = "DIR", description = "Folder to write the faces to.")
    private Path output;

    @Option(
            names = "--face-type",
            paramLabel = "TYPE",
            defaultValue = "whole_face",
            description = "half_face, midfull_face, full_face, whole_face or head (default: ${DEFAULT-VALUE}).")
    private String faceType;

    @Option(
            names = "--size",
            paramLabel = "PIXELS",
            defaultValue = "512",
            description = "Edge of a face, 64..2048 (default: ${DEFAULT-VALUE}).")
    private int size;

    @Option(
            names = "--quality",
            paramLabel = "Q",
            defaultValue = "90",
            description = "JPEG quality, 1..100 (default: ${DEFAULT-VALUE}).")
    private int quality;

    @Option(
            names = "--max-faces",
            paramLabel = "N",
            defaultValue = "0",
            description = "Keep the N largest faces of a frame; 0 keeps all (default: ${DEFAULT-VALUE}).")
    private int maxFaces;

    @Option(
            names = "--smooth",
            paramLabel = "FRAMES",
            defaultValue = "0",
            description = "Take the trembling out of a clip's landmarks: smooth them over 2..30 frames on each side,"
                    + " which are kept in memory; cuts and frames without the face end a window; 0 leaves them as"
                    + " they are found (default: ${DEFAULT-VALUE}).")
    private int smooth;

    @Mixin
    private Session session;

    @Override
    public Integer call() throws Exception {
        var job = new ExtractJob(input, output, FaceType.parse(faceType), size, quality, maxFaces, smooth);
        var log = session.log();
        try (var kernels = session.openKernels(log);
                var finder = session.openFinder(kernels, log)) {
            ExtractJob.Report report = job.run(finder, log, session.stop());
            log.say(output + ": " + report);
            if (report.faces() > 0) return ExitCode.OK;
            log.say("doppel: " + input + ": no face found");
            return ExitCode.SOFTWARE;
        }
    }
}
