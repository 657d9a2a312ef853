package doppel.app.demo;

/** Small functions of one number that shapes are made of. */
final class Curve {
    private Curve() {}

    /** 0 up to {@code from}, 1 after {@code to}, smooth between; works downward too. */
    static double step(double from, double to, double x) {
        double t = Math.clamp((x - from) / (to - from), 0.0, 1.0);
        return t * t * (3 - 2 * t);
    }

    /** A bell of height 1 about 0 whose value is 1/e at {@code width}. */
    static double bell(double x, double width) {
        double t = x / width;
        return Math.exp(-t * t);
    }

    /** A bell in the plane. */
    static double bell(double x, double y, double width, double height) {
        double u = x / width;
        double v = y / height;
        return Math.exp(-u * u - v * v);
    }

    /** From {@code a} at 0 to {@code b} at 1. */
    static double mix(double a, double b, double t) {
        return a + (b - a) * t;
    }
}
