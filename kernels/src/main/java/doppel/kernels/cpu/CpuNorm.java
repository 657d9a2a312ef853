package doppel.kernels.cpu;

import doppel.kernels.Buffer;
import doppel.kernels.NormKernels;
import doppel.kernels.checks.Checks;
import doppel.kernels.checks.MomentGroups;
import doppel.kernels.checks.NormChecks;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Each row by one thread: its sums in double precision, then one pass that scales. Moments by {@link CpuMoments}. */
final class CpuNorm implements NormKernels {
    private static final Loops<MapLoop> SCALE = MapLoop.of((x, p, q) -> x.mul(p));
    private static final Loops<PairLoop> COMBINE =
            PairLoop.of((a, b, p, q) -> a.mul(p).add(b.mul(q)));
    private static final MapLoop EXP_BELOW =
            MapLoop.of((x, p, q) -> VectorMath.exp(x.sub(p))).over(Storage.F32);
    private static final PairLoop SHARES =
            PairLoop.of((dy, y, p, q) -> y.mul(dy.sub(p))).over(Storage.F32);

    private final Crew crew;
    private final NormKernels reference;
    private final CpuMoments moments;

    CpuNorm(Crew crew, NormKernels reference) {
        this.crew = crew;
        this.reference = reference;
        moments = new CpuMoments(crew);
    }

    @Override
    public void rms(Buffer x, double epsilon, Buffer y) {
        Checks.same("rms", x, y);
        if (!Storage.holds(x) || x.shape().rank() == 0 || tooLong(x)) {
            reference.rms(x, epsilon, y);
            return;
        }
        int size = rowSize(x);
        SumLoop sums = SumLoop.ALL.over(Storage.of(x));
        MapLoop scale = SCALE.over(Storage.of(x));
        crew.run(x.shape().size(0), 1, x.elements(), (row, end, _) -> {
            MemorySegment in = Lanes.slice(x, row * size, end * size);
            MemorySegment out = Lanes.slice(y, row * size, end * size);
            double r = 1 / Math.sqrt(sums.product(in, in, size) / size + epsilon);
            scale.run(in, (float) r, 0, out, size);
        });
    }

    @Override
    public void rmsBackward(Buffer dy, Buffer x, double epsilon, Buffer dx) {
        Checks.same("rms backward", dy, x, dx);
        if (!Storage.holds(x) || x.shape().rank() == 0 || tooLong(x)) {
            reference.rmsBackward(dy, x, epsilon, dx);
            return;
        }
        int size = rowSize(x);
        SumLoop sums = SumLoop.ALL.over(Storage.of(x));
        PairLoop combine = COMBINE.over(Storage.of(x));
        crew.run(x.shape().size(0), 1, x.elements(), (row, end, _) -> {
            MemorySegment in = Lanes.slice(x, row * size, end * size);
            MemorySegment gradient = Lanes.slice(dy, row * size, end * size);
            MemorySegment out = Lanes.slice(dx, row * size, end * size);
            double r = 1 / Math.sqrt(sums.product(in, in, size) / size + epsilon);
            double mean = sums.product(in, gradient, size) / size;
            combine.run(gradient, in, (float) r, (float) (-r * r * r * mean), out, size);
        });
    }

    @Override
    public void moments(Buffer x, Buffer mean, Buffer variance) {
        MomentGroups groups = NormChecks.moments("moments", x, mean, variance);
        if (!Lanes.floats(x)) reference.moments(x, mean, variance);
        else moments.moments(x, groups, mean, variance);
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
        MomentGroups groups = NormChecks.normalize(x, mean, variance, scale, shift, y);
        if (!Lanes.floats(x)) reference.normalize(x, mean, variance, epsilon, scale, shift, y);
        else moments.normalize(x, groups, mean, variance, epsilon, scale, shift, y);
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
        MomentGroups groups = NormChecks.backward(dy, x, mean, variance, scale, dx, dscale, dshift);
        if (!Lanes.floats(x)) {
            reference.normalizeBackward(dy, x, mean, variance, epsilon, scale, own, dx, dscale, dshift);
        } else {
            moments.backward(dy, x, groups, mean, variance, epsilon, scale, own, dx, dscale, dshift);
        }
    }

    @Override
    public void softmax(Buffer x, Buffer y) {
        NormChecks.rows("softmax", x, y);
        if (!Lanes.floats(x)) {
            reference.softmax(x, y);
            return;
        }
        int size = x.shape().size(-1);
        SumLoop sums = SumLoop.ALL.over(Storage.F32);
        MapLoop scale = SCALE.over(Storage.F32);
        lastAxis(x, (from, to) -> {
            MemorySegment in = Lanes.slice(x, from, to);
            MemorySegment out = Lanes.slice(y, from, to);
            EXP_BELOW.run(in, sums.largest(in, size), 0, out, size);
            scale.run(out, (float) (1 / sums.plain(out, size)), 0, out, size);
        });
    }

    @Override
    public void softmaxBackward(Buffer dy, Buffer y, Buffer dx) {
        NormChecks.rows("softmax backward", dy, y, dx);
        if (!Lanes.floats(y)) {
            reference.softmaxBackward(dy, y, dx);
            return;
        }
        int size = y.shape().size(-1);
        SumLoop sums = SumLoop.ALL.over(Storage.F32);
        lastAxis(y, (from, to) -> {
            MemorySegment gradient = Lanes.slice(dy, from, to);
            MemorySegment shares = Lanes.slice(y, from, to);
            float mean = (float) sums.product(gradient, shares, size);
            SHARES.run(gradient, shares, mean, 0, Lanes.slice(dx, from, to), size);
        });
    }

    /** A row from place {@code from} to place {@code to}. */
    private interface Row {
        void run(long from, long to);
    }

    private void lastAxis(Buffer x, Row body) {
        int size = x.shape().size(-1);
        crew.run(x.elements() / size, Math.max(1, Lanes.SPAN / size), x.elements(), (first, end, _) -> {
            for (long row = first; row < end; row++) body.run(row * size, (row + 1) * size);
        });
    }

    private static boolean tooLong(Buffer x) {
        return x.elements() / x.shape().size(0) > Integer.MAX_VALUE - 64;
    }

    private static int rowSize(Buffer x) {
        return (int) (x.elements() / x.shape().size(0));
    }
}
