package doppel.app.image;

import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Geometric transformations, {@code warpAffine} and {@code remap} of OpenCV. Pixel centres lie at whole numbers; where
 * a picture shrinks nothing is averaged. Up to 4 channels, sides of source and target below 32767.
 */
public final class Warp {
    /** OpenCV keeps positions as 16-bit numbers. */
    private static final int SIDE_LIMIT = Short.MAX_VALUE;

    private Warp() {}

    /**
     * {@code y(map(p)) = x(p)}.
     *
     * @param map from the source's pixels to the target's; it is inverted here
     * @throws IllegalArgumentException if the map is not finite or a size out of range
     */
    public static FloatImage affine(
            FloatImage x, Affine map, int width, int height, Interpolation interpolation, Border border) {
        checkSides(x.width(), x.height(), width, height);
        return OpenCv.map("warp", x, (s, t) -> warp(s, t, map, width, height, interpolation.flag, border));
    }

    /**
     * {@code y(p) = x(map(p))}.
     *
     * @param map from the target's pixels to the source's
     * @throws IllegalArgumentException if the map is not finite or a size out of range
     */
    public static FloatImage affineInverse(
            FloatImage x, Affine map, int width, int height, Interpolation interpolation, Border border) {
        checkSides(x.width(), x.height(), width, height);
        int flags = interpolation.flag | opencv_imgproc.WARP_INVERSE_MAP;
        return OpenCv.map("warp", x, (s, t) -> warp(s, t, map, width, height, flags, border));
    }

    /** As {@link #affine(FloatImage, Affine, int, int, Interpolation, Border)}, in 8 bits. */
    public static Frame affine(Frame x, Affine map, int width, int height, Interpolation interpolation, Border border) {
        checkSides(x.width(), x.height(), width, height);
        return OpenCv.map("warp", x, (s, t) -> warp(s, t, map, width, height, interpolation.flag, border));
    }

    /**
     * {@code y(p) = x(mapX(p), mapY(p))}.
     *
     * @param mapX for each pixel {@code [height, width]} of the target the x in the source
     * @param mapY likewise the y
     * @throws IllegalArgumentException if a map has another length or a size is out of range
     */
    public static FloatImage remap(
            FloatImage x,
            float[] mapX,
            float[] mapY,
            int width,
            int height,
            Interpolation interpolation,
            Border border) {
        checkSides(x.width(), x.height(), width, height);
        if (mapX.length != width * height || mapY.length != width * height) {
            throw new IllegalArgumentException(
                    "remap: %d and %d positions for %d x %d pixels".formatted(mapX.length, mapY.length, width, height));
        }
        return OpenCv.map("remap", x, (s, t) -> {
            Mat atX = OpenCv.floats(mapX, width, height, 1);
            Mat atY = OpenCv.floats(mapY, width, height, 1);
            opencv_imgproc.remap(s, t, atX, atY, interpolation.flag, border.flag, new Scalar(0, 0, 0, 0));
        });
    }

    private static void warp(Mat source, Mat target, Affine map, int width, int height, int flags, Border border) {
        opencv_imgproc.warpAffine(
                source, target, OpenCv.matOf(map), new Size(width, height), flags, border.flag, new Scalar(0, 0, 0, 0));
    }

    private static void checkSides(int... sides) {
        for (int side : sides) {
            if (side < 1 || side >= SIDE_LIMIT) {
                throw new IllegalArgumentException(
                        "warp: side of %d pixels, wanted 1 to %d".formatted(side, SIDE_LIMIT - 1));
            }
        }
    }
}
