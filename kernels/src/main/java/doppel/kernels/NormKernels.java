package doppel.kernels;

/** Normalisations. Targets are overwritten. */
public interface NormKernels {
    /**
     * {@code y = x / sqrt(mean(x * x) + epsilon)}, the mean taken over each row of the first axis: DeepFaceLab's
     * pixel_norm of a flattened code.
     */
    void rms(Buffer x, double epsilon, Buffer y);

    /** {@code dx = r * (dy - x * r^2 * mean(x * dy))} with {@code r = 1 / sqrt(mean(x * x) + epsilon)}. */
    void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx);
}
