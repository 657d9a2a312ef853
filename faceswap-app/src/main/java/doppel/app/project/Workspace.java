package doppel.app.project;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of one job, with the names that DeepFaceLab's scripts use, so that either program goes on where the other
 * stopped.
 *
 * <pre>
 * data_src.*          the clip with the face that is taken      data_dst.*  the clip it is put into
 * data_src/           its frames 00001.png ...                  data_dst/   likewise
 * data_src/aligned/   its faces 00001_0.jpg ...                 data_dst/aligned/
 * model/              weights and training state                data_dst/merged/, data_dst/merged_mask/
 * result.mp4          the result                                result_mask.mp4
 * </pre>
 *
 * @param root the folder; need not exist yet
 */
public record Workspace(Path root) {
    /** Frames of the source person's clip. */
    public Path dataSrc() {
        return root.resolve("data_src");
    }

    /** Frames of the clip that is changed. */
    public Path dataDst() {
        return root.resolve("data_dst");
    }

    /** Aligned faces of the source person. */
    public Path srcAligned() {
        return dataSrc().resolve("aligned");
    }

    /** Aligned faces of the clip that is changed. */
    public Path dstAligned() {
        return dataDst().resolve("aligned");
    }

    /** Weights, training state and previews. */
    public Path model() {
        return root.resolve("model");
    }

    /** Frames with the new face. */
    public Path merged() {
        return dataDst().resolve("merged");
    }

    /** Masks of where the new face was put. */
    public Path mergedMask() {
        return dataDst().resolve("merged_mask");
    }

    /** The finished clip. */
    public Path result() {
        return root.resolve("result.mp4");
    }

    /** The finished clip of masks. */
    public Path resultMask() {
        return root.resolve("result_mask.mp4");
    }

    /** {@code 00001.png} for number 1: a frame's file name. */
    public static String frameName(int number) {
        if (number < 1) throw new IllegalArgumentException("frame number " + number + ", the first is 1");
        return "%05d.png".formatted(number);
    }

    /** {@code 00001_0.jpg} for frame 1, face 0: the file name of an aligned face. */
    public static String faceName(int frameNumber, int face) {
        if (frameNumber < 1 || face < 0)
            throw new IllegalArgumentException("frame number " + frameNumber + ", face " + face);
        return "%05d_%d.jpg".formatted(frameNumber, face);
    }

    /** The clip {@code data_src.*}, if there is one. */
    public Optional<Path> srcClip() throws IOException {
        return clip("data_src");
    }

    /** The clip {@code data_dst.*}, if there is one. */
    public Optional<Path> dstClip() throws IOException {
        return clip("data_dst");
    }

    /**
     * Makes the folders that do not exist yet.
     *
     * @throws IOException if one cannot be made
     */
    public void create() throws IOException {
        for (Path folder : List.of(srcAligned(), dstAligned(), model())) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw AtomicFiles.cannotWrite(folder, e);
            }
        }
    }

    private Optional<Path> clip(String stem) throws IOException {
        if (!Files.isDirectory(root)) return Optional.empty();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(root, stem + ".*")) {
            for (Path file : files) if (Files.isRegularFile(file)) found.add(file);
        }
        return found.stream().sorted().findFirst();
    }
}
