package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = exp(x) / sum(exp(x))} along the last axis, without overflow: shares above 0 that add up to 1; {@code dx = y
 * * (dy - sum(dy * y))}. Over channels it takes {@code [n, h, w, c]} as it is; over pixels, one picture of shares per
 * channel, transpose to {@code [n, c, h * w]} first.
 */
public record Softmax() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        if (x[0].shape().rank() == 0) throw new IllegalArgumentException("softmax: a scalar has no last axis");
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().norm().softmax(x[0].buffer(), y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        scope.kernels().norm().softmaxBackward(dy.buffer(), y.buffer(), dy.buffer());
        return new Tensor[] {dy};
    }
}
