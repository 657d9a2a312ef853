package doppel.app.face;

import java.util.function.DoubleUnaryOperator;

/**
 * Eigenvalues and eigenvectors of a small real symmetric matrix, {@code A = V diag(values) V'}, by cyclic Jacobi
 * rotations: slow for large matrices, accurate to the last digits for those of a face. Source: Golub and Van Loan,
 * "Matrix Computations", section 8.5.
 */
public final class SymmetricEigen {
    private static final int SWEEPS = 60;

    private final int n;
    private final double[] values;
    private final double[] vectors;

    /**
     * Decomposes a matrix.
     *
     * @param n rows and columns
     * @param matrix {@code [n, n]}, row by row; only read, and taken as symmetric
     * @throws IllegalArgumentException if the length is not {@code n * n}
     */
    public SymmetricEigen(int n, double[] matrix) {
        if (matrix.length != n * n) {
            throw new IllegalArgumentException("eigen: %d values, wanted %d x %d".formatted(matrix.length, n, n));
        }
        this.n = n;
        double[] a = matrix.clone();
        vectors = new double[n * n];
        for (int i = 0; i < n; i++) vectors[i * n + i] = 1;
        for (int sweep = 0; sweep < SWEEPS && offDiagonal(a) > 0; sweep++) {
            for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) rotate(a, p, q);
        }
        values = new double[n];
        for (int i = 0; i < n; i++) values[i] = a[i * n + i];
        sortFallingOrder();
    }

    /** The i-th greatest eigenvalue. */
    public double value(int i) {
        return values[i];
    }

    /** Component {@code row} of the unit eigenvector of {@link #value}{@code (i)}; its sign is arbitrary. */
    public double vector(int row, int i) {
        return vectors[row * n + i];
    }

    /** {@code V diag(f(values)) V'}, {@code [n, n]}: a function of the matrix, such as its square root. */
    public double[] apply(DoubleUnaryOperator f) {
        double[] out = new double[n * n];
        for (int k = 0; k < n; k++) {
            double image = f.applyAsDouble(values[k]);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) out[i * n + j] += vector(i, k) * image * vector(j, k);
            }
        }
        return out;
    }

    private double offDiagonal(double[] a) {
        double sum = 0;
        for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) sum += a[p * n + q] * a[p * n + q];
        return sum;
    }

    private void rotate(double[] a, int p, int q) {
        double off = a[p * n + q];
        double scale = Math.abs(a[p * n + p]) + Math.abs(a[q * n + q]);
        if (Math.abs(off) <= 1e-18 * scale || off == 0) {
            a[p * n + q] = 0;
            a[q * n + p] = 0;
            return;
        }
        double theta = (a[q * n + q] - a[p * n + p]) / (2 * off);
        double t = Math.copySign(1, theta) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.hypot(t, 1);
        double s = t * c;
        for (int k = 0; k < n; k++) {
            double kp = a[k * n + p];
            double kq = a[k * n + q];
            a[k * n + p] = c * kp - s * kq;
            a[k * n + q] = s * kp + c * kq;
        }
        for (int k = 0; k < n; k++) {
            double pk = a[p * n + k];
            double qk = a[q * n + k];
            a[p * n + k] = c * pk - s * qk;
            a[q * n + k] = s * pk + c * qk;
            double vp = vectors[k * n + p];
            double vq = vectors[k * n + q];
            vectors[k * n + p] = c * vp - s * vq;
            vectors[k * n + q] = s * vp + c * vq;
        }
    }

    private void sortFallingOrder() {
        for (int i = 0; i < n; i++) {
            int best = i;
            for (int j = i + 1; j < n; j++) if (values[j] > values[best]) best = j;
            double value = values[i];
            values[i] = values[best];
            values[best] = value;
            for (int row = 0; row < n; row++) {
                double swap = vectors[row * n + i];
                vectors[row * n + i] = vectors[row * n + best];
                vectors[row * n + best] = swap;
            }
        }
    }
}
