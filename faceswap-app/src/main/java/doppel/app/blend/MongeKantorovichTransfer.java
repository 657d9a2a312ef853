package doppel.app.blend;

import doppel.app.face.SymmetricEigen;
import doppel.app.image.FloatImage;

/**
 * Matches mean and covariance of the channels by the map that moves colours the least:
 * {@code T = A^-1/2 (A^1/2 B A^1/2)^1/2 A^-1/2} of the covariances A and B. Source: Pitié and Kokaram, "The linear
 * Monge-Kantorovitch linear colour mapping for example-based colour transfer", 2007. Eigenvalues have a floor of
 * 2.2e-16, as in DeepFaceLab.
 */
final class MongeKantorovichTransfer {
    private static final double FLOOR = 2.2e-16;

    private MongeKantorovichTransfer() {}

    static FloatImage apply(FloatImage x, FloatImage goal) {
        ColorStatistics from = ColorStatistics.of(x);
        ColorStatistics to = ColorStatistics.of(goal);
        SymmetricEigen a = new SymmetricEigen(3, unbiased(from));
        double[] root = a.apply(value -> Math.sqrt(Math.max(value, FLOOR)));
        double[] inverse = a.apply(value -> 1 / Math.sqrt(Math.max(value, FLOOR)));
        double[] inner = ColorStatistics.product(3, ColorStatistics.product(3, root, unbiased(to)), root);
        double[] middle = new SymmetricEigen(3, inner).apply(value -> Math.sqrt(Math.max(value, FLOOR)));
        double[] map = ColorStatistics.product(3, ColorStatistics.product(3, inverse, middle), inverse);
        return from.transfer(x, map, to);
    }

    private static double[] unbiased(ColorStatistics statistics) {
        double[] out = statistics.covariance().clone();
        double factor = (double) statistics.pixels() / Math.max(1, statistics.pixels() - 1);
        for (int i = 0; i < out.length; i++) out[i] *= factor;
        return out;
    }
}
