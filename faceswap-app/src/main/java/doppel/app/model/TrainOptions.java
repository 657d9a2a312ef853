package doppel.app.model;

import doppel.nn.optim.OptimizerOptions;
import doppel.nn.optim.UpdateRule;

/**
 * How a model is trained; may change between runs.
 *
 * @param batch faces per step of each identity, at least 1
 * @param masked whether only what lies under the face's mask counts
 * @param eyesMouth whether eyes and mouth count 300 times more, as an absolute difference
 * @param optimizer rule, rate and what DeepFaceLab adds to it
 */
public record TrainOptions(int batch, boolean masked, boolean eyesMouth, OptimizerOptions optimizer) {
    public TrainOptions {
        if (batch < 1) throw new IllegalArgumentException("batch: wanted at least 1, got " + batch);
    }

    /** DeepFaceLab's defaults on the CPU: 4 faces, masked, AdaBelief at 5e-5. */
    public static final TrainOptions DEFAULT =
            new TrainOptions(4, true, false, OptimizerOptions.of(UpdateRule.AdaBelief.DEFAULT, 5e-5));
}
