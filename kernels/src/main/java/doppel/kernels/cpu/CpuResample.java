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
 * reference loops. Its nearest pixel is ours only if sizes grow by whole numbers.
 */
final class CpuResample implements ResampleKernels {
    private final OnednnContext onednn;
    private final ResampleKernels reference;

    CpuResample(OnednnContext onednn, ResampleKernels reference) {
        this.onednn = onednn;
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
    public void bilinear(Buffer x, Buffer y) {
        ResampleChecks.resize("bilinear", x, y);
        if (!run(type -> new Resize.Forward(Algorithm.BILINEAR, x.shape(), y.shape(), type), x, y))
            reference.bilinear(x, y);
    }

    @Override
    public void bilinearBackward(Buffer dy, Buffer dx) {
        ResampleChecks.resize("bilinear backward", dx, dy);
        if (!run(type -> new Resize.Backward(Algorithm.BILINEAR, dx.shape(), dy.shape(), type), dy, dx)) {
            reference.bilinearBackward(dy, dx);
        }
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
