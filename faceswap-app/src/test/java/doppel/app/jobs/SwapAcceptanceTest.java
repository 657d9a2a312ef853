package doppel.app.jobs;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.align.FaceFinder;
import doppel.app.blend.MergeOptions;
import doppel.app.dfl.FaceJpeg;
import doppel.app.dfl.FaceMetadata;
import doppel.app.face.Landmarks;
import doppel.app.face.SharedFolder;
import doppel.app.media.VideoInfo;
import doppel.app.media.VideoReader;
import doppel.app.models.ModelStore;
import doppel.app.project.Workspace;
import doppel.app.train.Limit;
import doppel.app.train.Preset;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import doppel.kernels.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight minutes of the draft preset on two clips whose landmarks are known exactly, and what must come out. {@code
 * -Ddoppel.acceptance=FOLDER} keeps the result, and a second run then only measures it.
 */
@Tag("acceptance")
class SwapAcceptanceTest {
    @TempDir
    Path temporary;

    @Test
    void theDraftPresetSwapsAReadableFaceInEightMinutes() throws IOException {
        var source = known("mona-lisa");
        var destination = known("straw-hat");
        String kept = System.getProperty("doppel.acceptance");
        Path folder = kept == null ? temporary : Path.of(kept);
        var job = new SwapJob(
                source.clip(),
                destination.clip(),
                folder.resolve("out.mp4"),
                folder.resolve("out-workspace"),
                Preset.DRAFT,
                new Limit.Time(Duration.ofMinutes(8)),
                MergeOptions.DEFAULT.withErodeMask(10).withBlurMask(30));
        Device cpu = new Device.Cpu();
        Precision precision =
                Backends.isFast(cpu, Preset.DRAFT.precision()) ? Preset.DRAFT.precision() : Precision.FP32;
        try (Kernels finding = Backends.open(cpu);
                FaceFinder finder = FaceFinder.open(ModelStore.open(SharedFolder.file("models")), finding);
                Kernels training = Backends.open(cpu, precision)) {
            SwapJob.Report report = job.run(finder, training, JobLog.SILENT, StopSignal.NEVER);
            SwapQuality quality = SwapQuality.measure(source, destination, job.output(), finder);
            var folders = new Workspace(job.workspace());
            double sourceError = extractionError(folders.srcAligned(), source.truth());
            double destinationError = extractionError(folders.dstAligned(), destination.truth());
            System.out.printf(
                    "%d iterations; landmark error of extraction %.4f and %.4f; %s%n",
                    report.training().steps(), sourceError, destinationError, quality);
            assertAll(
                    () -> assertEquals(new ExtractJob.Report(200, 200, 200), report.source()),
                    () -> assertEquals(new ExtractJob.Report(200, 200, 200), report.destination()),
                    () -> assertTrue(sourceError < 0.04, "landmarks of the source " + sourceError),
                    () -> assertTrue(destinationError < 0.04, "landmarks of the destination " + destinationError),
                    () -> assertEquals(200, quality.frames()),
                    () -> assertEquals(200, quality.found()),
                    () -> assertTrue(quality.nearerToSource() >= 0.95, "nearer to the source " + quality),
                    () -> assertTrue(quality.toSource() >= 0.70, "correlation " + quality),
                    () -> assertTrue(quality.landmarkError() < 0.05, "pose " + quality),
                    () -> assertTrue(quality.outsidePsnr() > 38, "outside the face " + quality),
                    () -> sameLengthAndSound(destination.clip(), job.output()));
        }
    }

    private static void sameLengthAndSound(Path before, Path after) throws IOException {
        try (VideoReader a = VideoReader.open(before);
                VideoReader b = VideoReader.open(after)) {
            VideoInfo original = a.info();
            VideoInfo result = b.info();
            assertEquals(
                    original.seconds(),
                    result.seconds(),
                    1 / original.frameRate().value());
            assertEquals(original.hasSound(), result.hasSound());
        }
    }

    private static SwapQuality.Known known(String name) throws IOException {
        return new SwapQuality.Known(
                SharedFolder.file("data/portraits/" + name + ".mp4"),
                SwapQuality.truth(SharedFolder.json("data/portraits/" + name + ".json")));
    }

    /** Mean distance of the landmarks found from the true ones, in inter-ocular distances. */
    private static double extractionError(Path aligned, List<Landmarks> truth) throws IOException {
        double sum = 0;
        for (int i = 0; i < truth.size(); i++) {
            FaceMetadata face =
                    FaceJpeg.read(aligned.resolve(Workspace.faceName(i + 1, 0))).orElseThrow();
            sum += Objects.requireNonNull(face.sourceLandmarks()).meanDistance(truth.get(i))
                    / truth.get(i).interOcular();
        }
        return sum / truth.size();
    }
}
