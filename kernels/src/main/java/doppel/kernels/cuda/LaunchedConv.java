package doppel.kernels.cuda;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.ConvKernels;
import doppel.kernels.ReduceKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.ConvChecks;
import org.jspecify.annotations.Nullable;

/** {@code conv_direct.cu}: the definition of a convolution, slow, for any shape; no library takes part. */
final class LaunchedConv implements ConvKernels {
    private final Launcher launcher;
    private final ReduceKernels reduce;

    LaunchedConv(Launcher launcher, ReduceKernels reduce) {
        this.launcher = launcher;
        this.reduce = reduce;
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
        launcher.launch(
                LaunchDescriptors.get("conv_direct", y.dtype()),
                LaunchGeometry.over(y.elements(), 1),
                x,
                w,
                bias,
                residual,
                y,
                sizes(x.shape(), w.shape(), y.shape(), options),
                KernelNumbers.of(activation.kind()),
                activation.slope());
    }

    @Override
    public void backwardData(Buffer dy, Buffer w, Conv2dOptions options, Buffer dx) {
        ConvChecks.backwardData(dy, w, options, dx);
        launcher.launch(
                LaunchDescriptors.get("conv_direct_data", dx.dtype()),
                LaunchGeometry.over(dx.elements(), 1),
                dy,
                w,
                dx,
                sizes(dx.shape(), w.shape(), dy.shape(), options));
    }

    @Override
    public void backwardWeights(Buffer x, Buffer dy, Conv2dOptions options, Buffer dw, @Nullable Buffer dbias) {
        ConvChecks.backwardWeights(x, dy, options, dw, dbias);
        launcher.launch(
                LaunchDescriptors.get("conv_direct_weights", dw.dtype()),
                LaunchGeometry.line(LaunchGeometry.ceil(dw.elements(), 8), LaunchGeometry.THREADS),
                x,
                dy,
                dw,
                sizes(x.shape(), dw.shape(), dy.shape(), options));
        if (dbias != null) reduce.sum(dy, 1, dbias);
    }

    /** As conv_direct.cu counts them. */
    static int[] sizes(Shape x, Shape w, Shape y, Conv2dOptions options) {
        return new int[] {
            x.size(0),
            x.size(1),
            x.size(2),
            x.size(3),
            w.size(0),
            w.size(1),
            w.size(2),
            y.size(1),
            y.size(2),
            options.stride(),
            options.dilation(),
            options.groups(),
            options.padding().top(),
            options.padding().left()
        };
    }
}
