package doppel.app.image;

/**
 * The affine map {@code x' = a x + b y + tx}, {@code y' = c x + d y + ty}, rows {@code [a b tx; c d ty]} as OpenCV
 * writes them. Pixel centres lie at whole numbers.
 */
public record Affine(double a, double b, double tx, double c, double d, double ty) {
    /** Leaves every point where it is. */
    public static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

    /** The x of the mapped point. */
    public double x(double x, double y) {
        return a * x + b * y + tx;
    }

    /** The y of the mapped point. */
    public double y(double x, double y) {
        return c * x + d * y + ty;
    }

    /** The map that undoes this one; infinite or NaN where there is none. */
    public Affine inverse() {
        double det = a * d - b * c;
        double ia = d / det;
        double ib = -b / det;
        double ic = -c / det;
        double id = a / det;
        return new Affine(ia, ib, -(ia * tx + ib * ty), ic, id, -(ic * tx + id * ty));
    }

    /** First this map, then {@code next}. */
    public Affine then(Affine next) {
        return new Affine(
                next.a * a + next.b * c,
                next.a * b + next.b * d,
                next.x(tx, ty),
                next.c * a + next.d * c,
                next.c * b + next.d * d,
                next.y(tx, ty));
    }
}
