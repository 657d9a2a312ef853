package doppel.app.align;

import doppel.app.detect.DetectedFace;
import doppel.app.face.Box;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;
import doppel.app.image.Border;
import doppel.app.image.Cascade;
import doppel.app.image.ColorSpace;
import doppel.app.image.Filter;
import doppel.app.image.FloatImage;
import doppel.app.image.Frame;
import doppel.app.image.Interpolation;
import doppel.app.image.Warp;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The aligner that needs no file: the mean face in space, laid on the picture by the eyes and then turned and moved so
 * that eyes, brows, nostrils and mouth fall on dark places. The eyes come from the five points of the detector where it
 * gives them, else from OpenCV's eye cascade, else from the box.
 */
public final class MeanFaceAligner implements LandmarkFinder {
    private static final int CROP = 160;
    private static final double BOX = 104;
    private static final double EDGE = (CROP - BOX) / 2;
    /** Distance of the outer eye corners over that of the eyes' centres, of the mean face. */
    private static final double CORNERS = 1.40;

    private final Cascade eyes;

    /**
     * Loads the eye cascade.
     *
     * @throws IOException if OpenCV's jar does not hold it
     */
    public MeanFaceAligner() throws IOException {
        eyes = Cascade.open("eye");
    }

    @Override
    public Landmarks find(Frame frame, DetectedFace face) {
        Box box = face.box();
        double side = Math.max(1, Math.max(box.width(), box.height()));
        double k = BOX / side;
        Affine toCrop = new Affine(k, 0, CROP / 2.0 - k * box.centreX(), 0, k, CROP / 2.0 - k * box.centreY());
        FloatImage crop =
                Warp.affine(ColorSpace.grayOf(frame), toCrop, CROP, CROP, Interpolation.LINEAR, Border.REPLICATE);
        EyePair pair = eyePair(crop, face, toCrop);
        Contrast contrast = new Contrast(Filter.gaussian(crop, 7, 1.6));
        SolidFace fitted = PoseSearch.fit(contrast, start(pair), pair != null);
        return fitted.points().map(toCrop.inverse());
    }

    private @Nullable EyePair eyePair(FloatImage crop, DetectedFace face, Affine toCrop) {
        double[] five = face.fivePoints();
        if (five == null) return EyePair.find(eyes, crop, EDGE, EDGE, BOX);
        return new EyePair(
                toCrop.x(five[0], five[1]),
                toCrop.y(five[0], five[1]),
                toCrop.x(five[2], five[3]),
                toCrop.y(five[2], five[3]));
    }

    private static SolidFace start(@Nullable EyePair pair) {
        if (pair == null) {
            return new SolidFace(CROP / 2.0, EDGE + 0.39 * BOX, 0.39 * BOX * CORNERS, 0, 0, 0, 0.02);
        }
        double dx = pair.rightX() - pair.leftX();
        double dy = pair.rightY() - pair.leftY();
        return new SolidFace(
                (pair.leftX() + pair.rightX()) / 2,
                (pair.leftY() + pair.rightY()) / 2,
                CORNERS * Math.hypot(dx, dy),
                Math.atan2(dy, dx),
                0,
                0,
                0.02);
    }

    @Override
    public void close() {
        eyes.close();
    }
}
