package doppel.app.media;

import doppel.app.image.Frame;
import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import java.util.Arrays;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerScope;

/**
 * BGR pictures to an H.264 track with 8-bit 4:2:0 pixels. Encodes with libx264 where the FFmpeg at hand has it (its GPL
 * builds), else with OpenH264, at a constant quantiser with either.
 *
 * <p>4:2:0 needs even sides: an odd picture gets one more column or row, a copy of the last, and the file says that it
 * is not to be shown.
 */
final class H264Encoder implements AutoCloseable {
    /** Time stamps are at least this fine, so that those of clips with a varying rate survive. */
    private static final int TICKS_PER_SECOND = 90_000;

    private static final int MOST_THREADS = 4;
    private static final int KEY_FRAME_SECONDS = 2;

    /**
     * OpenH264 skips more than x264: on grainy clips it takes a quantiser this much lower for about the same picture.
     */
    private static final int OPENH264_FINER = 5;

    private static final int COARSER_STEP = 6; // doubles the step between values
    private static final int COARSEST = 51;

    private final VideoSettings settings;
    private final AVFormatContext container;
    private final AVCodec codec;
    private final AVStream stream;
    private final int width; // even
    private final int height;
    private final int keyFrameDistance;
    private final int ticksPerSecond;
    private final int ticksPerFrame;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame yuv = avutil.av_frame_alloc();
    private final PixelConverter converter = new PixelConverter();
    private final NativeLedger.Ticket ticket;
    private AVCodecContext encoder;
    private int coarser; // added to the quantiser
    private int framesAtThis;
    private long lastTick = Long.MIN_VALUE;
    private boolean closed;

    private H264Encoder(VideoSettings settings, AVFormatContext container, AVCodec codec, AVStream stream) {
        this.settings = settings;
        this.container = container;
        this.codec = codec;
        this.stream = stream;
        width = settings.width() + (settings.width() & 1);
        height = settings.height() + (settings.height() & 1);
        Rational rate = settings.frameRate();
        keyFrameDistance = Math.max(1, (int) Math.round(KEY_FRAME_SECONDS * rate.value()));
        // a whole number of ticks per frame: constant rates stay exact
        int finer = Math.max(1, Math.ceilDiv(TICKS_PER_SECOND, rate.numerator()));
        ticksPerSecond = rate.numerator() * finer;
        ticksPerFrame = Math.multiplyExact(rate.denominator(), finer);
        encoder = avcodec.avcodec_alloc_context3(codec);
        ticket = NativeLedger.open("ffmpeg h264 encoder", settings);
    }

    /** Adds a video track to a container whose header is not written yet. */
    static H264Encoder open(VideoSettings settings, AVFormatContext container) throws IOException {
        AVCodec codec = avcodec.avcodec_find_encoder_by_name("libx264");
        if (codec == null) codec = avcodec.avcodec_find_encoder_by_name("libopenh264");
        if (codec == null) throw new IOException("h264: this build of FFmpeg has neither libx264 nor libopenh264");
        H264Encoder encoder =
                new H264Encoder(settings, container, codec, avformat.avformat_new_stream(container, null));
        try {
            encoder.start();
            return encoder;
        } catch (IOException | RuntimeException e) {
            encoder.close();
            throw e;
        }
    }

    private void start() throws IOException {
        configure(encoder);
        Ffmpeg.check(avcodec.avcodec_parameters_from_context(stream.codecpar(), encoder), "h264");
        new Cropping(0, height - settings.height(), 0, width - settings.width()).addTo(stream.codecpar());
        try (PointerScope _ = new PointerScope()) {
            stream.time_base(encoder.time_base());
            stream.avg_frame_rate(encoder.framerate());
            stream.sample_aspect_ratio(encoder.sample_aspect_ratio());
        }
    }

    private void configure(AVCodecContext context) throws IOException {
        ColorTags color = settings.color().written(settings.width(), settings.height());
        AVDictionary options = new AVDictionary(null);
        try (PointerScope _ = new PointerScope()) {
            context.width(width).height(height).pix_fmt(avutil.AV_PIX_FMT_YUV420P);
            context.time_base(new AVRational().num(1).den(ticksPerSecond));
            context.framerate(rational(settings.frameRate()));
            context.sample_aspect_ratio(rational(settings.sampleAspect()));
            context.color_primaries(color.primaries())
                    .color_trc(color.transfer())
                    .colorspace(color.matrix());
            context.color_range(color.fullRange() ? avutil.AVCOL_RANGE_JPEG : avutil.AVCOL_RANGE_MPEG);
            context.gop_size(keyFrameDistance);
            context.thread_count(Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors()));
            if ((container.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
                context.flags(context.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
            }
            if (isOpenH264()) {
                int quantiser = Math.clamp(settings.quality() - OPENH264_FINER + coarser, 1, COARSEST);
                context.profile(avcodec.AV_PROFILE_H264_HIGH).qmin(quantiser).qmax(quantiser);
            } else {
                avutil.av_dict_set(options, "crf", Integer.toString(settings.quality()), 0);
            }
            Ffmpeg.check(avcodec.avcodec_open2(context, codec, options), "h264: %d x %d".formatted(width, height));
        } finally {
            avutil.av_dict_free(options);
        }
    }

    private boolean isOpenH264() {
        return codec.name().getString().equals("libopenh264");
    }

    private static AVRational rational(Rational x) {
        return new AVRational().num(x.numerator()).den(x.denominator());
    }

    /** Encodes a picture; a time that is not after the one before is moved one tick after it. */
    void write(Frame picture, double seconds) throws IOException {
        if (coarser > 0 && framesAtThis >= keyFrameDistance) reopen(0);
        avutil.av_frame_unref(yuv);
        yuv.width(width).height(height).format(avutil.AV_PIX_FMT_YUV420P);
        Ffmpeg.check(avutil.av_frame_get_buffer(yuv, 0), "h264: picture");
        converter.fromBgr(picture, yuv, settings.color());
        lastTick = Math.max(lastTick + 1, Math.round(seconds * ticksPerSecond));
        yuv.pts(lastTick).duration(ticksPerFrame);
        int code = avcodec.avcodec_send_frame(encoder, yuv);
        while (code < 0 && isOpenH264() && settings.quality() + coarser < COARSEST) {
            reopen(coarser + COARSER_STEP);
            code = avcodec.avcodec_send_frame(encoder, yuv);
        }
        Ffmpeg.check(code, "h264");
        framesAtThis++;
        forward();
    }

    /**
     * Goes on with another quantiser. OpenH264 refuses pictures whose code outgrows its buffers, as white noise does;
     * it holds nothing back, so a fresh one can take over with a key frame as long as its headers are the same.
     */
    private void reopen(int newCoarser) throws IOException {
        AVCodecContext fresh = avcodec.avcodec_alloc_context3(codec);
        coarser = newCoarser;
        framesAtThis = 0;
        try {
            configure(fresh);
            if (!Arrays.equals(headers(fresh), headers(encoder))) throw new IOException("h264: picture is too complex");
        } catch (IOException | RuntimeException e) {
            avcodec.avcodec_free_context(fresh);
            throw e;
        }
        avcodec.avcodec_free_context(encoder);
        encoder = fresh;
        FfmpegLog.clear();
    }

    private static byte[] headers(AVCodecContext context) {
        byte[] bytes = new byte[context.extradata_size()];
        if (bytes.length > 0) context.extradata().get(bytes);
        return bytes;
    }

    /** Writes what the encoder still holds. */
    void drain() throws IOException {
        Ffmpeg.check(avcodec.avcodec_send_frame(encoder, null), "h264");
        forward();
    }

    /** Brings finished packets to the container. */
    private void forward() throws IOException {
        while (true) {
            int code = avcodec.avcodec_receive_packet(encoder, packet);
            if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF()) return;
            Ffmpeg.check(code, "h264");
            packet.stream_index(stream.index());
            packet.duration(ticksPerFrame);
            try (PointerScope _ = new PointerScope()) {
                avcodec.av_packet_rescale_ts(packet, encoder.time_base(), stream.time_base());
            }
            Ffmpeg.check(avformat.av_interleaved_write_frame(container, packet), "video track");
        }
    }

    /** When the last frame ends, in seconds. */
    double endSeconds() {
        return lastTick == Long.MIN_VALUE ? 0 : (double) (lastTick + ticksPerFrame) / ticksPerSecond;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        converter.close();
        avcodec.avcodec_free_context(encoder);
        avutil.av_frame_free(yuv);
        avcodec.av_packet_free(packet);
        ticket.close();
    }
}
