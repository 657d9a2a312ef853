package doppel.app.image;

import org.bytedeco.opencv.global.opencv_core;

/** What lies outside a picture {@code abcd}; OpenCV's {@code BORDER_…}. */
public enum Border {
    /** Zero: {@code 00|abcd|00}. */
    CONSTANT(opencv_core.BORDER_CONSTANT),
    /** The nearest pixel: {@code aa|abcd|dd}. */
    REPLICATE(opencv_core.BORDER_REPLICATE),
    /** The mirror image about the outermost pixel: {@code cb|abcd|cb}. */
    REFLECT_101(opencv_core.BORDER_REFLECT_101);

    final int flag;

    Border(int flag) {
        this.flag = flag;
    }
}
