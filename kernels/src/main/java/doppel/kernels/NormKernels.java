package doppel.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Normalisations. Targets are overwritten.
 *
 * <p>Batch, instance, group and layer norm are one computation. A tensor {@code [..., c]} is seen as {@code [a, r, g,
 * d]} with {@code g * d = c}, and mean and variance are taken over r and d, so that there are {@code [a, g]} of each.
 * The shape of the moments therefore says which norm it is: {@code [1, c]} for batch norm, {@code [n, c]} for instance
 * norm, {@code [n, groups]} for group norm, {@code [n, 1]} for layer norm.
 *
 * <p>Moments, scale, shift and the gradients of these are f32 where x is bf16, else of x's type. Scale and shift are
 * {@code [c]}; a missing scale counts as 1, a missing shift as 0.
 */
public interface NormKernels {
    /**
     * {@code y = x / sqrt(mean(x * x) + epsilon)}, the mean taken over each row of the first axis: DeepFaceLab's
     * pixel_norm of a flattened code.
     */
    void rms(Buffer x, double epsilon, Buffer y);

    /** {@code dx = r * (dy - x * r^2 * mean(x * dy))} with {@code r = 1 / sqrt(mean(x * x) + epsilon)}. */
    void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx);

    /**
     * {@code mean = sum(x) / m, variance = sum((x - mean)^2) / m}, m being the {@code r * d} elements of a group: the
     * biased variance.
     *
     * @param x {@code [..., c]}
     * @param mean {@code [a, g]}
     * @param variance {@code [a, g]}
     * @throws IllegalArgumentException with the shapes if a is neither 1 nor the first size of x, or g does not divide c
     */
    void moments(Buffer x, Buffer mean, Buffer variance);

    /**
     * {@code y = (x - mean) * q * scale + shift, q = 1 / sqrt(variance + epsilon)}. Source: Ioffe and Szegedy, "Batch
     * normalization", 2015; Ulyanov et al., "Instance normalization", 2016; Wu and He, "Group normalization", 2018.
     *
     * @param x {@code [..., c]}
     * @param y shape of x; may be x
     */
    void normalize(
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y);

    /**
     * The gradients. With {@code u = (x - mean) * q} and {@code g = dy * scale}: {@code dshift = sum of dy} and {@code
     * dscale = sum of dy * u} over all but the last axis, and {@code dx = q * g} if the moments are given numbers. If
     * they are those of x itself, they move with it, and {@code dx = q * (g - mean(g) - u * mean(g * u))}, the means
     * taken over each group.
     *
     * @param own whether the moments are those of x
     * @param dx shape of x, or null if not wanted; may be dy
     * @param dscale {@code [c]}, or null if not wanted
     * @param dshift {@code [c]}, or null if not wanted
     */
    void normalizeBackward(
            Buffer dy,
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            boolean own,
            @Nullable Buffer dx,
            @Nullable Buffer dscale,
            @Nullable Buffer dshift);

    /**
     * {@code y = exp(x - max(x)) / sum(exp(x - max(x)))} over the last axis: shares that are above 0 and add up to 1.
     *
     * @param x at least one axis
     * @param y shape of x; may be x
     */
    void softmax(Buffer x, Buffer y);

    /** {@code dx = y * (dy - sum(dy * y))} over the last axis; dx may be dy. */
    void softmaxBackward(Buffer dy, Buffer y, Buffer dx);
}
