package doppel.bindings.cublas;

import java.lang.foreign.MemorySegment;

/** One way to compute a product; a value of the library's own, good for the shapes it was made for. */
public final class ProductAlgorithm {
    private final MemorySegment algorithm;
    private final long workspaceBytes;

    ProductAlgorithm(MemorySegment algorithm, long workspaceBytes) {
        this.algorithm = algorithm;
        this.workspaceBytes = workspaceBytes;
    }

    /** Bytes of the card's memory that it works in. */
    public long workspaceBytes() {
        return workspaceBytes;
    }

    MemorySegment handle() {
        return algorithm;
    }
}
