package doppel.app.train;

/**
 * The learning rate over a training: it rises in a straight line over the first steps, stays, and falls along half a
 * cosine over the last part to a share of itself.
 *
 * @param warmUp steps of the rise; 0 for none
 * @param decayFrom share of the training after which it falls, 0..1; 1 for never
 * @param last share of the rate that is left at the end, above 0 and at most 1
 */
public record RateSchedule(int warmUp, double decayFrom, double last) {
    /** DeepFaceLab's: one rate throughout. */
    public static final RateSchedule CONSTANT = new RateSchedule(0, 1, 1);

    public RateSchedule {
        if (warmUp < 0 || !(decayFrom >= 0 && decayFrom <= 1) || !(last > 0 && last <= 1)) {
            throw new IllegalArgumentException(
                    "rate schedule: warm-up %d, decay from %s to %s".formatted(warmUp, decayFrom, last));
        }
    }

    /**
     * What the rate is multiplied by.
     *
     * @param step number of the step, from 0
     * @param progress share of the training that is done
     */
    public double factor(long step, double progress) {
        double rise = warmUp == 0 ? 1 : Math.min(1, (step + 1.0) / warmUp);
        if (decayFrom >= 1 || progress <= decayFrom) return rise;
        double fallen = Math.min(1, (progress - decayFrom) / (1 - decayFrom));
        return rise * (last + (1 - last) * (1 + Math.cos(Math.PI * fallen)) / 2);
    }
}
