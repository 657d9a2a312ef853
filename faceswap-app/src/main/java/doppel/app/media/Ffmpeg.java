package doppel.app.media;

import doppel.app.image.JavaCpp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avutil;

/** Starts FFmpeg quietly; its failures as exceptions, its paths and fractions as ours. */
final class Ffmpeg {
    /** What the callback is called through must never be collected. */
    private static final FfmpegLog LOG;

    static {
        JavaCpp.configure();
        avutil.av_log_set_level(avutil.AV_LOG_ERROR);
        LOG = new FfmpegLog();
        avutil.setLogCallback(LOG);
    }

    private Ffmpeg() {}

    /** Loads the library; later calls do nothing. */
    static void start() {
        FfmpegLog.clear();
    }

    /**
     * Passes a result on unless it is an error.
     *
     * @throws IOException with {@code subject}, what FFmpeg calls the error, and its log lines
     */
    static int check(int code, String subject) throws IOException {
        if (code < 0) throw failure(code, subject);
        return code;
    }

    static IOException failure(int code, String subject) {
        String heard = FfmpegLog.heard();
        return new IOException(subject + ": " + text(code) + (heard.isEmpty() ? "" : " (" + heard + ")"));
    }

    /** What FFmpeg calls an error, such as {@code No space left on device}. */
    static String text(int code) {
        byte[] text = new byte[256];
        avutil.av_strerror(code, text, text.length);
        int length = 0;
        while (length < text.length && text[length] != 0) length++;
        return new String(text, 0, length, StandardCharsets.UTF_8);
    }

    /** The path as a URL, so that no name is taken for a protocol. */
    static String url(Path file) {
        return "file:" + file.toAbsolutePath();
    }

    /** A fraction of FFmpeg's, or {@code otherwise} if it is not positive. */
    static Rational rational(AVRational fraction, Rational otherwise) {
        return fraction.num() > 0 && fraction.den() > 0 ? new Rational(fraction.num(), fraction.den()) : otherwise;
    }

    static double seconds(long ticks, AVRational timeBase) {
        return (double) ticks * timeBase.num() / timeBase.den();
    }
}
