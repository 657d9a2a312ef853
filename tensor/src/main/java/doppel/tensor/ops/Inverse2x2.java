package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * The inverse of each matrix {@code [..., 2, 2]}: {@code y = [[d, -b], [-c, a]] / (a d - b c)}, and {@code dx = -y^T dy
 * y^T}. Where the magnitude of the determinant is below {@code smallest}, y is the unit matrix and dx is 0. See {@link
 * doppel.kernels.GeometryKernels#inverse}. Source of the guard: the first order motion model has none and fails where a
 * key point's jacobian is singular.
 *
 * @param smallest 0 to divide by any determinant
 */
public record Inverse2x2(double smallest) implements Op {
    public Inverse2x2 {
        if (!(smallest >= 0)) throw new IllegalArgumentException("inverse: smallest determinant " + smallest);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().geometry().inverse(x[0].buffer(), smallest, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().geometry().inverseBackward(dy.buffer(), x[0].buffer(), smallest, dx.buffer());
        return new Tensor[] {dx};
    }
}
