package doppel.nn.optim;

/**
 * What an optimizer does at each step.
 *
 * @param rule the formula
 * @param rate learning rate, above 0
 * @param keep share of the elements updated at each step, DeepFaceLab's learning-rate dropout: 0.3 there, 1 updates all
 * @param cosinePeriod in steps: the rate is multiplied by {@code (cos(2 pi step / period) + 1) / 2}; 0 leaves it
 * @param clipNorm largest norm of all gradients together, longer ones are scaled down to it; 0 leaves them
 * @param seed of the dropout
 */
public record OptimizerOptions(
        UpdateRule rule, double rate, double keep, int cosinePeriod, double clipNorm, long seed) {
    public OptimizerOptions {
        if (!(rate > 0) || !(keep > 0 && keep <= 1) || cosinePeriod < 0 || !(clipNorm >= 0)) {
            throw new IllegalArgumentException("optimizer: rate %s, keep %s, cosine period %d, clip norm %s"
                    .formatted(rate, keep, cosinePeriod, clipNorm));
        }
    }

    /** The bare rule. */
    public static OptimizerOptions of(UpdateRule rule, double rate) {
        return new OptimizerOptions(rule, rate, 1, 0, 0, 0);
    }

    public OptimizerOptions withRate(double rate) {
        return new OptimizerOptions(rule, rate, keep, cosinePeriod, clipNorm, seed);
    }

    /** DeepFaceLab's learning-rate dropout: 30 % of the elements and a cosine of 500 steps. */
    public OptimizerOptions withUpdateDropout(long seed) {
        return new OptimizerOptions(rule, rate, 0.3, 500, clipNorm, seed);
    }

    public OptimizerOptions withClipNorm(double clipNorm) {
        return new OptimizerOptions(rule, rate, keep, cosinePeriod, clipNorm, seed);
    }
}
