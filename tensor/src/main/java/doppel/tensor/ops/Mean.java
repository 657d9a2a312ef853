package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The mean over some axes, which stay with size 1, or over all, giving a scalar, if none is named;
 * {@code dx = dy / m}, stretched, m the number of elements averaged.
 *
 * @param axes to reduce; negative ones count from the end
 */
public record Mean(int... axes) implements Op {
    public Mean {
        axes = axes.clone();
    }

    @Override
    public int[] axes() {
        return axes.clone();
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Reduction.sum(scope, x[0], axes, true);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new Tensor[] {Reduction.backward(scope, dy, x[0], true)};
    }

    @Override
    public String toString() {
        return "Mean" + Arrays.toString(axes);
    }
}
