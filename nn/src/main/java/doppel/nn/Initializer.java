package doppel.nn;

import doppel.tensor.Tensor;

/** What a parameter starts from. */
@FunctionalInterface
public interface Initializer {
    /** All zero, as biases start. */
    Initializer ZEROS = (tensor, path) -> tensor.kernels().memory().fill(tensor.buffer(), 0);

    /** All one, as the scales of normalisations start. */
    Initializer ONES = (tensor, path) -> tensor.kernels().memory().fill(tensor.buffer(), 1);

    /**
     * Fills a parameter.
     *
     * @param path the parameter's path, so that equal shapes start differently
     */
    void fill(Tensor tensor, String path);

    /**
     * Uniform in {@code +-sqrt(6 / (fanIn + fanOut))}. Source: Glorot and Bengio, "Understanding the difficulty of
     * training deep feedforward neural networks", 2010; DeepFaceLab's default. What is drawn depends on seed and path
     * alone, not on the order of creation.
     *
     * @param fanIn inputs of one output: for a convolution {@code kh * kw * in}
     * @param fanOut outputs of one input: for a convolution {@code kh * kw * out}
     */
    static Initializer glorotUniform(long seed, long fanIn, long fanOut) {
        double limit = Math.sqrt(6.0 / (fanIn + fanOut));
        return (tensor, path) ->
                tensor.kernels().random().uniform(seed, streamOf(path), -limit, limit, tensor.buffer());
    }

    /** A number that tells one path from another: 64-bit FNV-1a of its characters. */
    private static long streamOf(String path) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < path.length(); i++) hash = (hash ^ path.charAt(i)) * 0x100000001b3L;
        return hash;
    }
}
