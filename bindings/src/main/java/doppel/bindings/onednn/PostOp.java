package doppel.bindings.onednn;

/** Something done to each element of a primitive's result before it is written. */
public sealed interface PostOp {
    /** A function of the element; alpha and beta are the algorithm's. */
    record Eltwise(Algorithm algorithm, float alpha, float beta) implements PostOp {}

    /** Adds {@code scale} times what the destination held before. */
    record Sum(float scale) implements PostOp {}

    /**
     * A function of the element and of one of another tensor, given as {@link Argument#ofPostOp}.
     *
     * @param operand must outlive the creation of the primitive's descriptor
     */
    record Binary(Algorithm algorithm, MemoryDescriptor operand) implements PostOp {}
}
