package doppel.app.image;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Neighbourhood filters of OpenCV; the result has the size of the picture. Borders mirror ({@link Border#REFLECT_101}).
 */
public final class Filter {
    private Filter() {}

    /**
     * Convolution with {@code exp(-(i^2 + j^2) / (2 sigma^2))}, scaled to sum 1.
     *
     * @param kernel side in pixels, odd
     * @param sigma in pixels; 0 takes {@code 0.3 ((kernel - 1) / 2 - 1) + 0.8}
     * @throws IllegalArgumentException if the kernel is even or below 1, or sigma negative
     */
    public static FloatImage gaussian(FloatImage x, int kernel, double sigma) {
        checkOdd("gaussian", kernel);
        if (!(sigma >= 0)) throw new IllegalArgumentException("gaussian: sigma " + sigma);
        return OpenCv.map(
                "gaussian",
                x,
                (s, t) -> opencv_imgproc.GaussianBlur(
                        s, t, new Size(kernel, kernel), sigma, sigma, Border.REFLECT_101.flag, 0));
    }

    /**
     * The smallest value under an ellipse as wide and high as {@code kernel}; what lies outside the picture does not
     * count.
     *
     * @param kernel side in pixels; an even one reaches one pixel further left and up
     * @param iterations how often
     * @throws IllegalArgumentException if the kernel is below 1 or iterations are negative
     */
    public static FloatImage erode(FloatImage x, int kernel, int iterations) {
        checkMorphology("erode", kernel, iterations);
        if (iterations == 0) return x.copy();
        return OpenCv.map(
                "erode",
                x,
                (s, t) -> opencv_imgproc.erode(
                        s,
                        t,
                        ellipse(kernel),
                        new Point(-1, -1),
                        iterations,
                        opencv_core.BORDER_CONSTANT,
                        opencv_imgproc.morphologyDefaultBorderValue()));
    }

    /** The largest value; otherwise as {@link #erode}. */
    public static FloatImage dilate(FloatImage x, int kernel, int iterations) {
        checkMorphology("dilate", kernel, iterations);
        if (iterations == 0) return x.copy();
        return OpenCv.map(
                "dilate",
                x,
                (s, t) -> opencv_imgproc.dilate(
                        s,
                        t,
                        ellipse(kernel),
                        new Point(-1, -1),
                        iterations,
                        opencv_core.BORDER_CONSTANT,
                        opencv_imgproc.morphologyDefaultBorderValue()));
    }

    /**
     * The median of a square, per channel; outside the picture the nearest pixel counts.
     *
     * @param kernel side in pixels, 3 or 5: OpenCV sorts no more floats
     * @throws IllegalArgumentException for another kernel
     */
    public static FloatImage median(FloatImage x, int kernel) {
        if (kernel != 3 && kernel != 5)
            throw new IllegalArgumentException("median: kernel " + kernel + ", wanted 3 or 5");
        return OpenCv.map("median", x, (s, t) -> opencv_imgproc.medianBlur(s, t, kernel));
    }

    /**
     * Correlation {@code y(p) = sum_q k(q) x(p + q - centre)}; the kernel is not flipped.
     *
     * @param kernel weights {@code [height, width]}, the centre at {@code (width / 2, height / 2)}
     * @throws IllegalArgumentException if the number of weights is not {@code width * height}
     */
    public static FloatImage filter2d(FloatImage x, float[] kernel, int width, int height) {
        if (width < 1 || height < 1 || kernel.length != width * height) {
            throw new IllegalArgumentException(
                    "filter2d: %d weights for %d x %d".formatted(kernel.length, width, height));
        }
        return OpenCv.map(
                "filter2d",
                x,
                (s, t) -> opencv_imgproc.filter2D(
                        s,
                        t,
                        -1,
                        OpenCv.floats(kernel, width, height, 1),
                        new Point(-1, -1),
                        0,
                        Border.REFLECT_101.flag));
    }

    /**
     * Mean of a disc, each pixel weighted by {@code exp(-distance^2 / (2 sigmaSpace^2)) exp(-difference^2 / (2
     * sigmaColor^2))}, the difference being the sum of the channels' absolute differences.
     *
     * @param d diameter in pixels; 0 or less takes {@code 3 sigmaSpace} for the radius
     * @param sigmaColor in units of the values
     * @param sigmaSpace in pixels
     * @throws IllegalArgumentException unless there are 1 or 3 channels and both sigmas are above 0
     */
    public static FloatImage bilateral(FloatImage x, int d, double sigmaColor, double sigmaSpace) {
        if (x.channels() != 1 && x.channels() != 3) throw new IllegalArgumentException("bilateral: " + x);
        if (!(sigmaColor > 0) || !(sigmaSpace > 0)) {
            throw new IllegalArgumentException("bilateral: sigmas %s and %s".formatted(sigmaColor, sigmaSpace));
        }
        return OpenCv.map(
                "bilateral",
                x,
                (s, t) -> opencv_imgproc.bilateralFilter(s, t, d, sigmaColor, sigmaSpace, Border.REFLECT_101.flag));
    }

    private static Mat ellipse(int kernel) {
        return opencv_imgproc.getStructuringElement(opencv_imgproc.MORPH_ELLIPSE, new Size(kernel, kernel));
    }

    private static void checkOdd(String operation, int kernel) {
        if (kernel < 1 || kernel % 2 == 0) {
            throw new IllegalArgumentException("%s: kernel %d, wanted odd and positive".formatted(operation, kernel));
        }
    }

    private static void checkMorphology(String operation, int kernel, int iterations) {
        if (kernel < 1 || iterations < 0) {
            throw new IllegalArgumentException("%s: kernel %d, iterations %d".formatted(operation, kernel, iterations));
        }
    }
}
