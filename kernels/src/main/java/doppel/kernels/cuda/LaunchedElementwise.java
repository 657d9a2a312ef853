package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.ElementwiseKernels;
import doppel.kernels.checks.Checks;

/**
 * {@code activate.cu}, {@code unary.cu}, {@code binary.cu}, {@code affine.cu} and {@code cast.cu}, for f32 and bf16.
 */
final class LaunchedElementwise implements ElementwiseKernels {
    private final Launcher launcher;

    LaunchedElementwise(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public void activate(Buffer x, Activation activation, Buffer y) {
        Checks.same("activate", x, y);
        eights("activate", y, x, y, y.elements(), KernelNumbers.of(activation.kind()), activation.slope());
    }

    @Override
    public void activateBackward(Buffer dy, Buffer y, Activation activation, Buffer dx) {
        Checks.same("activate backward", dy, y, dx);
        int kind = KernelNumbers.of(activation.kind());
        eights("activate_backward", dx, dy, y, dx, dx.elements(), kind, activation.slope());
    }

    @Override
    public void unary(Unary f, Buffer x, Buffer y) {
        Checks.same(Checks.name(f), x, y);
        eights("unary", y, x, y, y.elements(), KernelNumbers.of(f));
    }

    @Override
    public void unaryBackward(Unary f, Buffer dy, Buffer x, Buffer dx) {
        Checks.same(Checks.name(f) + " backward", dy, x, dx);
        eights("unary_backward", dx, dy, x, dx, dx.elements(), KernelNumbers.of(f));
    }

    @Override
    public void binary(Binary f, Buffer a, Buffer b, Buffer y) {
        Checks.binary(Checks.name(f), a, b, y);
        if (a.shape().elements() == y.elements() && b.shape().elements() == y.elements()) {
            eights("binary", y, a, b, y, y.elements(), KernelNumbers.of(f));
            return;
        }
        var walk = StridedWalk.broadcast(y.shape(), a.shape(), b.shape());
        launcher.launch(
                LaunchDescriptors.get("binary_broadcast", y.dtype()),
                LaunchGeometry.over(y.elements(), 1),
                a,
                b,
                y,
                y.elements(),
                KernelNumbers.of(f),
                walk.sizes().length,
                walk.sizes(),
                walk.first(),
                walk.second());
    }

    @Override
    public void affine(Buffer x, double factor, double term, Buffer y) {
        Checks.same("affine", x, y);
        eights("affine", y, x, y, y.elements(), (float) factor, (float) term);
    }

    @Override
    public void accumulate(Buffer x, double factor, Buffer y) {
        Checks.same("accumulate", x, y);
        eights("accumulate", y, x, y, y.elements(), (float) factor);
    }

    @Override
    public void clamp(Buffer x, double low, double high, Buffer y) {
        Checks.same("clamp", x, y);
        eights("clamp", y, x, y, y.elements(), (float) low, (float) high);
    }

    @Override
    public void clampBackward(Buffer dy, Buffer x, double low, double high, Buffer dx) {
        Checks.same("clamp backward", dy, x, dx);
        eights("clamp_backward", dx, dy, x, dx, dx.elements(), (float) low, (float) high);
    }

    @Override
    public void cast(Buffer x, Buffer y) {
        Checks.shape("cast", "y", x.shape(), y);
        if (x.dtype() == DType.F32 && y.dtype() == DType.BF16) {
            launcher.launch(
                    LaunchDescriptors.get("cast_f32_to_bf16"),
                    LaunchGeometry.over(y.elements(), 8),
                    x,
                    y,
                    y.elements());
        } else if (x.dtype() == DType.BF16 && y.dtype() == DType.F32) {
            launcher.launch(
                    LaunchDescriptors.get("cast_bf16_to_f32"),
                    LaunchGeometry.over(y.elements(), 8),
                    x,
                    y,
                    y.elements());
        } else {
            launcher.launch(
                    LaunchDescriptors.get("cast"),
                    LaunchGeometry.over(y.elements(), 1),
                    x,
                    y,
                    y.elements(),
                    KernelNumbers.of(x.dtype()),
                    KernelNumbers.of(y.dtype()));
        }
    }

    /** A kernel of eight elements a thread. */
    private void eights(String kernel, Buffer target, Object... arguments) {
        launcher.launch(
                LaunchDescriptors.get(kernel, target.dtype()), LaunchGeometry.over(target.elements(), 8), arguments);
    }
}
