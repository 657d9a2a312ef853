package doppel.bindings.onednn;

import java.lang.foreign.Arena;

/** Plans pooling of {@code [n, c, h, w]} by square windows. */
public final class Pooling {
    private Pooling() {}

    /**
     * Arguments: {@code SOURCE, DESTINATION} and, for the maximum in training, {@code WORKSPACE}.
     *
     * @param training whether the backward form will follow, which needs the workspace
     * @param size edge of the window
     */
    public static PrimitiveDescriptor forward(
            Arena owner,
            OnednnEngine engine,
            boolean training,
            Algorithm algorithm,
            MemoryDescriptor source,
            MemoryDescriptor destination,
            int size,
            Window window,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "%s %s to %s, size %d, %s".formatted(algorithm, source, destination, size, window),
                attributes,
                options -> DescriptorCalls.poolingForward(
                        engine, training, algorithm, source, destination, size, window, options));
    }

    /**
     * Arguments: {@code DESTINATION_GRADIENT, SOURCE_GRADIENT} and, for the maximum, {@code WORKSPACE}.
     *
     * @param forward of the same problem, in training
     */
    public static PrimitiveDescriptor backward(
            Arena owner,
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor destinationGradient,
            int size,
            Window window,
            PrimitiveDescriptor forward,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "%s backward %s to %s, size %d, %s"
                        .formatted(algorithm, destinationGradient, sourceGradient, size, window),
                attributes,
                options -> DescriptorCalls.poolingBackward(
                        engine, algorithm, sourceGradient, destinationGradient, size, window, forward, options));
    }
}
