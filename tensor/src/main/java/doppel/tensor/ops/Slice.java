package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code size} entries from {@code start} along one axis, copied; {@code dx} is {@code dy} between zeros.
 *
 * @param axis to cut along; negative counts from the end
 */
public record Slice(int axis, int start, int size) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = x[0].shape();
        int along = Axis.of("slice", axis, shape);
        if (start < 0 || size < 1 || start > shape.size(along) - size) {
            throw new IllegalArgumentException(
                    "slice: %d from %d along axis %d of %s".formatted(size, start, axis, shape));
        }
        Tensor y = scope.allocate(shape.with(along, size), x[0].dtype());
        int[] at = new int[shape.rank()];
        at[along] = start;
        scope.kernels()
                .layout()
                .copyBlock(
                        x[0].buffer(),
                        at,
                        y.buffer(),
                        new int[shape.rank()],
                        y.shape().sizes());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Shape shape = x[0].shape();
        int[] at = new int[shape.rank()];
        at[Axis.of("slice", axis, shape)] = start;
        Tensor dx = scope.zeros(shape, dy.dtype());
        scope.kernels()
                .layout()
                .copyBlock(
                        dy.buffer(),
                        new int[shape.rank()],
                        dx.buffer(),
                        at,
                        dy.shape().sizes());
        return new Tensor[] {dx};
    }
}
