package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Axis {@code i} of y is axis {@code axes[i]} of x; the gradient goes back by the inverse order.
 *
 * @param axes each axis of x once
 */
public record Transpose(int... axes) implements Op {
    public Transpose {
        axes = axes.clone();
    }

    @Override
    public int[] axes() {
        return axes.clone();
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return transposed(scope, x[0], axes);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        int[] inverse = new int[axes.length];
        for (int i = 0; i < axes.length; i++) inverse[axes[i]] = i;
        return new Tensor[] {transposed(scope, dy, inverse)};
    }

    private static Tensor transposed(TensorScope scope, Tensor x, int[] axes) {
        int[] sizes = new int[axes.length];
        boolean[] seen = new boolean[axes.length];
        for (int i = 0; i < axes.length; i++) {
            int axis = axes[i];
            if (axes.length != x.shape().rank() || axis < 0 || axis >= axes.length || seen[axis]) {
                throw new IllegalArgumentException("transpose: " + x.shape() + " by axes " + Arrays.toString(axes));
            }
            seen[axis] = true;
            sizes[i] = x.shape().size(axis);
        }
        Tensor y = scope.allocate(new Shape(sizes), x.dtype());
        scope.kernels().layout().transpose(x.buffer(), axes, y.buffer());
        return y;
    }

    @Override
    public String toString() {
        return "Transpose" + Arrays.toString(axes);
    }
}
