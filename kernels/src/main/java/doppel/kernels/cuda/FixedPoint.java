package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;

/**
 * {@code fixed_point.cu}: sums to which threads add in any order and that have the same bits all the same, because they
 * are integers. A kernel between opening and {@link #finish} adds to {@link #sums}.
 */
final class FixedPoint implements AutoCloseable {
    private final Launcher launcher;
    private final Memory memory;
    private final Buffer target;
    private final Buffer largest;
    private final Buffer sums;

    /**
     * Sums of zero.
     *
     * @param terms what will be added, times weights of at most 1
     * @param target where the sums will go, of the type of the terms
     */
    FixedPoint(Launcher launcher, Memory memory, Buffer terms, Buffer target) {
        this.launcher = launcher;
        this.memory = memory;
        this.target = target;
        var finding = LaunchDescriptors.get("fixed_point_largest", terms.dtype());
        largest = memory.allocate(new Shape(1), DType.I32);
        sums = memory.allocate(target.shape(), DType.F64); // eight bytes of fixed point an element
        memory.fill(largest, 0);
        memory.fill(sums, 0);
        launcher.launch(finding, LaunchGeometry.over(terms.elements(), 1), terms, largest, terms.elements());
    }

    /** The largest term's bits, by which all are scaled. */
    Buffer largest() {
        return largest;
    }

    /** As many as the target has elements. */
    Buffer sums() {
        return sums;
    }

    /** Writes the sums to the target. */
    void finish() {
        launcher.launch(
                LaunchDescriptors.get("fixed_point_finish", target.dtype()),
                LaunchGeometry.over(target.elements(), 1),
                sums,
                largest,
                target,
                target.elements());
    }

    @Override
    public void close() {
        memory.release(largest);
        memory.release(sums);
    }
}
