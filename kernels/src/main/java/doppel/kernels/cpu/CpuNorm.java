package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.NormKernels;
import doppel.kernels.checks.Checks;
import java.lang.foreign.MemorySegment;

/** Each row by one thread: its sums in double precision, then one pass that scales. */
final class CpuNorm implements NormKernels {
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
            scale(in, (float) r, out, size);
        });
    }

    private static void scale(MemorySegment x, float factor, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH)
            Lanes.store(Lanes.load(x, i).mul(factor), y, i);
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(Lanes.load(x, i, mask).mul(factor), y, i, mask);
        }
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
            combine(gradient, (float) r, in, (float) (-r * r * r * mean), out, size);
        });
    }

    /** {@code y = p * a + q * b}. */
    private static void combine(MemorySegment a, float p, MemorySegment b, float q, MemorySegment y, int n) {
        int i = 0;
        for (; i < Lanes.bound(n); i += Lanes.WIDTH) {
            Lanes.store(Lanes.load(a, i).mul(p).add(Lanes.load(b, i).mul(q)), y, i);
        }
        if (i < n) {
            var mask = Lanes.rest(i, n);
            Lanes.store(Lanes.load(a, i, mask).mul(p).add(Lanes.load(b, i, mask).mul(q)), y, i, mask);
        }
    }

    private static boolean tooLong(Buffer x) {
        return x.elements() / x.shape().size(0) > Integer.MAX_VALUE - 64;
    }

    private static int rowSize(Buffer x) {
        return (int) (x.elements() / x.shape().size(0));
    }
}
