package doppel.app.jobs;

import doppel.app.mark.AiMark;
import doppel.app.mark.Mark;
import doppel.app.mark.Marks;
import doppel.app.media.VideoFrame;
import doppel.app.media.VideoReader;
import doppel.app.media.VideoSettings;
import doppel.app.media.VideoWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Makes a clip of frames, with rate, time stamps, colours and sound of another clip, and marks it as made with AI.
 *
 * @param frames folder of pictures, in the order of their names
 * @param reference the clip they were made from
 * @param output an MP4 or MOV file; replaced if it exists
 * @param quality 1 (best, largest) to 51, as x264's crf
 */
public record VideoJob(Path frames, Path reference, Path output, int quality) {
    /** As {@link #run(Mark, JobLog, BooleanSupplier)}; the mark names the program, but no model. */
    public long run(JobLog log, BooleanSupplier stop) throws IOException {
        return run(Marks.swapped(), log, stop);
    }

    /**
     * Writes the clip beside and renames it.
     *
     * @return number of frames written
     * @throws IOException if a file cannot be read or written, or there are more or fewer frames than in the reference
     * @throws StoppedException if {@code stop} says so; nothing is kept
     */
    public long run(Mark mark, JobLog log, BooleanSupplier stop) throws IOException {
        long count = 0;
        try (VideoReader pictures = VideoReader.open(frames);
                VideoReader timing = VideoReader.open(reference)) {
            VideoSettings settings = VideoSettings.like(timing.info())
                    .withSize(pictures.info().width(), pictures.info().height())
                    .withQuality(quality);
            if (timing.info().hasSound()) settings = settings.withSound(reference);
            try (VideoWriter writer = VideoWriter.open(output, settings);
                    var meter = log.meter(
                            "writing " + output.getFileName(), timing.info().estimatedFrames())) {
                for (VideoFrame time = timing.next(); time != null; time = timing.next()) {
                    if (stop.getAsBoolean()) throw new StoppedException("writing " + output.getFileName());
                    VideoFrame picture = pictures.next();
                    if (picture == null) {
                        throw new IOException(
                                "%s: %d pictures, %s has more frames".formatted(frames, count, reference));
                    }
                    writer.write(new VideoFrame(picture.picture(), count++, time.seconds()));
                    meter.at(count, "");
                }
                writer.finish();
            }
        }
        AiMark.mark(output, reference, mark).warnings().forEach(log::say);
        return count;
    }
}
