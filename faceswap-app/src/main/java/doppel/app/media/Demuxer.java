package doppel.app.media;

import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIndexEntry;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;

/** The packets of a media file. Only local files are opened, also by what a file refers to. */
final class Demuxer implements AutoCloseable {
    private static final int NONE = -1;

    private final Path file;
    private final AVFormatContext context;
    private final NativeLedger.Ticket ticket;
    private boolean closed;

    private Demuxer(Path file, AVFormatContext context) {
        this.file = file;
        this.context = context;
        ticket = NativeLedger.open("ffmpeg demuxer", file);
    }

    /** @throws IOException if FFmpeg cannot make anything of the file */
    static Demuxer open(Path file) throws IOException {
        Ffmpeg.start();
        AVFormatContext context = new AVFormatContext(null);
        AVDictionary options = new AVDictionary(null);
        try {
            avutil.av_dict_set(options, "protocol_whitelist", "file", 0);
            int code = avformat.avformat_open_input(context, Ffmpeg.url(file), null, options);
            Ffmpeg.check(code, file + ": not a clip that FFmpeg can read");
        } finally {
            avutil.av_dict_free(options);
        }
        Demuxer demuxer = new Demuxer(file, context);
        try {
            // a text terminal is a video source to FFmpeg, but never what was meant
            if (context.iformat().name().getString().equals("tty"))
                throw new IOException(file + ": is text, wanted a clip");
            int code = avformat.avformat_find_stream_info(context, (AVDictionary) null);
            Ffmpeg.check(code, file + ": not a clip that FFmpeg can read");
            return demuxer;
        } catch (IOException | RuntimeException e) {
            demuxer.close();
            throw e;
        }
    }

    Path file() {
        return file;
    }

    AVFormatContext context() {
        return context;
    }

    /** The main track of a kind ({@code AVMEDIA_TYPE_…}), or a negative number. */
    int best(int kind) {
        return avformat.av_find_best_stream(context, kind, NONE, NONE, (AVCodec) null, 0);
    }

    AVStream stream(int index) {
        return context.streams(index);
    }

    /** Packets of other tracks will not be delivered. */
    void select(int index) {
        for (int i = 0; i < context.nb_streams(); i++) {
            context.streams(i).discard(i == index ? avcodec.AVDISCARD_DEFAULT : avcodec.AVDISCARD_ALL);
        }
    }

    /** When the clip starts, on the clock of its time stamps; all our times count from here. */
    double originSeconds() {
        long start = context.start_time();
        return start == avutil.AV_NOPTS_VALUE ? 0 : (double) start / avutil.AV_TIME_BASE;
    }

    /** The container's duration, 0 if it does not say. */
    double seconds() {
        return context.duration() <= 0 ? 0 : (double) context.duration() / avutil.AV_TIME_BASE;
    }

    /** When a track ends, from the clip's start; 0 if unknown. */
    double endSeconds(int index) {
        AVStream stream = stream(index);
        if (stream.duration() <= 0) return seconds();
        long start = stream.start_time() == avutil.AV_NOPTS_VALUE ? 0 : stream.start_time();
        return Ffmpeg.seconds(start + stream.duration(), stream.time_base()) - originSeconds();
    }

    /** The next packet's result code: 0, {@code AVERROR_EOF} or another error. */
    int read(AVPacket packet) {
        return avformat.av_read_frame(context, packet);
    }

    /** Whether the index names bytes of a track that lie beyond the end of the file. */
    boolean isCutOff(int index) {
        long bytes = avformat.avio_size(context.pb());
        AVStream stream = stream(index);
        for (int i = avformat.avformat_index_get_entries_count(stream) - 1; i >= 0; i--) {
            AVIndexEntry entry = avformat.avformat_index_get_entry(stream, i);
            if (bytes > 0 && entry.size() > 0 && entry.pos() + entry.size() > bytes) return true;
        }
        return false;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        avformat.avformat_close_input(context);
        ticket.close();
    }
}
