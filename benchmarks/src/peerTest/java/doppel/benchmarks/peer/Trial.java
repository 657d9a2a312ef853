package doppel.benchmarks.peer;

import doppel.tensor.Op;
import java.util.List;

/**
 * One call: an op of ours, its inputs, and the same function in libtorch.
 *
 * @param tolerance in f32, see {@link Difference#relative}
 */
record Trial(Op op, List<Input> inputs, Peer theirs, double tolerance) {
    /** A function in libtorch. Inputs and result have their axes in our order and are of doubles. */
    @FunctionalInterface
    interface Peer {
        org.bytedeco.pytorch.Tensor apply(org.bytedeco.pytorch.Tensor... x);
    }

    static Trial of(Op op, Peer theirs, Input... inputs) {
        return new Trial(op, List.of(inputs), theirs, 1e-5);
    }

    /** With sums so long that rounding errors show. */
    Trial longSums() {
        return new Trial(op, inputs, theirs, 1e-4);
    }
}
