package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.MatmulKernels;
import doppel.kernels.Memory;
import doppel.kernels.checks.MatmulChecks;
import org.jspecify.annotations.Nullable;

/** Gives products of one type mixed storage, as {@link WidenedConv} does for convolutions. */
final class WidenedMatmul implements MatmulKernels {
    private final MatmulKernels inner;
    private final Memory memory;
    private final Widening widening;

    /** @param inner computes calls of one type */
    WidenedMatmul(Launcher launcher, Memory memory, MatmulKernels inner) {
        this.inner = inner;
        this.memory = memory;
        widening = new Widening(launcher, memory);
    }

    @Override
    public void multiply(Buffer a, boolean transposeA, Buffer b, boolean transposeB, @Nullable Buffer bias, Buffer y) {
        MatmulChecks.multiply(a, transposeA, b, transposeB, bias, y);
        if (!MatmulChecks.isMixed(a, b, y)) {
            inner.multiply(a, transposeA, b, transposeB, bias, y);
            return;
        }
        Buffer wideA = widening.rounded(a);
        Buffer wideB = widening.rounded(b);
        Buffer wideBias = bias == null ? null : widening.exact(bias);
        Buffer wideY = widening.room(y);
        inner.multiply(wideA, transposeA, wideB, transposeB, wideBias, wideY);
        memory.release(wideA);
        memory.release(wideB);
        if (wideBias != null && wideBias != bias) memory.release(wideBias);
        widening.deliver(wideY, y);
    }

    @Override
    public void multiplyBatch(Buffer a, boolean transposeA, Buffer b, boolean transposeB, Buffer y) {
        MatmulChecks.multiplyBatch(a, transposeA, b, transposeB, y);
        if (!MatmulChecks.isMixed(a, b, y)) {
            inner.multiplyBatch(a, transposeA, b, transposeB, y);
            return;
        }
        Buffer wideA = widening.rounded(a);
        Buffer wideB = widening.rounded(b);
        Buffer wideY = widening.room(y);
        inner.multiplyBatch(wideA, transposeA, wideB, transposeB, wideY);
        memory.release(wideA);
        memory.release(wideB);
        widening.deliver(wideY, y);
    }
}
