package doppel.app.blend;

import doppel.app.face.SymmetricEigen;
import doppel.app.image.FloatImage;

/**
 * Matches mean and covariance of the channels: {@code y = Q_goal Q^-1 (x - mean) + mean_goal} with Q the symmetric
 * square root of the covariance, 1e-5 added to its diagonal. Source: Hertzmann, "Algorithms for rendering in artistic
 * styles", 2001, in DeepFaceLab's form.
 */
final class LinearTransfer {
    private static final double RIDGE = 1e-5;

    private LinearTransfer() {}

    static FloatImage apply(FloatImage x, FloatImage goal) {
        int c = x.channels();
        ColorStatistics from = ColorStatistics.of(x);
        ColorStatistics to = ColorStatistics.of(goal);
        double[] whiten = eigen(c, from).apply(value -> 1 / Math.sqrt(value));
        double[] colour = eigen(c, to).apply(Math::sqrt);
        return from.transfer(x, ColorStatistics.product(c, colour, whiten), to);
    }

    private static SymmetricEigen eigen(int c, ColorStatistics statistics) {
        double[] matrix = statistics.covariance().clone();
        for (int i = 0; i < c; i++) matrix[i * c + i] += RIDGE;
        return new SymmetricEigen(c, matrix);
    }
}
