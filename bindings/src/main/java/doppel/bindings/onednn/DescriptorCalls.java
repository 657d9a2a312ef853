package doppel.bindings.onednn;

import static doppel.bindings.onednn.OnednnCalls.created;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import doppel.bindings.gen.onednn.onednn_h;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The C functions that plan a computation: same order of arguments, no status, no ownership. */
final class DescriptorCalls {
    private static final int TRAINING = onednn_h.dnnl_forward_training();
    private static final int INFERENCE = onednn_h.dnnl_forward_inference();
    private static final int DIRECT = onednn_h.dnnl_convolution_direct();

    private DescriptorCalls() {}

    static MemorySegment convolutionForward(
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weights,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor destination,
            Window window,
            MemorySegment attributes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment strides = window.strides(call);
            MemorySegment dilations = window.dilations(call);
            MemorySegment before = window.paddingBefore(call);
            MemorySegment after = window.paddingAfter(call);
            return created(
                    "dnnl_convolution_forward_primitive_desc_create",
                    out -> onednn_h.dnnl_convolution_forward_primitive_desc_create(
                            out,
                            engine.handle(),
                            TRAINING,
                            DIRECT,
                            source.handle(),
                            weights.handle(),
                            orNull(bias),
                            destination.handle(),
                            strides,
                            dilations,
                            before,
                            after,
                            attributes));
        }
    }

    static MemorySegment convolutionBackwardData(
            OnednnEngine engine,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor weights,
            MemoryDescriptor destinationGradient,
            Window window,
            PrimitiveDescriptor forward,
            MemorySegment attributes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment strides = window.strides(call);
            MemorySegment dilations = window.dilations(call);
            MemorySegment before = window.paddingBefore(call);
            MemorySegment after = window.paddingAfter(call);
            return created(
                    "dnnl_convolution_backward_data_primitive_desc_create",
                    out -> onednn_h.dnnl_convolution_backward_data_primitive_desc_create(
                            out,
                            engine.handle(),
                            DIRECT,
                            sourceGradient.handle(),
                            weights.handle(),
                            destinationGradient.handle(),
                            strides,
                            dilations,
                            before,
                            after,
                            forward.handle(),
                            attributes));
        }
    }

    static MemorySegment convolutionBackwardWeights(
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weightsGradient,
            @Nullable MemoryDescriptor biasGradient,
            MemoryDescriptor destinationGradient,
            Window window,
            PrimitiveDescriptor forward,
            MemorySegment attributes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment strides = window.strides(call);
            MemorySegment dilations = window.dilations(call);
            MemorySegment before = window.paddingBefore(call);
            MemorySegment after = window.paddingAfter(call);
            return created(
                    "dnnl_convolution_backward_weights_primitive_desc_create",
                    out -> onednn_h.dnnl_convolution_backward_weights_primitive_desc_create(
                            out,
                            engine.handle(),
                            DIRECT,
                            source.handle(),
                            weightsGradient.handle(),
                            orNull(biasGradient),
                            destinationGradient.handle(),
                            strides,
                            dilations,
                            before,
                            after,
                            forward.handle(),
                            attributes));
        }
    }

    static MemorySegment poolingForward(
            OnednnEngine engine,
            boolean training,
            Algorithm algorithm,
            MemoryDescriptor source,
            MemoryDescriptor destination,
            int size,
            Window window,
            MemorySegment attributes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment strides = window.strides(call);
            MemorySegment kernel = call.allocateFrom(JAVA_LONG, size, size);
            MemorySegment dilations = window.dilations(call);
            MemorySegment before = window.paddingBefore(call);
            MemorySegment after = window.paddingAfter(call);
            return created(
                    "dnnl_pooling_forward_primitive_desc_create",
                    out -> onednn_h.dnnl_pooling_forward_primitive_desc_create(
                            out,
                            engine.handle(),
                            training ? TRAINING : INFERENCE,
                            algorithm.code(),
                            source.handle(),
                            destination.handle(),
                            strides,
                            kernel,
                            dilations,
                            before,
                            after,
                            attributes));
        }
    }

    static MemorySegment poolingBackward(
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor destinationGradient,
            int size,
            Window window,
            PrimitiveDescriptor forward,
            MemorySegment attributes) {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment strides = window.strides(call);
            MemorySegment kernel = call.allocateFrom(JAVA_LONG, size, size);
            MemorySegment dilations = window.dilations(call);
            MemorySegment before = window.paddingBefore(call);
            MemorySegment after = window.paddingAfter(call);
            return created(
                    "dnnl_pooling_backward_primitive_desc_create",
                    out -> onednn_h.dnnl_pooling_backward_primitive_desc_create(
                            out,
                            engine.handle(),
                            algorithm.code(),
                            sourceGradient.handle(),
                            destinationGradient.handle(),
                            strides,
                            kernel,
                            dilations,
                            before,
                            after,
                            forward.handle(),
                            attributes));
        }
    }

    static MemorySegment matmul(
            OnednnEngine engine,
            MemoryDescriptor a,
            MemoryDescriptor b,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor product,
            MemorySegment attributes) {
        return created(
                "dnnl_matmul_primitive_desc_create",
                out -> onednn_h.dnnl_matmul_primitive_desc_create(
                        out, engine.handle(), a.handle(), b.handle(), orNull(bias), product.handle(), attributes));
    }

    static MemorySegment innerProductForward(
            OnednnEngine engine,
            MemoryDescriptor source,
            MemoryDescriptor weights,
            @Nullable MemoryDescriptor bias,
            MemoryDescriptor destination,
            MemorySegment attributes) {
        return created(
                "dnnl_inner_product_forward_primitive_desc_create",
                out -> onednn_h.dnnl_inner_product_forward_primitive_desc_create(
                        out,
                        engine.handle(),
                        TRAINING,
                        source.handle(),
                        weights.handle(),
                        orNull(bias),
                        destination.handle(),
                        attributes));
    }

    static MemorySegment resamplingForward(
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor source,
            MemoryDescriptor destination,
            MemorySegment attributes) {
        return created(
                "dnnl_resampling_forward_primitive_desc_create",
                out -> onednn_h.dnnl_resampling_forward_primitive_desc_create(
                        out,
                        engine.handle(),
                        TRAINING,
                        algorithm.code(),
                        MemorySegment.NULL,
                        source.handle(),
                        destination.handle(),
                        attributes));
    }

    static MemorySegment resamplingBackward(
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor sourceGradient,
            MemoryDescriptor destinationGradient,
            PrimitiveDescriptor forward,
            MemorySegment attributes) {
        return created(
                "dnnl_resampling_backward_primitive_desc_create",
                out -> onednn_h.dnnl_resampling_backward_primitive_desc_create(
                        out,
                        engine.handle(),
                        algorithm.code(),
                        MemorySegment.NULL,
                        sourceGradient.handle(),
                        destinationGradient.handle(),
                        forward.handle(),
                        attributes));
    }

    static MemorySegment eltwiseForward(
            OnednnEngine engine, PostOp.Eltwise function, MemoryDescriptor data, MemorySegment attributes) {
        return created(
                "dnnl_eltwise_forward_primitive_desc_create",
                out -> onednn_h.dnnl_eltwise_forward_primitive_desc_create(
                        out,
                        engine.handle(),
                        TRAINING,
                        function.algorithm().code(),
                        data.handle(),
                        data.handle(),
                        function.alpha(),
                        function.beta(),
                        attributes));
    }

    static MemorySegment eltwiseBackward(
            OnednnEngine engine,
            PostOp.Eltwise function,
            MemoryDescriptor data,
            PrimitiveDescriptor forward,
            MemorySegment attributes) {
        return created(
                "dnnl_eltwise_backward_primitive_desc_create",
                out -> onednn_h.dnnl_eltwise_backward_primitive_desc_create(
                        out,
                        engine.handle(),
                        function.algorithm().code(),
                        data.handle(),
                        data.handle(),
                        data.handle(),
                        function.alpha(),
                        function.beta(),
                        forward.handle(),
                        attributes));
    }

    static MemorySegment binary(
            OnednnEngine engine,
            Algorithm algorithm,
            MemoryDescriptor a,
            MemoryDescriptor b,
            MemoryDescriptor destination,
            MemorySegment attributes) {
        return created(
                "dnnl_binary_primitive_desc_create",
                out -> onednn_h.dnnl_binary_primitive_desc_create(
                        out,
                        engine.handle(),
                        algorithm.code(),
                        a.handle(),
                        b.handle(),
                        destination.handle(),
                        attributes));
    }

    static MemorySegment reorder(
            OnednnEngine engine, MemoryDescriptor source, MemoryDescriptor destination, MemorySegment attributes) {
        return created(
                "dnnl_reorder_primitive_desc_create",
                out -> onednn_h.dnnl_reorder_primitive_desc_create(
                        out, source.handle(), engine.handle(), destination.handle(), engine.handle(), attributes));
    }

    private static MemorySegment orNull(@Nullable MemoryDescriptor descriptor) {
        return descriptor == null ? MemorySegment.NULL : descriptor.handle();
    }
}
