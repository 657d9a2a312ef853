package doppel.kernels;

/**
 * All that one back-end computes, in families. Buffers passed in must come from this back-end's {@link #memory}.
 * Methods may be called by one thread at a time. A kernel that a back-end lacks throws
 * {@link UnsupportedOperationException} naming the op and the back-end; nothing moves to another device unasked.
 */
public interface Kernels extends AutoCloseable {
    /** Where buffers live. */
    Device device();

    /** Device, libraries and what they may use, in one line for people. */
    String describe();

    /**
     * The type in which networks keep what lies between their layers, and the gradients of it: {@link DType#BF16} where
     * that is faster, else {@link DType#F32}. Weights, their gradients, pictures and losses are f32 all the same, so
     * sums are called with mixed storage; see {@link ConvKernels}.
     */
    DType storage();

    /** Allocation and transfers. */
    Memory memory();

    /** Convolution. */
    ConvKernels conv();

    /** What follows a convolution that enlarges. */
    EpilogueKernels epilogue();

    /** Products of matrices. */
    MatmulKernels matmul();

    /** Each element alone. */
    ElementwiseKernels elementwise();

    /** Sums over axes. */
    ReduceKernels reduce();

    /** Normalisations. */
    NormKernels norm();

    /** Pooling and changes of size. */
    ResampleKernels resample();

    /** Sampling at places, and matrices of motion. */
    GeometryKernels geometry();

    /** Moving values. */
    LayoutKernels layout();

    /** Random numbers. */
    RandomKernels random();

    /** Fused losses. */
    LossKernels losses();

    /** Updates of weights. */
    OptimizerKernels optimizers();

    /**
     * Makes work that will be done again and again one piece, which a device may record and replay.
     *
     * @param name for messages
     * @param work what each run does; see {@link Program} for what it may do
     */
    default Program program(String name, Runnable work) {
        return Program.eager(work);
    }

    /** Waits until all work is done; returns at once where calls are synchronous. */
    void synchronize();

    /** Frees memory, primitives and streams; buffers still in use become invalid. */
    @Override
    void close();
}
