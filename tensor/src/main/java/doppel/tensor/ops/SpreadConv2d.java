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
 * A convolution that enlarges: {@code y = act(depth_to_space(conv(x, w) + bias))}, {@code [n, h, w, c]} to {@code [n,
 * oh * block, ow * block, k / block^2]} in the order of {@link DepthToSpace#of}. Inputs are {@code x, w [k, kh, kw, c /
 * groups]} and bias {@code [k]}. Only y is kept: backward first gathers {@code dz = dy * act'} with dbias, its sum over
 * pixels; then dx and dw are dz correlated with w and x. See {@link doppel.kernels.EpilogueKernels}.
 */
public record SpreadConv2d(Conv2dOptions options, Activation activation, int block) implements Op {
    public SpreadConv2d {
        if (block < 1) throw new IllegalArgumentException("spread conv: block " + block);
    }

    @Override
    public Tensor forward(TensorScope scope, Tensor... x) {
        if (x.length != 3) throw new IllegalArgumentException("spread conv: wanted x, w and bias, got " + x.length);
        Shape deep = options.outputShape(x[0].shape(), x[1].shape());
        if (deep.size(3) % (block * block) != 0) {
            throw new IllegalArgumentException("spread conv: " + deep + " by blocks of " + block);
        }
        Shape wide =
                new Shape(deep.size(0), deep.size(1) * block, deep.size(2) * block, deep.size(3) / (block * block));
        Tensor y = scope.allocate(wide, x[0].dtype());
        Tensor z = scope.allocate(deep, x[0].dtype());
        scope.kernels().conv().forward(x[0].buffer(), x[1].buffer(), null, null, options, Activation.NONE, z.buffer());
        scope.kernels().epilogue().spread(z.buffer(), x[2].buffer(), activation, y.buffer());
        z.release();
        return y;
    }

    @Override
    public @Nullable Tensor[] backward(TensorScope scope, Tensor dy, Tensor[] x, Tensor y, boolean[] wanted) {
        var conv = scope.kernels().conv();
        Tensor dz = scope.allocate(options.outputShape(x[0].shape(), x[1].shape()), dy.dtype());
        Tensor db = wanted[2] ? scope.allocate(x[2].shape(), x[2].dtype()) : null;
        Buffer dbias = db == null ? null : db.buffer();
        scope.kernels().epilogue().gather(dy.buffer(), y.buffer(), activation, dz.buffer(), dbias);
        @Nullable Tensor[] dx = {null, null, db};
        if (wanted[0]) {
            Tensor dInput = scope.allocate(x[0].shape(), x[0].dtype());
            conv.backwardData(dz.buffer(), x[1].buffer(), options, dInput.buffer());
            dx[0] = dInput;
        }
        if (wanted[1]) {
            Tensor dw = scope.allocate(x[1].shape(), x[1].dtype());
            conv.backwardWeights(x[0].buffer(), dz.buffer(), options, dw.buffer(), null);
            dx[1] = dw; // found last: it has four times the outputs, and would wait for the other
        }
        dz.release();
        return dx;
    }
}
