package doppel.tensor.ops;

import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** What the element-by-element ops of two tensors share: stretching forward, summing back. */
final class Broadcasting {
    private Broadcasting() {}

    /** {@code f(a, b)} in the shape both broadcast to. */
    static Tensor apply(TensorScope scope, Binary f, Tensor a, Tensor b) {
        Tensor y = scope.allocate(Shape.broadcast(a.shape(), b.shape()), a.dtype());
        scope.kernels().elementwise().binary(f, a.buffer(), b.buffer(), y.buffer());
        return y;
    }

    /** {@code g} summed over the axes along which {@code shape} was stretched; g itself if there are none. */
    static Tensor sumTo(TensorScope scope, Tensor g, Shape shape) {
        if (g.shape().equals(shape)) return g;
        Tensor sum = scope.allocate(shape, g.dtype());
        scope.kernels().reduce().sum(g.buffer(), 1, sum.buffer());
        return sum;
    }

    /** The same in another type that sums may have; see {@link doppel.kernels.ReduceKernels}. */
    static Tensor sumTo(TensorScope scope, Tensor g, Shape shape, DType type) {
        if (g.dtype() == type) return sumTo(scope, g, shape);
        Tensor sum = scope.allocate(shape, type);
        scope.kernels().reduce().sum(g.buffer(), 1, sum.buffer());
        return sum;
    }

    /** The gradients of a choice between x[0], where {@code left >= right}, and x[1]. */
    static @Nullable Tensor[] choose(
            TensorScope scope, Tensor left, Tensor right, Tensor dy, Tensor[] x, boolean[] wanted) {
        Tensor mask = apply(scope, Binary.GREATER_OR_EQUAL, left, right);
        Tensor chosen = apply(scope, Binary.MULTIPLY, dy, mask);
        mask.release();
        Tensor db = wanted[1] ? applyAndSum(scope, Binary.SUBTRACT, dy, chosen, x[1].shape()) : null;
        Tensor da = wanted[0] ? sumTo(scope, chosen, x[0].shape()) : null;
        if (da != chosen) chosen.release();
        return new @Nullable Tensor[] {da, db};
    }

    /** {@code sumTo(f(g, other), shape)}, leaving nothing behind. */
    static Tensor applyAndSum(TensorScope scope, Binary f, Tensor g, Tensor other, Shape shape) {
        Tensor product = apply(scope, f, g, other);
        Tensor sum = sumTo(scope, product, shape);
        if (sum != product) product.release();
        return sum;
    }
}
