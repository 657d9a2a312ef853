package doppel.app.media;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The frames of a clip, one after the other, in bounded memory. Not safe for use by several threads at once.
 *
 * <pre>{@code
 * try (VideoReader clip = VideoReader.open(path)) {
 *     for (VideoFrame f; (f = clip.next()) != null; ) use(f.picture());
 * }
 * }</pre>
 */
public sealed interface VideoReader extends AutoCloseable permits ClipReader, PictureFolderReader {
    /**
     * Opens a file that FFmpeg can read, a folder of pictures shown in the order of their names at 25 frames per
     * second, or one picture as a clip of one frame.
     *
     * @throws IOException with the path and what is wrong: no such file, not a video, no video track, no frame
     */
    static VideoReader open(Path source) throws IOException {
        if (!Files.exists(source)) throw new IOException(source + ": no such file or folder");
        if (Files.isDirectory(source) || PictureFolderReader.isPicture(source)) return PictureFolderReader.open(source);
        if (!Files.isReadable(source)) throw new IOException(source + ": may not be read, check its permissions");
        return ClipReader.open(source);
    }

    /** Size, rate and length. */
    VideoInfo info();

    /**
     * The next frame, null after the last one.
     *
     * @throws IOException if the file is cut off or damaged beyond this point
     */
    @Nullable VideoFrame next() throws IOException;

    /** How many pieces of the clip could not be decoded so far and were left out. */
    int damaged();

    /** Frees the decoder; later calls do nothing. */
    @Override
    void close();
}
