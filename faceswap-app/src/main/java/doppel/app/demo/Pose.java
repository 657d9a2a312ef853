package doppel.app.demo;

/**
 * Where a head is: turned about a place in the neck, then moved. Angles in radians: yaw turns the nose to the viewer's
 * right, pitch lifts it, roll turns the head counter-clockwise as seen; lengths in centimetres, x right, y up, z to the
 * viewer.
 */
record Pose(double yaw, double pitch, double roll, double x, double y, double z) {
    static final double PIVOT_Y = -7.5;
    static final double PIVOT_Z = -1.0;

    /** Rows of the rotation, roll after yaw after pitch. */
    double[] rotation() {
        double cy = Math.cos(yaw);
        double sy = Math.sin(yaw);
        double cp = Math.cos(pitch);
        double sp = Math.sin(pitch);
        double cr = Math.cos(roll);
        double sr = Math.sin(roll);
        // pitch: y' = y cp + z sp, z' = -y sp + z cp; yaw: x' = x cy + z sy, z' = -x sy + z cy
        double[] turned = {cy, -sy * sp, sy * cp, 0, cp, sp, -sy, -cy * sp, cy * cp};
        double[] out = new double[9];
        for (int c = 0; c < 3; c++) {
            out[c] = cr * turned[c] - sr * turned[3 + c];
            out[3 + c] = sr * turned[c] + cr * turned[3 + c];
            out[6 + c] = turned[6 + c];
        }
        return out;
    }

    /** A fraction of this pose, for what follows the head only in part. */
    Pose times(double k) {
        return new Pose(k * yaw, k * pitch, k * roll, x, y, z);
    }
}
