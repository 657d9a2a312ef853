package doppel.kernels.cpu;

import java.lang.foreign.MemorySegment;

/**
 * A row of equally long runs, each {@code deepStep} elements from the next in deep memory and side by side in wide. A run
 * is at least as long as a vector.
 */
interface EpilogueLoop {
    /** A loop for each storage of all but bias and sums, which are floats. */
    Loops<EpilogueLoop> ALL = new Loops<>(EpilogueLoopCopy.class, EpilogueLoop.class);

    /** {@code wide = v > 0 ? v : slope * v, v = deep + bias}. */
    void spread(
            MemorySegment deep,
            int deepStep,
            MemorySegment bias,
            MemorySegment wide,
            int runs,
            int length,
            float slope);

    /** {@code deep = dy * (y > 0 ? 1 : slope)}, and its sum over the runs. */
    void gather(
            MemorySegment dy,
            MemorySegment y,
            MemorySegment deep,
            int deepStep,
            MemorySegment sums,
            int runs,
            int length,
            float slope);
}
