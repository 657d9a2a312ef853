package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = f(x)} of a {@link Unary} function; {@code dx = dy * f'(x)}. */
public record Map(Unary f) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().elementwise().unary(f, x[0].buffer(), y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        scope.kernels().elementwise().unaryBackward(f, dy.buffer(), x[0].buffer(), dy.buffer());
        return new Tensor[] {dy};
    }
}
