package doppel.benchmarks.peer;

import doppel.kernels.Activation;
import doppel.kernels.Padding;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** What the functions in libtorch share. */
final class Torch {
    private Torch() {}

    static Scalar number(double x) {
        return new Scalar(x);
    }

    static TensorOptional maybe(Tensor[] x, int i) {
        return i < x.length ? new TensorOptional(x[i]) : new TensorOptional();
    }

    static long[] twice(long x) {
        return new long[] {x, x};
    }

    /** {@code [n, h, w, c]} to {@code [n, c, h, w]}; {@code [out, kh, kw, in]} to {@code [out, in, kh, kw]}. */
    static Tensor channelsFirst(Tensor x) {
        return x.permute(0, 3, 1, 2);
    }

    static Tensor channelsLast(Tensor x) {
        return x.permute(0, 2, 3, 1);
    }

    /** Around {@code [n, c, h, w]}. */
    static Tensor padded(Tensor x, Padding p, double value) {
        return torch.constant_pad_nd(x, new long[] {p.left(), p.right(), p.top(), p.bottom()}, number(value));
    }

    static Tensor activated(Tensor x, Activation activation) {
        return switch (activation.kind()) {
            case NONE -> x;
            case LEAKY_RELU -> torch.leaky_relu(x, number(activation.slope()));
            case SIGMOID -> torch.sigmoid(x);
            case TANH -> torch.tanh(x);
        };
    }

    /** {@code [n, h, w, b * b * c]} to {@code [n, h * b, w * b, c]}, blocks outermost in the channels. */
    static Tensor spread(Tensor x, int b) {
        long n = x.size(0);
        long h = x.size(1);
        long w = x.size(2);
        long c = x.size(3) / b / b;
        return x.reshape(n, h, w, b, b, c).permute(0, 1, 3, 2, 4, 5).reshape(n, h * b, w * b, c);
    }
}
