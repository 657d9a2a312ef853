package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = factor * x + term}; {@code dx = factor * dy}. */
public record Affine(double factor, double term) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().elementwise().affine(x[0].buffer(), factor, term, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        if (factor != 1) scope.kernels().elementwise().affine(dy.buffer(), factor, 0, dy.buffer());
        return new Tensor[] {dy};
    }
}
