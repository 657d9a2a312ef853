package doppel.app.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import doppel.app.align.FaceFinder;
import doppel.app.blend.MergeOptions;
import doppel.app.demo.TalkingHead;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.mark.AiMark;
import doppel.app.mark.SourceType;
import doppel.app.media.VideoReader;
import doppel.app.models.ModelStore;
import doppel.app.project.Workspace;
import doppel.app.train.Limit;
import doppel.app.train.Preset;
import doppel.kernels.Backends;
import doppel.kernels.Device;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on drawn heads, with the finder that needs no files. */
class SwapJobTest {
    private static final int FRAMES = 8;

    @TempDir
    static Path folder;

    private static Path source;
    private static Path destination;

    @BeforeAll
    static void draw() throws IOException {
        source = Clips.head(folder.resolve("src.mp4"), TalkingHead.mira(50), FRAMES);
        destination = Clips.head(folder.resolve("dst.mp4"), TalkingHead.tomas(50), FRAMES);
    }

    private static SwapJob job(String name, int iterations) {
        return new SwapJob(
                source,
                destination,
                folder.resolve(name + ".mp4"),
                folder.resolve(name),
                Preset.DRAFT,
                new Limit.Steps(iterations),
                MergeOptions.DEFAULT);
    }

    private static SwapJob.Report run(SwapJob job, BooleanSupplier stop) throws IOException {
        try (Kernels kernels = Backends.open(new Device.Cpu());
                FaceFinder finder = FaceFinder.open(ModelStore.of(null, Map.of(), folder), kernels)) {
            return job.run(finder, kernels, JobLog.SILENT, stop);
        }
    }

    @Test
    void everyFrameIsSwappedAndTheClipIsMarked() throws IOException {
        SwapJob job = job("whole", 2);
        SwapJob.Report report = run(job, StopSignal.NEVER);
        assertEquals(new MergeJob.Report(FRAMES, FRAMES), report.merged());
        assertEquals(2, report.training().steps());
        try (VideoReader clip = VideoReader.open(job.output())) {
            assertEquals(TalkingHead.WIDTH, clip.info().width());
            int frames = 0;
            while (clip.next() != null) frames++;
            assertEquals(FRAMES, frames);
        }
        assertEquals(
                SourceType.COMPOSITE_WITH_TRAINED_ALGORITHMIC_MEDIA,
                AiMark.read(job.output()).orElseThrow().sourceType());
        Path frame = new Workspace(job.workspace()).merged().resolve("00003.png");
        assertTrue(AiMark.read(frame).isPresent(), "frames of a sequence are marked too");
    }

    @Test
    void pixelsOutsideTheMaskAreTheClipsOwn() throws IOException {
        SwapJob job = job("outside", 1);
        run(job, StopSignal.NEVER);
        var folders = new Workspace(job.workspace());
        int inside = 0;
        try (VideoReader clip = VideoReader.open(destination)) {
            Frame original = next(clip);
            Frame merged = Codec.read(folders.merged().resolve("00001.png"));
            Frame mask = Codec.read(folders.mergedMask().resolve("00001.png"));
            for (int i = 0; i < original.width() * original.height(); i++) {
                if (mask.bgr()[3 * i] != 0) {
                    inside++;
                    continue;
                }
                for (int c = 3 * i; c < 3 * i + 3; c++) assertEquals(original.bgr()[c], merged.bgr()[c], "byte " + c);
            }
        }
        assertTrue(inside > 500, "the face covers " + inside + " pixels");
    }

    @Test
    void aDeletedFaceLeavesItsFrameAlone() throws IOException {
        SwapJob job = job("deleted", 1);
        run(job, StopSignal.NEVER);
        var folders = new Workspace(job.workspace());
        Files.delete(folders.dstAligned().resolve("00002_0.jpg"));
        try (var entries = Files.list(folders.merged())) {
            for (Path file : entries.toList()) Files.delete(file);
        }
        assertEquals(
                new MergeJob.Report(FRAMES, FRAMES - 1),
                run(job, StopSignal.NEVER).merged());
        try (VideoReader clip = VideoReader.open(destination)) {
            next(clip);
            assertArrayEquals(
                    next(clip).bgr(),
                    Codec.read(folders.merged().resolve("00002.png")).bgr());
        }
    }

    @Test
    void aStoppedSwapGoesOnWhereItWas() throws IOException {
        SwapJob job = job("stopped", 3);
        int[] asked = {0};
        assertThrows(StoppedException.class, () -> run(job, () -> ++asked[0] > 5));
        var folders = new Workspace(job.workspace());
        Path first = folders.srcAligned().resolve("00001_0.jpg");
        FileTime written = Files.getLastModifiedTime(first);
        assertFalse(Files.exists(job.output()));
        run(job, StopSignal.NEVER);
        assertEquals(written, Files.getLastModifiedTime(first));
        assertTrue(Files.exists(job.output()));
    }

    @Test
    void aWorkspaceOfOtherClipsIsRefused() throws IOException {
        SwapJob job = job("ours", 1);
        run(job, StopSignal.NEVER);
        var other = new SwapJob(
                destination, source, job.output(), job.workspace(), job.preset(), job.limit(), job.options());
        var e = assertThrows(IOException.class, () -> run(other, StopSignal.NEVER));
        assertTrue(e.toString().contains("is of another swap"), e.toString());
    }

    private static Frame next(VideoReader clip) throws IOException {
        return Objects.requireNonNull(clip.next()).picture();
    }
}
