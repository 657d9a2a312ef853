package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The sum over some axes, which stay with size 1, or over all, giving a scalar, if none is named;
 * {@code dx = dy}, stretched.
 *
 * @param axes to reduce; negative ones count from the end
 */
public record Sum(int... axes) implements Op {
    public Sum {
        axes = axes.clone();
    }

    @Override
    public int[] axes() {
        return axes.clone();
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return Reduction.sum(scope, x[0], axes, false);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new Tensor[] {Reduction.backward(scope, dy, x[0], false)};
    }

    @Override
    public String toString() {
        return "Sum" + Arrays.toString(axes);
    }
}
