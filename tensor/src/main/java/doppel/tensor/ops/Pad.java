package doppel.tensor.ops;

import doppel.kernels.Padding;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** Zeros around a picture {@code [n, h, w, c]}; {@code dx} is the inner part of {@code dy}. */
public record Pad(Padding padding) implements Op {
    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape s = Pictures.of("pad", x[0]);
        Shape padded = new Shape(
                s.size(0),
                s.size(1) + padding.top() + padding.bottom(),
                s.size(2) + padding.left() + padding.right(),
                s.size(3));
        Tensor y = scope.zeros(padded, x[0].dtype());
        scope.kernels().layout().copyBlock(x[0].buffer(), new int[4], y.buffer(), corner(), s.sizes());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        Tensor dx = scope.allocate(x[0].shape(), dy.dtype());
        int[] size = x[0].shape().sizes();
        scope.kernels().layout().copyBlock(dy.buffer(), corner(), dx.buffer(), new int[4], size);
        return new Tensor[] {dx};
    }

    private int[] corner() {
        return new int[] {0, padding.top(), padding.left(), 0};
    }
}
