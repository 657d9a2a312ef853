package doppel.app.face;

/**
 * Which way a head looks, in radians, each within plus or minus a quarter turn.
 *
 * @param pitch above 0 looks up
 * @param yaw above 0 points the nose to the left of the picture
 * @param roll above 0 leans clockwise in the picture; saturates at a quarter turn where the fit of the camera lands
 *     behind the face, as in DeepFaceLab, and is not to be relied on
 */
public record Pose(double pitch, double yaw, double roll) {
    private static final double QUARTER = Math.PI / 2;

    /**
     * Measures the pose as DeepFaceLab does: a pinhole camera with a focal length of one crop is fitted to 33 points of
     * the solid mean face (brows, jaw, base and tip of the nose). Angles come out somewhat too small.
     *
     * @param aligned landmarks in pixels of the aligned crop
     * @param size side of the crop in pixels
     * @throws IllegalArgumentException if the size is below 1 or a landmark is not finite
     */
    public static Pose of(Landmarks aligned, int size) {
        if (size < 1) throw new IllegalArgumentException("pose: size must be >= 1, got " + size);
        double[] solid = new double[3 * 33];
        double[] flat = new double[2 * 33];
        for (int k = 0; k < 33; k++) {
            int i = k < 27 ? k : k + 3; // 0-26, 30-35
            for (int axis = 0; axis < 3; axis++) solid[3 * k + axis] = MeanFace.solid(i, axis);
            flat[2 * k] = (aligned.x(i) - size / 2.0) / size;
            flat[2 * k + 1] = (aligned.y(i) - size / 2.0) / size;
            if (!Double.isFinite(flat[2 * k]) || !Double.isFinite(flat[2 * k + 1])) {
                throw new IllegalArgumentException("pose: landmark " + i + " is not finite");
            }
        }
        return ofRotation(CameraFit.rotation(solid, flat));
    }

    private static Pose ofRotation(double[] r) {
        double level = Math.hypot(r[0], r[3]);
        boolean upright = level >= 1e-6;
        double x = upright ? Math.atan2(r[7], r[8]) : Math.atan2(-r[5], r[4]);
        double y = Math.atan2(-r[6], level);
        double z = upright ? Math.atan2(r[3], r[0]) : 0;
        return new Pose(
                -Math.clamp(x, -QUARTER, QUARTER), Math.clamp(y, -QUARTER, QUARTER), Math.clamp(z, -QUARTER, QUARTER));
    }
}
