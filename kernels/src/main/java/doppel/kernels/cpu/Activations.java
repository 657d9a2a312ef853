package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.PostOp;
import doppel.kernels.Activation;
import java.util.Optional;

/** Our activations in oneDNN's terms. */
final class Activations {
    private Activations() {}

    static Optional<PostOp.Eltwise> postOp(Activation activation) {
        return switch (activation.kind()) {
            case NONE -> Optional.empty();
            case LEAKY_RELU -> Optional.of(new PostOp.Eltwise(Algorithm.RELU, activation.slope(), 0));
            case SIGMOID -> Optional.of(new PostOp.Eltwise(Algorithm.LOGISTIC, 0, 0));
            case TANH -> Optional.of(new PostOp.Eltwise(Algorithm.TANH, 0, 0));
        };
    }
}
