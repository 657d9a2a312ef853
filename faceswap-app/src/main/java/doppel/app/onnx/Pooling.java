package doppel.app.onnx;

import doppel.kernels.Padding;
import doppel.kernels.PoolOptions;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.ops.AveragePool;
import doppel.tensor.ops.MaxPool;
import doppel.tensor.ops.Mean;
import doppel.tensor.ops.Pad;
import java.io.IOException;
import java.util.function.Function;

/** {@code MaxPool}, {@code AveragePool} and {@code GlobalAveragePool}. */
final class Pooling {
    private Pooling() {}

    static Step max(NodeSetup setup) throws IOException {
        return windows(setup, false, MaxPool::new);
    }

    static Step average(NodeSetup setup) throws IOException {
        return windows(setup, setup.node().flag("count_include_pad"), AveragePool::new);
    }

    static Step globalAverage(NodeSetup setup) {
        return run -> {
            Tensor x = run.tensor(0).channelsLast(run.scope());
            return GraphTensor.channelsLast(run.apply(new Mean(1, 2), x));
        };
    }

    private static Step windows(NodeSetup setup, boolean paddingCounts, Function<PoolOptions, Op> pool)
            throws IOException {
        Window window = Window.of(setup, 0, 0);
        setup.demand(
                window.height() == window.width(),
                "a window of %d x %d, which is not square".formatted(window.width(), window.height()));
        setup.demand(window.dilation() == 1, "dilations " + window.dilation());
        return run -> {
            Tensor x = run.tensor(0).channelsLast(run.scope());
            int h = x.shape().size(1);
            int w = x.shape().size(2);
            Padding around = window.padding(h, w);
            Padding more = window.roundingUp(h, w, around);
            if (paddingCounts && !around.equals(Padding.NONE)) {
                x = run.apply(new Pad(around), x);
                around = Padding.NONE;
            }
            Padding all = new Padding(
                    around.top(), around.left(), around.bottom() + more.bottom(), around.right() + more.right());
            return GraphTensor.channelsLast(
                    run.apply(pool.apply(new PoolOptions(window.height(), window.stride(), all)), x));
        };
    }
}
