package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.DssimOptions;
import doppel.kernels.LossKernels;
import doppel.kernels.Memory;
import doppel.kernels.Shape;
import doppel.kernels.checks.LossChecks;
import org.jspecify.annotations.Nullable;

/**
 * {@code dssim.cu}, f32 alone: variances are small differences, which bf16 does not hold. And {@code cosine.cu}, by {@link
 * LaunchedCosine}.
 */
final class LaunchedLosses implements LossKernels {
    /** Edge of a tile of windows or pixels. */
    private static final int TILE = 32;

    /** Taps that fit into a kernel's parameter. */
    private static final int MOST_TAPS = 128;

    private final Launcher launcher;
    private final Memory memory;
    private final LaunchedCosine cosine;

    LaunchedLosses(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
        cosine = new LaunchedCosine(launcher);
    }

    @Override
    public void cosine(Buffer u, Buffer v, double epsilon, Buffer y) {
        cosine.forward(u, v, epsilon, y);
    }

    @Override
    public void cosineBackward(
            Buffer dy, Buffer u, Buffer v, Buffer y, double epsilon, @Nullable Buffer du, @Nullable Buffer dv) {
        cosine.backward(dy, u, v, y, epsilon, du, dv);
    }

    /** Pictures {@code [n, h, w, c]} as planes of one channel each. */
    private record Planes(int count, int h, int w, int channels, DssimOptions options) {
        static Planes of(Buffer a, DssimOptions options) {
            if (a.dtype() != DType.F32) throw new UnsupportedOperationException("dssim: no cuda kernel for " + a);
            if (options.size() > MOST_TAPS) {
                throw new UnsupportedOperationException(
                        "dssim: a window of %d, at most %d".formatted(options.size(), MOST_TAPS));
            }
            Shape s = a.shape();
            return new Planes(s.size(0) * s.size(3), s.size(1), s.size(2), s.size(3), options);
        }

        int rows() {
            return h - options.size() + 1;
        }

        int columns() {
            return w - options.size() + 1;
        }

        long pictureStep() {
            return (long) h * w * channels;
        }

        LaunchGeometry geometry(int height, int width, int sharedPlanes) {
            long floats = (long) sharedPlanes * (TILE - 1 + options.size()) * (TILE + 1) + LaunchGeometry.THREADS;
            return LaunchGeometry.plane(LaunchGeometry.ceil(width, TILE), LaunchGeometry.ceil(height, TILE), TILE, 8)
                    .withGridZ(count)
                    .withShared(floats * Float.BYTES);
        }

        float[] taps() {
            double[] window = options.window();
            float[] taps = new float[window.length];
            for (int i = 0; i < taps.length; i++) taps[i] = (float) window[i];
            return taps;
        }
    }

    @Override
    public void dssim(Buffer a, Buffer b, DssimOptions options, Buffer y) {
        LossChecks.dssim("dssim", a, b, options, y);
        Planes planes = Planes.of(a, options);
        LaunchGeometry geometry = planes.geometry(planes.rows(), planes.columns(), 4);
        int tiles = geometry.gridX() * geometry.gridY();
        Buffer sums = memory.allocate(new Shape(planes.count(), tiles), DType.F64);
        windows(planes, geometry, a, b, null, sums);
        launcher.launch(
                LaunchDescriptors.get("dssim_finish"),
                LaunchGeometry.line(planes.count(), 32),
                sums,
                y,
                tiles,
                (double) planes.rows() * planes.columns());
        memory.release(sums);
    }

    @Override
    public void dssimBackward(Buffer dy, Buffer a, Buffer b, DssimOptions options, Buffer db) {
        LossChecks.dssim("dssim backward", a, b, options, dy);
        LossChecks.dssim("dssim backward", db, b, options, dy);
        Planes planes = Planes.of(a, options);
        LaunchGeometry geometry = planes.geometry(planes.rows(), planes.columns(), 4);
        Buffer sums = memory.allocate(new Shape(planes.count(), geometry.gridX() * geometry.gridY()), DType.F64);
        Buffer slopes = memory.allocate(new Shape(3, planes.count(), planes.rows(), planes.columns()), DType.F32);
        windows(planes, geometry, a, b, slopes, sums);
        launcher.launch(
                LaunchDescriptors.get("dssim_backward"),
                planes.geometry(planes.h(), planes.w(), 3),
                dy,
                a,
                b,
                slopes,
                db,
                planes.h(),
                planes.w(),
                planes.channels(),
                planes.pictureStep(),
                1L,
                (long) planes.channels(),
                options.size(),
                0,
                planes.taps());
        memory.release(sums);
        memory.release(slopes);
    }

    private void windows(
            Planes planes, LaunchGeometry geometry, Buffer a, Buffer b, @Nullable Buffer slopes, Buffer sums) {
        launcher.launch(
                LaunchDescriptors.get("dssim_windows"),
                geometry,
                a,
                b,
                slopes,
                sums,
                planes.h(),
                planes.w(),
                planes.channels(),
                planes.pictureStep(),
                1L,
                (long) planes.channels(),
                planes.options().size(),
                (float) planes.options().c1(),
                (float) planes.options().c2(),
                planes.taps());
    }
}
