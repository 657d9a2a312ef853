package doppel.tensor.ops;

import doppel.kernels.PoolOptions;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The largest of each window; {@code dy} goes to the first largest. See {@link doppel.kernels.ResampleKernels#maxPool}.
 */
public record MaxPool(PoolOptions options) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(options.outputShape(Pictures.of("max_pool", x[0])), x[0].dtype());
        scope.kernels().resample().maxPool(x[0].buffer(), options, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().resample().maxPoolBackward(dy.buffer(), x[0].buffer(), options, dx.buffer());
        return new Tensor[] {dx};
    }
}
