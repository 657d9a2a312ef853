package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The gradients of the weights and of the bias. */
record ConvBackwardWeights(Shape x, Shape w, Conv2dOptions options, boolean bias, DataType factors)
        implements Problem<ConvBackwardWeights.Plan> {
    /**
     * @param input of {@code convolution}, from ours
     * @param gradient of the output as {@code convolution} wants it, from ours
     * @param convolution takes input, output gradient, weights gradient, and bias gradient where there is one
     * @param unpacking from its weights gradient to ours; none if it gives ours
     * @param packedBytes size of its weights gradient
     */
    record Plan(
            Preparation input, Preparation gradient, Step convolution, Optional<Step> unpacking, long packedBytes) {}

    @Override
    public Plan plan(Planner planner) {
        return planner.ifFast(() -> plan(planner, factors)).orElseGet(() -> plan(planner, DataType.F32));
    }

    private Plan plan(Planner planner, DataType type) {
        Shape out = options.outputShape(x, w);
        MemoryDescriptor in = planner.images(x, type);
        MemoryDescriptor dy = planner.images(out, type);
        MemoryDescriptor any = ConvLayouts.any(planner, w, options.groups(), DataType.F32);
        MemoryDescriptor hint = ConvLayouts.any(planner, w, options.groups(), type);
        MemoryDescriptor dbias = bias ? planner.vector(w.size(0)) : null;
        var window = ConvLayouts.window(options);
        var forward = Convolution.forward( // never run
                planner.arena(), planner.engine(), in, hint, dbias, dy, window, Attributes.DEFAULT.allowingSlow());
        var backward = Convolution.backwardWeights(
                planner.arena(), planner.engine(), in, any, dbias, dy, window, forward, Attributes.DEFAULT);
        List<Argument> arguments =
                new ArrayList<>(List.of(Argument.SOURCE, Argument.DESTINATION_GRADIENT, Argument.WEIGHTS_GRADIENT));
        if (bias) arguments.add(Argument.BIAS_GRADIENT);
        MemoryDescriptor given = backward.argument(Argument.WEIGHTS_GRADIENT);
        return new Plan(
                planner.prepare(planner.images(x), in),
                planner.prepare(planner.images(out), dy),
                planner.step(backward, arguments),
                planner.prepare(given, ConvLayouts.ours(planner, w, options.groups()))
                        .copy(),
                given.bytes());
    }
}
