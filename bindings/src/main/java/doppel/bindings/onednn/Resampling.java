package doppel.bindings.onednn;

import java.lang.foreign.Arena;

/** Plans changes of the resolution of {@code [n, c, h, w]}. */
public final class Resampling {
    private Resampling() {}

    /** Arguments: {@code SOURCE, DESTINATION}. */
    public static PrimitiveDescriptor forward(
            Arena owner,
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor source,
            MemoryDescriptor destination,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "%s resampling %s to %s".formatted(algorithm, source, destination),
                attributes,
                options -> DescriptorCalls.resamplingForward(engine, algorithm, source, destination, options));
    }

    /**
     * Arguments: {@code DESTINATION_GRADIENT, SOURCE_GRADIENT}.
     *
     * @param forward of the same problem
     */
    public static PrimitiveDescriptor backward(
            Arena owner,
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor destinationGradient,
            PrimitiveDescriptor forward,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "%s resampling backward %s to %s".formatted(algorithm, destinationGradient, sourceGradient),
                attributes,
                options -> DescriptorCalls.resamplingBackward(
                        engine, algorithm, sourceGradient, destinationGradient, forward, options));
    }
}
