package doppel.app.face;

import doppel.app.image.Affine;
import org.jspecify.annotations.Nullable;

/**
 * Fits the similarity (rotation, one scale, shift; never a reflection) that carries one set of points to another with
 * the least sum of squared distances. Source: Umeyama, "Least-squares estimation of transformation parameters between
 * two point patterns", 1991. In the plane the singular value decomposition has a closed form: with the covariance
 * {@code A = sum (target - mean)(source - mean)' / n} the best rotation is the direction of
 * {@code (A00 + A11, A10 - A01)}, and the length of that vector over the variance of the source is the scale. It
 * equals {@code U diag(1, +-1) V'} of {@code A = U S V'}, for rank 1 too.
 */
public final class Similarity {
    private Similarity() {}

    /**
     * The map from source to target.
     *
     * @param source {@code x0, y0, x1, y1, ...}, two points or more
     * @param target as many points
     * @throws IllegalArgumentException if the counts differ, a value is not finite, or the points determine no
     *     rotation (all in one place)
     */
    public static Affine fit(double[] source, double[] target) {
        Affine map = fitOrNull(source, target);
        if (map == null) {
            throw new IllegalArgumentException(
                    "similarity: the points determine no rotation, wanted finite points in more than one place");
        }
        return map;
    }

    /** As {@link #fit}, null where the points determine no rotation. */
    static @Nullable Affine fitOrNull(double[] source, double[] target) {
        int n = source.length / 2;
        if (n < 2 || source.length != target.length || source.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "similarity: %d values to fit to %d, wanted equal counts of pairs, two pairs or more"
                            .formatted(source.length, target.length));
        }
        double sx = mean(source, 0);
        double sy = mean(source, 1);
        double tx = mean(target, 0);
        double ty = mean(target, 1);
        double along = 0;
        double across = 0;
        double variance = 0;
        for (int i = 0; i < source.length; i += 2) {
            double x = source[i] - sx;
            double y = source[i + 1] - sy;
            double u = target[i] - tx;
            double v = target[i + 1] - ty;
            along += u * x + v * y;
            across += v * x - u * y;
            variance += x * x + y * y;
        }
        double a = along / variance;
        double c = across / variance;
        if (!(Math.hypot(a, c) > 0) || !Double.isFinite(a) || !Double.isFinite(c)) return null;
        return new Affine(a, -c, tx - (a * sx - c * sy), c, a, ty - (c * sx + a * sy));
    }

    private static double mean(double[] xy, int first) {
        double sum = 0;
        for (int i = first; i < xy.length; i += 2) sum += xy[i];
        return 2 * sum / xy.length;
    }
}
