package doppel.tensor.ops;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Entries along one axis by number, in any order and as often as wanted: inputs are x and indices, i32 {@code [m]};
 * {@code y[..., i, ...] = x[..., indices[i], ...]}, zeros where an index is not in the axis. {@code dx} sums dy over the
 * entries that were taken from one; indices have no gradient. Picks the nearest neighbours of features, turns axes
 * round, repeats edges. See {@link doppel.kernels.LayoutKernels#gather}.
 *
 * @param axis of x; negative counts from the end
 */
public record Gather(int axis) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = x[0].shape();
        int along = Axis.of("gather", axis, shape);
        if (x[1].dtype() != DType.I32 || x[1].shape().rank() != 1) {
            throw new IllegalArgumentException(
                    "gather: wanted indices i32 [m] for " + shape + ", got " + x[1].dtype() + " " + x[1].shape());
        }
        Tensor y = scope.allocate(shape.with(along, x[1].shape().size(0)), x[0].dtype());
        scope.kernels().layout().gather(x[0].buffer(), along, x[1].buffer(), y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        if (!wanted[0]) return new @Nullable Tensor[2];
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        int along = Axis.of("gather", axis, x[0].shape());
        scope.kernels().layout().gatherBackward(dy.buffer(), along, x[1].buffer(), dx.buffer());
        return new @Nullable Tensor[] {dx, null};
    }
}
