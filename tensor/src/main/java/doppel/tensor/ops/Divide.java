package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels.Binary;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = a / b} by element, broadcast; {@code da = dy / b, db = -dy * y / b}, summed over what was stretched. */
public record Divide() implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Broadcasting.apply(scope, Binary.DIVIDE, x[0], x[1]);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor quotient = Broadcasting.apply(scope, Binary.DIVIDE, dy, x[1]);
        Tensor db = null;
        if (wanted[1]) {
            Tensor product = Broadcasting.apply(scope, Binary.MULTIPLY, quotient, y);
            db = scope.allocate(x[1].shape(), dy.dtype());
            scope.kernels().reduce().sum(product.buffer(), -1, db.buffer());
            product.release();
        }
        Tensor da = wanted[0] ? Broadcasting.sumTo(scope, quotient, x[0].shape()) : null;
        if (da != quotient) quotient.release();
        return new @Nullable Tensor[] {da, db};
    }
}
