package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.bindings.onednn.Pointwise;
import doppel.bindings.onednn.PostOp;
import doppel.bindings.onednn.PrimitiveDescriptor;
import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code y = act(x * w + bias + residual)}. One primitive if a fast one does it all; a few shapes, such as dilated and
 * strided depthwise ones, have a fast convolution only without residual: sum and activation then follow in place.
 */
record ConvForward(Shape x, Shape w, Conv2dOptions options, boolean bias, boolean residual, Activation activation)
        implements Problem<ConvForward.Plan> {
    /**
     * @param packing from our weights to those of {@code convolution}; none if it takes ours
     * @param packedBytes size of the packed weights
     * @param convolution takes input, weights, then bias and residual where there are, then output
     * @param takesResidual whether the convolution adds it
     * @param add takes output, residual, output
     * @param activate takes output, output
     */
    record Plan(
            Optional<Step> packing,
            long packedBytes,
            Step convolution,
            boolean takesResidual,
            Optional<Step> add,
            Optional<Step> activate) {}

    @Override
    public Plan plan(Planner planner) {
        return planner.ifFast(() -> fused(planner)).orElseGet(() -> separate(planner));
    }

    private Plan fused(Planner planner) {
        MemoryDescriptor y = planner.images(options.outputShape(x, w));
        List<PostOp> after = new ArrayList<>();
        if (residual) after.add(new PostOp.Binary(Algorithm.ADD, y));
        Activations.postOp(activation).ifPresent(after::add);
        return plan(planner, convolution(planner, y, after), residual, Optional.empty(), Optional.empty());
    }

    private Plan separate(Planner planner) {
        MemoryDescriptor y = planner.images(options.outputShape(x, w));
        Optional<Step> add = Optional.empty();
        if (residual) {
            var sum = Pointwise.binary(planner.arena(), planner.engine(), Algorithm.ADD, y, y, y, Attributes.DEFAULT);
            add = Optional.of(planner.step(sum, List.of(Argument.SOURCE, Argument.SOURCE_1, Argument.DESTINATION)));
        }
        Optional<Step> activate = Activations.postOp(activation)
                .map(function -> Pointwise.forward(planner.arena(), planner.engine(), function, y, Attributes.DEFAULT))
                .map(function -> planner.step(function, List.of(Argument.SOURCE, Argument.DESTINATION)));
        return plan(planner, convolution(planner, y, List.of()), false, add, activate);
    }

    private PrimitiveDescriptor convolution(Planner planner, MemoryDescriptor y, List<PostOp> after) {
        return Convolution.forward(
                planner.arena(),
                planner.engine(),
                planner.images(x),
                ConvLayouts.any(planner, w, options.groups()),
                bias ? planner.vector(w.size(0)) : null,
                y,
                ConvLayouts.window(options),
                Attributes.DEFAULT.with(after));
    }

    private Plan plan(
            Planner planner,
            PrimitiveDescriptor convolution,
            boolean takesResidual,
            Optional<Step> add,
            Optional<Step> activate) {
        List<Argument> arguments = new ArrayList<>(List.of(Argument.SOURCE, Argument.WEIGHTS));
        if (bias) arguments.add(Argument.BIAS);
        if (takesResidual) arguments.add(Argument.ofPostOp(0));
        arguments.add(Argument.DESTINATION);
        MemoryDescriptor wanted = convolution.argument(Argument.WEIGHTS);
        Optional<Step> packing = planner.reorder(ConvLayouts.ours(planner, w, options.groups()), wanted);
        return new Plan(packing, wanted.bytes(), planner.step(convolution, arguments), takesResidual, add, activate);
    }
}
