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
 * {@code y = act(x * w + bias + residual)}, the factors x and w of a type that there may be no kernel for; then all is
 * f32, and a bf16 result is rounded behind it. One primitive if a fast one does it all. Otherwise the convolution alone,
 * and the rest in place behind it:
 *
 * <ul>
 *   <li>a few shapes, such as dilated and strided depthwise ones, have a fast convolution only without residual;
 *   <li>with windows that see nothing but padding, oneDNN 3.13 follows a null pointer unless it convolves alone (it has
 *       made no kernel that adds a bias to a block of empty columns).
 * </ul>
 */
record ConvForward(
        Shape x, Shape w, Conv2dOptions options, boolean bias, boolean residual, Activation activation, ConvTypes types)
        implements Problem<ConvForward.Plan> {
    /**
     * @param input of {@code convolution}, from ours
     * @param weights of {@code convolution}, from ours
     * @param bias as it is added, from ours
     * @param residual as it is added, from ours
     * @param fused whether the convolution takes bias and residual, and applies the activation
     * @param convolution takes input, weights, then bias and residual where it does, then output
     * @param addBias takes output, bias, output
     * @param addResidual takes output, residual, output
     * @param activate takes output, output
     * @param output to ours
     */
    record Plan(
            Preparation input,
            Preparation weights,
            Preparation bias,
            Preparation residual,
            boolean fused,
            Step convolution,
            Optional<Step> addBias,
            Optional<Step> addResidual,
            Optional<Step> activate,
            Delivery output) {}

    @Override
    public Plan plan(Planner planner) {
        if (ConvLayouts.hasBlindWindows(x, w, options)) return separate(planner);
        return planner.ifFast(() -> fused(planner, types.factors(), types.y()))
                .or(() -> planner.ifFast(() -> fused(planner, DataType.F32, DataType.F32)))
                .orElseGet(() -> separate(planner));
    }

    private Plan fused(Planner planner, DataType factors, DataType result) {
        MemoryDescriptor y = planner.images(options.outputShape(x, w), result);
        List<PostOp> after = new ArrayList<>();
        if (residual) after.add(new PostOp.Binary(Algorithm.ADD, y));
        Activations.postOp(activation).ifPresent(after::add);
        MemoryDescriptor added = planner.vector(w.size(0), DataType.F32);
        var descriptor = convolution(planner, factors, y, bias ? added : null, after);
        List<Argument> arguments = new ArrayList<>(List.of(Argument.SOURCE, Argument.WEIGHTS));
        if (bias) arguments.add(Argument.BIAS);
        if (residual) arguments.add(Argument.ofPostOp(0));
        arguments.add(Argument.DESTINATION);
        return plan(
                planner,
                descriptor,
                true,
                planner.step(descriptor, arguments),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private Plan separate(Planner planner) {
        Shape out = options.outputShape(x, w);
        MemoryDescriptor y = planner.images(out, DataType.F32);
        MemoryDescriptor perChannel = planner.images(new Shape(1, 1, 1, out.size(3)), DataType.F32);
        var descriptor = convolution(planner, DataType.F32, y, null, List.of());
        return plan(
                planner,
                descriptor,
                false,
                planner.step(descriptor, List.of(Argument.SOURCE, Argument.WEIGHTS, Argument.DESTINATION)),
                bias ? Optional.of(sum(planner, y, perChannel)) : Optional.empty(),
                residual ? Optional.of(sum(planner, y, y)) : Optional.empty(),
                Activations.postOp(activation).map(function -> function(planner, function, y)));
    }

    private PrimitiveDescriptor convolution(
            Planner planner,
            DataType factors,
            MemoryDescriptor y,
            @Nullable MemoryDescriptor bias,
            List<PostOp> after) {
        return Convolution.forward(
                planner.arena(),
                planner.engine(),
                planner.images(x, factors),
                ConvLayouts.any(planner, w, options.groups(), factors),
                bias,
                y,
                ConvLayouts.window(options),
                Attributes.DEFAULT.with(after));
    }

    private Plan plan(
            Planner planner,
            PrimitiveDescriptor convolution,
            boolean fused,
            Step step,
            Optional<Step> addBias,
            Optional<Step> addResidual,
            Optional<Step> activate) {
        MemoryDescriptor given = convolution.argument(Argument.DESTINATION);
        MemoryDescriptor ours = planner.images(options.outputShape(x, w), types.y());
        return new Plan(
                planner.prepare(planner.images(x, types.x()), convolution.argument(Argument.SOURCE)),
                planner.prepare(
                        ConvLayouts.ours(planner, w, options.groups(), types.w()),
                        convolution.argument(Argument.WEIGHTS)),
                planner.prepare(planner.vector(w.size(0), types.w()), planner.vector(w.size(0), DataType.F32)),
                planner.prepare(ours, given),
                fused,
                step,
                addBias,
                addResidual,
                activate,
                planner.deliver(given, ours));
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
