package doppel.kernels.cpu;

import doppel.bindings.onednn.DataType;
import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.ReduceKernels;
import doppel.kernels.checks.ConvChecks;
import doppel.kernels.cpu.OnednnContext.Prepared;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by {@link WinogradConv} where that is faster, else by oneDNN. Activations are channels last on both
 * sides; weights are reordered into the layout that a primitive picks at each call, which costs a few thousandths of the
 * convolution. f64 and bf16 storage run in the reference loops.
 */
final class CpuConv implements ConvKernels {
    private final OnednnContext onednn;
    private final ConvKernels reference;
    private final DataType factors;
    private final WinogradConv winograd;
    private final ReduceKernels reduce;

    /** @param factors type that inputs, weights and gradients are rounded to before they are multiplied */
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
        if (x.dtype() != DType.F32) {
            reference.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        if (winograd.takes(x.shape(), w.shape(), options, activation)) {
            winograd.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        var plan = onednn.plan(
                new ConvForward(x.shape(), w.shape(), options, bias != null, residual != null, activation, factors));
        try (var input = onednn.prepare(plan.input(), x.segment());
                var weights = onednn.prepare(plan.weights(), w.segment())) {
            List<MemorySegment> data = new ArrayList<>(List.of(input.segment(), weights.segment()));
            if (bias != null && plan.fused()) data.add(bias.segment());
            if (residual != null && plan.fused()) data.add(residual.segment());
            data.add(y.segment());
            onednn.run(plan.convolution(), data.toArray(MemorySegment[]::new));
        }
        if (bias != null) {
            plan.addBias().ifPresent(step -> onednn.run(step, y.segment(), bias.segment(), y.segment()));
        }
        if (residual != null) {
            plan.addResidual().ifPresent(step -> onednn.run(step, y.segment(), residual.segment(), y.segment()));
        }
        plan.activate().ifPresent(step -> onednn.run(step, y.segment(), y.segment()));
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (dx.dtype() != DType.F32) {
            reference.backwardData(dy, w, options, dx);
            return;
        }
        if (winograd.takes(dx.shape(), w.shape(), options, Activation.NONE)) {
            winograd.backwardData(dy, w, options, dx);
            return;
        }
        var plan = onednn.plan(new ConvBackwardData(dx.shape(), w.shape(), options, factors));
        try (var gradient = onednn.prepare(plan.gradient(), dy.segment());
                var weights = onednn.prepare(plan.weights(), w.segment())) {
            onednn.run(plan.convolution(), gradient.segment(), weights.segment(), dx.segment());
        }
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (x.dtype() != DType.F32) {
            reference.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        if (winograd.takes(x.shape(), dw.shape(), options, Activation.NONE)) {
            winograd.backwardWeights(x, dy, options, dw);
            if (dbias != null) reduce.sum(dy, 1, dbias);
            return;
        }
        var plan = onednn.plan(new ConvBackwardWeights(x.shape(), dw.shape(), options, dbias != null, factors));
        try (var input = onednn.prepare(plan.input(), x.segment());
                var gradient = onednn.prepare(plan.gradient(), dy.segment())) {
            if (plan.unpacking().isEmpty()) {
                runBackwardWeights(plan.convolution(), input, gradient, dw.segment(), dbias);
                return;
            }
            try (var packed = onednn.temporary(plan.packedBytes())) {
                runBackwardWeights(plan.convolution(), input, gradient, packed.segment(), dbias);
                onednn.run(plan.unpacking().get(), packed.segment(), dw.segment());
            }
        }
    }

    private void runBackwardWeights(
            Step convolution, Prepared x, Prepared dy, MemorySegment weights, @Nullable Buffer dbias) {
        if (dbias == null) onednn.run(convolution, x.segment(), dy.segment(), weights);
        else onednn.run(convolution, x.segment(), dy.segment(), weights, dbias.segment());
    }
}
