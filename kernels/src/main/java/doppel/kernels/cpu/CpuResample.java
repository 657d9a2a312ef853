package doppel.kernels.cpu;

import doppel.bindings.onednn.Algorithm;
import doppel.bindings.onednn.DataType;
import doppel.kernels.Buffer;
import doppel.kernels.PoolOptions;
import doppel.kernels.ResampleKernels;
import doppel.kernels.Shape;
import doppel.kernels.checks.ResampleChecks;
import java.util.Optional;
import java.util.function.Function;

/**
 * Pooling and changes of size by oneDNN, where it computes what we mean with a fast kernel; else, and for f64, by the
 * reference loops. Its nearest pixel is ours only if sizes grow by whole numbers; aligned corners it does not know, they are
 * ours.
 */
final class CpuResample implements ResampleKernels {
    private final OnednnContext onednn;
    private final Sampler sampler;
    private final ResampleKernels reference;

    CpuResample(OnednnContext onednn, Crew crew, ResampleKernels reference) {
        this.onednn = onednn;
        sampler = new Sampler(crew);
        this.reference = reference;
    }

    @Override
    public void maxPool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("max pool", x, options, y);
        if (!run(type -> new Pool.Forward(Algorithm.MAX_POOLING, x.shape(), options, type), x, y))
            reference.maxPool(x, options, y);
    }

    @Override
    public void maxPoolBackward(Buffer dy, Buffer x, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("max pool backward", x, options, dy);
        ResampleChecks.pool("max pool backward", dx, options, dy);
        if (!Storage.holds(x)) {
            reference.maxPoolBackward(dy, x, options, dx);
            return;
        }
        onednn.plan(new Pool.MaxBackward(x.shape(), options, OnednnContext.type(x)))
                .ifPresentOrElse(
                        plan -> {
                            try (var y = onednn.temporary(dy.bytes());
                                    var places = onednn.temporary(plan.placesBytes())) {
                                onednn.run(plan.forward(), x.segment(), y.segment(), places.segment());
                                onednn.run(plan.backward(), dy.segment(), dx.segment(), places.segment());
                            }
                        },
                        () -> reference.maxPoolBackward(dy, x, options, dx));
    }

    @Override
    public void averagePool(Buffer x, PoolOptions options, Buffer y) {
        ResampleChecks.pool("average pool", x, options, y);
        if (!run(type -> new Pool.Forward(Algorithm.AVERAGE_POOLING, x.shape(), options, type), x, y)) {
            reference.averagePool(x, options, y);
        }
    }

    @Override
    public void averagePoolBackward(Buffer dy, PoolOptions options, Buffer dx) {
        ResampleChecks.pool("average pool backward", dx, options, dy);
        if (!run(type -> new Pool.AverageBackward(dx.shape(), options, type), dy, dx)) {
            reference.averagePoolBackward(dy, options, dx);
        }
    }

    @Override
    public void nearest(Buffer x, Buffer y) {
        ResampleChecks.resize("nearest", x, y);
        boolean done = growsByWholeNumbers(x.shape(), y.shape())
                && run(type -> new Resize.Forward(Algorithm.NEAREST, x.shape(), y.shape(), type), x, y);
        if (!done) reference.nearest(x, y);
    }

    @Override
    public void nearestBackward(Buffer dy, Buffer dx) {
        ResampleChecks.resize("nearest backward", dx, dy);
        boolean done = growsByWholeNumbers(dx.shape(), dy.shape())
                && run(type -> new Resize.Backward(Algorithm.NEAREST, dx.shape(), dy.shape(), type), dy, dx);
        if (!done) reference.nearestBackward(dy, dx);
    }

    @Override
    public void bilinear(Buffer x, boolean alignCorners, Buffer y) {
        ResampleChecks.resize("bilinear", x, y);
        if (alignCorners && Sampler.fits(x, y)) {
            sampler.blend(x, () -> aligned(x.shape(), y.shape()), y);
            return;
        }
        boolean done =
                !alignCorners && run(type -> new Resize.Forward(Algorithm.BILINEAR, x.shape(), y.shape(), type), x, y);
        if (!done) reference.bilinear(x, alignCorners, y);
    }

    @Override
    public void bilinearBackward(Buffer dy, boolean alignCorners, Buffer dx) {
        ResampleChecks.resize("bilinear backward", dx, dy);
        if (alignCorners && Sampler.fits(dx, dy)) {
            sampler.share(dy, () -> aligned(dx.shape(), dy.shape()), dx);
            return;
        }
        boolean done = !alignCorners
                && run(type -> new Resize.Backward(Algorithm.BILINEAR, dx.shape(), dy.shape(), type), dy, dx);
        if (!done) reference.bilinearBackward(dy, alignCorners, dx);
    }

    /** The outermost centres of both pictures meet. */
    private static SampleTaps aligned(Shape x, Shape y) {
        int rows = y.size(1);
        int columns = y.size(2);
        return new SampleTaps(x, (long) rows * columns, false, (from, n, across, down) -> {
            for (int p = 0; p < n; p++) {
                across[p] = aligned((int) ((from + p) % columns), x.size(2), columns);
                down[p] = aligned((int) ((from + p) / columns % rows), x.size(1), rows);
            }
        });
    }

    private static double aligned(int i, int from, int to) {
        return to == 1 ? 0 : (double) i * (from - 1) / (to - 1);
    }

    private static boolean growsByWholeNumbers(Shape x, Shape y) {
        return y.size(1) % x.size(1) == 0 && y.size(2) % x.size(2) == 0;
    }

    /** Whether there was a step for it. */
    private boolean run(Function<DataType, Problem<Optional<Step>>> problem, Buffer source, Buffer target) {
        if (!Storage.holds(source)) return false;
        var step = onednn.plan(problem.apply(OnednnContext.type(source)));
        step.ifPresent(s -> onednn.run(s, source.segment(), target.segment()));
        return step.isPresent();
    }
}
