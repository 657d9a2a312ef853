package doppel.tensor.ops;

import doppel.kernels.PoolOptions;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** The mean of each window, padding not counted; {@code dy} is spread evenly over it. */
public record AveragePool(PoolOptions options) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(options.outputShape(Pictures.of("average_pool", x[0])), x[0].dtype());
        scope.kernels().resample().averagePool(x[0].buffer(), options, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().resample().averagePoolBackward(dy.buffer(), options, dx.buffer());
        return new Tensor[] {dx};
    }
}
