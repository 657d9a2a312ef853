package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = x / sqrt(mean(x * x) + epsilon)}, the mean over each row of the first axis: DeepFaceLab's pixel_norm. With
 * r the factor, {@code dx = r * (dy - x * r^2 * mean(x * dy))}.
 */
public record RmsNorm(double epsilon) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        if (x[0].shape().rank() == 0) throw new IllegalArgumentException("rms_norm: a scalar has no rows");
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().norm().rms(x[0].buffer(), epsilon, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().norm().rmsBackward(dy.buffer(), x[0].buffer(), epsilon, dx.buffer());
        return new Tensor[] {dx};
    }
}
