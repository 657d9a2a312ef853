package doppel.kernels;

import org.jspecify.annotations.Nullable;

/** Losses that are worth one pass over memory. Targets are overwritten. */
public interface LossKernels {
    /**
     * Structural dissimilarity {@code (1 - mean(l * cs)) / 2} per picture and channel, the windows wholly inside. With
     * Gaussian means {@code m}: {@code l = (2 ma mb + c1) / (ma^2 + mb^2 + c1)}, {@code cs = (2 m(ab) - 2 ma mb + c2) /
     * (m(a^2 + b^2) - ma^2 - mb^2 + c2)}. Source: Wang et al., "Image quality assessment", 2004, as DeepFaceLab has it.
     *
     * @param a {@code [n, h, w, c]}, h and w at least the window's size
     * @param b shape of a
     * @param y {@code [n, c]}
     */
    void dssim(Buffer a, Buffer b, DssimOptions options, Buffer y);

    /**
     * Gradient of the second picture.
     *
     * @param dy {@code [n, c]}
     * @param db shape of b
     */
    void dssimBackward(Buffer dy, Buffer a, Buffer b, DssimOptions options, Buffer db);

    /**
     * Cosine similarity of rows, {@code y[i, j, p] = u[i, p] . v[i, j, p] / (|u[i, p]| |v[i, j, p]|)}. A length below
     * epsilon counts as epsilon.
     *
     * @param u {@code [n, q, c]}
     * @param v {@code [n, k, q, c]}: k candidates for each row of u
     * @param epsilon above 0
     * @param y {@code [n, k, q]}
     */
    void cosine(Buffer u, Buffer v, double epsilon, Buffer y);

    /**
     * {@code du = sum over j of dy (v / (|u| |v|) - y u / |u|^2), dv = dy (u / (|u| |v|) - y v / |v|^2)}; 0 for a row
     * shorter than epsilon.
     *
     * @param dy {@code [n, k, q]}
     * @param y the result of {@link #cosine}
     * @param du shape of u, or null if not wanted
     * @param dv shape of v, or null if not wanted
     */
    void cosineBackward(
            Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv);
}
