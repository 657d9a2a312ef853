package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.checks.LossChecks;
import org.jspecify.annotations.Nullable;

/** {@code cosine.cu}. */
final class LaunchedCosine {
    private static final int WARPS = LaunchGeometry.THREADS / 32;

    private final Launcher launcher;

    LaunchedCosine(Launcher launcher) {
        this.launcher = launcher;
    }

    void forward(Buffer u, Buffer v, double epsilon, Buffer y) {
        LossChecks.cosine("cosine", u, v, y);
        launcher.launch(
                LaunchDescriptors.get("cosine", u.dtype()),
                warps(y.elements()),
                u,
                v,
                y,
                y.elements(),
                (long) v.shape().size(1),
                (long) v.shape().size(2),
                (long) v.shape().size(3),
                epsilon);
    }

    void backward(Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        LossChecks.cosine("cosine backward", u, v, y);
        LossChecks.cosine("cosine backward", du == null ? u : du, dv == null ? v : dv, dy);
        int k = v.shape().size(1);
        if (du != null) {
            LaunchGeometry rows = warps((long) u.shape().size(0) * u.shape().size(1));
            half("cosine_backward_u", rows.withShared((long) WARPS * k * Float.BYTES), dy, u, v, y, epsilon, du);
        }
        if (dv != null) half("cosine_backward_v", warps(y.elements()), dy, u, v, y, epsilon, dv);
    }

    /** The gradient of one side; each has a row per warp. */
    private void half(
            String kernel, LaunchGeometry geometry, Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, Buffer d) {
        launcher.launch(
                LaunchDescriptors.get(kernel, u.dtype()),
                geometry,
                dy,
                u,
                v,
                y,
                d,
                d.elements() / d.shape().size(-1),
                (long) v.shape().size(1),
                (long) v.shape().size(2),
                (long) v.shape().size(3),
                epsilon);
    }

    private static LaunchGeometry warps(long rows) {
        return LaunchGeometry.line(LaunchGeometry.ceil(rows, WARPS), LaunchGeometry.THREADS);
    }
}
