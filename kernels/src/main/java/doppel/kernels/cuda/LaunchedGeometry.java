package doppel.kernels.cuda;

import doppel.kernels.Buffer;
import doppel.kernels.GeometryKernels;
import doppel.kernels.Memory;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.GeometryChecks;

/** {@code grid_sample.cu}, the gradient of pictures in fixed point by {@link FixedPoint}; and {@code matrix2.cu}. */
final class LaunchedGeometry implements GeometryKernels {
    /** Channels of one thread. */
    private static final int CHANNELS = 8;

    private final Launcher launcher;
    private final Memory memory;

    LaunchedGeometry(Launcher launcher, Memory memory) {
        this.launcher = launcher;
        this.memory = memory;
    }

    @Override
    public void sample(Buffer x, Buffer grid, SampleOptions options, Buffer y) {
        GeometryChecks.sample("sample", x, grid, y);
        long pixels = grid.elements() / 2;
        launcher.launch(
                LaunchDescriptors.get("grid_sample", x.dtype()),
                threads(pixels, x.shape()),
                x,
                grid,
                y,
                pixels,
                pixels / x.shape().size(0),
                sizes(x.shape(), options));
    }

    @Override
    public void sampleBackwardData(Buffer dy, Buffer grid, SampleOptions options, Buffer dx) {
        GeometryChecks.sample("sample backward data", dx, grid, dy);
        long pixels = grid.elements() / 2;
        try (var sums = new FixedPoint(launcher, memory, dy, dx)) {
            launcher.launch(
                    LaunchDescriptors.get("grid_sample_scatter", dx.dtype()),
                    threads(pixels, dx.shape()),
                    dy,
                    grid,
                    sums.largest(),
                    sums.sums(),
                    pixels,
                    pixels / dx.shape().size(0),
                    sizes(dx.shape(), options));
            sums.finish();
        }
    }

    @Override
    public void sampleBackwardGrid(Buffer dy, Buffer x, Buffer grid, SampleOptions options, Buffer dgrid) {
        GeometryChecks.sample("sample backward grid", x, grid, dy);
        Checks.same("sample backward grid", grid, dgrid);
        if (options.filter() == Filter.NEAREST) {
            memory.fill(dgrid, 0);
            return;
        }
        long pixels = grid.elements() / 2;
        launcher.launch(
                LaunchDescriptors.get("grid_sample_places", x.dtype()),
                LaunchGeometry.line(LaunchGeometry.ceil(pixels, 8), LaunchGeometry.THREADS),
                dy,
                x,
                grid,
                dgrid,
                pixels,
                pixels / x.shape().size(0),
                sizes(x.shape(), options));
    }

    private static LaunchGeometry threads(long pixels, Shape x) {
        return LaunchGeometry.over(pixels * LaunchGeometry.ceil(x.size(3), CHANNELS), 1);
    }

    /** As grid_sample.cu counts them. */
    private static int[] sizes(Shape x, SampleOptions options) {
        return new int[] {
            x.size(1),
            x.size(2),
            x.size(3),
            options.alignCorners() ? 1 : 0,
            switch (options.border()) {
                case ZEROS -> 0;
                case EDGE -> 1;
                case REFLECTION -> 2;
            },
            options.filter() == Filter.NEAREST ? 1 : 0
        };
    }

    @Override
    public void inverse(Buffer x, double smallest, Buffer y) {
        GeometryChecks.matrices("inverse", x, y);
        matrices("matrix2_inverse", x, x, y, x.elements() / 4, smallest);
    }

    @Override
    public void inverseBackward(Buffer dy, Buffer x, double smallest, Buffer dx) {
        GeometryChecks.matrices("inverse backward", dy, x, dx);
        matrices("matrix2_inverse_backward", x, dy, x, dx, x.elements() / 4, smallest);
    }

    @Override
    public void determinant(Buffer x, Buffer y) {
        GeometryChecks.determinants("determinant", x, y);
        matrices("matrix2_determinant", x, x, y, y.elements());
    }

    @Override
    public void determinantBackward(Buffer dy, Buffer x, Buffer dx) {
        GeometryChecks.determinants("determinant backward", x, dy);
        GeometryChecks.matrices("determinant backward", x, dx);
        matrices("matrix2_determinant_backward", x, dy, x, dx, dy.elements());
    }

    private void matrices(String kernel, Buffer x, Object... arguments) {
        launcher.launch(LaunchDescriptors.get(kernel, x.dtype()), LaunchGeometry.over(x.elements() / 4, 1), arguments);
    }
}
