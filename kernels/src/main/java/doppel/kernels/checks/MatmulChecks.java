package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/** Arguments of the matrix products. */
public final class MatmulChecks {
    private MatmulChecks() {}

    /** Arguments of {@link doppel.kernels.MatmulKernels#multiply}. */
    public static void multiply(
            Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        if (!isStored(a) || !isStored(b) || !isStored(y)) Checks.floating("matmul", a, b, y);
        Checks.rank("matmul", "a", 2, a);
        Checks.rank("matmul", "b", 2, b);
        Checks.rank("matmul", "y", 2, y);
        int m = a.shape().size(transposeA ? 1 : 0);
        int k = a.shape().size(transposeA ? 0 : 1);
        int n = b.shape().size(transposeB ? 0 : 1);
        if (b.shape().size(transposeB ? 1 : 0) != k) {
            throw new IllegalArgumentException("matmul: inner sizes differ, %s%s x %s%s"
                    .formatted(a.shape(), transposeA ? " transposed" : "", b.shape(), transposeB ? " transposed" : ""));
        }
        Checks.shape("matmul", "y", new Shape(m, n), y);
        if (bias != null) {
            Checks.sameType("matmul", b, bias);
            Checks.shape("matmul", "bias", new Shape(n), bias);
        }
    }

    /** Arguments of {@link doppel.kernels.MatmulKernels#multiplyBatch}. */
    public static void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        if (!isStored(a) || !isStored(b) || !isStored(y)) Checks.floating("batch matmul", a, b, y);
        Checks.rank("batch matmul", "a", 3, a);
        Checks.rank("batch matmul", "b", 3, b);
        int batch = a.shape().size(0);
        if (b.shape().size(0) != batch
                || b.shape().size(transposeB ? 2 : 1) != a.shape().size(transposeA ? 1 : 2)) {
            throw new IllegalArgumentException("batch matmul: batches or inner sizes differ, %s%s x %s%s"
                    .formatted(a.shape(), transposeA ? " transposed" : "", b.shape(), transposeB ? " transposed" : ""));
        }
        int m = a.shape().size(transposeA ? 2 : 1);
        Checks.shape("batch matmul", "y", new Shape(batch, m, b.shape().size(transposeB ? 1 : 2)), y);
    }

    /** Whether a call that passed the checks has matrices of two types: factors are rounded to bf16. */
    public static boolean isMixed(Buffer a, Buffer b, Buffer y) {
        return a.dtype() != b.dtype() || b.dtype() != y.dtype();
    }

    private static boolean isStored(Buffer matrix) {
        return matrix.dtype() == DType.F32 || matrix.dtype() == DType.BF16;
    }
}
