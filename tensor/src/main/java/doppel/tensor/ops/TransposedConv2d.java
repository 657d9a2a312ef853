package doppel.tensor.ops;

import doppel.kernels.Activation;
import doppel.kernels.Buffer;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.Shape;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.TensorScope;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with input and output exchanged: {@code y[n, i*s + a*d - top, j*s + b*d - left, c] += x[n, i, j, k] *
 * w[k, a, b, c]}, then the bias. Inputs are {@code x [n, h, w, k]}, {@code w [k, kh, kw, c / groups]}, laid out as the
 * weights of the convolution from y to x, and optionally {@code bias [c]}. So y is what {@link
 * doppel.kernels.ConvKernels#backwardData} makes of x, {@code dx} the convolution of dy, and {@code dw} its gradient of
 * weights with dy as input and x as the output's gradient. See {@link Conv2dOptions#inputShape} for sizes and {@link
 * doppel.kernels.ConvKernels} for types; y is of x's type, each gradient of its input's. Source: Zeiler, Krishnan,
 * Taylor, Fergus, "Deconvolutional networks", 2010; sizes as in PyTorch's {@code conv_transpose2d}.
 *
 * @param options geometry of the convolution from y to x
 * @param outputPadding rows below and columns to the right of y that the convolution would not reach, below its stride
 */
public record TransposedConv2d(Conv2dOptions options, int outputPadding) implements Op {
    public TransposedConv2d {
        if (outputPadding < 0 || outputPadding >= options.stride()) {
            throw new IllegalArgumentException(
                    "transposed conv2d: output padding %d with %s".formatted(outputPadding, options));
        }
    }

    /** As large as the convolution reaches. */
    public TransposedConv2d(Conv2dOptions options) {
        this(options, 0);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        Shape shape = options.inputShape(x[0].shape(), x[1].shape(), outputPadding);
        Tensor y = scope.allocate(shape, x[0].dtype());
        scope.kernels().conv().backwardData(x[0].buffer(), x[1].buffer(), options, y.buffer());
        if (x.length < 3) return y;
        Tensor biased = scope.allocate(shape, x[0].dtype());
        scope.kernels().epilogue().spread(y.buffer(), x[2].buffer(), Activation.NONE, biased.buffer());
        y.release();
        return biased;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        var conv = scope.kernels().conv();
        Buffer weights = x[1].buffer();
        @Nullable Tensor[] dx = new @Nullable Tensor[x.length];
        if (wanted[0]) {
            Tensor dInput = scope.allocate(x[0].shape(), x[0].dtype());
            conv.forward(dy.buffer(), weights, null, null, options, Activation.NONE, dInput.buffer());
            dx[0] = dInput;
        }
        if (wanted[1]) {
            Tensor dw = scope.allocate(x[1].shape(), x[1].dtype());
            conv.backwardWeights(dy.buffer(), x[0].buffer(), options, dw.buffer(), null);
            dx[1] = dw;
        }
        if (x.length > 2 && wanted[2]) dx[2] = Broadcasting.sumTo(scope, dy, x[2].shape(), x[2].dtype());
        return dx;
    }
}
