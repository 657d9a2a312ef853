package doppel.nn;

import doppel.tensor.Tensor;

/** A function of one tensor that may own parameters. */
@FunctionalInterface
public interface Layer {
    /** The layer's result, in the deepest scope among x and the parameters. */
    Tensor forward(Tensor x);

    /** First this layer, then {@code next}. */
    default Layer then(Layer next) {
        return x -> next.forward(forward(x));
    }
}
