package doppel.app.jobs;

import doppel.app.align.FaceFinder;
import doppel.app.align.FoundFace;
import doppel.app.dfl.FaceJpeg;
import doppel.app.dfl.FaceMetadata;
import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.LandmarkSmoothing;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import doppel.app.project.AtomicFiles;
import doppel.app.project.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the faces of a clip or a folder of pictures and writes them as aligned square JPEGs with DeepFaceLab's
 * metadata, {@code 00001_0.jpg} being the first face of the first frame, the largest face first. A journal beside them
 * tells which frames are finished.
 *
 * @param input any clip FFmpeg reads, or a folder of pictures
 * @param aligned folder of the faces
 * @param faceType how much of a head a face shows
 * @param size edge of a face, in pixels, 64..2048
 * @param quality of the JPEGs, 1..100
 * @param maxFaces of a frame, the largest ones; 0 for all
 * @param smoothing frames on each side over which landmarks are smoothed, 2 to {@link LandmarkSmoothing#WIDEST}; 0 for
 *     none
 */
public record ExtractJob(
        Path input, Path aligned, FaceType faceType, int size, int quality, int maxFaces, int smoothing) {
    /** Faces with a shorter side than this are passed over, in pixels. */
    private static final int SMALLEST = 32;

    public ExtractJob {
        if (size < 64 || size > 2048 || quality < 1 || quality > 100 || maxFaces < 0) {
            throw new IllegalArgumentException("extract: wanted size 64..2048, quality 1..100, max faces from 0, got "
                    + size + ", " + quality + ", " + maxFaces);
        }
        if (smoothing < 0 || smoothing == 1 || smoothing > LandmarkSmoothing.WIDEST) {
            throw new IllegalArgumentException("extract: wanted smoothing over 2..%d frames on each side, or 0, got %d"
                    .formatted(LandmarkSmoothing.WIDEST, smoothing));
        }
    }

    /** DeepFaceLab's quality, all faces, landmarks as they are found. */
    public static ExtractJob of(Path input, Path aligned, FaceType faceType, int size) {
        return new ExtractJob(input, aligned, faceType, size, 90, 0, 0);
    }

    public ExtractJob withMaxFaces(int faces) {
        return new ExtractJob(input, aligned, faceType, size, quality, faces, smoothing);
    }

    /**
     * What was found.
     *
     * @param frames looked at
     * @param framesWithFaces at least one face was found in so many
     * @param faces written
     */
    public record Report(long frames, long framesWithFaces, long faces) {
        @Override
        public String toString() {
            return "%d faces in %d of %d frames".formatted(faces, framesWithFaces, frames);
        }
    }

    /**
     * Goes on with the first frame that is not finished.
     *
     * @throws IOException if the input cannot be read, a face cannot be written, or the folder is of another job
     * @throws StoppedException if {@code stop} says so
     */
    public Report run(FaceFinder finder, JobLog log, BooleanSupplier stop) throws IOException {
        try (VideoReader clip = VideoReader.open(input)) {
            createFolder();
            String job = "extract %s %s %d px, at most %d faces a frame, by %s%s"
                    .formatted(
                            input.toAbsolutePath().normalize(),
                            faceType.fileName(),
                            size,
                            maxFaces,
                            finder.description().replaceAll("\\s+", " "),
                            smoothing == 0 ? "" : ", smoothed over %d frames on each side".formatted(smoothing));
            try (Journal journal = Journal.open(aligned.resolve("extract.journal"), job);
                    var meter = log.meter(
                            "faces of " + input.getFileName(), clip.info().estimatedFrames())) {
                int finished = journal.entries().size();
                var track = new FaceTrack(() -> look(clip, finished - smoothing, finder, stop), smoothing);
                for (FaceTrack.Seen seen = track.next(); seen != null; seen = track.next()) {
                    long index = seen.frame().index();
                    if (index < finished) continue;
                    String name = Workspace.frameName(Math.toIntExact(index) + 1);
                    journal.add(name + " " + write(seen, name));
                    meter.at(index + 1, "");
                }
                return report(journal.entries());
            }
        }
    }

    private void createFolder() throws IOException {
        try {
            Files.createDirectories(aligned);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(aligned, e);
        }
    }

    /** The next frame from a number on, and its faces that can be cut out. */
    private static FaceTrack.@Nullable Seen look(VideoReader clip, int from, FaceFinder finder, BooleanSupplier stop)
            throws IOException {
        for (VideoFrame frame = clip.next(); frame != null; frame = clip.next()) {
            if (stop.getAsBoolean()) throw new StoppedException("extracting");
            if (frame.index() < from) continue;
            List<FoundFace> faces = finder.find(frame.picture()).stream()
                    .filter(face -> Math.min(
                                    face.face().box().width(), face.face().box().height())
                            >= SMALLEST)
                    .filter(face -> Alignment.isPossible(face.landmarks()))
                    .toList();
            return new FaceTrack.Seen(frame, faces);
        }
        return null;
    }

    /** Writes a frame's faces; returns how many. */
    private int write(FaceTrack.Seen seen, String name) throws IOException {
        List<FoundFace> found = seen.faces().stream()
                .sorted(Comparator.comparingDouble(
                                (FoundFace face) -> face.face().box().area())
                        .reversed())
                .limit(maxFaces == 0 ? Long.MAX_VALUE : maxFaces)
                .toList();
        String stem = name.substring(0, name.lastIndexOf('.'));
        for (int i = 0; i < found.size(); i++) {
            FoundFace face = found.get(i);
            Affine map = Alignment.matrix(face.landmarks(), size, faceType);
            Frame cut = Warp.affine(seen.frame().picture(), map, size, size, Interpolation.LANCZOS4, Border.CONSTANT);
            var metadata = new FaceMetadata(
                    faceType, face.landmarks().map(map), name, face.face().box(), face.landmarks(), map);
            FaceJpeg.write(aligned.resolve(stem + "_" + i + ".jpg"), Codec.jpeg(cut, quality), metadata);
        }
        return found.size();
    }

    private static Report report(List<String> entries) {
        long faces = 0;
        long with = 0;
        for (String entry : entries) {
            int count = Integer.parseInt(entry.substring(entry.lastIndexOf(' ') + 1));
            faces += count;
            if (count > 0) with++;
        }
        return new Report(entries.size(), with, faces);
    }
}
