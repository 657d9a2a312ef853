package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = a d - b c} of each matrix {@code [..., 2, 2]}, shape {@code [...]}; {@code dx = dy [[d, -c], [-b, a]]}. See
 * {@link doppel.kernels.GeometryKernels#determinant}.
 */
public record Determinant2x2() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = x[0].shape();
        if (shape.rank() < 2) throw new IllegalArgumentException("determinant: wanted [..., 2, 2], got " + shape);
        Tensor y = scope.allocate(new Shape(Arrays.copyOf(shape.sizes(), shape.rank() - 2)), x[0].dtype());
        scope.kernels().geometry().determinant(x[0].buffer(), y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().geometry().determinantBackward(dy.buffer(), x[0].buffer(), dx.buffer());
        return new Tensor[] {dx};
    }
}
