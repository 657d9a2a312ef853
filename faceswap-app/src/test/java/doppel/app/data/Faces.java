package doppel.app.data;

import doppel.app.demo.TalkingHead;
import doppel.app.dfl.FaceJpeg;
import doppel.app.dfl.FaceMetadata;
import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Codec;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Face sets for tests, cut from drawn heads at their exact landmarks. */
public final class Faces {
    private Faces() {}

    /** Writes {@code count} full faces of 128 pixels into a folder. */
    public static Path write(Path folder, TalkingHead head, int count) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < count; i++) {
            int at = i * head.frames() / count;
            Landmarks landmarks = head.landmarks(at);
            Affine map = Alignment.matrix(landmarks, 128, FaceType.FULL);
            Frame face = Warp.affine(head.frame(at), map, 128, 128, Interpolation.LINEAR, Border.CONSTANT);
            var metadata = new FaceMetadata(
                    FaceType.FULL,
                    landmarks.map(map),
                    "%05d.png".formatted(at + 1),
                    landmarks.bounds(),
                    landmarks,
                    map);
            FaceJpeg.write(folder.resolve("%05d_0.jpg".formatted(at + 1)), Codec.jpeg(face, 95), metadata);
        }
        return folder;
    }
}
