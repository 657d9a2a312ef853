package doppel.app.jobs;

import doppel.app.demo.TalkingHead;
import doppel.app.image.Frame;
import doppel.app.media.Rational;
import doppel.app.media.VideoSettings;
import doppel.app.media.VideoWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** Small clips for tests. */
public final class Clips {
    private Clips() {}

    /** The first frames of a drawn head's clip. */
    public static Path head(Path file, TalkingHead head, int frames) throws IOException {
        try (VideoWriter writer = VideoWriter.open(
                file, VideoSettings.of(TalkingHead.WIDTH, TalkingHead.HEIGHT, new Rational(TalkingHead.FPS, 1)))) {
            for (int i = 0; i < frames; i++) writer.write(head.frame(i));
            writer.finish();
        }
        return file;
    }

    /** A gray wall. */
    public static Path empty(Path file, int frames) throws IOException {
        Frame wall = new Frame(320, 240);
        Arrays.fill(wall.bgr(), (byte) 120);
        try (VideoWriter writer = VideoWriter.open(file, VideoSettings.of(320, 240, new Rational(25, 1)))) {
            for (int i = 0; i < frames; i++) writer.write(wall);
            writer.finish();
        }
        return file;
    }
}
