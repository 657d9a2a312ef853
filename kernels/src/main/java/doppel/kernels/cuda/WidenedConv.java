package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.Memory;
import doppel.kernels.checks.ConvChecks;
import org.jspecify.annotations.Nullable;

/**
 * Gives convolutions of one type mixed storage: factors are rounded to bf16, widened to f32 again, and convolved in
 * f32. Exact to the last rounding and as slow as f32; for kernels that check others.
 */
final class WidenedConv implements ConvKernels {
    private final ConvKernels inner;
    private final Memory memory;
    private final LaunchedReduce reduce;
    private final Widening widening;

    /** @param inner computes calls of one type */
    WidenedConv(Launcher launcher, Memory memory, ConvKernels inner) {
        this.inner = inner;
        this.memory = memory;
        reduce = new LaunchedReduce(launcher, memory);
        widening = new Widening(launcher, memory);
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
        if (!ConvChecks.isMixed(x, w)) {
            inner.forward(x, w, bias, residual, options, activation, y);
            return;
        }
        Buffer wideX = widening.rounded(x);
        Buffer wideW = widening.rounded(w);
        Buffer wideResidual = residual == null ? null : widening.exact(residual);
        Buffer wideY = widening.room(y);
        inner.forward(wideX, wideW, bias, wideResidual, options, activation, wideY);
        memory.release(wideX);
        memory.release(wideW);
        if (wideResidual != null && wideResidual != residual) memory.release(wideResidual);
        widening.deliver(wideY, y);
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        if (!ConvChecks.isMixed(dx, w)) {
            inner.backwardData(dy, w, options, dx);
            return;
        }
        Buffer wideDy = widening.rounded(dy);
        Buffer wideW = widening.rounded(w);
        Buffer wideDx = widening.room(dx);
        inner.backwardData(wideDy, wideW, options, wideDx);
        memory.release(wideDy);
        memory.release(wideW);
        widening.deliver(wideDx, dx);
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        if (!ConvChecks.isMixed(x, dw)) {
            inner.backwardWeights(x, dy, options, dw, dbias);
            return;
        }
        Buffer wideX = widening.rounded(x);
        Buffer wideDy = widening.rounded(dy);
        inner.backwardWeights(wideX, wideDy, options, dw, null);
        memory.release(wideX);
        memory.release(wideDy);
        if (dbias != null) reduce.sum(dy, 1, dbias);
    }
}
