package doppel.tensor.ops;

import doppel.kernels.DType;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/** {@code y = x} in another type; the gradient is cast back. None passes through integers. */
public record Cast(DType to) implements Op {
    /** {@code x} in the type in which its back-end keeps what lies between layers; itself if it is of that type. */
    public static Tensor stored(Tensor x) {
        DType storage = x.kernels().storage();
        return x.dtype() == storage ? x : new Cast(storage).apply(x);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        return cast(scope, x[0], to);
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        if (to == DType.U8 || to == DType.I32) {
            throw new UnsupportedOperationException("cast: no gradient passes through " + to);
        }
        return new Tensor[] {cast(scope, dy, x[0].dtype())};
    }

    private static Tensor cast(TensorScope scope, Tensor x, DType to) {
        Tensor y = scope.allocate(x.shape(), to);
        scope.kernels().elementwise().cast(x.buffer(), y.buffer());
        return y;
    }
}
