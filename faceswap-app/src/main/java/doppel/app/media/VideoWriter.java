package doppel.app.media;

import doppel.app.image.Frame;
import doppel.app.project.AtomicFiles;
import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/**
 * Writes an H.264 clip. Frames go to a file beside the target, {@code .NAME.part}; {@link #finish} gives it the
 * target's name. A writer that is closed before leaves nothing behind. Not safe for use by several threads at
 * once.
 *
 * <pre>{@code
 * try (VideoWriter out = VideoWriter.open(path, VideoSettings.like(clip.info()).withSound(clipPath))) {
 *     for (VideoFrame f; (f = clip.next()) != null; ) out.write(f);
 *     out.finish();
 * }
 * }</pre>
 */
public final class VideoWriter implements AutoCloseable {
    /** The sound is taken to its end if as much of the picture was written; else it ends with the picture. */
    private static final double SAME_END_SECONDS = 0.25;

    private final Path target;
    private final Path part;
    private final VideoSettings settings;
    private final AVFormatContext container = new AVFormatContext(null);
    private final NativeLedger.Ticket ticket;
    private @Nullable H264Encoder video;
    private @Nullable SoundTrack sound;
    private long frames;
    private boolean finished;
    private boolean closed;

    private VideoWriter(Path target, VideoSettings settings) {
        this.target = target;
        this.settings = settings;
        part = target.resolveSibling("." + target.getFileName() + ".part");
        ticket = NativeLedger.open("ffmpeg video writer", target);
    }

    /**
     * Starts a clip.
     *
     * @param target {@code .mp4}, {@code .m4v}, {@code .mov} or {@code .mkv}; an existing file is replaced at the end
     * @throws IllegalArgumentException for another suffix
     * @throws IOException with the path if it cannot be written, or if the sound cannot be read
     */
    public static VideoWriter open(Path target, VideoSettings settings) throws IOException {
        String format = formatOf(target);
        Path folder = target.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new IOException(target + ": cannot be written, " + folder + " is not a folder");
        }
        if (Files.isDirectory(target)) throw new IOException(target + ": cannot be written, it is a folder");
        VideoWriter writer = new VideoWriter(target, settings);
        try {
            writer.start(format);
            return writer;
        } catch (IOException e) {
            writer.close();
            throw writer.failure(e);
        } catch (RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    private static String formatOf(Path target) {
        String name = String.valueOf(target.getFileName()).toLowerCase(Locale.ROOT);
        return switch (name.substring(Math.max(0, name.lastIndexOf('.')))) {
            case ".mp4", ".m4v" -> "mp4";
            case ".mov" -> "mov";
            case ".mkv" -> "matroska";
            default -> throw new IllegalArgumentException(target + ": clips are written as .mp4, .m4v, .mov or .mkv");
        };
    }

    private void start(String format) throws IOException {
        Ffmpeg.start();
        Ffmpeg.check(avformat.avformat_alloc_output_context2(container, null, format, Ffmpeg.url(part)), format);
        video = H264Encoder.open(settings, container);
        if (settings.sound() != null) sound = SoundTrack.open(settings.sound(), container);
        AVIOContext file = new AVIOContext(null);
        Ffmpeg.check(avformat.avio_open(file, Ffmpeg.url(part), avformat.AVIO_FLAG_WRITE), "new file");
        container.pb(file);
        AVDictionary tags = new AVDictionary(null);
        for (Map.Entry<String, String> tag : settings.tags().entrySet()) {
            avutil.av_dict_set(tags, tag.getKey(), tag.getValue(), 0);
        }
        container.metadata(tags); // freed with the container
        AVDictionary options = new AVDictionary(null);
        try {
            if (!format.equals("matroska")) {
                avutil.av_dict_set(options, "movflags", "+faststart", 0); // the index first: plays while it loads
            }
            Ffmpeg.check(avformat.avformat_write_header(container, options), "header");
        } finally {
            avutil.av_dict_free(options);
        }
    }

    /**
     * Adds a frame at the settings' constant rate, counted from 0.
     *
     * @throws IOException with the path and the cause, such as a full disk
     */
    public void write(Frame picture) throws IOException {
        write(picture, frames / settings.frameRate().value());
    }

    /**
     * Adds a frame at its own time.
     *
     * @throws IOException with the path and the cause, such as a full disk
     */
    public void write(VideoFrame frame) throws IOException {
        write(frame.picture(), frame.seconds());
    }

    private void write(Frame picture, double seconds) throws IOException {
        if (picture.width() != settings.width() || picture.height() != settings.height()) {
            throw new IllegalArgumentException(
                    "%s: %s, wanted %d x %d".formatted(target, picture, settings.width(), settings.height()));
        }
        H264Encoder encoder = encoder();
        try {
            Ffmpeg.start();
            encoder.write(picture, seconds);
            frames++;
            if (sound != null) sound.writeUntil(encoder.endSeconds());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private H264Encoder encoder() {
        if (closed || finished || video == null) throw new IllegalStateException(target + ": no longer open");
        return video;
    }

    /**
     * Ends the clip and gives it its name.
     *
     * @throws IOException with the path and the cause; then there is no clip
     */
    public void finish() throws IOException {
        H264Encoder encoder = encoder();
        if (frames == 0) throw new IOException(target + ": cannot be written, no frame was given");
        finished = true;
        try {
            Ffmpeg.start();
            encoder.drain();
            if (sound != null) finishSound(sound, encoder.endSeconds());
            Ffmpeg.check(avformat.av_write_trailer(container), "end");
            Ffmpeg.check(closeFile(), "end");
        } catch (IOException e) {
            close();
            throw failure(e);
        }
        try {
            AtomicFiles.produce(target, whole -> Files.move(part, whole));
        } finally {
            close();
        }
    }

    private static void finishSound(SoundTrack sound, double pictureEnd) throws IOException {
        boolean whole = Math.abs(pictureEnd - sound.pictureEndSeconds()) <= SAME_END_SECONDS;
        sound.finish(whole ? Double.POSITIVE_INFINITY : pictureEnd);
    }

    private IOException failure(IOException cause) {
        return new IOException(target + ": cannot be written, " + cause.getMessage(), cause);
    }

    private int closeFile() {
        AVIOContext file = container.pb();
        if (file == null || file.isNull()) return 0;
        container.pb(null);
        return avformat.avio_closep(file);
    }

    /** Frees the encoder; without {@link #finish} what was written is deleted. Later calls do nothing. */
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (sound != null) sound.close();
        if (video != null) video.close();
        if (!container.isNull()) {
            closeFile();
            avformat.avformat_free_context(container);
        }
        ticket.close();
        try {
            Files.deleteIfExists(part); // gone already after a finish
        } catch (IOException _) {
            // the file beside stays, but never under the final name; the next writer replaces it
        }
    }
}
