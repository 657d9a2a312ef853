package doppel.tensor.ops;

import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** The same values in the same order under another shape; no copy either way. */
public record Reshape(Shape shape) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return scope.view(x[0], x[0].buffer().as(shape));
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        return new Tensor[] {scope.view(dy, dy.buffer().as(x[0].shape()))};
    }
}
