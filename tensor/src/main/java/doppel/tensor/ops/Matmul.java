package doppel.tensor.ops;

import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = a b + bias} of matrices, the bias being optional; {@code da = dy b^T, db = a^T dy, dbias = sum of the rows
 * of dy}. A dense layer is this with a the batch {@code [n, in]} and b the weights {@code [in, out]}. Types may differ,
 * see {@link doppel.kernels.MatmulKernels}; each gradient is of its input's type.
 *
 * @param result type of y, null for that of a
 */
public record Matmul(@Nullable DType result) implements Op {
    /** A product of a's type. */
    public Matmul() {
        this(null);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape a = x[0].shape();
        Shape b = x[1].shape();
        if (a.rank() != 2 || b.rank() != 2 || a.size(1) != b.size(0)) {
            throw new IllegalArgumentException("matmul: inner sizes differ, " + a + " x " + b);
        }
        Tensor y = scope.allocate(new Shape(a.size(0), b.size(1)), result == null ? x[0].dtype() : result);
        var bias = x.length > 2 ? x[2].buffer() : null;
        scope.kernels().matmul().multiply(x[0].buffer(), false, x[1].buffer(), false, bias, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
        if (wanted[0]) {
            Tensor da = scope.allocate(x[0].shape(), x[0].dtype());
            scope.kernels().matmul().multiply(dy.buffer(), false, x[1].buffer(), true, null, da.buffer());
            dx[0] = da;
        }
        if (wanted[1]) {
            Tensor db = scope.allocate(x[1].shape(), x[1].dtype());
            scope.kernels().matmul().multiply(x[0].buffer(), true, dy.buffer(), false, null, db.buffer());
            dx[1] = db;
        }
        if (x.length > 2 && wanted[2]) dx[2] = Broadcasting.sumTo(scope, dy, x[2].shape(), x[2].dtype());
        return dx;
    }
}
