package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.Argument;
import doppel.bindings.onednn.Attributes;
import doppel.bindings.onednn.Convolution;
import doppel.bindings.onednn.DataType;
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
import org.jspecify.annotations.Nullable;

/**
 * {@code y = act(x * w + bias + residual)}, the factors x and w of a type that there may be no kernel for, then of f32.
 * One primitive if a fast one does it all. Otherwise the convolution alone, and the rest in place behind it:
 *
 * <ul>
 *   <li>a few shapes, such as dilated and strided depthwise ones, have a fast convolution only without residual;
 *   <li>with windows that see nothing but padding, oneDNN 3.13 follows a null pointer unless it convolves alone (it has
 *       made no kernel that adds a bias to a block of empty columns).
 * </ul>
 */
record ConvForward(
        Shape x,
        Shape w,
        Conv2dOptions options,
        boolean bias,
        boolean residual,
        Activation activation,
        DataType factors)
        implements Problem<ConvForward.Plan> {
    /**
     * @param input of {@code convolution}, from ours
     * @param weights of {@code convolution}, from ours
     * @param fused whether the convolution takes bias and residual, and applies the activation
     * @param convolution takes input, weights, then bias and residual where it does, then output
     * @param addBias takes output, bias, output
     * @param addResidual takes output, residual, output
     * @param activate takes output, output
     */
    record Plan(
            Preparation input,
            Preparation weights,
            boolean fused,
            Step convolution,
            Optional<Step> addBias,
            Optional<Step> addResidual,
            Optional<Step> activate) {}

    @Override
    public Plan plan(Planner planner) {
        if (ConvLayouts.hasBlindWindows(x, w, options)) return separate(planner, DataType.F32);
        return planner.ifFast(() -> fused(planner, factors))
                .or(() -> planner.ifFast(() -> fused(planner, DataType.F32)))
                .orElseGet(() -> separate(planner, DataType.F32));
    }

    private Plan fused(Planner planner, DataType type) {
        MemoryDescriptor y = planner.images(options.outputShape(x, w));
        List<PostOp> after = new ArrayList<>();
        if (residual) after.add(new PostOp.Binary(Algorithm.ADD, y));
        Activations.postOp(activation).ifPresent(after::add);
        var descriptor = convolution(planner, type, y, bias ? planner.vector(w.size(0)) : null, after);
        List<Argument> arguments = new ArrayList<>(List.of(Argument.SOURCE, Argument.WEIGHTS));
        if (bias) arguments.add(Argument.BIAS);
        if (residual) arguments.add(Argument.ofPostOp(0));
        arguments.add(Argument.DESTINATION);
        return new Plan(
                planner.prepare(planner.images(x), planner.images(x, type)),
                packing(planner, descriptor),
                true,
                planner.step(descriptor, arguments),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Plan separate(Planner planner, DataType type) {
        Shape out = options.outputShape(x, w);
        MemoryDescriptor y = planner.images(out);
        MemoryDescriptor perChannel = planner.images(new Shape(1, 1, 1, out.size(3)));
        var descriptor = convolution(planner, type, y, null, List.of());
        return new Plan(
                planner.prepare(planner.images(x), planner.images(x, type)),
                packing(planner, descriptor),
                false,
                planner.step(descriptor, List.of(Argument.SOURCE, Argument.WEIGHTS, Argument.DESTINATION)),
                bias ? Optional.of(sum(planner, y, perChannel)) : Optional.empty(),
                residual ? Optional.of(sum(planner, y, y)) : Optional.empty(),
                Activations.postOp(activation).map(function -> function(planner, function, y)));
    }

    private PrimitiveDescriptor convolution(
            Planner planner, DataType type, MemoryDescriptor y, @Nullable MemoryDescriptor bias, List<PostOp> after) {
        return Convolution.forward(
                planner.arena(),
                planner.engine(),
                planner.images(x, type),
                ConvLayouts.any(planner, w, options.groups(), type),
                bias,
                y,
                ConvLayouts.window(options),
                Attributes.DEFAULT.with(after));
    }

    private Preparation packing(Planner planner, PrimitiveDescriptor convolution) {
        return planner.prepare(ConvLayouts.ours(planner, w, options.groups()), convolution.argument(Argument.WEIGHTS));
    }

    private static Step sum(Planner planner, MemoryDescriptor y, MemoryDescriptor term) {
        var descriptor =
                Pointwise.binary(planner.arena(), planner.engine(), Algorithm.ADD, y, term, y, Attributes.DEFAULT);
        return planner.step(descriptor, List.of(Argument.SOURCE, Argument.SOURCE_1, Argument.DESTINATION));
    }

    private static Step function(Planner planner, PostOp.Eltwise function, MemoryDescriptor y) {
        var descriptor = Pointwise.forward(planner.arena(), planner.engine(), function, y, Attributes.DEFAULT);
        return planner.step(descriptor, List.of(Argument.SOURCE, Argument.DESTINATION));
    }
}
