package doppel.app.demo;

import doppel.app.face.Landmarks;

/**
 * The 68 points of a {@link Person}'s face, on the very surface that is drawn and moved by the same muscles. The jaw's
 * points stay at the same places of the skin whatever the pose.
 */
final class Truth {
    /**
     * Jaw points 0..8 of DeepFaceLab's 3-D mean face, in centimetres about the eyes' middle: x, y, z behind the nose.
     */
    private static final double[][] JAW = {
        {-7.34, -0.82, 8.46},
        {-7.28, -2.70, 8.29},
        {-7.05, -4.59, 8.18},
        {-6.69, -6.41, 8.01},
        {-5.98, -8.06, 7.56},
        {-4.84, -9.45, 6.77},
        {-3.41, -10.52, 5.54},
        {-1.79, -11.30, 4.06},
        {0, -11.50, 3.61},
    };

    private final Person person;
    private final FaceMap map;
    private final HeadShape shape;
    private final float[] home = new float[3 * Landmarks.COUNT];
    private final Muscles muscles = new Muscles(Landmarks.COUNT);

    Truth(Person person, FaceMap map, HeadShape shape) {
        this.person = person;
        this.map = map;
        this.shape = shape;
        jaw();
        for (int i = 0; i < 5; i++) {
            double t = 1 - i / 4.0;
            front(17 + i, -map.browX(t), map.browY(t) + 0.3 * map.browHalf(t), false);
            front(26 - i, map.browX(t), map.browY(t) + 0.3 * map.browHalf(t), false);
        }
        nose();
        mouth();
    }

    private void jaw() {
        double noseZ = shape.front(0, -3.0);
        for (int i = 0; i < 17; i++) {
            double[] at = JAW[i <= 8 ? i : 16 - i];
            double x = (i <= 8 ? 1 : -1) * at[0];
            double y = at[1] * person.skull().chinY() / -11.3;
            double dy = y - HeadShape.CENTRE_Y;
            double dz = noseZ - at[2] - HeadShape.CENTRE_Z;
            double length = Math.sqrt(x * x + dy * dy + dz * dz);
            double t = shape.reach(x / length, dy / length, dz / length) / length;
            place(
                    i,
                    t * x,
                    HeadShape.CENTRE_Y + t * dy,
                    HeadShape.CENTRE_Z + t * dz,
                    y < person.mouth().y());
        }
    }

    private void nose() {
        double tip = person.nose().tipY();
        double wing = person.nose().wingX();
        for (int i = 0; i < 4; i++) front(27 + i, 0, Curve.mix(0.35, tip + 0.05, i / 3.0), false);
        double[] xs = {-1.0, -0.5, 0, 0.5, 1.0};
        double[] ys = {-0.95, -1.12, -1.22, -1.12, -0.95};
        for (int i = 0; i < 5; i++)
            front(31 + i, xs[i] * (wing + 0.25 * person.nose().wing()), tip + ys[i], false);
    }

    private void mouth() {
        double half = map.mouthHalf();
        double[] at = {-0.98, -0.62, -0.23, 0, 0.23, 0.62, 0.98};
        for (int i = 0; i < 7; i++) {
            double x = at[i] * half;
            front(48 + i, x, i == 0 || i == 6 ? map.lipLine(x) : map.lipTop(x), false);
        }
        double[] low = {0.64, 0.30, 0, -0.30, -0.64};
        for (int i = 0; i < 5; i++) front(55 + i, low[i] * half, map.lipBottom(low[i] * half), true);
        double[] upper = {-0.93, -0.25, 0, 0.25, 0.93};
        for (int i = 0; i < 5; i++) front(60 + i, upper[i] * half, map.lipLine(upper[i] * half) + 1e-3, false);
        double[] lower = {0.27, 0, -0.27};
        for (int i = 0; i < 3; i++) front(65 + i, lower[i] * half, map.lipLine(lower[i] * half) - 1e-3, true);
    }

    private void eyes(double open) {
        double[] us = {1, 0.4, -0.4, -1, -0.4, 0.4};
        int[] right = {45, 44, 43, 42, 47, 46};
        for (int i = 0; i < 6; i++) {
            double u = us[i];
            double v = i == 0 || i == 3 ? 0 : i < 3 ? map.upperLid(u, open) : map.lowerLid(u, open);
            front(36 + i, -map.eyeX(u, v), map.eyeY(u, v), false);
            front(right[i], map.eyeX(u, v), map.eyeY(u, v), false);
        }
    }

    private void front(int i, double x, double y, boolean below) {
        place(i, x, y, shape.front(x, y), below);
    }

    private void place(int i, double x, double y, double z, boolean below) {
        home[3 * i] = (float) x;
        home[3 * i + 1] = (float) y;
        home[3 * i + 2] = (float) z;
        muscles.tie(i, person, map, x, y, z, below);
    }

    /** Where the points fall in the picture. */
    Landmarks at(Expression face, Pose pose, Camera camera) {
        eyes(face.open());
        Mesh points = new Mesh(Mesh.Kind.NOTHING, Landmarks.COUNT, new int[0]);
        muscles.move(home, points.view, face);
        points.pose(pose);
        double[] xy = new double[2 * Landmarks.COUNT];
        for (int i = 0; i < Landmarks.COUNT; i++) {
            float z = points.view[3 * i + 2];
            xy[2 * i] = camera.x(points.view[3 * i], z);
            xy[2 * i + 1] = camera.y(points.view[3 * i + 1], z);
        }
        return new Landmarks(xy);
    }
}
