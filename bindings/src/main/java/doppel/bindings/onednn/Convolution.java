package doppel.bindings.onednn;

import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * Plans 2-D convolutions. Activations are {@code [n, c, h, w]}, weights {@code [o, i, h, w]} or, with groups,
 * {@code [g, o, i, h, w]}, bias {@code [o]}; any of them may be {@link MemoryDescriptor#any}.
 */
public final class Convolution {
    private Convolution() {}

    /** Arguments: {@code SOURCE, WEIGHTS, BIAS, DESTINATION}, and operands of post-ops. */
    public static PrimitiveDescriptor forward(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weights,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor destination,
            Window window,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "convolution forward " + text(source, weights, destination, window),
                attributes,
                options -> DescriptorCalls.convolutionForward(
                        engine, source, weights, bias, destination, window, options));
    }

    /**
     * Arguments: {@code DESTINATION_GRADIENT, WEIGHTS, SOURCE_GRADIENT}.
     *
     * @param forward of the same problem; post-ops and layouts may differ
     */
    public static PrimitiveDescriptor backwardData(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor weights,
            MemoryDescriptor destinationGradient,
            Window window,
            PrimitiveDescriptor forward,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "convolution backward data " + text(sourceGradient, weights, destinationGradient, window),
                attributes,
                options -> DescriptorCalls.convolutionBackwardData(
                        engine, sourceGradient, weights, destinationGradient, window, forward, options));
    }

    /**
     * Arguments: {@code SOURCE, DESTINATION_GRADIENT, WEIGHTS_GRADIENT, BIAS_GRADIENT}.
     *
     * @param forward of the same problem; post-ops and layouts may differ
     */
    public static PrimitiveDescriptor backwardWeights(
            Arena owner,
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weightsGradient,
            @Nullable MemoryDescriptor biasGradient,
            MemoryDescriptor destinationGradient,
            Window window,
            PrimitiveDescriptor forward,
            Attributes attributes) {
        return PrimitiveDescriptor.create(
                owner,
                "convolution backward weights " + text(source, weightsGradient, destinationGradient, window),
                attributes,
                options -> DescriptorCalls.convolutionBackwardWeights(
                        engine, source, weightsGradient, biasGradient, destinationGradient, window, forward, options));
    }

    private static String text(
            MemoryDescriptor source, MemoryDescriptor weights, MemoryDescriptor destination, Window window) {
        return source + " * " + weights + " to " + destination + ", " + window;
    }
}
