package doppel.kernels;

import org.jspecify.annotations.Nullable;

/** Products of matrices, dense row-major. Targets are overwritten. */
public interface MatmulKernels {
    /**
     * {@code y = op(a) op(b) + bias}, where {@code op} transposes if asked.
     *
     * @param a {@code [m, k]}, or {@code [k, m]} if transposed
     * @param b {@code [k, n]}, or {@code [n, k]} if transposed
     * @param bias {@code [n]}, added to every row
     * @param y {@code [m, n]}
     * @throws IllegalArgumentException with the shapes if they do not fit
     */
    void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y);
}
