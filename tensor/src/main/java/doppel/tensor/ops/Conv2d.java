package doppel.tensor.ops;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * {@code y = act(conv(x, w) + bias + residual)} in one pass, bias and residual being optional. Inputs are {@code x [n,
 * h, w, c], w [k, kh, kw, c / groups]}, then {@code bias [k]}, then a residual of y's shape. Backward first takes
 * {@code dz = dy * act'}, told from y; then {@code dx} and {@code dw} are dz correlated with w and x, {@code dbias} the
 * sum of dz over pixels, and the residual's gradient dz itself. See {@link doppel.kernels.ConvKernels}, also for which
 * types may meet; each gradient is of its input's type.
 *
 * @param result type of y, null for that of x
 */
public record Conv2d(
        Conv2dOptions options,
        Activation activation,
        @Nullable DType result) implements Op {
    /** A convolution with nothing after it. */
    public Conv2d(Conv2dOptions options) {
        this(options, Activation.NONE);
    }

    /** A convolution whose result is of x's type. */
    public Conv2d(Conv2dOptions options, Activation activation) {
        this(options, activation, null);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        DType type = result == null ? x[0].dtype() : result;
        Tensor y = scope.allocate(options.outputShape(x[0].shape(), x[1].shape()), type);
        Buffer bias = x.length > 2 ? x[2].buffer() : null;
        Buffer residual = x.length > 3 ? x[3].buffer() : null;
        scope.kernels().conv().forward(x[0].buffer(), x[1].buffer(), bias, residual, options, activation, y.buffer());
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        var conv = scope.kernels().conv();
        if (activation.kind() != Activation.Kind.NONE) { // dz, in the place of dy
            scope.kernels().elementwise().activateBackward(dy.buffer(), y.buffer(), activation, dy.buffer());
        }
        @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
        boolean biasWanted = x.length > 2 && wanted[2];
        if (wanted[1]) {
            Tensor dw = scope.allocate(x[1].shape(), x[1].dtype());
            Tensor db = biasWanted ? scope.allocate(x[2].shape(), x[2].dtype()) : null;
            conv.backwardWeights(x[0].buffer(), dy.buffer(), options, dw.buffer(), db == null ? null : db.buffer());
            dx[1] = dw;
            if (db != null) dx[2] = db;
        } else if (biasWanted) {
            dx[2] = Broadcasting.sumTo(scope, dy, x[2].shape(), x[2].dtype());
        }
        if (wanted[0]) {
            Tensor dInput = scope.allocate(x[0].shape(), x[0].dtype());
            conv.backwardData(dy.buffer(), x[1].buffer(), options, dInput.buffer());
            dx[0] = dInput;
        }
        if (x.length > 3 && wanted[3]) dx[3] = dy;
        return dx;
    }
}
