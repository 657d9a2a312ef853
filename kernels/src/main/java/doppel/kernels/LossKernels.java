package doppel.kernels;

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
}
