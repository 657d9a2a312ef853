package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.DataType;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.List;

/** {@code dx} of a convolution. It wants another layout of the weights than the forward direction. */
record ConvBackwardData(Shape x, Shape w, Conv2dOptions options, DataType factors)
        implements Problem<ConvBackwardData.Plan> {
    /**
     * @param gradient of the output as {@code convolution} wants it, from ours
     * @param weights of {@code convolution}, from ours
     * @param convolution takes output gradient, weights, input gradient
     */
    record Plan(Preparation gradient, Preparation weights, Step convolution) {}

    @Override
    public Plan plan(Planner planner) {
        return planner.ifFast(() -> plan(planner, factors)).orElseGet(() -> plan(planner, DataType.F32));
    }

    private Plan plan(Planner planner, DataType type) {
        MemoryDescriptor dx = planner.images(x);
        Shape out = options.outputShape(x, w);
        MemoryDescriptor dy = planner.images(out, type);
        MemoryDescriptor any = ConvLayouts.any(planner, w, options.groups(), type);
        var window = ConvLayouts.window(options);
        var forward = Convolution.forward( // never run
                planner.arena(), planner.engine(), dx, any, null, dy, window, Attributes.DEFAULT.allowingSlow());
        var backward = Convolution.backwardData(
                planner.arena(), planner.engine(), dx, any, dy, window, forward, Attributes.DEFAULT);
        MemoryDescriptor wanted = backward.argument(Argument.WEIGHTS);
        return new Plan(
                planner.prepare(planner.images(out), dy),
                planner.prepare(ConvLayouts.ours(planner, w, options.groups()), wanted),
                planner.step(
                        backward, List.of(Argument.DESTINATION_GRADIENT, Argument.WEIGHTS, Argument.SOURCE_GRADIENT)));
    }
}
