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
record ConvBackwardData(Shape x, Shape w, Conv2dOptions options, ConvTypes types)
        implements Problem<ConvBackwardData.Plan> {
    /**
     * @param gradient of the output as {@code convolution} wants it, from ours
     * @param weights of {@code convolution}, from ours
     * @param convolution takes output gradient, weights, input gradient
     * @param input gradient to ours
     */
    record Plan(Preparation gradient, Preparation weights, Step convolution, Delivery input) {}

    @Override
    public Plan plan(Planner planner) {
        return planner.ifFast(() -> plan(planner, types.factors(), types.x()))
                .orElseGet(() -> plan(planner, DataType.F32, DataType.F32));
    }

    private Plan plan(Planner planner, DataType factors, DataType result) {
        MemoryDescriptor dx = planner.images(x, result);
        Shape out = options.outputShape(x, w);
        MemoryDescriptor dy = planner.images(out, factors);
        MemoryDescriptor any = ConvLayouts.any(planner, w, options.groups(), factors);
        var window = ConvLayouts.window(options);
        var forward = Convolution.forward( // never run
                planner.arena(), planner.engine(), dx, any, null, dy, window, Attributes.DEFAULT.allowingSlow());
        var backward = Convolution.backwardData(
                planner.arena(), planner.engine(), dx, any, dy, window, forward, Attributes.DEFAULT);
        MemoryDescriptor wanted = backward.argument(Argument.WEIGHTS);
        return new Plan(
                planner.prepare(planner.images(out, types.y()), dy),
                planner.prepare(ConvLayouts.ours(planner, w, options.groups(), types.w()), wanted),
                planner.step(
                        backward, List.of(Argument.DESTINATION_GRADIENT, Argument.WEIGHTS, Argument.SOURCE_GRADIENT)),
                planner.deliver(dx, planner.images(x, types.x())));
    }
}
