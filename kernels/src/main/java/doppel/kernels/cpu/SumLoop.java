package doppel.kernels.cpu;

import java.lang.foreign.MemorySegment;

/** Sums in double precision, whose error does not grow with their length, and the largest of many. */
interface SumLoop {
    /** A loop for each storage of what is summed. */
    Loops<SumLoop> ALL = new Loops<>(SumLoopCopy.class, SumLoop.class);

    /** {@code sum of x}. */
    double plain(MemorySegment x, int n);

    /** {@code sum of a * b}; exact products, since two floats fit into a double. */
    double product(MemorySegment a, MemorySegment b, int n);

    /** The largest of x. */
    float largest(MemorySegment x, int n);

    /**
     * {@code sums[j - from] += sum over rows of x[row * n + j]}, or of its square, for columns {@code from} to {@code
     * to}.
     */
    void columns(MemorySegment x, int rows, int n, int from, int to, boolean squares, double[] sums);
}
