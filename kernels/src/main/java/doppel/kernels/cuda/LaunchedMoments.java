package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.MomentGroups;
import doppel.kernels.checks.NormChecks;
import org.jspecify.annotations.Nullable;

/** {@code norm.cu}. */
final class LaunchedMoments {
    /** Rows that one block adds at most, unless there are very many. */
    private static final long PART = 512;

    private final Launcher launcher;
    private final Memory memory;

    LaunchedMoments(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    void moments(Buffer x, Buffer mean, Buffer variance) {
        MomentGroups groups = NormChecks.moments("moments", x, mean, variance);
        LaunchDescriptors.get("pair_sums", x.dtype()); // refuses f64 before anything is allocated
        Buffer sums = sums(x, x, groups);
        launcher.launch(
                LaunchDescriptors.get("moments"),
                warps(mean.elements()),
                sums,
                mean,
                variance,
                mean.elements(),
                (long) groups.g(),
                (long) groups.d(),
                (long) sums.shape().size(1),
                (double) groups.size());
        memory.release(sums);
    }

    void normalize(
            Buffer x,
            Buffer mean,
            Buffer variance,
            double epsilon,
            @Nullable Buffer scale,
            @Nullable Buffer shift,
            Buffer y) {
        MomentGroups groups = NormChecks.normalize(x, mean, variance, scale, shift, y);
        launcher.launch(
                LaunchDescriptors.get("normalize", x.dtype()),
                LaunchGeometry.over(x.elements(), 8),
                x,
                mean,
                variance,
                scale,
                shift,
                y,
                x.elements(),
                (long) groups.r() * groups.c(),
                groups.c(),
                groups.d(),
                (float) epsilon);
    }

    void backward(
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
        MomentGroups groups = NormChecks.backward(dy, x, mean, variance, scale, dx, dscale, dshift);
        LaunchDescriptors.get("pair_sums", x.dtype());
        boolean pulled = own && dx != null;
        boolean parameters = dscale != null || dshift != null;
        Buffer sums = pulled || parameters ? sums(dy, x, groups) : null;
        Buffer pulls = pulled ? memory.allocate(new Shape(groups.a(), groups.g(), 2), DType.F64) : null;
        if (sums != null && pulls != null) {
            launcher.launch(
                    LaunchDescriptors.get("norm_pulls"),
                    warps(mean.elements()),
                    sums,
                    mean,
                    variance,
                    scale,
                    pulls,
                    mean.elements(),
                    (long) groups.g(),
                    (long) groups.d(),
                    (long) sums.shape().size(1),
                    (double) groups.size(),
                    epsilon);
        }
        if (sums != null && parameters) {
            launcher.launch(
                    LaunchDescriptors.get("norm_gradients"),
                    warps(groups.c()),
                    sums,
                    mean,
                    variance,
                    dscale,
                    dshift,
                    (long) groups.a(),
                    (long) groups.c(),
                    (long) groups.d(),
                    (long) sums.shape().size(1),
                    epsilon);
        }
        if (dx != null) {
            launcher.launch(
                    LaunchDescriptors.get("normalize_backward", x.dtype()),
                    LaunchGeometry.over(x.elements(), 8),
                    dy,
                    x,
                    mean,
                    variance,
                    scale,
                    pulls,
                    dx,
                    x.elements(),
                    (long) groups.r() * groups.c(),
                    groups.c(),
                    groups.d(),
                    (float) epsilon);
        }
        if (pulls != null) memory.release(pulls);
        if (sums != null) memory.release(sums);
    }

    /** Sums of u and of u * v per picture, part and channel: {@code [a, chunks, c, 2]}. */
    private Buffer sums(Buffer u, Buffer v, MomentGroups groups) {
        long most = (long) Math.ceil(Math.sqrt(groups.r()) / 8) * 8;
        long length = Math.min(groups.r(), Math.max(PART, most));
        long chunks = LaunchGeometry.ceil(groups.r(), length);
        Buffer sums = memory.allocate(new Shape(groups.a(), Math.toIntExact(chunks), groups.c(), 2), DType.F64);
        launcher.launch(
                LaunchDescriptors.get("pair_sums", u.dtype()),
                LaunchGeometry.plane(LaunchGeometry.ceil(groups.c(), 32) * groups.a(), chunks, 32, 8)
                        .withShared(2L * LaunchGeometry.THREADS * Double.BYTES),
                u,
                v,
                sums,
                (long) groups.r(),
                (long) groups.c(),
                chunks,
                length);
        return sums;
    }

    private static LaunchGeometry warps(long items) {
        return LaunchGeometry.line(LaunchGeometry.ceil(items, 8), LaunchGeometry.THREADS);
    }
}
