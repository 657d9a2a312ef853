package doppel.tensor.ops;

import doppel.kernels.Activation;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = act(x)} of an {@link Activation}; {@code dx = dy * act'}, told from y. */
public record Activate(Activation activation) implements Op {
    /** {@code x} above zero, {@code slope * x} below. */
    public static Activate leakyRelu(double slope) {
        return new Activate(Activation.leakyRelu(slope));
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static Activate sigmoid() {
        return new Activate(Activation.SIGMOID);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().elementwise().activate(x[0].buffer(), activation, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        scope.kernels().elementwise().activateBackward(dy.buffer(), y.buffer(), activation, dy.buffer());
        return new Tensor[] {dy};
    }
}
