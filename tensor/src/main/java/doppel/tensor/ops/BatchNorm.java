package doppel.tensor.ops;

import doppel.kernels.Buffer;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * Batch norm in training: {@code y = (x - mean) / sqrt(variance + epsilon) * scale + shift} of {@code [..., c]}, with
 * mean and biased variance of each channel over all other axes. Inputs are x, then {@code scale [c]}, {@code shift [c]},
 * then running mean and running variance {@code [c]}, each pair being optional. Gradients as those of {@link GroupNorm},
 * the means taken over the channel; none for the running pair. Source: Ioffe and Szegedy, "Batch normalization", 2015.
 *
 * <p>Where a running pair is given, forward moves it in place, as PyTorch does: {@code running = (1 - momentum) * running
 * + momentum * found}, found being the mean and the <em>unbiased</em> variance {@code variance * m / (m - 1)} of the m
 * values of a channel. A forward pass that only repeats an earlier one leaves it, see {@link TensorScope#repeats}.
 *
 * @param momentum share of the new moments, PyTorch's default being 0.1
 * @param epsilon added to the variance, PyTorch's default being 1e-5
 */
public record BatchNorm(double momentum, double epsilon) implements Op {
    /** PyTorch's. */
    public static final BatchNorm DEFAULT = new BatchNorm(0.1, 1e-5);

    public BatchNorm {
        if (!(momentum >= 0 && momentum <= 1) || !(epsilon >= 0)) {
            throw new IllegalArgumentException("batch_norm: momentum " + momentum + ", epsilon " + epsilon);
        }
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = Moments.shape("batch_norm", x);
        Moments moments = Moments.of(scope, x[0], 1, shape.size(-1));
        Tensor y = moments.forward(scope, epsilon, x);
        if (x.length > 3 && !scope.repeats()) {
            long m = shape.elements() / shape.size(-1);
            if (m < 2)
                throw new IllegalArgumentException("batch_norm: one value per channel has no variance, " + shape);
            follow(x[3], moments.mean(), 1);
            follow(x[4], moments.variance(), m / (m - 1.0));
        }
        moments.release();
        return y;
    }

    private void follow(Tensor running, Tensor found, double correction) {
        Buffer target = running.buffer();
        var elementwise = running.kernels().elementwise();
        elementwise.affine(target, 1 - momentum, 0, target);
        elementwise.accumulate(found.buffer().as(running.shape()), momentum * correction, target);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Moments moments = Moments.of(scope, x[0], 1, x[0].shape().size(-1));
        @Nullable Tensor[] dx = moments.backward(scope, epsilon, true, dy, x, wanted);
        moments.release();
        return dx;
    }
}
