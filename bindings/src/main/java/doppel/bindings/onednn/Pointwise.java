package doppel.bindings.onednn;

import java.lang.foreign.Arena;

/** Plans operations on each element alone. */
public final class Pointwise {
    private Pointwise() {}

    /** A function of one tensor. Arguments: {@code SOURCE, DESTINATION}, which may be one buffer. */
    public static PrimitiveDescriptor forward(
            Arena owner, OnednnEngine engine, PostOp.Eltwise function, MemoryDescriptor data, Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                function.algorithm() + " " + data,
                attributes,
                options -> DescriptorCalls.eltwiseForward(engine, function, data, options));
    }

    /**
     * Its gradient. Arguments: {@code DESTINATION_GRADIENT, SOURCE_GRADIENT}, which may be one buffer, and
     * {@code SOURCE}, or {@code DESTINATION} for algorithms that take the result.
     *
     * @param forward of the same function and data
     */
    public static PrimitiveDescriptor backward(
            Arena owner,
            OnednnEngine engine,
            PostOp.Eltwise function,
            MemoryDescriptor data,
            PrimitiveDescriptor forward,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                function.algorithm() + " backward " + data,
                attributes,
                options -> DescriptorCalls.eltwiseBackward(engine, function, data, forward, options));
    }

    /** A function of two tensors. Arguments: {@code SOURCE, SOURCE_1, DESTINATION}; sizes of 1 in b are stretched. */
    public static PrimitiveDescriptor binary(
            Arena owner,
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor a,
            MemoryDescriptor b,
            MemoryDescriptor destination,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                algorithm + " " + a + ", " + b,
                attributes,
                options -> DescriptorCalls.binary(engine, algorithm, a, b, destination, options));
    }
}
