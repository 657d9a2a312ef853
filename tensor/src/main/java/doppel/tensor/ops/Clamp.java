package doppel.tensor.ops;

import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = min(max(x, low), high)}; {@code dx = dy} where {@code low <= x <= high}, bounds included, else 0. */
public record Clamp(double low, double high) implements Op {
    public Clamp {
        if (!(low <= high)) throw new IllegalArgumentException("clamp: low " + low + " above high " + high);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Tensor y = scope.allocate(x[0].shape(), x[0].dtype());
        scope.kernels().elementwise().clamp(x[0].buffer(), low, high, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        scope.kernels().elementwise().clampBackward(dy.buffer(), x[0].buffer(), low, high, dy.buffer());
        return new Tensor[] {dy};
    }
}
