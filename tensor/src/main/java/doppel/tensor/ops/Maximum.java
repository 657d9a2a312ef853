package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = max(a, b)} by element, broadcast; {@code da = dy} where {@code a >= b}, {@code db = dy} elsewhere, summed
 * over what was stretched. So of equals a takes the whole gradient, as in TensorFlow. DeepFaceLab's TLU is this with a
 * threshold per channel for b.
 */
public record Maximum() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Broadcasting.apply(scope, Binary.MAX, x[0], x[1]);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return Broadcasting.choose(scope, x[0], x[1], dy, x, wanted);
    }
}
