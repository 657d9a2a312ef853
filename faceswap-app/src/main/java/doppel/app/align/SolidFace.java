package doppel.app.align;

import doppel.app.face.Landmarks;
import doppel.app.face.MeanFace;

/**
 * DeepFaceLab's mean face in space, turned and seen from afar: the point at rest is turned by pitch (about x), yaw
 * (about y) and roll (in the picture), scaled, and shifted. Angles in radians; yaw above 0 turns the nose to the
 * picture's right, pitch above 0 lifts it, roll above 0 leans clockwise in the picture.
 *
 * @param x where the middle between the eyes falls, in pixels
 * @param y where the middle between the eyes falls, in pixels
 * @param scale distance of the outer corners of the eyes seen from the front, in pixels
 * @param mouth how far the lower lip is below its place in a shut mouth, in distances of the eyes' outer corners
 */
record SolidFace(double x, double y, double scale, double roll, double yaw, double pitch, double mouth) {
    /** How many numbers describe a face. */
    static final int VALUES = 7;

    private static final double UNIT = MeanFace.solid(45, 0) - MeanFace.solid(36, 0);
    private static final double CENTRE_X = (MeanFace.solid(45, 0) + MeanFace.solid(36, 0)) / 2;
    private static final double CENTRE_Y = (MeanFace.solid(45, 1) + MeanFace.solid(36, 1)) / 2;
    private static final double CENTRE_Z = (MeanFace.solid(45, 2) + MeanFace.solid(36, 2)) / 2;

    static SolidFace of(double[] v) {
        return new SolidFace(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    }

    double[] values() {
        return new double[] {x, y, scale, roll, yaw, pitch, mouth};
    }

    /** Where a place of the solid face falls; coordinates in distances of the outer eye corners from between the eyes. */
    void project(double px, double py, double pz, double[] out) {
        // z points away from the viewer
        double cp = Math.cos(pitch);
        double sp = Math.sin(pitch);
        double cy = Math.cos(yaw);
        double sy = Math.sin(yaw);
        double qy = py * cp + pz * sp;
        double qz = pz * cp - py * sp;
        double qx = px * cy - qz * sy;
        double cr = Math.cos(roll);
        double sr = Math.sin(roll);
        out[0] = x + scale * (cr * qx - sr * qy);
        out[1] = y + scale * (sr * qx + cr * qy);
    }

    /** Coordinate of a point at rest: x right, y down, z away. */
    static double rest(int i, int axis) {
        double centre = axis == 0 ? CENTRE_X : axis == 1 ? CENTRE_Y : CENTRE_Z;
        return (MeanFace.solid(i, axis) - centre) / UNIT;
    }

    /** All 68 points. */
    Landmarks points() {
        double[] xy = new double[2 * Landmarks.COUNT];
        double[] at = new double[2];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            project(rest(i, 0), rest(i, 1) + mouth * lower(i), rest(i, 2), at);
            xy[2 * i] = at[0];
            xy[2 * i + 1] = at[1];
        }
        return new Landmarks(xy);
    }

    /** How much of the mouth's opening a point follows, 0..1. */
    static double lower(int i) {
        if (i >= 5 && i <= 11) return 0.8;
        if (i == 4 || i == 12) return 0.4;
        if ((i >= 55 && i <= 59) || i >= 65) return 1;
        if (i == 48 || i == 54 || i == 60 || i == 64) return 0.4;
        return 0;
    }
}
