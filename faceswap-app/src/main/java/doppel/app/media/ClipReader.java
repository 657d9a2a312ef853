package doppel.app.media;

import doppel.app.image.Codec;
import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** The frames of a file that FFmpeg reads. The first one is decoded at once: it alone tells the true size. */
final class ClipReader implements VideoReader {
    /** Every decoding thread holds a frame or more. */
    private static final int MOST_THREADS = 4;

    private static final int MOST_FAILURES_IN_A_ROW = 500;
    private static final Rational USUAL_RATE = new Rational(25, 1);

    private final Demuxer demuxer;
    private final int track;
    private final AVStream stream;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame decoded = avutil.av_frame_alloc();
    private final PixelConverter converter = new PixelConverter();
    private final NativeLedger.Ticket ticket;
    private final Orientation orientation;
    private final Cropping cropping;
    private @Nullable AVCodecContext decoder;
    private @Nullable VideoInfo info;

    private boolean waiting; // a decoded frame was not delivered yet
    private boolean draining;
    private int readError;
    private int failuresInARow;
    private int damaged;
    private long index;
    private double lastSeconds;
    private boolean closed;

    private ClipReader(Demuxer demuxer, int track) {
        this.demuxer = demuxer;
        this.track = track;
        stream = demuxer.stream(track);
        orientation = orientationOf(stream.codecpar());
        cropping = Cropping.of(stream.codecpar());
        ticket = NativeLedger.open("ffmpeg decoder", demuxer.file());
    }

    static ClipReader open(Path file) throws IOException {
        Demuxer demuxer = Demuxer.open(file);
        int track = demuxer.best(avutil.AVMEDIA_TYPE_VIDEO);
        if (track < 0) {
            demuxer.close();
            throw new IOException(file + ": has no video track");
        }
        ClipReader reader = new ClipReader(demuxer, track);
        try {
            reader.start();
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void start() throws IOException {
        AVCodecParameters parameters = stream.codecpar();
        String name = avcodec.avcodec_get_name(parameters.codec_id()).getString();
        AVCodec codec = avcodec.avcodec_find_decoder(parameters.codec_id());
        if (codec == null) throw new IOException(demuxer.file() + ": no decoder for " + name);
        AVCodecContext context = avcodec.avcodec_alloc_context3(codec);
        decoder = context;
        String subject = demuxer.file() + ": cannot decode " + name;
        Ffmpeg.check(avcodec.avcodec_parameters_to_context(context, parameters), subject);
        context.pkt_timebase(stream.time_base());
        context.max_pixels(Codec.MOST_PIXELS);
        context.thread_count(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
        Ffmpeg.check(avcodec.avcodec_open2(context, codec, (AVDictionary) null), subject);
        demuxer.select(track);
        waiting = decode(context);
        if (!waiting) throw Ffmpeg.failure(readError == 0 ? avutil.AVERROR_INVALIDDATA() : readError, subject);
        info = describe(name);
    }

    private VideoInfo describe(String codec) {
        try (PointerScope _ = new PointerScope()) {
            Rational rate = Ffmpeg.rational(
                    avformat.av_guess_frame_rate(demuxer.context(), stream, decoded),
                    Ffmpeg.rational(stream.avg_frame_rate(), USUAL_RATE));
            Rational aspect = Ffmpeg.rational(
                    avformat.av_guess_sample_aspect_ratio(demuxer.context(), stream, decoded), Rational.ONE);
            double seconds = demuxer.seconds();
            long frames = stream.nb_frames() > 0 ? stream.nb_frames() : Math.round(seconds * rate.value());
            int width = decoded.width();
            int height = decoded.height();
            return new VideoInfo(
                    orientation.swap() ? height : width,
                    orientation.swap() ? width : height,
                    rate,
                    seconds,
                    frames,
                    demuxer.best(avutil.AVMEDIA_TYPE_AUDIO) >= 0,
                    codec,
                    orientation.swap() ? aspect.inverse() : aspect,
                    colorOf(decoded));
        }
    }

    /** What a decoded picture says; RGB pictures have no matrix, so they get the usual one for writing. */
    private static ColorTags colorOf(AVFrame x) {
        AVPixFmtDescriptor format = avutil.av_pix_fmt_desc_get(x.format());
        if ((format.flags() & avutil.AV_PIX_FMT_FLAG_RGB) != 0) return ColorTags.usualFor(x.width(), x.height());
        boolean fullRange = x.color_range() == avutil.AVCOL_RANGE_JPEG
                || format.name().getString().startsWith("yuvj");
        return new ColorTags(x.color_primaries(), x.color_trc(), x.colorspace(), fullRange);
    }

    private static Orientation orientationOf(AVCodecParameters parameters) {
        AVPacketSideData matrix = avcodec.av_packet_side_data_get(
                parameters.coded_side_data(), parameters.nb_coded_side_data(), avcodec.AV_PKT_DATA_DISPLAYMATRIX);
        if (matrix == null || matrix.size() < 36) return Orientation.UPRIGHT;
        return Orientation.of(matrix.data()
                .capacity(36)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder())
                .asIntBuffer());
    }

    @Override
    public VideoInfo info() {
        VideoInfo known = info;
        if (known == null) throw new IllegalStateException(demuxer.file() + ": not open");
        return known;
    }

    @Override
    public @Nullable VideoFrame next() throws IOException {
        AVCodecContext context = decoder;
        if (closed || context == null) throw new IllegalStateException(demuxer.file() + ": closed");
        Ffmpeg.start();
        if (!waiting && !decode(context)) {
            if (readError == 0) return null;
            throw Ffmpeg.failure(
                    readError,
                    "%s: is cut off or damaged after %.2f of %.2f s"
                            .formatted(demuxer.file(), lastSeconds, info().seconds()));
        }
        waiting = false;
        VideoInfo shown = info();
        int width = orientation.swap() ? shown.height() : shown.width();
        int height = orientation.swap() ? shown.width() : shown.height();
        double seconds = secondsOf(decoded, shown.frameRate());
        lastSeconds = seconds;
        return new VideoFrame(
                orientation.apply(converter.toBgr(decoded, width, height, colorOf(decoded))), index++, seconds);
    }

    private double secondsOf(AVFrame x, Rational rate) {
        long stamp = x.best_effort_timestamp();
        if (stamp == avutil.AV_NOPTS_VALUE) return index == 0 ? 0 : lastSeconds + 1 / rate.value();
        return Ffmpeg.seconds(stamp, stream.time_base()) - demuxer.originSeconds();
    }

    /** Decodes the next frame; false at the end, whose cause is {@link #readError} unless that is 0. */
    private boolean decode(AVCodecContext context) throws IOException {
        while (true) {
            int code = avcodec.avcodec_receive_frame(context, decoded);
            if (code >= 0) {
                failuresInARow = 0;
                cropping.apply(decoded);
                return true;
            }
            if (code == avutil.AVERROR_EOF()) return false;
            if (code != avutil.AVERROR_EAGAIN()) noteFailure(code);
            else if (draining) return false;
            else feed(context);
        }
    }

    private void feed(AVCodecContext context) throws IOException {
        int code = demuxer.read(packet);
        if (code < 0) { // what the decoder still holds comes first
            if (code != avutil.AVERROR_EOF() || demuxer.isCutOff(track)) readError = code;
            draining = true;
            avcodec.avcodec_send_packet(context, null);
            return;
        }
        if (packet.stream_index() == track) {
            code = avcodec.avcodec_send_packet(context, packet);
            if (code < 0) noteFailure(code);
        }
        avcodec.av_packet_unref(packet);
    }

    private void noteFailure(int code) throws IOException {
        damaged++;
        if (++failuresInARow > MOST_FAILURES_IN_A_ROW) {
            throw Ffmpeg.failure(code, demuxer.file() + ": cannot be decoded");
        }
    }

    @Override
    public int damaged() {
        return damaged;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        converter.close();
        if (decoder != null) avcodec.avcodec_free_context(decoder);
        avutil.av_frame_free(decoded);
        avcodec.av_packet_free(packet);
        demuxer.close();
        ticket.close();
    }
}
