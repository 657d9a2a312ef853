package doppel.tensor.ops;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The largest along one axis, which stays with size 1; {@code dx} is {@code dy} where it stands, the first of equals, and
 * 0 elsewhere: which one it is counts as given.
 *
 * @param axis negative counts from the end
 */
public record Largest(int axis) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = x[0].shape();
        Tensor y = scope.allocate(shape.with(Axis.of("largest", axis, shape), 1), x[0].dtype());
        find(scope, x[0], y).release();
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor index = find(scope, x[0], null);
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().reduce().maxBackward(dy.buffer(), index.buffer(), along(x[0]), dx.buffer());
        index.release();
        return new Tensor[] {dx};
    }

    /** Where the largest stand along the axis, as i32 of size 1 there; no gradient passes. */
    public Tensor index(TensorScope scope, Tensor x) {
        return find(scope, x, null);
    }

    private Tensor find(TensorScope scope, Tensor x, @Nullable Tensor y) {
        Tensor index = scope.allocate(x.shape().with(along(x), 1), DType.I32);
        scope.kernels().reduce().max(x.buffer(), along(x), y == null ? null : y.buffer(), index.buffer());
        return index;
    }

    private int along(Tensor x) {
        return Axis.of("largest", axis, x.shape());
    }
}
