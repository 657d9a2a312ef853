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

/**
 * Sampling by vectors along the channels: places are shared out among the crew, and in the gradient of the picture, where
 * two places may add to one pixel, pictures and blocks of channels. f64 and bf16 run in the reference loops.
 */
final class CpuGeometry implements GeometryKernels {
    /** Channels of a picture that one thread adds to. */
    private static final int BLOCK = 64;

    private final Crew crew;
    private final GeometryKernels reference;

    CpuGeometry(Crew crew, GeometryKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    /** A piece of the work on consecutive places whose taps are known. */
    private interface Places {
        /** @param at number of the place whose taps are {@code p} */
        void take(SampleTaps taps, int p, long at);
    }

    private static void walk(SampleTaps taps, long from, long to, Places places) {
        for (long start = from; start < to; start += SampleTaps.MOST) {
            int n = (int) Math.min(SampleTaps.MOST, to - start);
            taps.find(start, n);
            for (int p = 0; p < n; p++) places.take(taps, p, start + p);
        }
    }

    @Override
    public void sample(Buffer x, Buffer grid, SampleOptions options, Buffer y) {
        GeometryChecks.sample("sample", x, grid, y);
        if (!fits(x, y)) {
            reference.sample(x, grid, options, y);
            return;
        }
        int c = x.shape().size(3);
        MemorySegment in = x.segment();
        MemorySegment out = y.segment();
        crew.run(
                grid.elements() / 2,
                together(c),
                y.elements(),
                (from, to, _) -> walk(
                        new SampleTaps(x.shape(), grid, options),
                        from,
                        to,
                        (taps, p, at) -> SampleLoops.blend(in, taps, p, out, (int) at * c, c)));
    }

    @Override
    public void sampleBackwardData(Buffer dy, Buffer grid, SampleOptions options, Buffer dx) {
        GeometryChecks.sample("sample backward data", dx, grid, dy);
        if (!fits(dx, dy)) {
            reference.sampleBackwardData(dy, grid, options, dx);
            return;
        }
        Shape shape = dx.shape();
        int c = shape.size(3);
        int blocks = (c + BLOCK - 1) / BLOCK;
        int pixels = shape.size(1) * shape.size(2);
        long area = grid.elements() / 2 / shape.size(0);
        MemorySegment in = dy.segment();
        MemorySegment out = dx.segment();
        crew.run((long) shape.size(0) * blocks, 1, dx.elements() + dy.elements(), (piece, _, _) -> {
            long picture = piece / blocks;
            int first = (int) (piece % blocks) * BLOCK;
            int width = Math.min(BLOCK, c - first);
            for (long i = picture * pixels; i < (picture + 1) * pixels; i++) {
                SampleLoops.zero(out, (int) i * c + first, width);
            }
            var all = new SampleTaps(shape, grid, options);
            walk(all, picture * area, (picture + 1) * area, (taps, p, at) -> {
                for (int tap = 0; tap < 4; tap++) {
                    float weight = taps.weight(p, tap);
                    if (weight == 0) continue;
                    SampleLoops.add(in, (int) at * c + first, weight, out, taps.at[4 * p + tap] + first, width);
                }
            });
        });
    }

    @Override
    public void sampleBackwardGrid(Buffer dy, Buffer x, Buffer grid, SampleOptions options, Buffer dgrid) {
        GeometryChecks.sample("sample backward grid", x, grid, dy);
        Checks.same("sample backward grid", grid, dgrid);
        if (!fits(x, dy)) {
            reference.sampleBackwardGrid(dy, x, grid, options, dgrid);
            return;
        }
        MemorySegment out = dgrid.segment();
        if (options.filter() == Filter.NEAREST) {
            out.asSlice(0, dgrid.bytes()).fill((byte) 0);
            return;
        }
        int c = x.shape().size(3);
        crew.run(grid.elements() / 2, together(c), dy.elements(), (from, to, _) -> {
            float[] lanes = new float[2 * Lanes.WIDTH];
            float[] sums = new float[2];
            walk(new SampleTaps(x.shape(), grid, options), from, to, (taps, p, at) -> {
                SampleLoops.slopes(dy.segment(), (int) at * c, x.segment(), taps, p, c, lanes, sums);
                for (int axis = 0; axis < 2; axis++) {
                    out.setAtIndex(JAVA_FLOAT, 2 * at + axis, sums[axis] * taps.slope(at, axis));
                }
            });
        });
    }

    /** Whether the vector loops can take it: floats, of which an int counts. */
    private static boolean fits(Buffer x, Buffer y) {
        int most = Integer.MAX_VALUE - 64;
        return Lanes.floats(x) && x.elements() <= most && y.elements() <= most;
    }

    /** Places of one span. */
    private static long together(int c) {
        return Math.max(1, Lanes.SPAN / (4 * c));
    }
}
