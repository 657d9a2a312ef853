package doppel.app.demo;

import static doppel.app.demo.Curve.bell;

/**
 * Where the features of a face run, seen from the front, in the head's x and y before any expression. Geometry, paint,
 * lids and landmarks all ask here, so that they agree.
 */
final class FaceMap {
    private final Person.EyeShape eye;
    private final Person.BrowShape brow;
    private final Person.MouthShape mouth;
    private final double tiltSin;
    private final double tiltCos;

    FaceMap(Person person) {
        eye = person.eye();
        brow = person.brow();
        mouth = person.mouth();
        double angle = Math.atan2(eye.tilt(), 2 * eye.half());
        tiltSin = Math.sin(angle);
        tiltCos = Math.cos(angle);
    }

    /** Along the eye: -1 at the inner corner, 1 at the outer one; the sign of x does not matter. */
    double eyeU(double x, double y) {
        return ((Math.abs(x) - eye.x()) * tiltCos + y * tiltSin) / eye.half();
    }

    /** Across the eye, centimetres above the line between its corners. */
    double eyeV(double x, double y) {
        return y * tiltCos - (Math.abs(x) - eye.x()) * tiltSin;
    }

    /** The x (at the viewer's right) of a place in the eye's own coordinates. */
    double eyeX(double u, double v) {
        return eye.x() + u * eye.half() * tiltCos - v * tiltSin;
    }

    /** The y of a place in the eye's own coordinates. */
    double eyeY(double u, double v) {
        return u * eye.half() * tiltSin + v * tiltCos;
    }

    /** The edge of the upper lid at u for an eye that is open by 0..1. */
    double upperLid(double u, double open) {
        double bow = arch(u, 0.10);
        double closed = -0.72 * eye.lower() * bow;
        return closed + open * (eye.upper() * arch(u, -0.16) - closed);
    }

    /** The edge of the lower lid at u for an eye that is open by 0..1. */
    double lowerLid(double u, double open) {
        double rest = -eye.lower() * arch(u, 0.16);
        double closed = -0.72 * eye.lower() * arch(u, 0.10);
        return closed + Math.min(1, 0.4 + 0.6 * open) * (rest - closed) * (open > 0 ? 1 : 0);
    }

    private static double arch(double u, double lean) {
        double inside = 1 - u * u;
        if (inside <= 0) return 0;
        return Math.pow(inside, 0.72) * (1 + lean * u);
    }

    /** Whether a place of the skin lies in the opening between the lids. */
    boolean inEye(double x, double y, double open) {
        double u = eyeU(x, y);
        if (u <= -1 || u >= 1) return false;
        double v = eyeV(x, y);
        return v < upperLid(u, open) && v > lowerLid(u, open);
    }

    /** The line where the lips meet. */
    double lipLine(double x) {
        double s = Math.min(Math.abs(x) / mouth.half(), 1.4);
        return mouth.y() + 0.20 * s * s - 0.07 * bell(x, 0.55);
    }

    /** The upper border of the upper lip; the {@link #lipLine} outside of the mouth. */
    double lipTop(double x) {
        double s = Math.abs(x) / mouth.half();
        if (s >= 1) return lipLine(x);
        double bow = mouth.bow() * (0.7 * bell(Math.abs(x) - 0.5, 0.42) - 0.9 * bell(x, 0.3));
        return lipLine(x) + mouth.upper() * Math.pow(1 - Math.pow(s, 1.7), 0.95) + bow * (1 - s);
    }

    /** The lower border of the lower lip; the {@link #lipLine} outside of the mouth. */
    double lipBottom(double x) {
        double s = Math.abs(x) / mouth.half();
        if (s >= 1) return lipLine(x);
        return lipLine(x) - mouth.lower() * Math.pow(1 - Math.pow(s, 2.3), 0.85);
    }

    /** The x of the brow at t, 0 at the nose and 1 at the temple. */
    double browX(double t) {
        return through(brow.innerX(), brow.peakX(), brow.outerX(), t);
    }

    /** The y of the brow's middle line at t. */
    double browY(double t) {
        return through(brow.innerY(), brow.peakY(), brow.outerY(), t);
    }

    /** Half the brow's thickness at t. */
    double browHalf(double t) {
        double body = brow.thickness() * (0.75 + 0.45 * bell(t - 0.3, 0.35));
        return body * Math.pow(Math.max(0, 1 - t), 0.45) * Curve.step(-0.02, 0.06, t);
    }

    /** Half the mouth's width. */
    double mouthHalf() {
        return mouth.half();
    }

    /** Through three places at t = 0, 0.6 and 1. */
    private static double through(double a, double b, double c, double t) {
        double u = t - 0.6;
        return a * (t - 0.6) * (t - 1) / 0.6 + b * t * (1 - t) / 0.24 + c * t * u / 0.4;
    }
}
