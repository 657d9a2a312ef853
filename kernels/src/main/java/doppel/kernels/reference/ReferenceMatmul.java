package doppel.kernels.reference;

import doppel.kernels.Buffer;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.MatmulChecks;
import doppel.kernels.host.Elements;
import org.jspecify.annotations.Nullable;

/** {@code y[i, j] = bias[j] + sum over p of a[i, p] * b[p, j]}. */
final class ReferenceMatmul implements MatmulKernels {
    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        boolean mixed = MatmulChecks.isMixed(a, b, y);
        double[] left = Elements.read(a, mixed);
        double[] right = Elements.read(b, mixed);
        int m = y.shape().size(0);
        int n = y.shape().size(1);
        int k = left.length / m;
        double[] out = new double[m * n];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = bias == null ? 0 : Elements.get(bias, j);
                for (int p = 0; p < k; p++) {
                    sum += left[transposeA ? p * m + i : i * k + p] * right[transposeB ? j * k + p : p * n + j];
                }
                out[i * n + j] = sum;
            }
        }
        Elements.write(out, y);
    }

    @Override
    public void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        MatmulChecks.multiplyBatch(a, transposeA, b, transposeB, y);
        for (int i = 0; i < y.shape().size(0); i++) {
            multiply(matrix(a, i), transposeA, matrix(b, i), transposeB, null, matrix(y, i));
        }
    }

    private static Buffer matrix(Buffer batch, int i) {
        return batch.rows(i, i + 1)
                .as(new Shape(batch.shape().size(1), batch.shape().size(2)));
    }
}
