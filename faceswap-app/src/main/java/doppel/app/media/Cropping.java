package doppel.app.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacketSideData;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.IntPointer;

/**
 * How many rows and columns of a stored picture a file says are not to be shown ({@code clap} in MP4, {@code PixelCrop}
 * in Matroska). FFmpeg hands this on without acting on it.
 */
record Cropping(int top, int bottom, int left, int right) {
    private static final Cropping NOTHING = new Cropping(0, 0, 0, 0);
    private static final int BYTES = 16;

    /** What a track says. */
    static Cropping of(AVCodecParameters track) {
        AVPacketSideData found = avcodec.av_packet_side_data_get(
                track.coded_side_data(), track.nb_coded_side_data(), avcodec.AV_PKT_DATA_FRAME_CROPPING);
        if (found == null || found.size() < BYTES) return NOTHING;
        ByteBuffer numbers = found.data().capacity(BYTES).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return new Cropping(numbers.getInt(), numbers.getInt(), numbers.getInt(), numbers.getInt());
    }

    /** Adds this to what a track that is to be written says. */
    void addTo(AVCodecParameters track) throws IOException {
        if (equals(NOTHING)) return;
        AVPacketSideData known = track.coded_side_data();
        AVPacketSideData list = known == null ? new AVPacketSideData(null) : known;
        try (IntPointer count = new IntPointer(1)) {
            count.put(track.nb_coded_side_data());
            AVPacketSideData added =
                    avcodec.av_packet_side_data_new(list, count, avcodec.AV_PKT_DATA_FRAME_CROPPING, BYTES, 0);
            if (added == null) throw new IOException("no memory for the cropping mark");
            track.coded_side_data(list).nb_coded_side_data(count.get());
            added.data()
                    .capacity(BYTES)
                    .asByteBuffer()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(top)
                    .putInt(bottom)
                    .putInt(left)
                    .putInt(right);
        }
    }

    /** Cuts a decoded picture without moving pixels; one that would vanish stays whole. */
    void apply(AVFrame x) {
        if (equals(NOTHING) || top < 0 || bottom < 0 || left < 0 || right < 0) return;
        if ((long) left + right >= x.width() || (long) top + bottom >= x.height()) return;
        x.crop_top(top).crop_bottom(bottom).crop_left(left).crop_right(right);
        avutil.av_frame_apply_cropping(x, avutil.AV_FRAME_CROP_UNALIGNED);
    }
}
