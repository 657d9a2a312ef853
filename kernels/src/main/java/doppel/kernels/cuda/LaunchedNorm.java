package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.NormKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import org.jspecify.annotations.Nullable;

/** {@code rms.cu}. */
final class LaunchedNorm implements NormKernels {
    /** Elements of a row that one block takes. */
    private static final int CHUNK = 8192;

    private final Launcher launcher;
    private final Memory memory;

    LaunchedNorm(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
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
