package doppel.kernels.cpu;

import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.MemoryDescriptor;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import java.util.List;
import java.util.Optional;

/** {@code dx} of a convolution. It wants another layout of the weights than the forward direction. */
record ConvBackwardData(Shape x, Shape w, Conv2dOptions options) implements Problem<ConvBackwardData.Plan> {
    /**
     * @param packing from our weights to those of {@code convolution}; none if it takes ours
     * @param packedBytes size of the packed weights
     * @param convolution takes output gradient, weights, input gradient
     */
    record Plan(Optional<Step> packing, long packedBytes, Step convolution) {}

    @Override
    public Plan plan(Planner planner) {
        MemoryDescriptor dx = planner.images(x);
        MemoryDescriptor dy = planner.images(options.outputShape(x, w));
        MemoryDescriptor any = ConvLayouts.any(planner, w, options.groups());
        var window = ConvLayouts.window(options);
        var forward = Convolution.forward( // never run
                planner.arena(), planner.engine(), dx, any, null, dy, window, Attributes.DEFAULT.allowingSlow());
        var backward = Convolution.backwardData(
                planner.arena(), planner.engine(), dx, any, dy, window, forward, Attributes.DEFAULT);
        MemoryDescriptor wanted = backward.argument(Argument.WEIGHTS);
        return new Plan(
                planner.reorder(ConvLayouts.ours(planner, w, options.groups()), wanted),
                wanted.bytes(),
                planner.step(
                        backward, List.of(Argument.DESTINATION_GRADIENT, Argument.WEIGHTS, Argument.SOURCE_GRADIENT)));
    }
}
