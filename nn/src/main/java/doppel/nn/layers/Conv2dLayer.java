package doppel.nn.layers;

import doppel.kernels.Activation;
import doppel.kernels.Conv2dOptions;
import doppel.kernels.DType;
import doppel.kernels.Shape;
import doppel.nn.Initializer;
import doppel.nn.Layer;
import doppel.nn.Parameters;
import doppel.tensor.Op;
import doppel.tensor.Tensor;
import doppel.tensor.ops.Conv2d;
import doppel.tensor.ops.SpreadConv2d;
import org.jspecify.annotations.Nullable;

/**
 * Convolution with bias and activation, {@code [n, h, w, in]} to {@code [n, oh, ow, out]}. Parameters: {@code weight
 * [out, kernel, kernel, in / groups]}, Glorot uniform, and {@code bias [out]}, zero.
 */
public final class Conv2dLayer implements Layer {
    private final Tensor weight;
    private final Tensor bias;
    private final Op op;

    /**
     * @param kernel edge of the window, in pixels
     * @param options geometry; see {@link Conv2dOptions#same}
     */
    public Conv2dLayer(
            Parameters parameters, int in, int out, int kernel, Conv2dOptions options, Activation activation) {
        this(parameters, in, out, kernel, options, activation, null);
    }

    /** @param result type of what it makes, null for that of its input */
    public Conv2dLayer(
            Parameters parameters,
            int in,
            int out,
            int kernel,
            Conv2dOptions options,
            Activation activation,
            @Nullable DType result) {
        this(parameters, in, out, kernel, options, new Conv2d(options, activation, result));
    }

    private Conv2dLayer(Parameters parameters, int in, int out, int kernel, Conv2dOptions options, Op op) {
        long window = (long) kernel * kernel;
        int groupIn = in / options.groups();
        weight = parameters.create(
                "weight",
                new Shape(out, kernel, kernel, groupIn),
                Initializer.glorotUniform(parameters.seed(), window * groupIn, window * out));
        bias = parameters.create("bias", new Shape(out), Initializer.ZEROS);
        this.op = op;
    }

    /**
     * A layer that enlarges: its {@code out} channels become blocks of pixels, {@code [n, oh * block, ow * block, out /
     * block^2]}.
     */
    public static Conv2dLayer spread(
            Parameters parameters,
            int in,
            int out,
            int kernel,
            Conv2dOptions options,
            Activation activation,
            int block) {
        return new Conv2dLayer(parameters, in, out, kernel, options, new SpreadConv2d(options, activation, block));
    }

    @Override
    public Tensor forward(Tensor x) {
        return op.apply(x, weight, bias);
    }

    /** The same with a tensor of the result's shape added before the activation. */
    public Tensor forward(Tensor x, Tensor residual) {
        return op.apply(x, weight, bias, residual);
    }
}
