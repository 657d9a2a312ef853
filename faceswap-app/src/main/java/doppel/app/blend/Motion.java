package doppel.app.blend;

import doppel.app.face.Alignment;
import doppel.app.face.FaceType;
import doppel.app.face.Landmarks;
import doppel.app.image.Affine;

/**
 * How a face moves in the picture at one frame, for motion blur.
 *
 * @param pixels length of the way from the frame before to the frame after, at least 0
 * @param degrees direction, counter-clockwise from the right
 */
public record Motion(double pixels, double degrees) {
    /** At rest. */
    public static final Motion NONE = new Motion(0, 0);

    public Motion {
        if (!(pixels >= 0) || !Double.isFinite(pixels) || !Double.isFinite(degrees)) {
            throw new IllegalArgumentException(
                    "motion: %s pixels in direction %s, wanted finite values, pixels >= 0".formatted(pixels, degrees));
        }
    }

    /**
     * The motion of a face between two frames: of the centre of its full-face crop, in whole pixels as in DeepFaceLab.
     *
     * @param before landmarks one frame earlier, or those of the frame itself at the start of a clip
     * @param after landmarks one frame later, or those of the frame itself at the end
     */
    public static Motion between(Landmarks before, Landmarks after) {
        double dx = centre(after, 0) - centre(before, 0);
        double dy = centre(after, 1) - centre(before, 1);
        return new Motion(Math.hypot(dx, dy), -Math.toDegrees(Math.atan2(dy, dx)));
    }

    private static double centre(Landmarks landmarks, int axis) {
        Affine back = Alignment.matrix(landmarks, 256, FaceType.FULL).inverse();
        return Math.rint(axis == 0 ? back.x(127, 127) : back.y(127, 127));
    }
}
