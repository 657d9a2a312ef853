package doppel.kernels.cpu;

import doppel.bindings.onednn.DataType;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.checks.ConvChecks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by {@link WinogradConv} where all is f32 and that is faster, else by oneDNN. Activations are channels last
 * on both sides; weights are reordered, and rounded, into the layout and type that a primitive wants at each call, which
 * costs a few thousandths of the convolution. Where oneDNN has no fast bf16 kernel, factors are widened instead and
 * multiplied in f32. f64 runs in the reference loops.
 */
final class CpuConv implements ConvKernels {
    private final OnednnContext onednn;
    private final ConvKernels reference;
    private final DataType factors;
    private final WinogradConv winograd;
    private final ReduceKernels reduce;

    /** @param factors type that inputs, weights and gradients stored in f32 are rounded to before they are multiplied */
    CpuConv(
            OnednnContext onednn,
            WinogradConv winograd,
            ReduceKernels reduce,
            ConvKernels reference,
            DataType factors) {
        this.onednn = onednn;
        this.winograd = winograd;
        this.reduce = reduce;
        this.reference = reference;
        this.factors = factors;
    }

    @Override
    public void forward(
            Buffer x,
            Buffer w,
            @Nullable Buffer bias,
            @Nullable Buffer residual,
            Conv2dOptions options,
            Activation activation,
            Buffer y) {
        ConvChecks.forward(x, w, bias, residual, options, y);
        if (!Storage.holds(x)) {
            reference.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        var types = ConvTypes.of(x, w, y, factors);
        if (winograd.takes(types, x.shape(), w.shape(), options, activation)) {
            winograd.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        var plan = onednn.plan(
                new ConvForward(x.shape(), w.shape(), options, bias != null, residual != null, activation, types));
        try (var input = onednn.prepare(plan.input(), x.segment());
                var weights = onednn.prepare(plan.weights(), w.segment());
                var perChannel = bias == null ? null : onednn.prepare(plan.bias(), bias.segment());
                var term = residual == null ? null : onednn.prepare(plan.residual(), residual.segment())) {
            onednn.deliver(plan.output(), y.segment(), out -> {
                List<MemorySegment> data = new ArrayList<>(List.of(input.segment(), weights.segment()));
                if (perChannel != null && plan.fused()) data.add(perChannel.segment());
                if (term != null && plan.fused()) data.add(term.segment());
                data.add(out);
                onednn.run(plan.convolution(), data.toArray(MemorySegment[]::new));
                if (perChannel != null) {
                    plan.addBias().ifPresent(step -> onednn.run(step, out, perChannel.segment(), out));
                }
                if (term != null) plan.addResidual().ifPresent(step -> onednn.run(step, out, term.segment(), out));
                plan.activate().ifPresent(step -> onednn.run(step, out, out));
            });
        }
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (!Storage.holds(dx)) {
            reference.backwardData(dy, w, options, dx);
            return;
        }
        var types = ConvTypes.of(dx, w, dy, factors);
        if (winograd.takes(types, dx.shape(), w.shape(), options, Activation.NONE)) {
            winograd.backwardData(dy, w, options, dx);
            return;
        }
        var plan = onednn.plan(new ConvBackwardData(dx.shape(), w.shape(), options, types));
        try (var gradient = onednn.prepare(plan.gradient(), dy.segment());
                var weights = onednn.prepare(plan.weights(), w.segment())) {
            onednn.deliver(
                    plan.input(),
                    dx.segment(),
                    given -> onednn.run(plan.convolution(), gradient.segment(), weights.segment(), given));
        }
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (!Storage.holds(x)) {
            reference.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        var types = ConvTypes.of(x, dw, dy, factors);
        if (dbias != null && types.roundsOutput()) { // the bias is no factor: its gradient is not to be rounded
            reduce.sum(dy, 1, dbias);
            backwardWeights(x, dy, options, dw, null);
            return;
        }
        if (winograd.takes(types, x.shape(), dw.shape(), options, Activation.NONE)) {
            winograd.backwardWeights(x, dy, options, dw);
            if (dbias != null) reduce.sum(dy, 1, dbias);
            return;
        }
        var plan = onednn.plan(new ConvBackwardWeights(x.shape(), dw.shape(), options, dbias != null, types));
        Step convolution = plan.convolution();
        try (var input = onednn.prepare(plan.input(), x.segment());
                var gradient = onednn.prepare(plan.gradient(), dy.segment())) {
            MemorySegment in = input.segment();
            MemorySegment dOut = gradient.segment();
            onednn.deliver(plan.weights(), dw.segment(), weights -> {
                if (dbias == null) {
                    onednn.run(convolution, in, dOut, weights);
                } else {
                    onednn.deliver(
                            plan.bias(), dbias.segment(), bias -> onednn.run(convolution, in, dOut, weights, bias));
                }
            });
        }
    }
}
