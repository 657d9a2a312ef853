package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Bilinear between pixel centres, edges repeated, to {@code [n, height, width, c]}; each gradient goes back to the
 * pixels it came from. See {@link doppel.kernels.ResampleKernels#bilinear}. Matches PyTorch's {@code interpolate}.
 *
 * @param alignCorners whether the outermost centres meet, rather than the outer edges
 */
public record BilinearResize(int height, int width, boolean alignCorners) implements Op {
    /** Outer edges meet. */
    public BilinearResize(int height, int width) {
        this(height, width, false);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape s = Pictures.of("bilinear", x[0]);
        Tensor y = scope.allocate(new Shape(s.size(0), height, width, s.size(3)), x[0].dtype());
        scope.kernels().resample().bilinear(x[0].buffer(), alignCorners, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        scope.kernels().resample().bilinearBackward(dy.buffer(), alignCorners, dx.buffer());
        return new Tensor[] {dx};
    }
}
