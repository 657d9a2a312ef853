package doppel.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Sums over axes, and the largest along one. Targets are overwritten. Sums of f32 are accumulated so that their error
 * does not grow with n. Both buffers of a sum are of one floating-point type, or x is bf16 and y f32.
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

    /**
     * The largest along an axis and where it stands, the first of equals.
     *
     * @param axis from 0
     * @param y shape of x with size 1 at the axis, or null if not wanted
     * @param index the same shape, i32: from 0
     */
    void max(Buffer x, int axis, @Nullable Buffer y, Buffer index);

    /** {@code dx} = {@code dy} where the index says, else 0. */
    void maxBackward(Buffer dy, Buffer index, int axis, Buffer dx);
}
