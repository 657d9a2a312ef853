package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.NormKernels;
import doppel.kernels.checks.Checks;
import java.lang.foreign.MemorySegment;

/** Each row by one thread: its sums in double precision, then one pass that scales. */
final class CpuNorm implements NormKernels {
    private static final MapLoop SCALE = MapLoop.of((x, p, q) -> x.mul(p));
    private static final PairLoop COMBINE = PairLoop.of((a, b, p, q) -> a.mul(p).add(b.mul(q)));

    private final Crew crew;
    private final NormKernels reference;

    CpuNorm(Crew crew, NormKernels reference) {
        this.crew = crew;
        this.reference = reference;
    }

    @Override
    public void rms(Buffer x, double epsilon, Buffer y) {
        Checks.same("rms", x, y);
        if (!Lanes.floats(x) || x.shape().rank() == 0 || tooLong(x)) {
            reference.rms(x, epsilon, y);
            return;
        }
        int size = rowSize(x);
        crew.run(x.shape().size(0), 1, x.elements(), (row, end, _) -> {
            MemorySegment in = Lanes.slice(x, row * size, end * size);
            MemorySegment out = Lanes.slice(y, row * size, end * size);
            double r = 1 / Math.sqrt(SumLoops.product(in, in, size) / size + epsilon);
            SCALE.run(in, (float) r, 0, out, size);
        });
    }

    @Override
    public void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx) {
        Checks.same("rms backward", dy, x, dx);
        if (!Lanes.floats(x) || x.shape().rank() == 0 || tooLong(x)) {
            reference.rmsBackward(dy, x, epsilon, dx);
            return;
        }
        int size = rowSize(x);
        crew.run(x.shape().size(0), 1, x.elements(), (row, end, _) -> {
            MemorySegment in = Lanes.slice(x, row * size, end * size);
            MemorySegment gradient = Lanes.slice(dy, row * size, end * size);
            MemorySegment out = Lanes.slice(dx, row * size, end * size);
            double r = 1 / Math.sqrt(SumLoops.product(in, in, size) / size + epsilon);
            double mean = SumLoops.product(in, gradient, size) / size;
            COMBINE.run(gradient, in, (float) r, (float) (-r * r * r * mean), out, size);
        });
    }

    private static boolean tooLong(Buffer x) {
        return x.elements() / x.shape().size(0) > Integer.MAX_VALUE - 64;
    }

    private static int rowSize(Buffer x) {
        return (int) (x.elements() / x.shape().size(0));
    }
}
