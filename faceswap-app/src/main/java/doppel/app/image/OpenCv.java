package doppel.app.image;

import doppel.bindings.lifetime.NativeException;
import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * The way into OpenCV: starts it, frees what a call made, and moves pixels between arrays and matrices.
 *
 * <p>OpenCV runs each call on the calling thread alone: whoever has many pictures works on several at once, which
 * scales better and leaves the cores to the networks.
 */
final class OpenCv {
    /** OpenCV's warps and colour conversions take no more channels. */
    private static final int MOST_CHANNELS = 4;

    static {
        JavaCpp.configure();
        opencv_core.setNumThreads(1);
    }

    private OpenCv() {}

    /**
     * Runs calls into OpenCV; every pointer they make is freed at the end.
     *
     * @throws NativeException if OpenCV throws
     */
    static <T> T call(String operation, Supplier<T> calls) {
        try (PointerScope _ = new PointerScope()) {
            return calls.get();
        } catch (RuntimeException e) {
            if (e.getClass() != RuntimeException.class) throw e; // C++ exceptions arrive as the plain class
            throw new NativeException(operation + ": opencv refused: " + e.getMessage(), e);
        }
    }

    /** One picture in, one picture out. */
    static FloatImage map(String operation, FloatImage x, Step step) {
        return call(operation, () -> {
            Mat target = new Mat();
            step.apply(matOf(x), target);
            return floatImage(target);
        });
    }

    /** One picture in, one picture out. */
    static Frame map(String operation, Frame x, Step step) {
        return call(operation, () -> {
            Mat target = new Mat();
            step.apply(matOf(x), target);
            return frame(target);
        });
    }

    /** A function of OpenCV that reads one matrix and makes another. */
    interface Step {
        void apply(Mat source, Mat target);
    }

    /** A copy as {@code CV_32FC(channels)}. */
    static Mat matOf(FloatImage x) {
        if (x.channels() > MOST_CHANNELS) {
            throw new IllegalArgumentException(x + ": more than " + MOST_CHANNELS + " channels");
        }
        return floats(x.data(), x.width(), x.height(), x.channels());
    }

    /** A copy as {@code CV_32FC(channels)}. */
    static Mat floats(float[] data, int width, int height, int channels) {
        Mat mat = new Mat(height, width, opencv_core.CV_32FC(channels));
        new FloatPointer(mat.data()).put(data);
        return mat;
    }

    /** A copy as {@code CV_8UC3}. */
    static Mat matOf(Frame x) {
        Mat mat = new Mat(x.height(), x.width(), opencv_core.CV_8UC3);
        mat.data().put(x.bgr());
        return mat;
    }

    /** A copy as {@code CV_8UC1}. */
    static Mat bytes(byte[] data, int width, int height) {
        Mat mat = new Mat(height, width, opencv_core.CV_8UC1);
        mat.data().put(data);
        return mat;
    }

    /** The 2 x 3 matrix, in double. */
    static Mat matOf(Affine map) {
        double[] rows = {map.a(), map.b(), map.tx(), map.c(), map.d(), map.ty()};
        for (double value : rows) {
            if (!Double.isFinite(value)) throw new IllegalArgumentException("affine map is not finite: " + map);
        }
        Mat mat = new Mat(2, 3, opencv_core.CV_64FC1);
        new DoublePointer(mat.data()).put(rows);
        return mat;
    }

    /** A copy of a float matrix. */
    static FloatImage floatImage(Mat mat) {
        FloatImage image = new FloatImage(mat.cols(), mat.rows(), mat.channels());
        copy(mat, image.data());
        return image;
    }

    /** Copies a float matrix that has no gaps between its rows. */
    static void copy(Mat mat, float[] into) {
        if (mat.depth() != opencv_core.CV_32F || !mat.isContinuous())
            throw new IllegalStateException("not packed floats");
        new FloatPointer(mat.data()).get(into);
    }

    /** A copy of a {@code CV_8UC3} matrix. */
    static Frame frame(Mat mat) {
        if (mat.type() != opencv_core.CV_8UC3 || !mat.isContinuous()) throw new IllegalStateException("not packed BGR");
        Frame frame = new Frame(mat.cols(), mat.rows());
        mat.data().get(frame.bgr());
        return frame;
    }
}
