package doppel.app.media;

/**
 * What is known of a clip before its frames are read.
 *
 * @param width in pixels, as shown: after rotation
 * @param height in pixels, as shown
 * @param frameRate frames per second; the mean where it varies
 * @param seconds duration, 0 if the file does not say
 * @param estimatedFrames by the file's count or by rate and duration; 0 if unknown
 * @param hasSound whether there is a sound track
 * @param codec FFmpeg's name, such as {@code h264}
 * @param sampleAspect width over height of one pixel as shown
 * @param color what the clip says about its colours
 */
public record VideoInfo(
        int width,
        int height,
        Rational frameRate,
        double seconds,
        long estimatedFrames,
        boolean hasSound,
        String codec,
        Rational sampleAspect,
        ColorTags color) {}
