package doppel.bindings.onednn;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/** Plans products of matrices. */
public final class MatrixProduct {
    private MatrixProduct() {}

    /**
     * {@code [m, k] [k, n] + bias [1, n]}. Arguments: {@code SOURCE, WEIGHTS, BIAS, DESTINATION}. A transposed operand
     * is one with the strides the other way round.
     */
    public static PrimitiveDescriptor of(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor a,
            MemoryDescriptor b,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor product,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "matmul " + a + " x " + b,
                attributes,
                options -> DescriptorCalls.matmul(engine, a, b, bias, product, options));
    }

    /**
     * Inner product {@code y[n, o] = sum over i of x[n, i] * w[o, i] + bias[o]}. Arguments as for {@link #of}. It may
     * pick a blocked layout for its weights.
     */
    public static PrimitiveDescriptor inner(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weights,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor destination,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "inner product " + source + " x " + weights,
                attributes,
                options -> DescriptorCalls.innerProductForward(engine, source, weights, bias, destination, options));
    }
}
