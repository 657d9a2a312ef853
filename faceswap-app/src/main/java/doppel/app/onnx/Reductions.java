package doppel.app.onnx;

import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Mean;
import doppel.tensor.ops.Reshape;
import java.util.Arrays;

/** {@code ReduceMean}. */
final class Reductions {
    private Reductions() {}

    /** The mean over some axes, all if none is named; the axes stay with size 1 unless {@code keepdims} is 0. */
    static Step mean(NodeSetup setup) {
        boolean keep = setup.node().whole("keepdims", 1) != 0;
        return run -> {
            GraphTensor x = run.tensor(0);
            long[] given = Shaping.axes(setup, run);
            boolean[] gone = new boolean[x.rank()];
            if (given.length == 0) Arrays.fill(gone, true);
            for (long axis : given) gone[Shaping.axis(axis, x.rank())] = true;
            int[] stored = new int[x.rank()];
            int[] left = new int[x.rank()];
            int n = 0;
            int m = 0;
            for (int i = 0; i < gone.length; i++) {
                if (gone[i]) stored[n++] = x.position(i);
                else left[m++] = x.shape().size(i);
            }
            if (x.rank() == 0) return x;
            Tensor mean = run.apply(new Mean(Arrays.copyOf(stored, n)), x.tensor());
            int[] kept = x.tensor().shape().sizes();
            for (int i = 0; i < n; i++) kept[stored[i]] = 1;
            GraphTensor y = x.like(run.apply(new Reshape(new Shape(kept)), mean));
            if (keep) return y;
            return GraphTensor.plain(run.apply(new Reshape(new Shape(Arrays.copyOf(left, m))), y.plain(run.scope())));
        };
    }
}
