package doppel.kernels.cpu;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.DType;
import doppel.kernels.checks.ConvChecks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Convolution by oneDNN. Activations are channels last on both sides; weights are reordered into the layout that a
 * primitive picks at each call, which costs a few thousandths of the convolution. f64 runs in the reference loops.
 */
final class CpuConv implements ConvKernels {
    private final OnednnContext onednn;
    private final ConvKernels reference;

    CpuConv(OnednnContext onednn, ConvKernels reference) {
        this.onednn = onednn;
        this.reference = reference;
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
        var plan =
                onednn.plan(new ConvForward(x.shape(), w.shape(), options, bias != null, residual != null, activation));
        withPacked(plan.packing(), plan.packedBytes(), w, weights -> {
            List<MemorySegment> data = new ArrayList<>(List.of(x.segment(), weights));
            if (bias != null && plan.fused()) data.add(bias.segment());
            if (residual != null && plan.fused()) data.add(residual.segment());
            data.add(y.segment());
            onednn.run(plan.convolution(), data.toArray(MemorySegment[]::new));
        });
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
        var plan = onednn.plan(new ConvBackwardData(dx.shape(), w.shape(), options));
        withPacked(
                plan.packing(),
                plan.packedBytes(),
                w,
                weights -> onednn.run(plan.convolution(), dy.segment(), weights, dx.segment()));
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (x.dtype() != DType.F32) {
            reference.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        var plan = onednn.plan(new ConvBackwardWeights(x.shape(), dw.shape(), options, dbias != null));
        if (plan.unpacking().isEmpty()) {
            runBackwardWeights(plan.convolution(), x, dy, dw.segment(), dbias);
            return;
        }
        try (var packed = onednn.temporary(plan.packedBytes())) {
            runBackwardWeights(plan.convolution(), x, dy, packed.segment(), dbias);
            onednn.run(plan.unpacking().get(), packed.segment(), dw.segment());
        }
    }

    private void runBackwardWeights(
            Step convolution, Buffer x, Buffer dy, MemorySegment weights, @Nullable Buffer dbias) {
        if (dbias == null) onednn.run(convolution, x.segment(), dy.segment(), weights);
        else onednn.run(convolution, x.segment(), dy.segment(), weights, dbias.segment());
    }

    /** Something that takes weights in the layout of a primitive. */
    private interface WeightsUser {
        void run(MemorySegment weights);
    }

    private void withPacked(Optional<Step> packing, long bytes, Buffer w, WeightsUser user) {
        if (packing.isEmpty()) {
            user.run(w.segment());
            return;
        }
        try (var packed = onednn.temporary(bytes)) {
            onednn.run(packing.get(), w.segment(), packed.segment());
            user.run(packed.segment());
        }
    }
}
