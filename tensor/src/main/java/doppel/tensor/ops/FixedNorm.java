package doppel.tensor.ops;

import doppel.kernels.ElementwiseKernels;
import doppel.kernels.ElementwiseKernels.Binary;
import doppel.kernels.ElementwiseKernels.Unary;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm in evaluation: {@code y = (x - mean) / sqrt(variance + epsilon) * scale + shift} of {@code [..., c]} with a
 * given mean and variance per channel. Inputs are those of {@link BatchNorm}: x, {@code scale, shift, mean, variance},
 * the latter four {@code [c]}. With {@code q = 1 / sqrt(variance + epsilon)} and {@code u = (x - mean) * q}: {@code dx =
 * dy * scale * q}, {@code dscale = sum(dy * u)}, {@code dshift = sum(dy)}, {@code dmean = -dshift * scale * q}, {@code
 * dvariance = -dscale * scale * q^2 / 2}.
 *
 * @param epsilon added to the variance
 */
public record FixedNorm(double epsilon) implements Op {
    public FixedNorm {
        if (!(epsilon >= 0)) throw new IllegalArgumentException("fixed_norm: epsilon " + epsilon);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = Moments.shape("fixed_norm", x);
        Shape given = new Shape(shape.size(-1));
        if (!x[3].shape().equals(given) || !x[4].shape().equals(given)) {
            throw new IllegalArgumentException(
                    "fixed_norm: mean %s and variance %s of %s".formatted(x[3].shape(), x[4].shape(), shape));
        }
        Moments moments = moments(scope, x);
        Tensor y = moments.forward(scope, epsilon, x);
        moments.release();
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        boolean[] summed = {wanted[0], wanted[1] || wanted[4], wanted[2] || wanted[3], false, false};
        Moments moments = moments(scope, x);
        @Nullable Tensor[] dx = moments.backward(scope, epsilon, false, dy, x, summed);
        moments.release();
        if (wanted[3]) dx[3] = ofMoment(scope, -1, dx[2], x, Unary.SQRT);
        if (wanted[4]) dx[4] = ofMoment(scope, -0.5, dx[1], x, null);
        for (int i = 1; i < 3; i++) if (!wanted[i]) dx[i] = dropped(dx[i]);
        return dx;
    }

    /** Given numbers, as views. */
    private static Moments moments(TensorScope scope, Tensor... x) {
        Shape shape = new Shape(1, x[0].shape().size(-1));
        return new Moments(
                scope.view(x[3], x[3].buffer().as(shape)),
                scope.view(x[4], x[4].buffer().as(shape)));
    }

    /** {@code factor * sum * scale * f(q^2)}. */
    private Tensor ofMoment(TensorScope scope, double factor, @Nullable Tensor sum, Tensor[] x, @Nullable Unary f) {
        Tensor d = scope.allocate(x[4].shape(), x[4].dtype());
        ElementwiseKernels elementwise = scope.kernels().elementwise();
        elementwise.affine(x[4].buffer(), 1, epsilon, d.buffer());
        elementwise.unary(Unary.RECIPROCAL, d.buffer(), d.buffer());
        if (f != null) elementwise.unary(f, d.buffer(), d.buffer());
        elementwise.binary(Binary.MULTIPLY, d.buffer(), x[1].buffer(), d.buffer());
        if (sum != null) elementwise.binary(Binary.MULTIPLY, d.buffer(), sum.buffer(), d.buffer());
        elementwise.affine(d.buffer(), factor, 0, d.buffer());
        return d;
    }

    private static @Nullable Tensor dropped(@Nullable Tensor t) {
        if (t != null) t.release();
        return null;
    }
}
