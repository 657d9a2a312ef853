package doppel.kernels.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import doppel.kernels.Buffer;
import doppel.kernels.GeometryKernels;
import doppel.kernels.SampleOptions;
import doppel.kernels.SampleOptions.Filter;
import doppel.kernels.Shape;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.GeometryChecks;
import java.lang.foreign.MemorySegment;

/** Sampling by {@link Sampler}. f64 and bf16, and the few matrices of a picture, run in the reference loops. */
final class CpuGeometry implements GeometryKernels {
    private final Crew crew;
    private final Sampler sampler;
    private final GeometryKernels reference;

    CpuGeometry(Crew crew, GeometryKernels reference) {
        this.crew = crew;
        this.reference = reference;
        sampler = new Sampler(crew);
    }

    private static SampleTaps taps(Shape x, Buffer grid, SampleOptions options) {
        long area = (long) grid.shape().size(1) * grid.shape().size(2);
        MemorySegment coordinates = grid.segment();
        int h = x.size(1);
        int w = x.size(2);
        return new SampleTaps(x, area, options.filter() == Filter.NEAREST, (from, n, columns, rows) -> {
            for (int p = 0; p < n; p++) {
                columns[p] = options.pixel(coordinates.getAtIndex(JAVA_FLOAT, 2 * (from + p)), w);
                rows[p] = options.pixel(coordinates.getAtIndex(JAVA_FLOAT, 2 * (from + p) + 1), h);
            }
        });
    }

    @Override
    public void sample(Buffer x, Buffer grid, SampleOptions options, Buffer y) {
        GeometryChecks.sample("sample", x, grid, y);
        if (Sampler.fits(x, y)) sampler.blend(x, () -> taps(x.shape(), grid, options), y);
        else reference.sample(x, grid, options, y);
    }

    @Override
    public void sampleBackwardData(Buffer dy, Buffer grid, SampleOptions options, Buffer dx) {
        GeometryChecks.sample("sample backward data", dx, grid, dy);
        if (Sampler.fits(dx, dy)) sampler.share(dy, () -> taps(dx.shape(), grid, options), dx);
        else reference.sampleBackwardData(dy, grid, options, dx);
    }

    @Override
    public void sampleBackwardGrid(Buffer dy, Buffer x, Buffer grid, SampleOptions options, Buffer dgrid) {
        GeometryChecks.sample("sample backward grid", x, grid, dy);
        Checks.same("sample backward grid", grid, dgrid);
        if (!Sampler.fits(x, dy)) {
            reference.sampleBackwardGrid(dy, x, grid, options, dgrid);
            return;
        }
        MemorySegment out = dgrid.segment();
        if (options.filter() == Filter.NEAREST) {
            out.asSlice(0, dgrid.bytes()).fill((byte) 0);
            return;
        }
        int c = x.shape().size(3);
        crew.run(grid.elements() / 2, Sampler.together(c), dy.elements(), (first, end, _) -> {
            float[] lanes = new float[2 * Lanes.WIDTH];
            float[] sums = new float[2];
            Sampler.walk(taps(x.shape(), grid, options), first, end, (taps, from, n) -> {
                for (int p = 0; p < n; p++) {
                    SampleLoops.slopes(dy.segment(), (int) (from + p) * c, x.segment(), taps, p, c, lanes, sums);
                    for (int axis = 0; axis < 2; axis++) {
                        long at = 2 * (from + p) + axis;
                        float coordinate = grid.segment().getAtIndex(JAVA_FLOAT, at);
                        double slope = options.slope(coordinate, x.shape().size(2 - axis));
                        out.setAtIndex(JAVA_FLOAT, at, (float) (sums[axis] * slope));
                    }
                }
            });
        });
    }

    @Override
    public void inverse(Buffer x, double smallest, Buffer y) {
        reference.inverse(x, smallest, y);
    }

    @Override
    public void inverseBackward(Buffer dy, Buffer x, double smallest, Buffer dx) {
        reference.inverseBackward(dy, x, smallest, dx);
    }

    @Override
    public void determinant(Buffer x, Buffer y) {
        reference.determinant(x, y);
    }

    @Override
    public void determinantBackward(Buffer dy, Buffer x, Buffer dx) {
        reference.determinantBackward(dy, x, dx);
    }
}
