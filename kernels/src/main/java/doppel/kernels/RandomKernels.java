package doppel.kernels;

/**
 * Random numbers by counter: Philox4x32-10 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2,
 * 3", 2011. Element i of a fill depends on key, stream and i alone, so every back-end draws the same.
 */
public interface RandomKernels {
    /**
     * {@code y = low + (high - low) * u}, u uniform in [0, 1) with 24 bits.
     *
     * @param key the seed of the run
     * @param stream which fill this is; two fills with one key and stream are equal
     */
    void uniform(long key, long stream, double low, double high, Buffer y);

    /** {@code y = mean + deviation * z}, z standard normal by the Box-Muller transform of two uniforms. */
    void normal(long key, long stream, double mean, double deviation, Buffer y);
}
