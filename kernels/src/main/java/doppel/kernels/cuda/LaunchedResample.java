package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.PoolOptions;
import doppel.kernels.ResampleKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.ResampleChecks;

/** {@code pool.cu} and {@code resize.cu}. */
final class LaunchedResample implements ResampleKernels {
    private static final int NEAREST = 0;
    private static final int BILINEAR = 1;
    private static final int ALIGNED = 2;

    private final Launcher launcher;

    LaunchedResample(Launcher launcher) {
        this.launcher = launcher;
    }

    @Override
    public void maxPool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("max pool", x, options, y);
        pool("max_pool", x.shape(), options, y, x, y);
    }

    @Override
    public void maxPoolBackward(Buffer dy, Buffer x, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("max pool backward", x, options, dy);
        ResampleChecks.pool("max pool backward", dx, options, dy);
        pool("max_pool_backward", dx.shape(), options, dx, dy, x, dx);
    }

    @Override
    public void averagePool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("average pool", x, options, y);
        pool("average_pool", x.shape(), options, y, x, y);
    }

    @Override
    public void averagePoolBackward(Buffer dy, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("average pool backward", dx, options, dy);
        pool("average_pool_backward", dx.shape(), options, dx, dy, dx);
    }

    private void pool(String kernel, Shape x, PoolOptions options, Buffer target, Object... buffers) {
        Shape y = options.outputShape(x);
        int[] sizes = {
            x.size(1),
            x.size(2),
            x.size(3),
            y.size(1),
            y.size(2),
            options.size(),
            options.stride(),
            options.padding().top()
        };
        Object[] arguments = java.util.Arrays.copyOf(buffers, buffers.length + 3);
        arguments[buffers.length] = target.elements();
        arguments[buffers.length + 1] = sizes;
        arguments[buffers.length + 2] = options.padding().left();
        launcher.launch(
                LaunchDescriptors.get(kernel, target.dtype()), LaunchGeometry.over(target.elements(), 1), arguments);
    }

    @Override
    public void nearest(Buffer x, Buffer y) {
        ResampleChecks.resize("nearest", x, y);
        resize("resize", x, y, x, y, NEAREST);
    }

    @Override
    public void nearestBackward(Buffer dy, Buffer dx) {
        ResampleChecks.resize("nearest backward", dx, dy);
        resize("resize_backward", dy, dx, dx, dy, NEAREST);
    }

    @Override
    public void bilinear(Buffer x, boolean alignCorners, Buffer y) {
        ResampleChecks.resize("bilinear", x, y);
        resize("resize", x, y, x, y, alignCorners ? ALIGNED : BILINEAR);
    }

    @Override
    public void bilinearBackward(Buffer dy, boolean alignCorners, Buffer dx) {
        ResampleChecks.resize("bilinear backward", dx, dy);
        resize("resize_backward", dy, dx, dx, dy, alignCorners ? ALIGNED : BILINEAR);
    }

    /** {@code from} and {@code to} are the pictures before and after the forward direction. */
    private void resize(String kernel, Buffer source, Buffer target, Buffer from, Buffer to, int mode) {
        launcher.launch(
                LaunchDescriptors.get(kernel, target.dtype()),
                LaunchGeometry.over(target.elements(), 1),
                source,
                target,
                target.elements(),
                from.shape().size(1),
                from.shape().size(2),
                from.shape().size(3),
                to.shape().size(1),
                to.shape().size(2),
                mode);
    }
}
