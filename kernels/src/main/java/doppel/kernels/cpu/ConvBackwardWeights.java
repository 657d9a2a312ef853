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

/** The gradients of the weights and of the bias. */
record ConvBackwardWeights(Shape x, Shape w, Conv2dOptions options, boolean bias, ConvTypes types)
        implements Problem<ConvBackwardWeights.Plan> {
    /**
     * @param input of {@code convolution}, from ours
     * @param gradient of the output as {@code convolution} wants it, from ours
     * @param convolution takes input, output gradient, weights gradient, and bias gradient where there is one
     * @param weights gradient to ours
     * @param bias gradient to ours
     */
    record Plan(Preparation input, Preparation gradient, Step convolution, Delivery weights, Delivery bias) {}

    @Override
    public Plan plan(Planner planner) {
        return planner.ifFast(() -> plan(planner, types.factors())).orElseGet(() -> plan(planner, DataType.F32));
    }

    private Plan plan(Planner planner, DataType factors) {
        Shape out = options.outputShape(x, w);
        MemoryDescriptor in = planner.images(x, factors);
        MemoryDescriptor dy = planner.images(out, factors);
        MemoryDescriptor any = ConvLayouts.any(planner, w, options.groups(), DataType.F32);
        MemoryDescriptor hint = ConvLayouts.any(planner, w, options.groups(), factors);
        MemoryDescriptor perChannel = planner.vector(w.size(0), DataType.F32);
        MemoryDescriptor dbias = bias ? perChannel : null;
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
                planner.prepare(planner.images(x, types.x()), in),
                planner.prepare(planner.images(out, types.y()), dy),
                planner.step(backward, arguments),
                planner.deliver(given, ConvLayouts.ours(planner, w, options.groups(), types.w())),
                planner.deliver(perChannel, planner.vector(w.size(0), types.w())));
    }
}
