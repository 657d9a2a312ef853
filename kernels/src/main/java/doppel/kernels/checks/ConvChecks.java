package doppel.kernels.checks;

import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import org.jspecify.annotations.Nullable;

/** Arguments of the convolutions. */
public final class ConvChecks {
    private ConvChecks() {}

    /** Arguments of {@link doppel.kernels.ConvKernels#forward}. */
    public static void forward(
            Buffer x, Buffer w, @Nullable Buffer bias, @Nullable Buffer residual, Conv2dOptions options, Buffer y) {
        fit("conv2d", x, w, options, y);
        if (bias != null) bias("conv2d", w, bias);
        if (residual != null) Checks.same("conv2d residual", y, residual);
    }

    /** Arguments of {@link doppel.kernels.ConvKernels#backwardData}. */
    public static void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        fit("conv2d backward data", dx, w, options, dy);
    }

    /** Arguments of {@link doppel.kernels.ConvKernels#backwardWeights}. */
    public static void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        fit("conv2d backward weights", x, dw, options, dy);
        if (dbias != null) bias("conv2d backward weights", dw, dbias);
    }

    /** Whether a call that passed the checks has mixed storage: factors are rounded to bf16. */
    public static boolean isMixed(Buffer x, Buffer w) {
        return x.dtype() != w.dtype();
    }

    private static void fit(String op, Buffer x, Buffer w, Conv2dOptions options, Buffer y) {
        boolean mixed = x.dtype() == DType.BF16 && w.dtype() == DType.F32;
        if (!mixed || y.dtype() != DType.F32) Checks.floating(op, x, mixed ? new Buffer[] {y} : new Buffer[] {w, y});
        Shape wanted = options.outputShape(x.shape(), w.shape());
        if (!wanted.equals(y.shape())) {
            throw new IllegalArgumentException(
                    "%s: input %s, weights %s make %s, got %s".formatted(op, x.shape(), w.shape(), wanted, y.shape()));
        }
    }

    private static void bias(String op, Buffer w, Buffer bias) {
        Checks.sameType(op, w, bias);
        Checks.shape(op, "bias", new Shape(w.shape().size(0)), bias);
    }
}
