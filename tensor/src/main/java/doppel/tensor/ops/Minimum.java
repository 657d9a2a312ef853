package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = min(a, b)} by element, broadcast; {@code da = dy} where {@code a <= b}, {@code db = dy} elsewhere, summed
 * over what was stretched.
 */
public record Minimum() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Broadcasting.apply(scope, Binary.MIN, x[0], x[1]);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return Broadcasting.choose(scope, x[1], x[0], dy, x, wanted);
    }
}
