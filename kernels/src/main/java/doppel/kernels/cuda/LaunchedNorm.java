package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.NormKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.NormChecks;
import org.jspecify.annotations.Nullable;

/** {@code rms.cu} and {@code softmax.cu}; {@code norm.cu} by {@link LaunchedMoments}. */
final class LaunchedNorm implements NormKernels {
    /** Elements of a row that one block takes. */
    private static final int CHUNK = 8192;

    /** Longest row of a softmax that one warp takes. */
    private static final int SHORT = 512;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedMoments moments;

    LaunchedNorm(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        moments = new LaunchedMoments(launcher, memory);
    }

    @Override
    public void rms(Buffer x, double epsilon, Buffer y) {
        Checks.same("rms", x, y);
        LaunchGeometry geometry = geometry("rms", x);
        Buffer partials = partials(x, null, geometry);
        launcher.launch(LaunchDescriptors.get("rms", x.dtype()), geometry, x, partials, y, size(x), epsilon);
        memory.release(partials);
    }

    @Override
    public void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx) {
        Checks.same("rms backward", dy, x, dx);
        LaunchGeometry geometry = geometry("rms backward", x);
        Buffer partials = partials(x, dy, geometry);
        launcher.launch(
                LaunchDescriptors.get("rms_backward", x.dtype()), geometry, dy, x, partials, dx, size(x), epsilon);
        memory.release(partials);
    }

    @Override
    public void moments(Buffer x, Buffer mean, Buffer variance) {
        moments.moments(x, mean, variance);
    }

    @Override
    public void normalize(
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y) {
        moments.normalize(x, mean, variance, epsilon, scale, shift, y);
    }

    @Override
    public void normalizeBackward(
            Buffer dy,
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            boolean own,
            @Nullable Buffer dx,
            @Nullable Buffer dscale,
            @Nullable Buffer dshift) {
        moments.backward(dy, x, mean, variance, epsilon, scale, own, dx, dscale, dshift);
    }

    @Override
    public void softmax(Buffer x, Buffer y) {
        NormChecks.rows("softmax", x, y);
        long size = x.shape().size(-1);
        long rows = x.elements() / size;
        launcher.launch(LaunchDescriptors.get("softmax", x.dtype()), lastAxis(rows, size), x, y, rows, size);
    }

    @Override
    public void softmaxBackward(Buffer dy, Buffer y, Buffer dx) {
        NormChecks.rows("softmax backward", dy, y, dx);
        long size = y.shape().size(-1);
        long rows = y.elements() / size;
        launcher.launch(
                LaunchDescriptors.get("softmax_backward", y.dtype()), lastAxis(rows, size), dy, y, dx, rows, size);
    }

    private static LaunchGeometry lastAxis(long rows, long size) {
        LaunchGeometry geometry = size <= SHORT
                ? LaunchGeometry.plane(LaunchGeometry.ceil(rows, 8), 1, 32, 8)
                : LaunchGeometry.plane(rows, 1, LaunchGeometry.THREADS, 1);
        return geometry.withShared(LaunchGeometry.THREADS / 32 * Double.BYTES);
    }

    private Buffer partials(Buffer x, @Nullable Buffer dy, LaunchGeometry geometry) {
        Buffer partials = memory.allocate(new Shape(geometry.gridY(), geometry.gridX(), 2), DType.F64);
        launcher.launch(LaunchDescriptors.get("rms_partials", x.dtype()), geometry, x, dy, partials, size(x));
        return partials;
    }

    private static LaunchGeometry geometry(String op, Buffer x) {
        if (x.shape().rank() == 0) throw new IllegalArgumentException(op + ": a scalar has no rows, " + x);
        return LaunchGeometry.plane(
                        LaunchGeometry.ceil(size(x), CHUNK), x.shape().size(0), LaunchGeometry.THREADS, 1)
                .withShared(LaunchGeometry.THREADS / 32 * Double.BYTES);
    }

    private static long size(Buffer x) {
        return x.elements() / x.shape().size(0);
    }
}
