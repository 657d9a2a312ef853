package doppel.app.blend;

import doppel.app.image.FloatImage;

/** A trained network as a merger sees it. */
@FunctionalInterface
public interface Predictor {
    /**
     * Swaps one face.
     *
     * @param face the aligned crop of the original, {@code [n, n, 3]} BGR in 0..1, n the network's resolution
     * @return pictures of the same side, all values in 0..1
     */
    Prediction predict(FloatImage face);
}
