package doppel.app.image;

import org.bytedeco.opencv.global.opencv_imgproc;

/**
 * Colour conversions of three-channel pictures with values in 0..1, as OpenCV's {@code cvtColor} does them on floats.
 */
public final class ColorSpace {
    private ColorSpace() {}

    /**
     * sRGB to CIE L*a*b*, D65 white: L in 0..100, a and b about -127..127.
     *
     * @throws IllegalArgumentException unless there are 3 channels
     */
    public static FloatImage bgrToLab(FloatImage x) {
        return convert("bgr to lab", x, opencv_imgproc.COLOR_BGR2Lab);
    }

    /** The way back; colours outside sRGB are clipped to 0..1. */
    public static FloatImage labToBgr(FloatImage x) {
        return convert("lab to bgr", x, opencv_imgproc.COLOR_Lab2BGR);
    }

    /**
     * Hue in degrees 0..360, saturation and value in 0..1.
     *
     * @throws IllegalArgumentException unless there are 3 channels
     */
    public static FloatImage bgrToHsv(FloatImage x) {
        return convert("bgr to hsv", x, opencv_imgproc.COLOR_BGR2HSV);
    }

    /** The way back. */
    public static FloatImage hsvToBgr(FloatImage x) {
        return convert("hsv to bgr", x, opencv_imgproc.COLOR_HSV2BGR);
    }

    /**
     * One channel, {@code 0.114 b + 0.587 g + 0.299 r}.
     *
     * @throws IllegalArgumentException unless there are 3 channels
     */
    public static FloatImage gray(FloatImage x) {
        return convert("gray", x, opencv_imgproc.COLOR_BGR2GRAY);
    }

    /** One channel in 0..1, not rounded to 8 bits. */
    public static FloatImage grayOf(Frame x) {
        return gray(x.toFloat());
    }

    private static FloatImage convert(String operation, FloatImage x, int code) {
        if (x.channels() != 3) throw new IllegalArgumentException(operation + ": wanted 3 channels, got " + x);
        return OpenCv.map(operation, x, (s, t) -> opencv_imgproc.cvtColor(s, t, code));
    }
}
