package doppel.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Products of matrices, dense row-major. Targets are overwritten. Matrices are of one floating-point type, or each is
 * f32 or bf16: then sums are f32, a back-end may round both factors to bf16, and the result is of the type of {@code y}.
 */
public interface MatmulKernels {
    /**
     * {@code y = op(a) op(b) + bias}, where {@code op} transposes if asked.
     *
     * @param a {@code [m, k]}, or {@code [k, m]} if transposed
     * @param b {@code [k, n]}, or {@code [n, k]} if transposed
     * @param bias {@code [n]}, added to every row; of the type of {@code b}
     * @param y {@code [m, n]}
     * @throws IllegalArgumentException with the shapes or types if they do not fit
     */
    void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y);

    /**
     * {@code y[i] = op(a[i]) op(b[i])} for each matrix of a batch.
     *
     * @param a {@code [batch, m, k]}, or {@code [batch, k, m]} if transposed
     * @param b {@code [batch, k, n]}, or {@code [batch, n, k]} if transposed
     * @param y {@code [batch, m, n]}
     * @throws IllegalArgumentException with the shapes or types if they do not fit
     */
    void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y);
}
