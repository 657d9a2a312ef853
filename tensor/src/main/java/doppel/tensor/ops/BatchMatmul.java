package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y[i] = op(a[i]) op(b[i])} for each matrix of a batch, where op transposes if asked: {@code a [batch, m, k]},
 * {@code b [batch, k, n]} to {@code [batch, m, n]}. For plain operands {@code da = dy b^T, db = a^T dy}; the gradient of
 * a transposed one is the transpose of that. Types may differ, see {@link doppel.kernels.MatmulKernels}; y is of a's
 * type, each gradient of its input's.
 *
 * @param transposeA whether a is stored as {@code [batch, k, m]}
 * @param transposeB whether b is stored as {@code [batch, n, k]}
 */
public record BatchMatmul(boolean transposeA, boolean transposeB) implements Op {
    /** A product of operands as they are. */
    public BatchMatmul() {
        this(false, false);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape a = x[0].shape();
        Shape b = x[1].shape();
        if (a.rank() != 3
                || b.rank() != 3
                || a.size(0) != b.size(0)
                || a.size(transposeA ? 1 : 2) != b.size(transposeB ? 2 : 1)) {
            throw new IllegalArgumentException("batch_matmul: batches or inner sizes differ, %s%s x %s%s"
                    .formatted(a, transposeA ? " transposed" : "", b, transposeB ? " transposed" : ""));
        }
        var shape = new Shape(a.size(0), a.size(transposeA ? 2 : 1), b.size(transposeB ? 1 : 2));
        Tensor y = scope.allocate(shape, x[0].dtype());
        multiply(scope, x[0], transposeA, x[1], transposeB, y);
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        @Nullable Tensor[] dx = new @Nullable Tensor[2];
        if (wanted[0]) {
            Tensor da = scope.allocate(x[0].shape(), x[0].dtype());
            if (transposeA) multiply(scope, x[1], transposeB, dy, true, da);
            else multiply(scope, dy, false, x[1], !transposeB, da);
            dx[0] = da;
        }
        if (wanted[1]) {
            Tensor db = scope.allocate(x[1].shape(), x[1].dtype());
            if (transposeB) multiply(scope, dy, true, x[0], transposeA, db);
            else multiply(scope, x[0], !transposeA, dy, false, db);
            dx[1] = db;
        }
        return dx;
    }

    private static void multiply(TensorScope scope, Tensor a, boolean turnA, Tensor b, boolean turnB, Tensor y) {
        scope.kernels().matmul().multiplyBatch(a.buffer(), turnA, b.buffer(), turnB, y.buffer());
    }
}
