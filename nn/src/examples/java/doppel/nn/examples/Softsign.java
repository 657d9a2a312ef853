package doppel.nn.examples;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Chapter 2. An op of our own: {@code y = x / (1 + |x|)}; {@code dx = dy / (1 + |x|)^2}. Source: Glorot and Bengio,
 * "Understanding the difficulty of training deep feedforward neural networks", 2010.
 */
record Softsign() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = onePlusAbs(scope, x[0]);
        scope.kernels().elementwise().binary(Binary.DIVIDE, x[0].buffer(), y.buffer(), y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor below = onePlusAbs(scope, x[0]);
        scope.kernels().elementwise().unary(Unary.SQUARE, below.buffer(), below.buffer());
        scope.kernels().elementwise().binary(Binary.DIVIDE, dy.buffer(), below.buffer(), dy.buffer());
        below.release();
        return new Tensor[] {dy}; // dy was handed over: it may be overwritten and returned
    }

    private static Tensor onePlusAbs(TensorScope scope, Tensor x) {
        Tensor t = scope.allocate(x.shape(), x.dtype());
        scope.kernels().elementwise().unary(Unary.ABS, x.buffer(), t.buffer());
        scope.kernels().elementwise().affine(t.buffer(), 1, 1, t.buffer());
        return t;
    }
}
