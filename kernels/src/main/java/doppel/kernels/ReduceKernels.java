package doppel.kernels;

/**
 * Sums over axes. Targets are overwritten. Sums of f32 are accumulated so that their error does not grow with n. Both
 * buffers are of one floating-point type, or x is bf16 and y f32.
 */
public interface ReduceKernels {
    /**
     * {@code y = factor * sum of x} over the axes along which y has size 1, or which it lacks in front: the opposite of
     * broadcasting y to the shape of x.
     *
     * @throws IllegalArgumentException with the shapes if y does not broadcast to x
     */
    void sum(Buffer x, double factor, Buffer y);

    /** As {@link #sum}, of {@code x * x}. */
    void sumOfSquares(Buffer x, double factor, Buffer y);
}
