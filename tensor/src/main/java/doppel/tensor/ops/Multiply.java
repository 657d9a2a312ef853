package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = a * b} by element, broadcast; {@code da = dy * b, db = dy * a}, summed over what was stretched. */
public record Multiply() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Broadcasting.apply(scope, Binary.MULTIPLY, x[0], x[1]);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new @Nullable Tensor[] {
            wanted[0] ? Broadcasting.applyAndSum(scope, Binary.MULTIPLY, dy, x[1], x[0].shape()) : null,
            wanted[1] ? Broadcasting.applyAndSum(scope, Binary.MULTIPLY, dy, x[0], x[1].shape()) : null
        };
    }
}
