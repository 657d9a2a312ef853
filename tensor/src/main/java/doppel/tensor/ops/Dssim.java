package doppel.tensor.ops;

import doppel.kernels.DssimOptions;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Structural dissimilarity of two picture batches {@code [n, h, w, c]}, per picture and channel {@code [n, c]}, 0 where
 * equal. See {@link doppel.kernels.LossKernels#dssim}.
 */
public record Dssim(DssimOptions options) implements Op {
    /** For values in 0..1 with DeepFaceLab's constants. */
    public static Dssim of(int window) {
        return new Dssim(DssimOptions.of(window));
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape s = x[0].shape();
        if (s.rank() != 4 || !s.equals(x[1].shape()) || s.size(1) < options.size() || s.size(2) < options.size()) {
            throw new IllegalArgumentException("dssim: " + s + " against " + x[1].shape() + ", " + options);
        }
        Tensor y = scope.allocate(new Shape(s.size(0), s.size(3)), x[0].dtype());
        scope.kernels().losses().dssim(x[0].buffer(), x[1].buffer(), options, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new @Nullable Tensor[] {
            wanted[0] ? gradient(scope, dy, x[1], x[0]) : null, wanted[1] ? gradient(scope, dy, x[0], x[1]) : null
        };
    }

    /** The measure is symmetric, so one kernel serves both gradients. */
    private Tensor gradient(TensorScope scope, Tensor dy, Tensor other, Tensor of) {
        Tensor d = scope.allocate(of.shape(), dy.dtype());
        scope.kernels().losses().dssimBackward(dy.buffer(), other.buffer(), of.buffer(), options, d.buffer());
        return d;
    }
}
