package doppel.app.media;

import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avformat;
import org.bytedeco.ffmpeg.global.avutil;
import org.jspecify.annotations.Nullable;

/** The main sound track of one file on its way into another, at the same times from the clip's start. */
sealed interface SoundTrack extends AutoCloseable permits SoundCopy, SoundEncoder {
    /**
     * Adds a track to a container whose header is not written yet: a copy if the container can hold the codec, else
     * AAC. Null if the file has no sound.
     */
    static @Nullable SoundTrack open(Path source, AVFormatContext container) throws IOException {
        Demuxer demuxer = Demuxer.open(source);
        try {
            int track = demuxer.best(avutil.AVMEDIA_TYPE_AUDIO);
            if (track < 0) {
                demuxer.close();
                return null;
            }
            demuxer.select(track);
            AVStream stream = demuxer.stream(track);
            return fits(stream.codecpar().codec_id(), container)
                    ? new SoundCopy(demuxer, track, container)
                    : SoundEncoder.open(demuxer, track, container);
        } catch (IOException | RuntimeException e) {
            demuxer.close();
            throw e;
        }
    }

    /** FFmpeg puts raw samples into MP4 as well, but few players take them from there. */
    private static boolean fits(int codec, AVFormatContext container) {
        boolean raw = avcodec.avcodec_get_name(codec).getString().startsWith("pcm_");
        if (raw && container.oformat().name().getString().equals("mp4")) return false;
        return avformat.avformat_query_codec(container.oformat(), codec, avcodec.FF_COMPLIANCE_NORMAL) == 1;
    }

    /** Writes sound that lies before a time, as far as it comes in whole pieces; call it with rising times. */
    void writeUntil(double seconds) throws IOException;

    /** Writes the rest up to a time, which may be infinite, and ends the track there. */
    void finish(double seconds) throws IOException;

    /** When the picture of the source ends, 0 if it has none. */
    double pictureEndSeconds();

    @Override
    void close();

    /** When the picture of a file ends, 0 if it has none. */
    static double pictureEndSeconds(Demuxer demuxer) {
        int video = demuxer.best(avutil.AVMEDIA_TYPE_VIDEO);
        return video < 0 ? 0 : demuxer.endSeconds(video);
    }
}
