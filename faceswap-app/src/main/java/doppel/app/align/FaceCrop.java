package doppel.app.align;

import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Resize;
import doppel.app.image.Warp;

/**
 * A square around a face, {@value PfldAligner#CROP} pixels wide.
 *
 * @param toFrame from the crop to the frame, where positions count from the edges of pixels: (0, 0) is the corner of
 *     the first pixel, not its centre. PFLD speaks of its crop that way.
 */
record FaceCrop(Frame picture, Affine toFrame) {
    private static final int SIZE = PfldAligner.CROP;
    private static final int MOST_FINE = 4;

    /** Whole pixels of the frame, black outside, scaled: PFLD's own way. */
    static FaceCrop upright(Frame frame, double centreX, double centreY, double side) {
        int size = Math.max(1, (int) side);
        int left = (int) Math.floor(centreX - size / 2.0);
        int top = (int) Math.floor(centreY - size / 2.0);
        Frame cut = new Frame(size, size);
        int from = Math.max(0, -left);
        int bytes = 3 * (Math.min(size, frame.width() - left) - from);
        for (int y = Math.max(0, -top); bytes > 0 && y < size && top + y < frame.height(); y++) {
            int source = 3 * ((top + y) * frame.width() + left + from);
            System.arraycopy(frame.bgr(), source, cut.bgr(), 3 * (y * size + from), bytes);
        }
        double k = (double) size / SIZE;
        return new FaceCrop(Resize.to(cut, SIZE, SIZE, Interpolation.AREA), new Affine(k, 0, left, 0, k, top));
    }

    /**
     * A square that leans, between pixels, the edge repeated outside.
     *
     * @param roll in radians, positive clockwise on the screen
     */
    static FaceCrop turned(Frame frame, double centreX, double centreY, double side, double roll) {
        double k = side / SIZE;
        double c = k * Math.cos(roll);
        double s = k * Math.sin(roll);
        double half = SIZE / 2.0;
        Affine toFrame = new Affine(c, -s, centreX - c * half + s * half, s, c, centreY - s * half - c * half);
        int fine = Math.clamp((int) Math.ceil(k), 1, MOST_FINE); // then averaged, so that nothing is skipped
        Affine centres = new Affine(1.0 / fine, 0, 0.5 / fine, 0, 1.0 / fine, 0.5 / fine)
                .then(toFrame)
                .then(new Affine(1, 0, -0.5, 0, 1, -0.5));
        Frame warped =
                Warp.affine(frame, centres.inverse(), SIZE * fine, SIZE * fine, Interpolation.LINEAR, Border.REPLICATE);
        return new FaceCrop(fine == 1 ? warped : Resize.to(warped, SIZE, SIZE, Interpolation.AREA), toFrame);
    }

    /** Writes red, green and blue, 0..1, pixel by pixel. */
    void writeRgb(float[] to, int offset) {
        byte[] bgr = picture.bgr();
        for (int i = 0; i < bgr.length; i++) to[offset + i] = (bgr[i + 2 - 2 * (i % 3)] & 0xFF) / 255f;
    }
}
