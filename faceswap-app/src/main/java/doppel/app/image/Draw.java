package doppel.app.image;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Point;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Shapes painted into a picture in place. What lies outside is cut off. Colours are numbers {@code 0xBBGGRR}: {@code
 * 0x0000FF} is red. Lines on frames have soft edges, filled masks hard ones.
 */
public final class Draw {
    /** Positions reach OpenCV in 1/16 pixel. */
    private static final int SHIFT = 4;

    private static final double FARTHEST = 1e6;
    private static final int FONT = opencv_imgproc.FONT_HERSHEY_SIMPLEX;

    private Draw() {}

    /**
     * Sets all channels inside the convex hull of points, its edge included.
     *
     * @param xy x and y of the points by turns, in pixels
     * @throws IllegalArgumentException if there is no point or half a point
     */
    public static void fillConvexHull(FloatImage mask, int[] xy, float value) {
        paint("fill convex hull", mask, mat -> {
            Mat hull = new Mat();
            opencv_imgproc.convexHull(points(xy), hull);
            opencv_imgproc.fillConvexPoly(mat, hull, all(value));
        });
    }

    /**
     * Sets all channels inside a polygon, its edge included; where it crosses itself the even-odd rule holds.
     *
     * @param xy x and y of the corners by turns, in pixels
     * @throws IllegalArgumentException if there is no point or half a point
     */
    public static void fillPolygon(FloatImage mask, int[] xy, float value) {
        paint("fill polygon", mask, mat -> opencv_imgproc.fillPoly(mat, new MatVector(points(xy)), all(value)));
    }

    /**
     * A filled disc with a soft edge half a pixel outside.
     *
     * @param radius in pixels, 0 or more
     */
    public static void circle(Frame f, double x, double y, int radius, int bgr) {
        if (radius < 0) throw new IllegalArgumentException("circle: radius " + radius);
        Region region = region(f, x, y, x, y, radius + 2);
        paint(
                "circle",
                f,
                region,
                mat -> opencv_imgproc.circle(
                        mat,
                        region.fixed(x, y),
                        radius << SHIFT,
                        color(bgr),
                        opencv_imgproc.FILLED,
                        opencv_imgproc.LINE_AA,
                        SHIFT));
    }

    /**
     * A straight line.
     *
     * @param thickness in pixels, at least 1
     */
    public static void line(Frame f, double x0, double y0, double x1, double y1, int thickness, int bgr) {
        checkThickness("line", thickness);
        Region region = region(f, x0, y0, x1, y1, thickness + 2);
        paint(
                "line",
                f,
                region,
                mat -> opencv_imgproc.line(
                        mat,
                        region.fixed(x0, y0),
                        region.fixed(x1, y1),
                        color(bgr),
                        thickness,
                        opencv_imgproc.LINE_AA,
                        SHIFT));
    }

    /**
     * The outline of the box from one corner to the opposite.
     *
     * @param thickness in pixels, at least 1
     */
    public static void rectangle(Frame f, double x0, double y0, double x1, double y1, int thickness, int bgr) {
        checkThickness("rectangle", thickness);
        Region region = region(f, x0, y0, x1, y1, thickness + 2);
        paint(
                "rectangle",
                f,
                region,
                mat -> opencv_imgproc.rectangle(
                        mat,
                        region.fixed(x0, y0),
                        region.fixed(x1, y1),
                        color(bgr),
                        thickness,
                        opencv_imgproc.LINE_AA,
                        SHIFT));
    }

    /**
     * A line of ASCII text; other characters become {@code ?}.
     *
     * @param x left end of the base line, in pixels
     * @param y base line, in pixels
     * @param scale 1 gives capitals 22 pixels high
     */
    public static void text(Frame f, String s, int x, int y, double scale, int bgr) {
        if (!(scale > 0)) throw new IllegalArgumentException("text: scale " + scale);
        int thickness = thickness(scale);
        int[] size = textSize(s, scale);
        Region region = region(f, x, y - size[1], x + size[0], (double) y + size[2], thickness + 2);
        paint(
                "text",
                f,
                region,
                mat -> opencv_imgproc.putText(
                        mat, s, region.whole(x, y), FONT, scale, color(bgr), thickness, opencv_imgproc.LINE_AA, false));
    }

    /** Width of a text, its height above the base line and below, in pixels. */
    public static int[] textSize(String s, double scale) {
        return OpenCv.call("text size", () -> {
            IntPointer below = new IntPointer(1);
            Size size = opencv_imgproc.getTextSize(new BytePointer(s), FONT, scale, thickness(scale), below);
            return new int[] {size.width(), size.height(), below.get()};
        });
    }

    private static int thickness(double scale) {
        return Math.max(1, (int) Math.round(1.5 * scale));
    }

    /** The part of a frame that a shape can touch; only that travels to OpenCV and back. */
    private record Region(int left, int top, int right, int bottom) {
        boolean isEmpty() {
            return right <= left || bottom <= top;
        }

        Point fixed(double x, double y) {
            double unit = 1 << SHIFT;
            return new Point((int) Math.round((x - left) * unit), (int) Math.round((y - top) * unit));
        }

        Point whole(int x, int y) {
            return new Point(x - left, y - top);
        }
    }

    private static Region region(Frame f, double x0, double y0, double x1, double y1, int margin) {
        for (double value : new double[] {x0, y0, x1, y1}) {
            if (!(Math.abs(value) <= FARTHEST)) throw new IllegalArgumentException("draw: position " + value);
        }
        return new Region(
                Math.max(0, (int) Math.floor(Math.min(x0, x1)) - margin),
                Math.max(0, (int) Math.floor(Math.min(y0, y1)) - margin),
                Math.min(f.width(), (int) Math.ceil(Math.max(x0, x1)) + margin + 1),
                Math.min(f.height(), (int) Math.ceil(Math.max(y0, y1)) + margin + 1));
    }

    private interface Painter {
        void paint(Mat mat);
    }

    private static void paint(String operation, Frame f, Region region, Painter painter) {
        if (region.isEmpty()) return;
        OpenCv.call(operation, () -> {
            Mat mat = new Mat(region.bottom - region.top, region.right - region.left, opencv_core.CV_8UC3);
            int rowBytes = (region.right - region.left) * 3;
            BytePointer data = mat.data();
            for (int y = region.top; y < region.bottom; y++) {
                data.position((long) (y - region.top) * rowBytes)
                        .put(f.bgr(), (y * f.width() + region.left) * 3, rowBytes);
            }
            painter.paint(mat);
            for (int y = region.top; y < region.bottom; y++) {
                data.position((long) (y - region.top) * rowBytes)
                        .get(f.bgr(), (y * f.width() + region.left) * 3, rowBytes);
            }
            return f;
        });
    }

    private static void paint(String operation, FloatImage image, Painter painter) {
        OpenCv.call(operation, () -> {
            Mat mat = OpenCv.matOf(image);
            painter.paint(mat);
            OpenCv.copy(mat, image.data());
            return image;
        });
    }

    private static Mat points(int[] xy) {
        if (xy.length == 0 || xy.length % 2 != 0) {
            throw new IllegalArgumentException("polygon: %d coordinates".formatted(xy.length));
        }
        Mat mat = new Mat(xy.length / 2, 1, opencv_core.CV_32SC2);
        new IntPointer(mat.data()).put(xy);
        return mat;
    }

    private static Scalar all(float value) {
        return new Scalar(value, value, value, value);
    }

    private static Scalar color(int bgr) {
        return new Scalar((bgr >> 16) & 0xFF, (bgr >> 8) & 0xFF, bgr & 0xFF, 0);
    }

    private static void checkThickness(String operation, int thickness) {
        if (thickness < 1) throw new IllegalArgumentException("%s: thickness %d".formatted(operation, thickness));
    }
}
