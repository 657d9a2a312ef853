package doppel.app.media;

import doppel.bindings.lifetime.NativeLedger;
import java.io.IOException;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVChannelLayout;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.PointerScope;

/** Sound packets as they are. */
final class SoundCopy implements SoundTrack {
    private final Demuxer demuxer;
    private final AVFormatContext container;
    private final AVStream from;
    private final AVStream to;
    private final AVPacket packet = avcodec.av_packet_alloc();
    private final NativeLedger.Ticket ticket;
    private final double pictureEnd;
    private boolean held; // the packet waits for its time
    private boolean ended;
    private boolean closed;

    /** Owns the demuxer from now on. */
    SoundCopy(Demuxer demuxer, int track, AVFormatContext container) throws IOException {
        this.demuxer = demuxer;
        this.container = container;
        pictureEnd = SoundTrack.pictureEndSeconds(demuxer);
        from = demuxer.stream(track);
        to = avformat.avformat_new_stream(container, null);
        ticket = NativeLedger.open("ffmpeg sound copy", demuxer.file());
        int code = avcodec.avcodec_parameters_copy(to.codecpar(), from.codecpar());
        if (code < 0) {
            close();
            throw Ffmpeg.failure(code, demuxer.file() + ": sound track");
        }
        to.codecpar().codec_tag(0); // the other container has its own
        AVChannelLayout channels = to.codecpar().ch_layout();
        if (channels.order() == avutil.AV_CHANNEL_ORDER_UNSPEC) {
            avutil.av_channel_layout_default(channels, channels.nb_channels());
        }
        to.time_base(from.time_base());
    }

    @Override
    public void writeUntil(double seconds) throws IOException {
        while (hold() && endSeconds() <= seconds) forward();
    }

    @Override
    public void finish(double seconds) throws IOException {
        while (hold() && startSeconds() < seconds) {
            double surplus = endSeconds() - seconds;
            if (surplus > 0) packet.duration(packet.duration() - ticks(surplus));
            forward();
        }
        ended = true;
    }

    /** Has the next packet at hand, unless there is none. */
    private boolean hold() {
        while (!held && !ended) {
            if (demuxer.read(packet) < 0) { // sound that is cut off ends here
                ended = true;
            } else if (packet.stream_index() == from.index()) {
                held = true;
            } else {
                avcodec.av_packet_unref(packet);
            }
        }
        return !ended;
    }

    private void forward() throws IOException {
        held = false;
        long shift = ticks(demuxer.originSeconds());
        if (packet.pts() != avutil.AV_NOPTS_VALUE) packet.pts(packet.pts() - shift);
        if (packet.dts() != avutil.AV_NOPTS_VALUE) packet.dts(packet.dts() - shift);
        packet.stream_index(to.index());
        packet.pos(-1);
        try (PointerScope _ = new PointerScope()) {
            avcodec.av_packet_rescale_ts(packet, from.time_base(), to.time_base());
        }
        Ffmpeg.check(avformat.av_interleaved_write_frame(container, packet), "sound track");
    }

    private long ticks(double seconds) {
        return Math.round(seconds * from.time_base().den() / from.time_base().num());
    }

    private double endSeconds() {
        return startSeconds() + Ffmpeg.seconds(packet.duration(), from.time_base());
    }

    private double startSeconds() {
        long stamp = packet.pts() == avutil.AV_NOPTS_VALUE ? packet.dts() : packet.pts();
        if (stamp == avutil.AV_NOPTS_VALUE) return Double.NEGATIVE_INFINITY;
        return Ffmpeg.seconds(stamp, from.time_base()) - demuxer.originSeconds();
    }

    @Override
    public double pictureEndSeconds() {
        return pictureEnd;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        avcodec.av_packet_free(packet);
        demuxer.close();
        ticket.close();
    }
}
