package doppel.app.image;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Change of size, {@code resize} of OpenCV: edges of the picture fall on edges, so target pixel {@code i} lies at
 * {@code (i + 0.5) * from / to - 0.5} of the source; outside the nearest pixel counts.
 */
public final class Resize {
    private Resize() {}

    /**
     * The whole picture in another size; up to 4 channels.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public static FloatImage to(FloatImage x, int width, int height, Interpolation interpolation) {
        check(width, height);
        return OpenCv.map(
                "resize", x, (s, t) -> opencv_imgproc.resize(s, t, new Size(width, height), 0, 0, interpolation.flag));
    }

    /**
     * The whole picture in another size, in 8 bits.
     *
     * @throws IllegalArgumentException if a side is below 1
     */
    public static Frame to(Frame x, int width, int height, Interpolation interpolation) {
        check(width, height);
        return OpenCv.map(
                "resize", x, (s, t) -> opencv_imgproc.resize(s, t, new Size(width, height), 0, 0, interpolation.flag));
    }

    private static void check(int width, int height) {
        if (width < 1 || height < 1) throw new IllegalArgumentException("resize to %d x %d".formatted(width, height));
    }
}
