package doppel.app.media;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a clip is to be written.
 *
 * @param width in pixels, 2..16384; odd ones are kept by a cropping mark in the file
 * @param height likewise
 * @param frameRate frames per second; how long a frame lasts if no later one says otherwise
 * @param sampleAspect width over height of one pixel
 * @param color matrix and range to encode with, and what the file says
 * @param quality 1 (best, largest) to 51, the scale of x264's {@code crf}; 18 can hardly be told from the source
 * @param sound a file whose main sound track is taken, null for a silent clip
 * @param tags what the file says about itself, such as {@code title} and {@code comment}
 */
public record VideoSettings(
        int width,
        int height,
        Rational frameRate,
        Rational sampleAspect,
        ColorTags color,
        int quality,
        @Nullable Path sound,
        Map<String, String> tags) {
    /** Keeps about 40 dB and more of a clip, grain included. */
    public static final int USUAL_QUALITY = 18;

    private static final int LONGEST_SIDE = 16384;

    public VideoSettings {
        if (width < 2 || height < 2 || width > LONGEST_SIDE || height > LONGEST_SIDE) {
            throw new IllegalArgumentException(
                    "video: %d x %d pixels, wanted sides of 2 to %d".formatted(width, height, LONGEST_SIDE));
        }
        if (quality < 1 || quality > 51)
            throw new IllegalArgumentException("video: quality " + quality + ", wanted 1 to 51");
        tags = Map.copyOf(tags);
    }

    /** Square pixels, the usual colours for the size, {@link #USUAL_QUALITY}, no sound. */
    public static VideoSettings of(int width, int height, Rational frameRate) {
        return new VideoSettings(
                width,
                height,
                frameRate,
                Rational.ONE,
                ColorTags.usualFor(width, height),
                USUAL_QUALITY,
                null,
                Map.of());
    }

    /** The size, rate, pixel aspect and colours of a clip; no sound. */
    public static VideoSettings like(VideoInfo clip) {
        return new VideoSettings(
                clip.width(),
                clip.height(),
                clip.frameRate(),
                clip.sampleAspect(),
                clip.color(),
                USUAL_QUALITY,
                null,
                Map.of());
    }

    /** With another size. */
    public VideoSettings withSize(int newWidth, int newHeight) {
        return new VideoSettings(newWidth, newHeight, frameRate, sampleAspect, color, quality, sound, tags);
    }

    /** With other colours. */
    public VideoSettings withColor(ColorTags newColor) {
        return new VideoSettings(width, height, frameRate, sampleAspect, newColor, quality, sound, tags);
    }

    /** With another quantiser. */
    public VideoSettings withQuality(int newQuality) {
        return new VideoSettings(width, height, frameRate, sampleAspect, color, newQuality, sound, tags);
    }

    /** With the sound of a file. */
    public VideoSettings withSound(Path newSound) {
        return new VideoSettings(width, height, frameRate, sampleAspect, color, quality, newSound, tags);
    }

    /** With other tags. */
    public VideoSettings withTags(Map<String, String> newTags) {
        return new VideoSettings(width, height, frameRate, sampleAspect, color, quality, sound, newTags);
    }
}
