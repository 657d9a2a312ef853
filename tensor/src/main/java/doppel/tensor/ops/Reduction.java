package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;

/** What sums and means share. */
final class Reduction {
    private Reduction() {}

    /** {@code factor(x) * sum of x} over some axes, negative ones from the end; over all, giving a scalar, if none. */
    static Tensor sum(TensorScope scope, Tensor x, int[] axes, boolean mean) {
        Tensor y = scope.allocate(reduced(x.shape(), axes), x.dtype());
        scope.kernels().reduce().sum(x.buffer(), mean ? share(x, y) : 1, y.buffer());
        return y;
    }

    /** {@code dy} stretched to the shape of x, divided by the number of elements averaged if it was a mean. */
    static Tensor backward(TensorScope scope, Tensor dy, Tensor x, boolean mean) {
        if (mean) scope.kernels().elementwise().affine(dy.buffer(), share(x, dy), 0, dy.buffer());
        Tensor dx = scope.zeros(x.shape(), dy.dtype());
        scope.kernels().elementwise().binary(Binary.ADD, dx.buffer(), dy.buffer(), dx.buffer());
        return dx;
    }

    private static double share(Tensor x, Tensor y) {
        return (double) y.shape().elements() / x.shape().elements();
    }

    private static Shape reduced(Shape shape, int[] axes) {
        if (axes.length == 0) return new Shape();
        Shape reduced = shape;
        for (int axis : axes) {
            reduced = reduced.with(Axis.of("reduce", axis, shape), 1);
        }
        return reduced;
    }
}
