package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Rows {@code from} to {@code to}, exclusive, of the first axis, sharing memory; {@code dx} is {@code dy} between
 * zeros. Cuts the faces of one batch apart again.
 */
public record Rows(int from, int to) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        if (x[0].shape().rank() == 0) throw new IllegalArgumentException("rows: a scalar has none");
        return scope.view(x[0], x[0].buffer().rows(from, to));
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.zeros(x[0].shape(), dy.dtype());
        scope.kernels().memory().copy(dy.buffer(), dx.buffer().rows(from, to));
        return new Tensor[] {dx};
    }
}
