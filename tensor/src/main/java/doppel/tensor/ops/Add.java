package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = a + b}, broadcast; {@code da = dy, db = dy}, each summed over what was stretched. */
public record Add() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Broadcasting.apply(scope, Binary.ADD, x[0], x[1]);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new @Nullable Tensor[] {
            wanted[0] ? Broadcasting.sumTo(scope, dy, x[0].shape()) : null,
            wanted[1] ? Broadcasting.sumTo(scope, dy, x[1].shape()) : null
        };
    }
}
