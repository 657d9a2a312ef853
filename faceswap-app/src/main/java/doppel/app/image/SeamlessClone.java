package doppel.app.image;

import org.bytedeco.opencv.global.opencv_photo;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Point;

/**
 * Poisson blending, {@code seamlessClone} of OpenCV: inside the mask the result has the gradients of the source, on its
 * edge the colours of the target. Source: Pérez, Gangnet, Blake, "Poisson image editing", 2003.
 */
public final class SeamlessClone {
    private SeamlessClone() {}

    /**
     * {@code NORMAL_CLONE}: the source's gradients alone count. The box of the mask is laid with its middle on the
     * centre.
     *
     * @param mask {@code [height, width]} of the source, not 0 where it is used; its outermost pixels do not count
     * @param centreX in pixels of the target
     * @param centreY likewise
     * @return a new frame of the target's size, the target itself where the mask is empty
     * @throws IllegalArgumentException if the mask has another size than the source, or its box laid on the centre
     *     reaches out of the target
     */
    public static Frame normal(Frame source, Frame target, byte[] mask, int centreX, int centreY) {
        int width = source.width();
        int height = source.height();
        if (mask.length != width * height) {
            throw new IllegalArgumentException(
                    "seamless clone: mask of %d pixels for %s".formatted(mask.length, source));
        }
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        for (int y = 1; y < height - 1; y++) {
            for (int x = 1; x < width - 1; x++) {
                if (mask[y * width + x] == 0) continue;
                left = Math.min(left, x);
                top = Math.min(top, y);
                right = Math.max(right, x);
                bottom = Math.max(bottom, y);
            }
        }
        if (right < 0) return target.copy();
        int boxWidth = right - left + 1;
        int boxHeight = bottom - top + 1;
        int atX = centreX - boxWidth / 2;
        int atY = centreY - boxHeight / 2;
        if (atX < 0 || atY < 0 || atX + boxWidth > target.width() || atY + boxHeight > target.height()) {
            throw new IllegalArgumentException("seamless clone: box %d x %d at (%d, %d) reaches out of %s"
                    .formatted(boxWidth, boxHeight, atX, atY, target));
        }
        return OpenCv.call("seamless clone", () -> {
            Mat blend = new Mat();
            opencv_photo.seamlessClone(
                    OpenCv.matOf(source),
                    OpenCv.matOf(target),
                    OpenCv.bytes(mask, width, height),
                    new Point(centreX, centreY),
                    blend,
                    opencv_photo.NORMAL_CLONE);
            return OpenCv.frame(blend);
        });
    }
}
