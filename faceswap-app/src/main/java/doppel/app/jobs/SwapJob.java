package doppel.app.jobs;

import doppel.app.align.FaceFinder;
import doppel.app.blend.MergeOptions;
import doppel.app.mark.Marks;
import doppel.app.media.VideoReader;
import doppel.app.media.VideoSettings;
import doppel.app.project.AtomicFiles;
import doppel.app.project.Workspace;
import doppel.app.train.Limit;
import doppel.app.train.ModelFolder;
import doppel.app.train.Preset;
import doppel.app.train.TrainSettings;
import doppel.app.train.Trainer;
import doppel.kernels.Kernels;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * The whole job in one go: the faces of two clips, a model trained on them, and the destination clip with the source's
 * face. Every part keeps its state in a workspace; after a kill at any moment the same job goes on where it was.
 *
 * @param source the clip with the face that is taken
 * @param destination the clip it is put into
 * @param output the clip to write
 * @param workspace folder of everything in between
 * @param limit of the training
 */
public record SwapJob(
        Path source, Path destination, Path output, Path workspace, Preset preset, Limit limit, MergeOptions options) {
    /**
     * What was done.
     *
     * @param source faces found in the source
     * @param destination faces found in the destination
     * @param training where the model stands
     * @param merged frames
     */
    public record Report(
            ExtractJob.Report source, ExtractJob.Report destination, Trainer.Report training, MergeJob.Report merged) {}

    /**
     * Does what is not done yet.
     *
     * @throws IOException if something cannot be read or written, a clip shows no face, or the workspace is of other
     *     clips
     * @throws StoppedException if {@code stop} says so
     */
    public Report run(FaceFinder finder, Kernels kernels, JobLog log, BooleanSupplier stop) throws IOException {
        checkClips();
        var folders = new Workspace(workspace);
        claim(folders);
        int size = Math.max(256, 2 * preset.model().resolution());
        var type = preset.model().faceType();
        var sourceFaces = ExtractJob.of(source, folders.srcAligned(), type, size)
                .withMaxFaces(1)
                .run(finder, log, stop);
        need(sourceFaces, source);
        log.say("source: " + sourceFaces);
        finder.reset();
        var destinationFaces =
                ExtractJob.of(destination, folders.dstAligned(), type, size).run(finder, log, stop);
        need(destinationFaces, destination);
        log.say("destination: " + destinationFaces);
        Trainer.Report trained = train(folders, kernels, log, stop);
        var merged = MergeJob.of(destination, folders, options).run(kernels, log, stop);
        var video = new VideoJob(folders.merged(), destination, output, VideoSettings.USUAL_QUALITY);
        video.run(Marks.swapped(new ModelFolder(folders.model()).checkpoint()), log, stop);
        return new Report(sourceFaces, destinationFaces, trained, merged);
    }

    private Trainer.Report train(Workspace folders, Kernels kernels, JobLog log, BooleanSupplier stop)
            throws IOException {
        TrainSettings settings =
                TrainSettings.of(preset, folders.srcAligned(), folders.dstAligned(), folders.model(), limit);
        return new TrainJob(settings).run(kernels, log, stop);
    }

    /** Both clips can be read and the output's folder exists, before hours are spent. */
    private void checkClips() throws IOException {
        for (Path clip : new Path[] {source, destination})
            VideoReader.open(clip).close();
        Path folder = output.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(output)) throw new IOException(output + ": is a folder, wanted a file");
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".doppel", ".tmp"));
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(output, e);
        }
    }

    private static void need(ExtractJob.Report faces, Path clip) throws IOException {
        if (faces.faces() == 0) {
            throw new IOException(
                    "%s: no face found in %d frames; it should show one from the front, at least 32 pixels wide"
                            .formatted(clip, faces.frames()));
        }
    }

    /** Notes whose workspace this is, or sees that it is ours. */
    private void claim(Workspace folders) throws IOException {
        folders.create();
        Path note = workspace.resolve("swap.txt");
        String ours = "source %s%ndestination %s%npreset %s%n"
                .formatted(fingerprint(source), fingerprint(destination), preset);
        if (!Files.exists(note)) {
            AtomicFiles.write(note, ours.getBytes(StandardCharsets.UTF_8));
            return;
        }
        String theirs = Files.readString(note);
        if (!theirs.equals(ours)) {
            throw new IOException(
                    "%s: this workspace is of another swap; choose another by --workspace, or delete it%nit holds:%n%sasked for:%n%s"
                            .formatted(workspace, theirs.indent(2), ours.indent(2)));
        }
    }

    private static String fingerprint(Path clip) throws IOException {
        return clip.toAbsolutePath().normalize()
                + (Files.isRegularFile(clip) ? ", " + Files.size(clip) + " bytes" : "");
    }
}
