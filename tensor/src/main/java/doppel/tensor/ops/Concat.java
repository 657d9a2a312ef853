package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Puts tensors beside each other along one axis; each gradient is its part of {@code dy}.
 *
 * @param axis to join along; negative counts from the end
 */
public record Concat(int axis) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape first = x[0].shape();
        int along = Axis.of("concat", axis, first);
        int total = 0;
        for (Tensor part : x) {
            Shape shape = part.shape();
            if (shape.rank() != first.rank() || !shape.with(along, 1).equals(first.with(along, 1))) {
                throw new IllegalArgumentException("concat: " + first + " and " + shape + " along axis " + axis);
            }
            total = Math.addExact(total, shape.size(along));
        }
        Tensor y = scope.allocate(first.with(along, total), x[0].dtype());
        int[] at = new int[first.rank()];
        for (Tensor part : x) {
            int[] size = part.shape().sizes();
            scope.kernels().layout().copyBlock(part.buffer(), new int[size.length], y.buffer(), at, size);
            at[along] += size[along];
        }
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        int along = Axis.of("concat", axis, y.shape());
        int[] at = new int[y.shape().rank()];
        @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
        for (int i = 0; i < x.length; i++) {
            int[] size = x[i].shape().sizes();
            if (wanted[i]) {
                Tensor part = scope.allocate(x[i].shape(), dy.dtype());
                scope.kernels().layout().copyBlock(dy.buffer(), at, part.buffer(), new int[size.length], size);
                dx[i] = part;
            }
            at[along] += size[along];
        }
        return dx;
    }
}
