package doppel.app.blend;

import doppel.app.image.Affine;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import org.jspecify.annotations.Nullable;

/** A rectangle of a frame, in pixels, wholly inside it. */
record Region(int left, int top, int width, int height) {
    /** Cubic interpolation reads two pixels beyond a position; one more for rounding. */
    private static final int MARGIN = 4;

    static Region whole(Frame frame) {
        return new Region(0, 0, frame.width(), frame.height());
    }

    /**
     * The rectangle about points, grown by what interpolation needs and cut to the frame; null where they lie outside.
     *
     * @param xy x and y of the points by turns
     */
    static @Nullable Region around(Frame frame, double... xy) {
        double left = Double.POSITIVE_INFINITY;
        double top = Double.POSITIVE_INFINITY;
        double right = Double.NEGATIVE_INFINITY;
        double bottom = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xy.length; i += 2) {
            left = Math.min(left, xy[i]);
            right = Math.max(right, xy[i]);
            top = Math.min(top, xy[i + 1]);
            bottom = Math.max(bottom, xy[i + 1]);
        }
        int x0 = (int) Math.max(0, Math.floor(left) - MARGIN);
        int y0 = (int) Math.max(0, Math.floor(top) - MARGIN);
        int x1 = (int) Math.min(frame.width(), Math.ceil(right) + MARGIN + 1);
        int y1 = (int) Math.min(frame.height(), Math.ceil(bottom) + MARGIN + 1);
        return x1 > x0 && y1 > y0 ? new Region(x0, y0, x1 - x0, y1 - y0) : null;
    }

    /** The same map for positions counted from this region's corner. */
    Affine local(Affine map) {
        return new Affine(map.a(), map.b(), map.x(left, top), map.c(), map.d(), map.y(left, top));
    }

    /** The frame's pixels here, {@code v / 255}. */
    FloatImage of(Frame frame) {
        FloatImage out = new FloatImage(width, height, 3);
        for (int y = 0; y < height; y++) {
            int from = ((top + y) * frame.width() + left) * 3;
            int to = y * width * 3;
            for (int i = 0; i < 3 * width; i++) out.data()[to + i] = (frame.bgr()[from + i] & 0xFF) / 255f;
        }
        return out;
    }
}
