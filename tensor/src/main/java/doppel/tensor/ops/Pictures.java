package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;

/** What the ops on pictures ask of their input. */
final class Pictures {
    private Pictures() {}

    /**
     * The shape of a batch {@code [n, h, w, c]}.
     *
     * @throws IllegalArgumentException if it has not four axes
     */
    static Shape of(String op, Tensor x) {
        if (x.shape().rank() != 4) {
            throw new IllegalArgumentException(op + ": wanted [n, h, w, c], got " + x.shape());
        }
        return x.shape();
    }
}
