package doppel.app.demo;

/**
 * A pinhole camera on the z axis that looks at the origin. A place (x, y, z) falls on {@code (centreX + f x / (distance
 * - z), centreY - f y / (distance - z))} in pixels, whose centres lie at whole numbers.
 */
record Camera(double centreX, double centreY, double f, double distance) {
    /** For a picture of that size: heads fill half of its height. */
    static Camera of(int width, int height) {
        double distance = 95;
        return new Camera(0.5 * width - 0.5, 0.50 * height - 0.5, height / 35.0 * distance, distance);
    }

    double x(double x, double z) {
        return centreX + f * x / (distance - z);
    }

    double y(double y, double z) {
        return centreY - f * y / (distance - z);
    }

    /** The same view with {@code k} samples along each pixel's side. */
    Camera samples(int k) {
        return new Camera((centreX + 0.5) * k - 0.5, (centreY + 0.5) * k - 0.5, f * k, distance);
    }
}
