package doppel.tensor.ops;

import doppel.kernels.Buffer;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Mean and variance of a tensor over groups, and what batch, instance and group norm share: {@code y = (x - mean) /
 * sqrt(variance + epsilon) * scale + shift}. Inputs are x, then scale {@code [c]}, then shift {@code [c]}, the latter
 * two being optional. Backward takes the moments again, which costs one more look at x and keeps nothing.
 *
 * @param mean {@code [a, g]}
 * @param variance {@code [a, g]}, biased
 */
record Moments(Tensor mean, Tensor variance) {
    /**
     * The moments of x.
     *
     * @param pictures how many have moments of their own: 1, or the first size of x
     * @param groups of channels in each
     */
    static Moments of(TensorScope scope, Tensor x, int pictures, int groups) {
        Shape shape = new Shape(pictures, groups);
        DType type = x.dtype() == DType.BF16 ? DType.F32 : x.dtype();
        var moments = new Moments(scope.allocate(shape, type), scope.allocate(shape, type));
        x.kernels().norm().moments(x.buffer(), moments.mean.buffer(), moments.variance.buffer());
        return moments;
    }

    /** The number of channels, or of pictures and channels, that the norms ask for. */
    static Shape shape(String op, Tensor... x) {
        Shape shape = x[0].shape();
        if (shape.rank() < 2) throw new IllegalArgumentException(op + ": wanted pictures or rows, got " + shape);
        Shape perChannel = new Shape(shape.size(-1));
        for (int i = 1; i < Math.min(x.length, 3); i++) {
            if (!x[i].shape().equals(perChannel)) {
                throw new IllegalArgumentException(op + ": " + x[i].shape() + " per channel of " + shape);
            }
        }
        return shape;
    }

    Tensor forward(TensorScope scope, double epsilon, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels()
                .norm()
                .normalize(x[0].buffer(), mean.buffer(), variance.buffer(), epsilon, at(x, 1), at(x, 2), y.buffer());
        return y;
    }

    /** @param own whether the moments are those of x */
    @Nullable Tensor[] backward(TensorScope scope, double epsilon, boolean own, Tensor dy, Tensor[] x, boolean[] wanted) {
        @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
        for (int i = 1; i < Math.min(x.length, 3); i++) {
            if (wanted[i]) dx[i] = scope.allocate(x[i].shape(), x[i].dtype());
        }
        if (wanted[0]) dx[0] = dy;
        scope.kernels()
                .norm()
                .normalizeBackward(
                        dy.buffer(),
                        x[0].buffer(),
                        mean.buffer(),
                        variance.buffer(),
                        epsilon,
                        at(x, 1),
                        own,
                        at(dx, 0),
                        at(dx, 1),
                        at(dx, 2));
        return dx;
    }

    void release() {
        mean.release();
        variance.release();
    }

    private static @Nullable Buffer at(@Nullable Tensor[] x, int i) {
        Tensor found = i < x.length ? x[i] : null;
        return found == null ? null : found.buffer();
    }
}
