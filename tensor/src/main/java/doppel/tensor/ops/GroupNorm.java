package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = (x - mean) / sqrt(variance + epsilon) * scale + shift} of {@code [n, ..., c]}, with mean and biased variance
 * of each picture and each group of neighbouring channels. Inputs are x, then {@code scale [c]}, then {@code shift [c]},
 * the latter two being optional. With one group it is layer norm, with as many as channels instance norm. With {@code u}
 * the normalised x, q the factor and {@code g = dy * scale}: {@code dx = q * (g - mean(g) - u * mean(g * u))}, {@code
 * dscale = sum(dy * u)}, {@code dshift = sum(dy)}. Sources: Wu and He, "Group normalization", 2018; Ulyanov et al.,
 * "Instance normalization", 2016.
 *
 * @param groups that the channels fall into; 0 for one per channel
 * @param epsilon added to the variance, PyTorch's default being 1e-5
 */
public record GroupNorm(int groups, double epsilon) implements Op {
    public GroupNorm {
        if (groups < 0 || !(epsilon >= 0)) {
            throw new IllegalArgumentException("group_norm: groups " + groups + ", epsilon " + epsilon);
        }
    }

    /** A mean and variance for each picture and channel. */
    public static GroupNorm instance(double epsilon) {
        return new GroupNorm(0, epsilon);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Moments moments = moments(scope, x);
        Tensor y = moments.forward(scope, epsilon, x);
        moments.release();
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Moments moments = moments(scope, x);
        @Nullable Tensor[] dx = moments.backward(scope, epsilon, true, dy, x, wanted);
        moments.release();
        return dx;
    }

    private Moments moments(TensorScope scope, Tensor... x) {
        Shape shape = Moments.shape("group_norm", x);
        int channels = shape.size(-1);
        if (groups > 0 && channels % groups != 0) {
            throw new IllegalArgumentException("group_norm: %d groups of %s".formatted(groups, shape));
        }
        return Moments.of(scope, x[0], shape.size(0), groups == 0 ? channels : groups);
    }
}
