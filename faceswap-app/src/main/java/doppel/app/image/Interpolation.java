package doppel.app.image;

import org.bytedeco.opencv.global.opencv_imgproc;

/** How a value between pixels is made; OpenCV's {@code INTER_…}. */
public enum Interpolation {
    /** The nearest pixel. */
    NEAREST(opencv_imgproc.INTER_NEAREST),
    /** Bilinear, 2 x 2 pixels. */
    LINEAR(opencv_imgproc.INTER_LINEAR),
    /** Bicubic with {@code a = -0.75}, 4 x 4 pixels; may overshoot. */
    CUBIC(opencv_imgproc.INTER_CUBIC),
    /** The mean over the covered area when shrinking; in {@link Warp}, and when enlarging, bilinear. */
    AREA(opencv_imgproc.INTER_AREA),
    /** Lanczos, 8 x 8 pixels; may overshoot. */
    LANCZOS4(opencv_imgproc.INTER_LANCZOS4);

    final int flag;

    Interpolation(int flag) {
        this.flag = flag;
    }
}
