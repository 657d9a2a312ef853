package doppel.app.jobs;

import doppel.app.dfl.FaceJpeg;
import doppel.app.dfl.FaceMetadata;
import doppel.app.face.Landmarks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Where the faces of each frame are, as the aligned faces cut from them tell; faces that were deleted are left out. */
final class FrameFaces {
    private final Map<String, List<Landmarks>> byStem = new HashMap<>();
    private int count;

    private FrameFaces() {}

    /**
     * Reads the metadata of all face JPEGs of a folder.
     *
     * @throws IOException if the folder or a face cannot be read, or there is none
     */
    static FrameFaces read(Path aligned) throws IOException {
        var faces = new FrameFaces();
        List<Path> files;
        try (Stream<Path> entries = Files.list(aligned)) {
            files = entries.filter(file -> {
                        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                        return name.endsWith(".jpg") || name.endsWith(".jpeg");
                    })
                    .sorted()
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : files) {
            FaceMetadata face = FaceJpeg.read(file).orElse(null);
            if (face == null || face.sourceFileName() == null || face.sourceLandmarks() == null) continue;
            faces.byStem
                    .computeIfAbsent(stem(face.sourceFileName()), stem -> new ArrayList<>())
                    .add(face.sourceLandmarks());
            faces.count++;
        }
        if (faces.count == 0)
            throw new IOException(aligned + ": no faces that say where they were cut; extract them first");
        return faces;
    }

    /** The faces of a frame of that name, with or without suffix; none if none was found. */
    List<Landmarks> of(String frameName) {
        return byStem.getOrDefault(stem(frameName), List.of());
    }

    /** Number of faces in all frames. */
    int count() {
        return count;
    }

    private static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }
}
