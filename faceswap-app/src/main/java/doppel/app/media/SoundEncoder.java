package doppel.app.media;

import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVCodec;
import org.bytedeco.ffmpeg.avcodec.AVCodecContext;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVAudioFifo;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVRational;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.ffmpeg.global.swresample;
import org.bytedeco.ffmpeg.swresample.SwrContext;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** Sound decoded and encoded again as AAC, with the channels of the source and its sample rate as far as AAC has it. */
final class SoundEncoder implements SoundTrack {
    private static final int BITS_PER_SECOND_AND_CHANNEL = 96_000;
    private static final int MOST_CHANNELS = 8;

    /** ISO/IEC 14496-3, table 1.18. */
    private static final int[] SAMPLE_RATES = {
        8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 64000, 88200, 96000
    };

    private final Demuxer demuxer;
    private final AVFormatContext container;
    private final AVStream from;
    private final AVStream to;
    private final AVCodecContext decoder;
    private final AVCodecContext encoder;
    private final SwrContext resampler = new SwrContext(null);
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final AVFrame decoded = avutil.av_frame_alloc();
    private final AVFrame piece = avutil.av_frame_alloc();
    private final NativeLedger.Ticket ticket;
    private final double pictureEnd;
    private @Nullable AVAudioFifo samples;
    private long nextSample = Long.MIN_VALUE; // time of the next one to be encoded
    private boolean sourceEnded;
    private boolean closed;

    private SoundEncoder(Demuxer demuxer, int track, AVFormatContext container, AVCodec decoder, AVCodec encoder) {
        this.demuxer = demuxer;
        this.container = container;
        from = demuxer.stream(track);
        to = avformat.avformat_new_stream(container, null);
        this.decoder = avcodec.avcodec_alloc_context3(decoder);
        this.encoder = avcodec.avcodec_alloc_context3(encoder);
        pictureEnd = SoundTrack.pictureEndSeconds(demuxer);
        ticket = NativeLedger.open("ffmpeg sound encoder", demuxer.file());
    }

    /** Owns the demuxer from now on. */
    static SoundEncoder open(Demuxer demuxer, int track, AVFormatContext container) throws IOException {
        AVCodecParameters parameters = demuxer.stream(track).codecpar();
        AVCodec decoder = avcodec.avcodec_find_decoder(parameters.codec_id());
        AVCodec encoder = avcodec.avcodec_find_encoder(avcodec.AV_CODEC_ID_AAC);
        if (decoder == null || encoder == null) {
            String name = avcodec.avcodec_get_name(parameters.codec_id()).getString();
            throw new IOException(demuxer.file() + ": sound: no decoder for " + name + " or no encoder for aac");
        }
        SoundEncoder sound = new SoundEncoder(demuxer, track, container, decoder, encoder);
        try {
            sound.start(decoder, encoder);
            return sound;
        } catch (IOException | RuntimeException e) {
            sound.close();
            throw e;
        }
    }

    private void start(AVCodec decoding, AVCodec encoding) throws IOException {
        String subject = demuxer.file() + ": sound";
        Ffmpeg.check(avcodec.avcodec_parameters_to_context(decoder, from.codecpar()), subject);
        decoder.pkt_timebase(from.time_base());
        Ffmpeg.check(avcodec.avcodec_open2(decoder, decoding, (AVDictionary) null), subject);
        try (PointerScope _ = new PointerScope()) {
            AVChannelLayout channels = decoder.ch_layout();
            nameChannels(channels);
            int count = Math.clamp(channels.nb_channels(), 1, MOST_CHANNELS);
            if (count == channels.nb_channels()) {
                Ffmpeg.check(avutil.av_channel_layout_copy(encoder.ch_layout(), channels), subject);
            } else {
                avutil.av_channel_layout_default(encoder.ch_layout(), count);
            }
            encoder.sample_rate(rateFor(decoder.sample_rate())).sample_fmt(avutil.AV_SAMPLE_FMT_FLTP);
            encoder.bit_rate((long) BITS_PER_SECOND_AND_CHANNEL * count);
            encoder.time_base(new AVRational().num(1).den(encoder.sample_rate()));
            if ((container.oformat().flags() & avformat.AVFMT_GLOBALHEADER) != 0) {
                encoder.flags(encoder.flags() | avcodec.AV_CODEC_FLAG_GLOBAL_HEADER);
            }
            Ffmpeg.check(avcodec.avcodec_open2(encoder, encoding, (AVDictionary) null), subject);
            Ffmpeg.check(avcodec.avcodec_parameters_from_context(to.codecpar(), encoder), subject);
            to.time_base(encoder.time_base());
        }
        samples = avutil.av_audio_fifo_alloc(
                encoder.sample_fmt(), encoder.ch_layout().nb_channels(), encoder.frame_size());
        if (samples == null) throw new IOException(subject + ": no memory");
    }

    private static int rateFor(int wanted) {
        for (int rate : SAMPLE_RATES) if (rate >= wanted) return rate;
        return SAMPLE_RATES[SAMPLE_RATES.length - 1];
    }

    @Override
    public void writeUntil(double seconds) throws IOException {
        long end = samplesUntil(seconds);
        while (fill() && size() >= encoder.frame_size() && nextSample + encoder.frame_size() <= end) {
            encode(encoder.frame_size());
        }
    }

    @Override
    public void finish(double seconds) throws IOException {
        long end = samplesUntil(seconds);
        while (fill() && nextSample < end) {
            encode((int) Math.min(Math.min(encoder.frame_size(), size()), end - nextSample));
        }
        send(null);
    }

    private long samplesUntil(double seconds) {
        return seconds == Double.POSITIVE_INFINITY ? Long.MAX_VALUE : Math.round(seconds * encoder.sample_rate());
    }

    /** Decodes until a whole piece is at hand or the source has ended; false if nothing is left. */
    private boolean fill() throws IOException {
        while (size() < encoder.frame_size() && !sourceEnded) decodeMore();
        return size() > 0;
    }

    private int size() {
        return samples == null ? 0 : avutil.av_audio_fifo_size(samples);
    }

    /** Decodes one packet, or notes the end. */
    private void decodeMore() throws IOException {
        int code = demuxer.read(packet);
        if (code < 0) {
            sourceEnded = true;
            avcodec.avcodec_send_packet(decoder, null);
        } else {
            if (packet.stream_index() == from.index()) avcodec.avcodec_send_packet(decoder, packet);
            avcodec.av_packet_unref(packet);
        }
        while (avcodec.avcodec_receive_frame(decoder, decoded) >= 0) {
            if (nextSample == Long.MIN_VALUE) nextSample = firstSample();
            resample(decoded);
        }
        if (sourceEnded) resample(null);
    }

    private AVAudioFifo fifo() {
        AVAudioFifo known = samples;
        if (known == null) throw new IllegalStateException("sound encoder: not started");
        return known;
    }

    private long firstSample() {
        long stamp = decoded.best_effort_timestamp();
        if (stamp == avutil.AV_NOPTS_VALUE) return 0;
        double seconds = Ffmpeg.seconds(stamp, from.time_base()) - demuxer.originSeconds();
        return Math.round(seconds * encoder.sample_rate());
    }

    /** Brings samples to the encoder's format and queues them; null asks for the rest. */
    private void resample(@Nullable AVFrame source) throws IOException {
        if (source != null) nameChannels(source.ch_layout());
        if (resampler.isNull()) {
            if (source == null) return;
            openResampler(source);
        }
        int code = convert(source);
        if (source != null && code == avutil.AVERROR_INPUT_CHANGED) {
            swresample.swr_free(resampler);
            openResampler(source);
            code = convert(source);
        }
        Ffmpeg.check(code, demuxer.file() + ": sound");
        if (piece.nb_samples() > 0) {
            code = avutil.av_audio_fifo_write(fifo(), piece.extended_data(), piece.nb_samples());
            Ffmpeg.check(code, demuxer.file() + ": sound");
        }
    }

    private void openResampler(AVFrame source) throws IOException {
        int code = swresample.swr_alloc_set_opts2(
                resampler,
                encoder.ch_layout(),
                encoder.sample_fmt(),
                encoder.sample_rate(),
                source.ch_layout(),
                source.format(),
                source.sample_rate(),
                0,
                null);
        Ffmpeg.check(code, demuxer.file() + ": sound");
        Ffmpeg.check(swresample.swr_init(resampler), demuxer.file() + ": sound");
    }

    private int convert(@Nullable AVFrame source) throws IOException {
        avutil.av_frame_unref(piece);
        piece.format(encoder.sample_fmt()).sample_rate(encoder.sample_rate());
        int code = avutil.av_channel_layout_copy(piece.ch_layout(), encoder.ch_layout());
        Ffmpeg.check(code, demuxer.file() + ": sound");
        return swresample.swr_convert_frame(resampler, piece, source);
    }

    /** Files that only count their channels mean the usual ones: mono, stereo and so on. */
    private static void nameChannels(AVChannelLayout channels) {
        if (channels.order() == avutil.AV_CHANNEL_ORDER_UNSPEC) {
            avutil.av_channel_layout_default(channels, channels.nb_channels());
        }
    }

    private void encode(int count) throws IOException {
        avutil.av_frame_unref(piece);
        piece.format(encoder.sample_fmt()).sample_rate(encoder.sample_rate()).nb_samples(count);
        Ffmpeg.check(avutil.av_channel_layout_copy(piece.ch_layout(), encoder.ch_layout()), "sound");
        Ffmpeg.check(avutil.av_frame_get_buffer(piece, 0), "sound");
        Ffmpeg.check(avutil.av_audio_fifo_read(fifo(), piece.extended_data(), count), "sound");
        piece.pts(nextSample);
        nextSample += count;
        send(piece);
    }

    private void send(@Nullable AVFrame frame) throws IOException {
        Ffmpeg.check(avcodec.avcodec_send_frame(encoder, frame), "sound: aac");
        while (true) {
            int code = avcodec.avcodec_receive_packet(encoder, packet);
            if (code == avutil.AVERROR_EAGAIN() || code == avutil.AVERROR_EOF()) return;
            Ffmpeg.check(code, "sound: aac");
            packet.stream_index(to.index());
            try (PointerScope _ = new PointerScope()) {
                avcodec.av_packet_rescale_ts(packet, encoder.time_base(), to.time_base());
            }
            Ffmpeg.check(avformat.av_interleaved_write_frame(container, packet), "sound track");
        }
    }

    @Override
    public double pictureEndSeconds() {
        return pictureEnd;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (samples != null) avutil.av_audio_fifo_free(samples);
        swresample.swr_free(resampler);
        avcodec.avcodec_free_context(decoder);
        avcodec.avcodec_free_context(encoder);
        avutil.av_frame_free(decoded);
        avutil.av_frame_free(piece);
        avcodec.av_packet_free(packet);
        demuxer.close();
        ticket.close();
    }
}
